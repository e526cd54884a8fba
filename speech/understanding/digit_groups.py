"""What digits a stretch of words may stand for: «doble ocho», «tres ceros», «mil dieciocho»."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ivr.rendering.numbers import cardinal as spelled
from speech.understanding.numbers import MILLIONS, THOUSAND, Cardinals, Rank, is_number
from speech.understanding.words import folded

ZERO = "cero"
TIMES = {"doble": 2, "dobles": 2, "triple": 3, "triples": 3, "cuadruple": 4}
PLURALS = {
    "ceros": 0, "unos": 1, "doses": 2, "treses": 3, "cuatros": 4, "cincos": 5, "seises": 6,
    "sietes": 7, "ochos": 8, "nueves": 9,
}  # fmt: skip
PAIR_OF = "par"
TIMES_AFTER = "veces"
REPEATED = frozenset({"repetido", "repetida"})
_MOST_OF_ONE = 10


class Group(NamedTuple):
    """Digits that the words up to ``end`` may mean; ``odd`` and ``strained`` as a Reading."""

    end: int
    digits: str
    odd: int = 0
    strained: bool = False


@dataclass(frozen=True, slots=True)
class Groups:
    """Every group of digits that begins at a place of ``said``."""

    said: Sequence[str]
    _numbers: Cardinals = field(init=False)
    _known: dict[int, tuple[Group, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_numbers", Cardinals(self.said))

    def at(self, place: int) -> tuple[Group, ...]:
        """All readings that begin at ``place``, each once."""
        if place not in self._known:
            self._known[place] = tuple(dict.fromkeys(self._all(place)))
        return self._known[place]

    def _all(self, at: int) -> Iterator[Group]:
        word = self._word(at)
        if word.isdecimal():
            yield Group(at + 1, word)
        yield from self._repeated(at)
        digit = self._digit(at)
        if digit == "0":
            yield Group(at + 1, digit)
        yield from self._millions(at)
        yield from self._thousands(at)
        for reading in self._numbers.below_million(at):
            yield Group(reading.end, str(reading.value), reading.odd, reading.strained)

    # -- one digit several times ---------------------------------------------------

    def _repeated(self, at: int) -> Iterator[Group]:
        """«Doble ocho», «tres ceros», «par de ceros», «ocho dos veces», «ocho repetido»."""
        word = self._word(at)
        if word in TIMES:
            yield from self._doubled(at + 1, TIMES[word])
        elif word in PLURALS and self._word(at + 1).startswith("s"):
            yield Group(at + 1, str(PLURALS[word]), 2, True)  # «ceros seis» sounds as «cero seis»
        elif word == PAIR_OF:
            after = self._past(at + 1)
            if (plural := PLURALS.get(self._word(after))) is not None:
                yield Group(after + 1, str(plural) * 2)
        for count in self._numbers.below_hundred(at):
            if count.value > _MOST_OF_ONE:
                continue
            plural = PLURALS.get(self._word(count.end))
            if plural is not None:
                yield Group(count.end + 1, str(plural) * count.value)
            elif self._word(count.end) == TIMES_AFTER:
                after, _ = self._numbers.beyond_gap(count.end + 1)
                if (digit := self._digit(after)) is not None:
                    yield Group(after + 1, digit * count.value)
        if (digit := self._digit(at)) is None:
            return
        if self._word(at + 1) in REPEATED:
            yield Group(at + 2, digit * 2)
        count_of = self._numbers.numeral(at + 1)
        if count_of and count_of.rank is Rank.UNIT and self._word(at + 2) == TIMES_AFTER:
            yield Group(at + 3, digit * count_of.value)

    def _doubled(self, at: int, times: int) -> Iterator[Group]:
        digit = self._digit(at)
        if digit is not None:
            yield Group(at + 1, digit * times)
        for pair in self._numbers.below_hundred(at):
            if pair.value > 9:
                yield Group(pair.end, str(pair.value) * times, 2, True)

    # -- thousands and millions, said as groups of three ---------------------------

    def _thousands(self, at: int) -> Iterator[Group]:
        """«Cuatro cincuenta y seis mil», «ochenta mil cero dieciocho»: what no cardinal is."""
        heads = [Group(one.end, str(one.value), one.odd) for one in self._numbers.thousands(at)]
        for head in heads:
            yield from self._joined(head, self._padded(self._past(head.end)))
        for head in self._elided(at):
            if self._word(head.end) != THOUSAND:
                continue
            whole = head._replace(end=head.end + 1, odd=head.odd + 1)
            tails = list(self._three(self._past(whole.end)))
            yield whole._replace(digits=whole.digits + "000", strained=bool(tails))
            yield from self._joined(whole, tails)
            for short in self._numbers.below_hundred(self._past(whole.end)):
                digits = f"{whole.digits}{short.value:03}"
                yield Group(short.end, digits, whole.odd + short.odd)

    def _millions(self, at: int) -> Iterator[Group]:
        """«Setenta y un millones seiscientos cuarenta y dos mil cero dieciocho».

        Who says millions says the number to its end: no reading stops halfway.
        """
        for head in self._before_million(at):
            if self._word(head.end) not in MILLIONS:
                continue
            after = self._past(head.end + 1)
            start = Group(head.end + 1, head.digits, head.odd)
            tails = [one for one in self._below_million(after) if not one.strained]
            yield from self._joined(start, tails)
            if not tails:
                yield start._replace(digits=start.digits + "000000")

    def _before_million(self, at: int) -> Iterator[Group]:
        if self._word(at) in MILLIONS and not (at and is_number(self.said[at - 1])):
            yield Group(at, "1")
        for reading in self._numbers.below_million(at):
            yield Group(reading.end, str(reading.value), reading.odd)
        yield from self._elided(at)
        yield from self._thousands(at)

    def _below_million(self, at: int) -> Iterator[Group]:
        """What follows millions, as six digits."""
        for reading in self._numbers.below_million(at):
            yield Group(reading.end, f"{reading.value:06}", reading.odd, reading.strained)
        for group in self._thousands(at):
            yield group._replace(digits=group.digits.rjust(6, "0"))
        for first in self._three(at):
            said_thousand = self._word(first.end) == THOUSAND
            after = self._past(first.end + said_thousand)
            for last in self._three(after):
                digits = first.digits + last.digits
                yield Group(last.end, digits, first.odd + last.odd, last.strained)

    def _three(self, at: int) -> Iterator[Group]:
        """A group of exactly three digits."""
        for reading in self._numbers.below_thousand(at):
            if reading.value >= 100:
                yield Group(reading.end, str(reading.value), reading.odd, reading.strained)
        yield from self._elided(at)
        yield from self._padded(at)

    def _elided(self, at: int) -> Iterator[Group]:
        """«Cuatro cincuenta y seis», «cuatro cero seis»: the hundreds without their name."""
        first = self._digit(at)
        if first is None or first == "0":
            return
        after = self._past(at + 1)
        for pair in self._numbers.below_hundred(after):
            if pair.value > 9:
                yield Group(pair.end, f"{first}{pair.value}", pair.odd)
        second, last_at = self._digit(after), self._past(after + 1)
        last = self._digit(last_at)
        if second is not None and last is not None:
            yield Group(last_at + 1, first + second + last)

    def _padded(self, at: int) -> Iterator[Group]:
        """«Cero dieciocho», «cero cero cinco», «doble cero cinco», «cero cinco»: after «mil»."""
        if self._word(at) == ZERO:
            after = self._past(at + 1)
            for pair in self._numbers.below_hundred(after):
                yield Group(pair.end, f"{pair.value:03}", pair.odd + int(pair.value < 10))
            last_at = self._past(after + 1)
            second, last = self._digit(after), self._digit(last_at)
            if second is not None and last is not None:
                yield Group(last_at + 1, f"0{second}{last}")
        for zeros in self._repeated(at):
            if zeros.digits == "000":
                yield zeros
            last_at = self._past(zeros.end)
            last = self._digit(last_at)
            if zeros.digits == "00" and last is not None:
                yield Group(last_at + 1, f"00{last}")

    # -- within --------------------------------------------------------------------

    def _joined(self, head: Group, tails: Iterator[Group] | Sequence[Group]) -> Iterator[Group]:
        for tail in tails:
            yield Group(tail.end, head.digits + tail.digits, head.odd + tail.odd, tail.strained)

    def _digit(self, at: int) -> str | None:
        """The single digit that a word is."""
        if self._word(at) == ZERO:
            return "0"
        numeral = self._numbers.numeral(at)
        return str(numeral.value) if numeral and numeral.rank is Rank.UNIT else None

    def _past(self, at: int) -> int:
        return self._numbers.beyond_gap(at)[0]

    def _word(self, at: int) -> str:
        return self.said[at] if at < len(self.said) else ""


def group_words() -> frozenset[str]:
    """The words of groups that are no numbers by themselves, folded."""
    digits = {folded(spelled(value)) for value in range(10)}
    return frozenset({*TIMES, *PLURALS, PAIR_OF, TIMES_AFTER, *REPEATED}) | digits
