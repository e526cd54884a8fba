"""Amounts of pesos as callers say them: «ochenta lucas», «dos palos y medio», «un millón dos»."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from speech.understanding.corrections import corrected, correction_words, pieces
from speech.understanding.numbers import (
    MILLIONS,
    THOUSAND,
    Cardinals,
    Reading,
    joined,
    number_words,
)
from speech.understanding.words import words

_THOUSANDS = frozenset(words("luca lucas luquita luquitas barra barras barrita barritas"))
_MILLIONS = MILLIONS | frozenset(
    words("milloncito milloncitos palo palos palito palitos melon melones meloncito")
)
_PESOS = frozenset(words("peso pesos pesito pesitos cop"))
_HALF = frozenset({"medio", "media"})
_JOINTS = frozenset({"y", "con", "de"})
_VAGUE = frozenset({"pico", "piquito", "entre", "centavos", "centavo", "ni"})
_LARGEST = 999_999_999_999
_SMALLEST_BILL = 10
"""Thousands: below, «cinco» of a bill may be five thousand or a digit of more."""


class _Amount(NamedTuple):
    """``value`` pesos; ``told`` by its scale or «pesos», not by what is usual.

    ``torn``: two meanings are as likely («cincuenta mil barras»).
    """

    end: int
    value: int
    told: bool
    torn: bool = False


def pesos(text: str, *, bill: bool = False) -> int | None:
    """The one amount in ``text``, in whole pesos; None where there is none or it is ambiguous.

    ``bill``: said of an invoice, where «doscientos» is two hundred thousand.
    """
    said = joined(_without_cents(words(corrected(text))))
    found = list(_Amounts(said, bill).all())
    told = [one for one in found if one.told]
    others = {one.value for one in found if not one.told and one.value >= _SMALLEST_BILL}
    vague = bool(_VAGUE & set(said)) or any(one.torn for one in found)
    if vague or len({one.value for one in told}) > 1 or (told and others):
        return None
    if not told:
        return _usual(found, bill)
    amount = told[0].value
    return None if _is_part(amount, text, bill) else amount


def money_words() -> tuple[str, ...]:
    """The words of amounts beside numbers, spelled as a recogniser knows them."""
    return (
        *number_words(), *correction_words(), "lucas", "luca", "barras", "palo", "palos",
        "melones", "melón", "pesos", "peso", "pesitos", "medio", "media", "con", "de", "como",
        "unos", "por",
    )  # fmt: skip


def _usual(found: list[_Amount], bill: bool) -> int | None:
    """Of a bill, tens and hundreds alone are thousands."""
    values = {one.value for one in found}
    if values == {0}:
        return 0
    if not bill or len(values) != 1:
        return None
    value = values.pop()
    return value * 1_000 if value >= _SMALLEST_BILL else None


def _is_part(amount: int, text: str, bill: bool) -> bool:
    """Whether a correction may stand for the end of a greater amount: «…, no, noventa mil»."""
    first, *later = pieces(joined(words(text)))
    if not later:
        return False
    before = [one.value for one in _Amounts(first.said, bill).all() if one.told]
    return bool(before) and before[-1] >= amount * 10


def _without_cents(said: tuple[str, ...]) -> tuple[str, ...]:
    if said[-1:] not in (("centavos",), ("centavo",)) or "con" not in said:
        return said
    return said[: len(said) - 1 - said[::-1].index("con")]


@dataclass(frozen=True, slots=True)
class _Amounts:
    said: tuple[str, ...]
    bill: bool

    def all(self) -> Iterator[_Amount]:
        """Every amount, from left to right."""
        at = 0
        while at < len(self.said):
            found = self._amount(at)
            if found:
                yield found
            at = found.end if found else at + 1

    def _amount(self, at: int) -> _Amount | None:
        figures = self._figures(at)
        if figures:
            return self._with_pesos(figures)
        if self._word(at) in _HALF:
            scale = self._scale(at + 1)
            return _Amount(at + 2, scale // 2, True) if scale else None
        if self._word(at) == "cero":
            return self._with_pesos(_Amount(at + 1, 0, False))
        number = self._number(at)
        end, times = (number.end, number.value) if number else (at, 1)
        scale = self._scale(end)
        if scale:
            scaled = self._scaled(end + 1, times, scale)
            twice = scale == 1_000 and times >= 1_000
            return self._with_pesos(scaled._replace(torn=twice or scaled.value > _LARGEST))
        return self._with_pesos(self._bare(number)) if number else None

    def _scaled(self, at: int, times: int, scale: int) -> _Amount:
        """After «palos» or «lucas»: a half, or what is less than one more."""
        value = times * scale
        after = at + 1 if self._word(at) in _JOINTS else at
        if self._word(after) in _HALF and not self._scale(after + 1):
            return _Amount(after + 1, value + scale // 2, True)
        rest = self._number(after)
        if rest is None:
            half = self._amount(after) if self._word(after) in _HALF else None
            return _Amount(half.end, value + half.value, True) if half else _Amount(at, value, True)
        if self._scale(rest.end) == 1_000:
            return _Amount(rest.end + 1, value + rest.value * 1_000, True)
        if scale == 1_000:
            fits = 100 <= rest.value < 1_000
            return _Amount(rest.end, value + rest.value, True) if fits else _Amount(at, value, True)
        return _Amount(rest.end, value + _below_million(rest.value), True)

    def _bare(self, number: Reading) -> _Amount:
        """Without «lucas» or «palos»; «ochenta y cinco trescientos» of a bill is thousands."""
        rest = self._number(number.end)
        in_bill = self.bill and _SMALLEST_BILL <= number.value < 1_000
        if in_bill and rest and 100 <= rest.value < 1_000 and not self._number(rest.end):
            return _Amount(rest.end, number.value * 1_000 + rest.value, True)
        return _Amount(number.end, number.value, number.value >= 1_000)

    def _with_pesos(self, amount: _Amount) -> _Amount:
        at = amount.end + (self._word(amount.end) == "de")
        if self._word(at) not in _PESOS:
            return amount
        few = self.bill and not amount.told and amount.value
        return amount._replace(end=at + 1, told=True, torn=amount.torn or bool(few))

    def _figures(self, at: int) -> _Amount | None:
        """«184530», and «184.530» which comes as two words."""
        digits = self._word(at)
        if not (digits.isascii() and digits.isdecimal()):
            return None
        end = at + 1
        while (group := self._word(end)).isdecimal() and len(group) == 3:
            digits, end = digits + group, end + 1
        if len(digits) > len(str(_LARGEST)):
            return _Amount(end, 0, True, torn=True)
        value = int(digits)
        scale = self._scale(end) or (1_000 if self._word(end) == THOUSAND else 0)
        if scale:
            return _Amount(end + 1, value * scale, True, torn=value * scale > _LARGEST)
        return _Amount(end, value, value >= 1_000)

    def _number(self, at: int) -> Reading | None:
        readings = Cardinals(self.said).below_million(at)
        return max(readings, key=lambda one: (one.end, -one.odd), default=None)

    def _scale(self, at: int) -> int:
        word = self._word(at)
        return 1_000_000 if word in _MILLIONS else 1_000 if word in _THOUSANDS else 0

    def _word(self, at: int) -> str:
        return self.said[at] if at < len(self.said) else ""


def _below_million(said: int) -> int:
    """«Un millón dos» is 1 200 000, «un millón doscientos» too, «un millón veinte» 1 020 000."""
    if said < 10:
        return said * 100_000
    return said * 1_000 if said < 1_000 else said
