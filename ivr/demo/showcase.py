"""Accounts chosen for showing each billing state, called from numbers easy to remember."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from ivr.check_digit import with_check_digit
from ivr.demo.ledger import DAYS_TO_PAY, MONTHS, Entry

NO_ACCOUNT = ("+573155550109", "Teléfono sin cuenta registrada")


@dataclass(frozen=True, slots=True)
class Showcase:
    """An account to show. The newest ``unpaid`` invoices are unpaid, the last is ``total``.

    ``due_in`` days from today the newest invoice falls due, negative when it did already.
    """

    label: str
    phone: str
    holder: str
    document: str
    zone_id: int
    stratum: int
    due_in: int
    unpaid: int
    total: int
    suspended_days: int = 0


ACCOUNTS = (
    Showcase("Al día", "+573155550101", "María Fernanda Gómez Rojas", "38251101",
             zone_id=4, stratum=3, due_in=-6, unpaid=0, total=84_530),
    Showcase("Por vencer", "+573155550102", "Luis Carlos Ramírez Ortiz", "93120102",
             zone_id=5, stratum=3, due_in=5, unpaid=1, total=121_000),
    Showcase("Una factura vencida", "+573155550103", "Gloria Martínez Peña", "65740103",
             zone_id=3, stratum=2, due_in=-8, unpaid=1, total=67_210),
    Showcase("Varias facturas vencidas", "+573155550104", "Óscar Bermúdez Lozano", "14230104",
             zone_id=13, stratum=1, due_in=6, unpaid=4, total=58_940),
    Showcase("Servicio suspendido", "+573155550105", "Sandra Patricia Tovar Díaz", "1110450105",
             zone_id=16, stratum=1, due_in=-3, unpaid=5, total=61_375, suspended_days=25),
    Showcase("Dos cuentas, la casa", "+573155550106", "Andrés Felipe Castro Ruiz", "1018450106",
             zone_id=1, stratum=3, due_in=8, unpaid=1, total=96_480),
    Showcase("Dos cuentas, la tienda", "+573155550106", "Andrés Felipe Castro Ruiz", "1018450106",
             zone_id=1, stratum=0, due_in=3, unpaid=2, total=318_700),
    Showcase("Factura de millones", "+573155550107", "Supermercado El Progreso", "890700107",
             zone_id=28, stratum=0, due_in=9, unpaid=1, total=12_480_735),
    Showcase("Teléfono fijo, un millón exacto", "+576082550108", "Hotel La Estación", "809000108",
             zone_id=2, stratum=0, due_in=-2, unpaid=1, total=1_000_000),
)  # fmt: skip


def account_number(account_id: int) -> str:
    """The printed number of a demonstration account: eight digits and their check digit."""
    return with_check_digit(str(21_000_000 + account_id * 37))


def callers() -> list[tuple[str, str]]:
    """The numbers to call from, E.164, each with what it shows and the datum it needs."""
    told: dict[str, list[str]] = {}
    for account_id, shown in enumerate(ACCOUNTS, start=1):
        told.setdefault(shown.phone, []).append(
            f"{shown.label}: cuenta {account_number(account_id)}, "
            f"documento terminado en {shown.document[-3:]}"
        )
    return [*((phone, " · ".join(labels)) for phone, labels in told.items()), NO_ACCOUNT]


def entries(rng: Random, today: date, shown: Showcase) -> list[Entry]:
    """Two years of its invoices, oldest first."""
    newest_due = today + timedelta(days=shown.due_in)
    found: list[Entry] = []
    for age in range(MONTHS - 1, -1, -1):
        due_on = _months_before(newest_due, age)
        issued_on = due_on - timedelta(days=DAYS_TO_PAY)
        paid_on = issued_on + timedelta(days=5 + rng.randrange(3))
        found.append(
            Entry(
                period=_months_before(issued_on.replace(day=1), 1),
                issued_on=issued_on,
                due_on=due_on,
                total=shown.total if age == 0 else int(shown.total * rng.uniform(0.8, 1.05)),
                paid_at=None if age < shown.unpaid else datetime.combine(paid_on, time(15), UTC),
            )
        )
    return found


def _months_before(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, min(day.day, 28))
