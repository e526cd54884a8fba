"""Working days: Monday to Friday but for the days off of one dated table.

National holidays come from the ``holidays`` package (Ley 51 de 1983; Ley 2578 de 2026), local
civic days and the entity's closures from staff. A year that the table doesn't hold yet is
taken from the package, so that a deadline never counts on a holiday.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

import holidays
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid, NotFound, Refused
from ivr.services.text import storable
from ivr.services.upserts import insert
from ivr.store import DayOffKind

COUNTRY = "CO"
SATURDAY = 5
YEARS_BACK = 5
YEARS_AHEAD = 3
EARLIEST, LATEST = 1990, 2100


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day on which nobody works, and why."""

    day: date
    name: str
    kind: DayOffKind


@dataclass(frozen=True, slots=True)
class Calendar:
    """Counts working days. ``off`` holds every day off of ``years``, of others staff's alone."""

    off: frozenset[date] = frozenset()
    years: frozenset[int] = field(default_factory=frozenset)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work that day."""
        return day.weekday() < SATURDAY and not self.is_day_off(day)

    def is_day_off(self, day: date) -> bool:
        """Whether it is a holiday, a local civic day or a closure, on whatever weekday."""
        if day in self.off:
            return True
        return day.year not in self.years and day in _national(day.year)

    def add(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (0: that day itself; negative: before)."""
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days come after ``start`` up to ``end``; negative when it is past."""
        if end < start:
            return -self.between(end, start)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)


def calendar(session: Session) -> Calendar:
    """The calendar as the table has it now."""
    rows = session.execute(select(store.DayOff.day, store.DayOff.kind)).all()
    return Calendar(
        frozenset(row.day for row in rows),
        frozenset(row.day.year for row in rows if row.kind is DayOffKind.NATIONAL),
    )


def is_working_day(source: Session | Calendar, day: date) -> bool:
    """Whether offices work that day."""
    return _calendar_of(source).is_working_day(day)


def add(source: Session | Calendar, day: date, count: int) -> date:
    """The ``count``-th working day after ``day``."""
    return _calendar_of(source).add(day, count)


def days_off(session: Session, year: int) -> tuple[DayOff, ...]:
    """A year's days off as the table has them, in order."""
    day = store.DayOff.day
    query = select(store.DayOff).where(day.between(*_year(year))).order_by(day)
    return tuple(DayOff(row.day, row.name, row.kind) for row in session.scalars(query))


def day_off(session: Session, day: date) -> DayOff | None:
    """Why nobody works that day; None for an ordinary one, a Sunday among them."""
    row = session.get(store.DayOff, day)
    return None if row is None else DayOff(row.day, row.name, row.kind)


def seed(session: Session, today: date) -> int:
    """Write the national holidays of the years about ``today``. Gives how many were new.

    A year that is there already stays as it is: what a lawyer took out is not put back.
    """
    wanted = range(today.year - YEARS_BACK, today.year + YEARS_AHEAD + 1)
    day = store.DayOff.day
    there = session.scalars(select(day).where(store.DayOff.kind == DayOffKind.NATIONAL))
    years = {one.year for one in there}
    rows = [
        {"day": day, "name": storable(name, 80), "kind": DayOffKind.NATIONAL, "added_at": None}
        for year in wanted
        if year not in years
        for day, name in _holidays(year).items()
    ]
    if rows:
        fresh = insert(session, store.DayOff).on_conflict_do_nothing()
        session.execute(fresh.values(rows))
    return len(rows)


def put(
    session: Session, day: date, name: str, kind: DayOffKind, *, now: datetime, agent_id: int | None
) -> DayOff:
    """Add a local civic day or a closure. Cases filed before keep their due date.

    Raises Invalid for a name or a year that can't be, Refused where the day is off already.
    """
    name = storable(" ".join(name.split()), 80)
    if not name:
        raise Invalid("diga por qué no se trabaja ese día")
    if not EARLIEST <= day.year <= LATEST:
        raise Invalid(f"el año debe estar entre {EARLIEST} y {LATEST}")
    if kind is DayOffKind.NATIONAL:
        raise Invalid("los festivos nacionales no se agregan a mano")
    if (there := day_off(session, day)) is not None:
        raise Refused(f"el {day:%Y-%m-%d} ya es día no hábil: {there.name}")
    session.add(store.DayOff(day=day, name=name, kind=kind, added_at=now, added_by=agent_id))
    session.flush()
    return DayOff(day, name, kind)


def remove(session: Session, day: date) -> None:
    """Take out a local civic day or a closure. Raises NotFound, Refused for a holiday."""
    there = day_off(session, day)
    if there is None:
        raise NotFound(f"el {day:%Y-%m-%d} no está en el calendario")
    if there.kind is DayOffKind.NATIONAL:
        raise Refused(f"{there.name} es un festivo nacional")
    session.execute(delete(store.DayOff).where(store.DayOff.day == day))


def _calendar_of(source: Session | Calendar) -> Calendar:
    return source if isinstance(source, Calendar) else calendar(source)


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


@cache
def _national(year: int) -> frozenset[date]:
    return frozenset(_holidays(year))


def _holidays(year: int) -> dict[date, str]:
    found = holidays.country_holidays(COUNTRY, years=[year], language="es")
    return {day: str(name).removesuffix(" (observado)") for day, name in sorted(found.items())}
