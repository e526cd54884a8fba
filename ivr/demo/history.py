"""What happened before the demonstration starts: outages, damages, cases, calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from ivr.check_digit import with_check_digit
from ivr.store import (
    DamageReport,
    DamageState,
    Outage,
    Service,
)


@dataclass(frozen=True, slots=True)
class Known:
    """An account as far as its past needs it."""

    id: int
    zone_id: int
    address: str
    phone: str | None


def outages(session: Session, morning: datetime) -> None:
    """Three outages going on, one that ended. ``morning`` is when the demonstration starts."""
    hour = timedelta(hours=1)
    session.add_all(
        Outage(
            service=service, zone_id=zone_id, cause=cause, planned=planned,
            started_at=morning + starts * hour,
            restoration=None if back is None else morning + back * hour,
            ended_at=None if ended is None else morning + ended * hour,
        )
        for service, zone_id, cause, planned, starts, back, ended in (
            (Service.WATER, 4, "Rotura de la tubería de la carrera octava", False, -2, 11, None),
            (Service.WATER, 9, "Lavado del tanque de almacenamiento", True, -1, 9, None),
            (Service.WASTE, 16, "Vía cerrada al carro recolector", False, -20, None, None),
            (Service.WATER, 1, "Reparación de una válvula", True, -60, -52, -51),
        )
    )  # fmt: skip


DAMAGES = (
    (Service.WATER, "Fuga o tubo roto", 2), (Service.WATER, "Sin agua en un predio", 3),
    (Service.WATER, "Baja presión", 3), (Service.WATER, "Agua turbia", 2),
    (Service.SEWERAGE, "Alcantarilla rebosada", 3), (Service.SEWERAGE, "Falta una tapa", 2),
    (Service.WASTE, "No pasó el carro recolector", 4),
)  # fmt: skip


def damages(session: Session, rng: Random, morning: datetime, known: list[Known]) -> None:
    """Forty damage reports of the last days, the first for the account shown first."""
    for place, account in enumerate([known[0], *rng.sample(known, 39)]):
        service, kind, priority = DAMAGES[0] if place == 0 else rng.choice(DAMAGES)
        age = timedelta(hours=3) if place == 0 else timedelta(hours=rng.randrange(5, 480))
        closed = place > 0 and age > timedelta(hours=60)
        session.add(
            DamageReport(
                ticket=with_check_digit(f"7{10_000 + place}"),
                service=service, kind=kind, priority=priority, account_id=account.id,
                zone_id=account.zone_id, address=account.address, opened_at=morning - age,
                closed_at=morning - age + timedelta(hours=30) if closed else None,
                state=DamageState.CLOSED if closed else rng.choice(
                    (DamageState.OPEN, DamageState.ASSIGNED)
                ),
            )
        )  # fmt: skip
