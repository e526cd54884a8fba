"""What happened before the demonstration starts: outages, damages, cases, calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import holidays
from sqlalchemy.orm import Session

from ivr.check_digit import with_check_digit
from ivr.store import (
    Case,
    CaseEntry,
    CaseKind,
    CaseState,
    DamageReport,
    DamageState,
    Outage,
    Service,
)

RULES = "CO-2026-1"


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
    (Service.WATER, "fuga en la vía", 2), (Service.WATER, "sin agua", 3),
    (Service.WATER, "baja presión", 3), (Service.WATER, "agua turbia", 2),
    (Service.SEWERAGE, "alcantarilla rebosada", 2), (Service.SEWERAGE, "tapa de alcantarilla", 1),
    (Service.WASTE, "no pasó el carro recolector", 4),
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


SUBJECTS = (
    (CaseKind.CLAIM, "Inconformidad con la medición del consumo facturado"),
    (CaseKind.CLAIM, "Pago efectuado pero no aplicado"),
    (CaseKind.CLAIM, "Cobros por reconexión"),
    (CaseKind.CLAIM, "Interrupciones en la prestación del servicio"),
    (CaseKind.COMPLAINT, "Atención recibida en la oficina"),
    (CaseKind.PETITION, "Acuerdo de pago"),
    (CaseKind.PETITION, "Cambio de estrato"),
    (CaseKind.SUGGESTION, "Más horarios en los puntos de pago"),
)


def cases(session: Session, rng: Random, morning: datetime, known: list[Known]) -> None:
    """Sixty cases, among them one of each of the first five accounts shown."""
    for place, account in enumerate([*known[:5], *rng.sample(known, 55)]):
        kind, subject = SUBJECTS[place % len(SUBJECTS)]
        filed_at = morning - timedelta(
            days=2 + place % 6 * 3 if place < 5 else rng.randrange(1, 59)
        )
        answered_at = filed_at + timedelta(days=11) if place >= 5 else None
        if answered_at is not None and answered_at > morning:
            answered_at = None
        case = Case(
            radicado=with_check_digit(f"{filed_at.year}{place + 1:07}"),
            kind=kind, subject=subject, account_id=account.id, channel="telefono",
            rule_version=RULES, filed_at=filed_at,
            due_on=_fifteen_working_days_after(filed_at.date()),
            answered_at=answered_at,
            answer_radicado=(
                with_check_digit(f"{filed_at.year}{place + 5001:07}") if answered_at else None
            ),
            notified_at=answered_at + timedelta(days=2)
            if answered_at and answered_at + timedelta(days=2) < morning
            else None,
        )  # fmt: skip
        case.state = (
            CaseState.NOTIFIED if case.notified_at
            else CaseState.ANSWERED if answered_at else CaseState.FILED
        )  # fmt: skip
        session.add(case)
        session.flush()
        told = (
            (filed_at, "radicado"),
            (answered_at, "respondido"),
            (case.notified_at, "notificado"),
        )
        session.add_all(
            CaseEntry(case_id=case.id, position=position, at=at, kind=what)
            for position, (at, what) in enumerate(told)
            if at is not None
        )


def _fifteen_working_days_after(filed: date) -> date:
    """The term of Ley 1755 de 2015, art. 14, counted from the working day after filing."""
    free = holidays.country_holidays("CO", years=[filed.year, filed.year + 1])
    day, left = filed, 15
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in free
    return day
