"""Days as callers say them, looking back from today: «antier», «hace ocho días», «el quince»."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from ivr.rendering.dates import MONTHS, WEEKDAYS
from speech.understanding.calendar_dates import (
    MONTH_NAMES,
    WEEKDAY_NAMES,
    CalendarDates,
    clamped,
    months_before,
)
from speech.understanding.corrections import corrected, correction_words
from speech.understanding.durations import Duration, duration, duration_words
from speech.understanding.numbers import joined, number_words
from speech.understanding.words import Words, holds_any, words

_DAYS_AGO = {
    ("antes", "de", "ayer"): 2, ("antes", "de", "anoche"): 2, ("trasantier",): 3,
    ("trasanteayer",): 3, ("tras", "antier"): 3,
    ("antier",): 2, ("anteayer",): 2, ("antiayer",): 2, ("anteanoche",): 2, ("antenoche",): 2,
    ("anoche",): 1, ("toda", "la", "noche"): 1, ("ayer",): 1, ("hoy",): 0,
}  # fmt: skip
_PARTS_OF_TODAY = tuple(
    tuple(said.split())
    for said in (
        "esta mañana", "esta tarde", "esta noche", "esta madrugada", "la mañana", "la madrugada",
        "la tarde", "desde temprano", "el mediodia", "todo el dia", "un rato", "un ratico",
        "un momento", "ahora", "ahorita",
    )
)  # fmt: skip
_AHEAD = (("de", "hoy", "en"), ("pasado", "mañana"), ("dentro", "de"), ("proximo",), ("proxima",))
_SINCE = (("desde",), ("llevamos",), ("llevo",), ("lleva",), ("llevan",), ("van",))
_THIRDS = {
    "principios": (1, 10), "principio": (1, 10), "comienzos": (1, 10), "comienzo": (1, 10),
    "inicios": (1, 10), "inicio": (1, 10), "mediados": (11, 20), "mitad": (11, 20),
    "finales": (21, 31), "final": (21, 31), "fines": (21, 31), "fin": (21, 31),
}  # fmt: skip
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Day:
    """The day meant lies from ``first`` to ``last``; «el mes pasado» is all of its days.

    ``since``: what is told of began then and goes on. ``lasting`` is how long by the caller's
    words, finer than days where hours were said.
    """

    first: date
    last: date
    since: bool = False
    lasting: timedelta | None = None

    @property
    def exact(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last


def day(text: str, today: date) -> Day | None:
    """The day that ``text`` tells, looking back; None where it tells none or several.

    What is said of «este» month, or a month that isn't over, may lie ahead of ``today``.
    """
    spoken = joined(words(corrected(text)))
    said = _Said(spoken, today, CalendarDates(spoken, today))
    if not said.said or holds_any(said.said, _AHEAD):
        return None
    try:
        return said.day()
    except (ValueError, OverflowError):  # the thirty-first of April, a day before the year 1
        return None


def date_words() -> tuple[str, ...]:
    """The words of days and durations, spelled as a recogniser knows them."""
    return (
        *number_words(), *correction_words(), *duration_words(), *MONTHS, *WEEKDAYS, "hoy",
        "ayer", "antier", "anteayer", "anoche", "primero", "pasado", "pasada", "antepasado",
        "este", "esta", "mes", "año", "semana", "factura", "recibo", "de", "del", "el", "la", "a",
        "mediados", "principios", "comienzos", "finales", "desde", "por", "mañana", "tarde",
        "noche", "madrugada", "fin", "quincena", "segunda", "primera", "toda", "todo", "día",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Said:
    said: Words
    today: date
    _dates: CalendarDates

    def day(self) -> Day | None:
        since = holds_any(self.said, _SINCE)
        ago = duration(self.said)
        found = self._ago(ago, since) if ago else None
        on = self._dates.only()
        dated = Day(on, on) if on else None
        if found and dated and dated.first != found.first:
            return None
        for way in (self._spoken_days_ago, self._period, self._weekday, self._part_of_today):
            found = found or dated or way()
        if found is None or not self._weekday_agrees(found):
            return None
        return replace(found, since=found.since or since)

    # -- so long ago ---------------------------------------------------------------

    def _ago(self, ago: Duration, since: bool) -> Day:
        """«Hace ocho días» is a day; «tres días», «llevamos tres días» go on since then."""
        if ago.hours:
            first = self.today - timedelta(days=(ago.hours + 12) // 24)
        elif ago.months:
            first = clamped(*months_before(self.today, ago.months), self.today.day)
        else:
            first = self.today - timedelta(days=ago.days)
        goes_on = since or not ago.passed
        return Day(first, first, goes_on, ago.lasting if goes_on or ago.hours else None)

    def _spoken_days_ago(self) -> Day | None:
        found = {ago for phrase, ago in _DAYS_AGO.items() if holds_any(self.said, (phrase,))}
        if not found:
            return None
        day_meant = self.today - timedelta(days=max(found))
        return Day(day_meant, day_meant)

    def _part_of_today(self) -> Day | None:
        """«Desde por la mañana»: of no other day."""
        return Day(self.today, self.today) if holds_any(self.said, _PARTS_OF_TODAY) else None

    # -- weekdays ------------------------------------------------------------------

    def _weekday(self) -> Day | None:
        """The last one before today: «el lunes», «el lunes pasado»; «antepasado» a week more."""
        named = {WEEKDAY_NAMES[word] for word in self.said if word in WEEKDAY_NAMES}
        if len(named) != 1:
            return None
        back = (self.today.weekday() - named.pop() - 1) % 7 + 1
        meant = self.today - timedelta(days=back)
        if "antepasado" in self.said:
            meant -= _WEEK
        return Day(meant, meant)

    def _weekday_agrees(self, found: Day) -> bool:
        named = {WEEKDAY_NAMES[word] for word in self.said if word in WEEKDAY_NAMES}
        if not named:
            return True
        if found.exact:
            return named == {found.first.weekday()}
        return False

    # -- weeks, months, years ------------------------------------------------------

    def _period(self) -> Day | None:
        for way in (self._week, self._month, self._past_year):
            found = way()
            if found:
                return found
        return None

    def _week(self) -> Day | None:
        monday = self.today - timedelta(days=self.today.weekday())
        weekend = holds_any(self.said, (("fin", "de", "semana"),))
        if "semana" not in self.said:
            return None
        if "antepasada" in self.said:
            monday -= 2 * _WEEK
        elif "pasada" in self.said or weekend:
            monday -= _WEEK
        elif not holds_any(self.said, (("esta", "semana"),)):
            return None
        first = monday + timedelta(days=5) if weekend else monday
        named = [WEEKDAY_NAMES[word] for word in self.said if word in WEEKDAY_NAMES]
        if len(named) == 1:
            first = monday + timedelta(days=named[0])
            return Day(first, first)
        return Day(first, min(monday + timedelta(days=6), self.today))

    def _month(self) -> Day | None:
        """A month, or the third or half of it that was said."""
        month = self._named_month()
        part = next((_THIRDS[word] for word in self.said if word in _THIRDS), None)
        if "quincena" in self.said:
            part = (16, 31) if "segunda" in self.said else (1, 15)
        if month is None:
            if part is None or not ("mes" in self.said or "quincena" in self.said):
                return None
            month = (self.today.year, self.today.month)
            if self.today.day < part[0]:
                month = months_before(self.today, 1)
        first, last = part or (1, 31)
        return Day(clamped(*month, first), clamped(*month, last))

    def _named_month(self) -> tuple[int, int] | None:
        named = [
            (at, MONTH_NAMES[word]) for at, word in enumerate(self.said) if word in MONTH_NAMES
        ]
        if len({month for _, month in named}) > 1:
            return None
        if named:
            at, month = named[-1]
            year, _ = self._dates.year(at + 1)
            if year is None:
                year = self.today.year - (month > self.today.month)
            return year, month
        for said, back in (
            (("mes", "antepasado"), 2),
            (("mes", "pasado"), 1),
            (("este", "mes"), 0),
        ):
            if holds_any(self.said, (said, said[::-1])):
                return months_before(self.today, back)
        return None

    def _past_year(self) -> Day | None:
        if not holds_any(self.said, (("año", "pasado"), ("pasado", "año"))):
            return None
        year = self.today.year - 1
        return Day(date(year, 1, 1), date(year, 12, 31))
