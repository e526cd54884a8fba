"""How long: «hace ocho días» (a week), «como tres horas», «llevamos dos días», «mes y medio»."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from speech.understanding.numbers import Cardinals
from speech.understanding.words import Words

_UNITS = {
    "minuto": "minutes", "minutos": "minutes", "minuticos": "minutes",
    "hora": "hours", "horas": "hours", "horitas": "hours",
    "dia": "days", "dias": "days", "diitas": "days", "noche": "days", "noches": "days",
    "semana": "weeks", "semanas": "weeks",
    "mes": "months", "meses": "months",
    "año": "years", "años": "years",
}  # fmt: skip
_CUSTOMARY = {8: 7, 15: 14}
"""Counting today twice: eight days are a week, fifteen two."""
_DAYS_A_MONTH = 30
_LONGEST = {"minutes": 1_440, "hours": 480, "days": 3_650, "weeks": 520, "months": 360, "years": 30}
_PASSED = frozenset({"hace", "hacen", "hara", "haran", "hacia"})


class Duration(NamedTuple):
    """Of ``hours``, ``days`` or ``months`` one counts. ``passed``: said with «hace»."""

    lasting: timedelta
    passed: bool
    hours: int = 0
    days: int = 0
    months: int = 0


def duration(said: Words) -> Duration | None:
    """The one duration in ``said``; None where there is none, or several."""
    found: set[Duration] = set()
    at = 0
    while at < len(said):
        one = _counted(said, at)
        if one is None:
            at += 1
            continue
        at, length = one
        found.add(length)
    return found.pop() if len(found) == 1 else None


def duration_words() -> tuple[str, ...]:
    """The words of durations beside numbers, spelled as a recogniser knows them."""
    return (
        "hace", "llevamos", "llevo", "lleva", "como", "hora", "horas", "minutos", "día", "días",
        "semana", "semanas", "mes", "meses", "año", "años", "medio", "media", "par", "unas",
    )  # fmt: skip


def _counted(said: Words, at: int) -> tuple[int, Duration] | None:
    """A count and its unit from ``at`` on: where it ends, and how long it is."""
    passed = bool(_PASSED & set(said[max(0, at - 4) : at]))
    if said[at] == "media" and said[at + 1 : at + 2] == ("hora",):
        return at + 2, Duration(timedelta(minutes=30), passed, hours=1)
    if said[at] == "medio" and said[at + 1 : at + 2] == ("dia",):
        return at + 2, Duration(timedelta(hours=12), passed, hours=12)
    count, end = _count(said, at)
    if count is None or end >= len(said) or said[end] not in _UNITS:
        return None
    unit = _UNITS[said[end]]
    half = said[end + 1 : end + 3] in (("y", "media"), ("y", "medio"))
    if not 0 < count <= _LONGEST[unit] or (unit == "days" and said[end + 1 : end + 2] == ("de",)):
        return None
    return end + 1 + 2 * half, _long(unit, count, half, passed)


def _count(said: Words, at: int) -> tuple[int | None, int]:
    word = said[at]
    if word.isascii() and word.isdecimal() and len(word) <= 4:
        return int(word), at + 1
    if word == "par" and said[at + 1 : at + 2] == ("de",):
        return 2, at + 2
    if word in ("hora", "mes") and said[at + 1 : at + 2] == ("y",):
        return 1, at
    found = Cardinals(said).longest(at)
    return (found.value, found.end) if found else (None, at)


def _long(unit: str, count: int, half: bool, passed: bool) -> Duration:
    if unit == "minutes":
        return Duration(timedelta(minutes=count), passed, hours=-(-count // 60))
    if unit == "hours":
        lasting = timedelta(hours=count, minutes=30 * half)
        return Duration(lasting, passed, hours=count + half)
    if unit == "months" or unit == "years":
        months = count * 12 + 6 * half if unit == "years" else count
        days = months * _DAYS_A_MONTH + (15 if half and unit == "months" else 0)
        if half and unit == "months":
            return Duration(timedelta(days=days), passed, days=days)
        return Duration(timedelta(days=days), passed, months=months)
    days = count * 7 if unit == "weeks" else _CUSTOMARY.get(count, count)
    return Duration(timedelta(days=days), passed, days=days)
