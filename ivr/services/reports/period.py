"""Whole days in Colombia, and the moments at which they begin and end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ivr.clock import BOGOTA
from ivr.errors import Invalid

LONGEST_DAYS = 366
EARLIEST = date(2000, 1, 1)
LATEST = date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """From the day ``first`` to the day ``last``, both included."""

    first: date
    last: date

    @classmethod
    def checked(cls, first: date, last: date) -> Period:
        """The period. Raises Invalid when it ends before it begins, or is over a year."""
        if last < first:
            raise Invalid("el período termina antes de empezar")
        if not EARLIEST <= first <= last <= LATEST:
            raise Invalid("el período está fuera de las fechas posibles")
        if (last - first).days >= LONGEST_DAYS:
            raise Invalid("el período puede tener hasta un año")
        return cls(first, last)

    @property
    def since(self) -> datetime:
        """Its first moment."""
        return _midnight(self.first)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return _midnight(self.last + timedelta(days=1))

    @property
    def days(self) -> tuple[date, ...]:
        """Its days, in order."""
        many = (self.last - self.first).days + 1
        return tuple(self.first + timedelta(days=turn) for turn in range(many))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BOGOTA)
