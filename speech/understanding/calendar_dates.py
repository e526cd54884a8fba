"""Dates of the calendar as they are said: «quince de octubre», «el quince», «quince del diez»."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ivr.rendering.dates import MONTHS, WEEKDAYS
from speech.understanding.numbers import Cardinals
from speech.understanding.words import Words, folded

MONTH_NAMES = {folded(name): number for number, name in enumerate(MONTHS, 1)} | {"setiembre": 9}
WEEKDAY_NAMES = {folded(name): number for number, name in enumerate(WEEKDAYS)}
_MOST_YEARS_BACK = 30


@dataclass(frozen=True, slots=True)
class CalendarDates:
    """Finds dates in ``said``, looking back from ``today``."""

    said: Words
    today: date

    def only(self) -> date | None:
        """The one date; None without one or with several. Raises ValueError for 31 April."""
        found = {meant for meant in self._all() if meant}
        return found.pop() if len(found) == 1 else None

    def year(self, at: int) -> tuple[int | None, int]:
        """The year said from ``at`` on, and where its words end."""
        after = self._past(at, ("de", "del", "año"))
        word, next_word = self._word(after), self._word(after + 1)
        if word == "pasado" and after > at:
            return self.today.year - 1, after + 1
        if word == "este" and next_word == "año":
            return self.today.year, after + 2
        number, end = self._number(after)
        if number == 20:
            units, units_end = self._number(end)
            if units is not None and 10 <= units <= 99:
                return 2000 + units, units_end
        year = _year(number) if number is not None else None
        return (year, end) if year is not None else (None, at)

    def _all(self) -> Iterator[date | None]:
        at = 0
        while at < len(self.said):
            number, end = self._number(at)
            if number is None:
                at += 1
                continue
            alone = at == 0 and end == len(self.said)
            led = alone or self._word(at - 1) in ("el", "del", "dia", *WEEKDAY_NAMES)
            meant, after = self._from_day(number, end, led)
            yield meant
            at = max(after, end)

    def _from_day(self, number: int, end: int, led: bool) -> tuple[date | None, int]:
        """The date whose day is ``number``, and where its words end."""
        if not 1 <= number <= 31:
            return None, end
        after = self._past(end, ("de", "del"))
        word = self._word(after)
        if word in MONTH_NAMES:
            return self._in_year(number, MONTH_NAMES[word], after + 1)
        if after > end:
            if word == "pasado" or (word == "mes" and self._word(after + 1) == "pasado"):
                return date(*months_before(self.today, 1), number), after + 2
            if word in ("este", "presente", "mes"):
                return self.today.replace(day=number), after + 1
        month, month_end = self._number(after)
        if month is not None and 1 <= month <= 12:
            year_at = self._past(month_end, ("de", "del"))
            year, _ = self._number(year_at)
            if after > end or (year is not None and _year(year) is not None):
                return self._in_year(number, month, month_end)
        return (self._latest(number) if led and month is None else None), end

    def _in_year(self, number: int, month: int, at: int) -> tuple[date | None, int]:
        year, end = self.year(at)
        if year is not None:
            return date(year, month, number), end
        return self._latest(number, month), end

    def _latest(self, number: int, month: int | None = None) -> date:
        """The latest such day that isn't after today; raises ValueError if there is none."""
        year, at = self.today.year, self.today.month
        for _ in range(12 * _MOST_YEARS_BACK):
            if month in (None, at) and number <= monthrange(year, at)[1]:
                found = date(year, at, number)
                if found <= self.today:
                    return found
            year, at = (year, at - 1) if at > 1 else (year - 1, 12)
        raise ValueError("no month has that day")

    def _number(self, at: int) -> tuple[int | None, int]:
        word = self._word(at)
        if word in ("primero", "primer"):
            return 1, at + 1
        if word.isascii() and word.isdecimal() and len(word) <= 4:
            return int(word), at + 1
        found = Cardinals(self.said).longest(at)
        return (found.value, found.end) if found else (None, at)

    def _past(self, at: int, skipped: tuple[str, ...]) -> int:
        while self._word(at) in skipped:
            at += 1
        return at

    def _word(self, at: int) -> str:
        return self.said[at] if 0 <= at < len(self.said) else ""


def _year(number: int) -> int | None:
    """A year as it is said: «dos mil veintiséis», «veintiséis»."""
    if 2000 <= number < 2100:
        return number
    return 2000 + number if 10 <= number <= 99 else None


def months_before(today: date, back: int) -> tuple[int, int]:
    """The year and month that many months ``back``."""
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return year, month + 1


def clamped(year: int, month: int, number: int) -> date:
    """That day of the month, or its last one."""
    return date(year, month, min(number, monthrange(year, month)[1]))
