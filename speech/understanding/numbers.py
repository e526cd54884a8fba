"""Numbers in Spanish words, as recognised: «seis cientos», «treinta cinco», «veinte y uno» too.

One grammar serves digits, money, dates and addresses. It gives every reading of a stretch of
words, since the longest isn't always the one meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType
from typing import NamedTuple

from ivr.rendering.numbers import cardinal as spelled
from speech.understanding.words import folded

AND = "y"
THOUSAND = "mil"
MILLIONS = frozenset({"millon", "millones"})
PAUSE = ","
"""Stands where the caller hesitated: a number may go on after it."""
BREAK = "|"
"""Stands where the caller said a dash or a point: no number goes on after it."""
_SHORT_GAPS = frozenset({PAUSE, AND})
_LONGEST_JOIN = 3


class Rank(Enum):
    """Where a word stands in a number: 1 to 9, 10 to 29, 30 to 90, and so on."""

    UNIT = auto()
    PAIR = auto()
    TEN = auto()
    HUNDRED = auto()


class Numeral(NamedTuple):
    """A word that is a number by itself."""

    rank: Rank
    value: int


class Reading(NamedTuple):
    """What a stretch of words up to ``end`` may be.

    ``odd`` counts what is less likely («treinta» alone of «treinta cinco»). ``strained``: it stops
    where the number would surely go on («cuatrocientos» of «cuatrocientos seis»).
    """

    end: int
    value: int
    odd: int = 0
    strained: bool = False


def _numerals() -> Mapping[str, Numeral]:
    found: dict[str, Numeral] = {"un": Numeral(Rank.UNIT, 1), "una": Numeral(Rank.UNIT, 1)}
    for value in range(1, 30):
        word = folded(spelled(value))
        rank = Rank.UNIT if value < 10 else Rank.TEN if value == 20 else Rank.PAIR
        found[word] = Numeral(rank, value)
        if value > 20:
            found[word.replace("veinti", "venti")] = found[word]
    found |= dict.fromkeys(("veintiun", "veintiuna", "ventiun"), Numeral(Rank.PAIR, 21))
    for ten in range(30, 100, 10):
        word = folded(spelled(ten))
        found[word] = Numeral(Rank.TEN, ten)
        for unit in range(1, 10):
            for joint in ("i", "ai", "ay"):
                said = f"{word[:-1]}{joint}{folded(spelled(unit))}"
                found[said] = Numeral(Rank.PAIR, ten + unit)
    found["cien"] = Numeral(Rank.HUNDRED, 100)
    found["ciento"] = Numeral(Rank.HUNDRED, 100)
    for hundreds in range(2, 10):
        word = spelled(hundreds * 100)
        ordinary = f"{folded(spelled(hundreds))}cientos"
        for said in (word, word[:-2] + "as", ordinary, ordinary[:-2] + "as"):
            found[said] = Numeral(Rank.HUNDRED, hundreds * 100)
    found["setescientos"] = found["setecientos"]
    return MappingProxyType(found)


NUMERALS = _numerals()
_SCALES = frozenset({THOUSAND, *MILLIONS})


def is_number(word: str) -> bool:
    """Whether ``word`` is part of a number in words."""
    return word in NUMERALS or word in _SCALES or word == "cero"


def joined(said: Sequence[str]) -> tuple[str, ...]:
    """``said`` with numbers mended that the recogniser broke: «seis cientos», «dieci ocho»."""
    mended: list[str] = []
    at = 0
    while at < len(said):
        for length in range(min(_LONGEST_JOIN, len(said) - at), 1, -1):
            parts = said[at : at + length]
            whole = "".join(parts)
            if is_number(whole) and not all(is_number(part) or part == AND for part in parts):
                mended.append(whole)
                at += length
                break
        else:
            mended.append(said[at])
            at += 1
    return tuple(mended)


@dataclass(frozen=True, slots=True)
class Cardinals:
    """Every number below a million that begins at a place of ``said``."""

    said: Sequence[str]

    def longest(self, at: int) -> Reading | None:
        """The reading that takes most words, up to thousands of millions; none of zero."""
        found = max(self.below_million(at), key=lambda one: one.end, default=None)
        end = found.end if found else at
        if self._word(end) not in MILLIONS:
            return found
        times = found.value if found else 1
        rest = max(self.below_million(end + 1), key=lambda one: one.end, default=None)
        if rest is None:
            return Reading(end + 1, times * 1_000_000)
        return Reading(rest.end, times * 1_000_000 + rest.value)

    def below_hundred(self, at: int) -> Iterator[Reading]:
        """1 to 99. «Y» binds tens and units; without it both readings stand."""
        numeral = self.numeral(at)
        if numeral is None or numeral.rank is Rank.HUNDRED:
            return
        unit_at, bound = self._unit_after(at + 1)
        unit = self.numeral(unit_at)
        takes_unit = unit is not None and unit.rank is Rank.UNIT
        if numeral.rank is not Rank.TEN:
            yield Reading(at + 1, numeral.value)
            if numeral.value == 10 and takes_unit and bound and unit and unit.value > 5:
                yield Reading(unit_at + 1, 10 + unit.value)
        elif not takes_unit or unit is None:
            yield Reading(at + 1, numeral.value)
        else:
            paused = unit_at > at + 1
            if not bound:
                yield Reading(at + 1, numeral.value, 0 if paused else 1)
            yield Reading(unit_at + 1, numeral.value + unit.value, int(paused and not bound))

    def below_thousand(self, at: int) -> Iterator[Reading]:
        """1 to 999."""
        yield from self.below_hundred(at)
        numeral = self.numeral(at)
        if numeral is None or numeral.rank is not Rank.HUNDRED:
            return
        after, gaps = self.beyond_gap(at + 1)
        rests = list(self.below_hundred(after))
        short = self.said[at] == "cien"
        odd = int(self.said[at] == "ciento")
        if not (odd and rests and not gaps):
            yield Reading(at + 1, numeral.value, odd, bool(rests) and not gaps and not short)
        for rest in rests:
            yield Reading(rest.end, numeral.value + rest.value, rest.odd + gaps + int(short))

    def below_million(self, at: int) -> Iterator[Reading]:
        """1 to 999 999."""
        readings = list(self.below_thousand(at))
        for thousands in self.thousands(at):
            readings.extend(self._with_units(thousands))
        for reading in readings:
            goes_on = self._word(reading.end) in _SCALES
            yield reading._replace(strained=reading.strained or goes_on)

    def thousands(self, at: int) -> Iterator[Reading]:
        """1 to 999 followed by «mil», which may stand alone: how many thousands."""
        if self._word(at) == THOUSAND:
            yield Reading(at + 1, 1)
        for reading in self.below_thousand(at):
            if self._word(reading.end) == THOUSAND:
                yield Reading(reading.end + 1, reading.value, reading.odd)

    def numeral(self, at: int) -> Numeral | None:
        """The word at a place as a number."""
        return NUMERALS.get(self._word(at))

    def beyond_gap(self, at: int) -> tuple[int, int]:
        """The first place from ``at`` on that is no hesitation, and how many there were."""
        start = at
        while self._word(at) in _SHORT_GAPS:
            at += 1
        return at, at - start

    def _with_units(self, thousands: Reading) -> Iterator[Reading]:
        after, gaps = self.beyond_gap(thousands.end)
        value = thousands.value * 1_000
        rests = list(self.below_thousand(after))
        yield thousands._replace(value=value, strained=bool(rests) and not gaps)
        for rest in rests:
            yield Reading(rest.end, value + rest.value, thousands.odd + rest.odd, rest.strained)

    def _unit_after(self, at: int) -> tuple[int, bool]:
        """Where a unit may stand, and whether «y» binds it."""
        after, gaps = self.beyond_gap(at)
        return after, AND in self.said[at : at + gaps]

    def _word(self, at: int) -> str:
        return self.said[at] if at < len(self.said) else ""


def number_words() -> tuple[str, ...]:
    """The words of numbers, spelled as a recogniser knows them."""
    tens = [spelled(value) for value in range(30, 100, 10)]
    hundreds = [spelled(value) for value in range(200, 1_000, 100)]
    return (
        *(spelled(value) for value in range(30)), *tens, AND, "un", "una", "veintiún", "cien",
        "ciento", *hundreds, *(f"{word[:-2]}as" for word in hundreds), THOUSAND, "millón",
        "millones",
    )  # fmt: skip
