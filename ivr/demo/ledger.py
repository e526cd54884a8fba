"""Two years of invoices and payments for an account, as it pays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

MONTHS = 24
CYCLES = 5
DAYS_TO_PAY = 14
FIXED_CHARGE = (9_800, 11_200, 14_500, 17_900, 21_300, 33_800, 41_600)  # by stratum, 0 commerce
PRICE_PER_M3 = (4_350, 1_420, 1_980, 2_730, 3_240, 4_860, 5_480)
OTHER_SERVICES = (38_000, 12_400, 16_900, 22_600, 27_100, 40_300, 47_900)


class Entry(NamedTuple):
    """One invoice, wholly paid at ``paid_at`` or not at all."""

    period: date
    issued_on: date
    due_on: date
    total: int
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class Habit:
    """How an account pays: how many of its newest due invoices it has left unpaid."""

    unpaid: int
    days_after_issue: int  # the middle of its payments
    spread: int


@cache
def calendar(today: date, cycle: int) -> tuple[tuple[date, date, date], ...]:
    """The (period, issued, due) of a billing cycle's invoices issued by ``today``, oldest first."""
    found: list[tuple[date, date, date]] = []
    year, month = today.year, today.month
    while len(found) < MONTHS:
        issued = date(year, month, 3 + 4 * cycle)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        if issued <= today:
            found.append((date(year, month, 1), issued, issued + timedelta(days=DAYS_TO_PAY)))
    return tuple(reversed(found))


def habit(rng: Random) -> Habit:
    """Most pay in time; some late; a few leave several invoices unpaid."""
    kind = rng.random()
    if kind < 0.80:
        return Habit(0, rng.randrange(5, 13), 3)
    if kind < 0.93:
        return Habit(0, rng.randrange(15, 30), 8)
    if kind < 0.97:
        return Habit(1, 13, 6)
    if kind < 0.985:
        return Habit(2, 18, 8)
    return Habit(rng.randrange(3, 8), 22, 9)


def entries(rng: Random, today: date, cycle: int, stratum: int, pays: Habit) -> Iterator[Entry]:
    """An account's invoices, oldest first, and when each was paid."""
    usual = rng.uniform(7, 24) if stratum else rng.uniform(25, 160)
    fixed = FIXED_CHARGE[stratum] + OTHER_SERVICES[stratum]
    price = PRICE_PER_M3[stratum]
    dates = calendar(today, cycle)
    due = sum(1 for _, _, due_on in dates if due_on < today)
    for place, (period, issued, due_on) in enumerate(dates):
        consumed = max(0, round(usual * (0.75 + 0.5 * rng.random())))
        total = fixed + price * consumed + int(rng.random() * 900)
        paid_at = None
        if place < due - pays.unpaid or due_on >= today:
            days = pays.days_after_issue + int((rng.random() * 2 - 1) * pays.spread)
            seconds = int(rng.random() * 36_000)
            paid_at = _moment(issued, max(1, days), seconds, today)
        if pays.unpaid and due_on >= today:
            paid_at = None
        yield Entry(period, issued, due_on, total, paid_at)


def _moment(issued: date, days: int, seconds: int, today: date) -> datetime | None:
    """That many days after, between seven and five in Bogotá; None when it is still to come."""
    paid_on = _later(issued, days)
    if paid_on >= today:
        return None
    return _seven_in_the_morning(paid_on) + timedelta(seconds=seconds)


@cache
def _later(day: date, days: int) -> date:
    return day + timedelta(days=days)


@cache
def _seven_in_the_morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
