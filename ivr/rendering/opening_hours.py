"""Opening hours as they are said: «de lunes a viernes de las siete de la mañana a …»."""

from __future__ import annotations

from datetime import time
from itertools import groupby

from ivr.rendering.dates import spoken_time

WHOLE_DAY = 24 * 60
DAYS = (
    "los lunes", "los martes", "los miércoles", "los jueves", "los viernes", "los sábados",
    "los domingos", "los festivos",
)  # fmt: skip
"""A day of the week by itself, holidays last."""
_NAMES = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_HOLIDAY = 7

Stretches = tuple[tuple[int, int], ...]


def spoken_hours(week: tuple[tuple[int, int, int], ...]) -> str:
    """``week``: day (0 Monday … 6 Sunday, 7 holidays), opening and closing minute of that day.

    Days with the same hours that follow each other are said together. Raises ValueError for
    an empty week.
    """
    if not week:
        raise ValueError("se esperaba al menos una jornada")
    days = {day: _of(week, day) for day in range(_HOLIDAY + 1)}
    if all(stretches == ((0, WHOLE_DAY),) for stretches in days.values()):
        return "todos los días, las veinticuatro horas"
    said = []
    for stretches, run in groupby(range(_HOLIDAY), key=lambda day: days[day]):
        if stretches:
            said.append(f"{_days(list(run))} {_stretches(stretches)}")
    if days[_HOLIDAY]:
        said.append(f"{DAYS[_HOLIDAY]} {_stretches(days[_HOLIDAY])}")
    *others, last = said
    return f"{', '.join(others)}, y {last}" if others else last


def _of(week: tuple[tuple[int, int, int], ...], day: int) -> Stretches:
    return tuple((opens, closes) for one, opens, closes in sorted(week) if one == day)


def _days(run: list[int]) -> str:
    if len(run) == 1:
        return DAYS[run[0]]
    if len(run) == 2:
        return f"{DAYS[run[0]]} y {DAYS[run[1]].removeprefix('los ')}"
    return f"de {_NAMES[run[0]]} a {_NAMES[run[-1]]}"


def _stretches(stretches: Stretches) -> str:
    if stretches == ((0, WHOLE_DAY),):
        return "las veinticuatro horas"
    return " y ".join(f"de {_time(opens)} a {_time(closes)}" for opens, closes in stretches)


def _time(minute: int) -> str:
    if minute in (0, WHOLE_DAY):
        return "la medianoche"
    return spoken_time(time(minute // 60, minute % 60))
