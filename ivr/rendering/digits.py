"""Numbers that identify (accounts, cédulas, radicados, telephones), digit by digit in groups.

Never read as a quantity; a comma between groups is the voice's pause.
"""

from __future__ import annotations

from ivr.rendering.numbers import cardinal

_YEAR_DIGITS = 4


def spoken_digits(number: str) -> str:
    """In threes, and twos rather than one at the end: «tres uno cinco, …, siete ocho, nueve cero».

    Up to three digits are said one by one. Raises ValueError for anything but digits.
    """
    if not (number.isascii() and number.isdigit()):
        raise ValueError("se esperaban solo cifras")
    if len(number) <= 3:
        return ", ".join(_words(number))
    return ", ".join(" ".join(_words(group)) for group in _groups(number))


def spoken_radicado(number: str) -> str:
    """The year first, then the rest in groups."""
    year, rest = number[:_YEAR_DIGITS], number[_YEAR_DIGITS:]
    if not rest:
        raise ValueError("se esperaba un radicado completo")
    return f"{' '.join(_words(year))}, {spoken_digits(rest)}"


def spoken_phone(number: str) -> str:
    """A Colombian number in E.164 or national digits, without the country's code."""
    return spoken_digits(number.removeprefix("+57"))


def _groups(number: str) -> list[str]:
    tail = {0: (), 1: (2, 2), 2: (2,)}[len(number) % 3]
    threes = (len(number) - sum(tail)) // 3
    groups, start = [], 0
    for size in (3,) * threes + tail:
        groups.append(number[start : start + size])
        start += size
    return groups


def _words(number: str) -> list[str]:
    if not (number.isascii() and number.isdigit()):
        raise ValueError("se esperaban solo cifras")
    return [cardinal(int(digit)) for digit in number]
