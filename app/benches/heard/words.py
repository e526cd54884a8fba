"""Texts made comparable: what was to be said, and what an ear wrote down.

Both go the same way: numbers in words, no marks, no accents, one form of a number's gender.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from num2words import num2words
from rapidfuzz.distance import Levenshtein

_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")
_MONEY = re.compile(r"\$\s?(\d+)")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
_NUMBER = re.compile(r"\d+")
_SIGNS = {"%": " por ciento ", "#": " número ", "º": " ", "ª": " ", "°": " "}
_BELOW_30 = tuple(num2words(number, lang="es") for number in range(30))
_TENS = tuple(num2words(number, lang="es") for number in range(30, 100, 10))
_HUNDREDS = ("ciento", *(num2words(number, lang="es") for number in range(100, 1000, 100)))
_GREAT = ("mil", "millón", "millones")
ARTICLES = frozenset({"un", "una"})


def words(text: str) -> list[str]:
    """``text`` as words to compare: «$128.350» is «ciento veintiocho mil trescientos cincuenta
    pesos»."""
    text = _MONEY.sub(r"\1 pesos", _THOUSANDS.sub("", text))
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    text = _DECIMAL.sub(lambda found: f"{found[1]} {found[2]}", text)
    text = _NUMBER.sub(lambda found: f" {_number(found[0])} ", text)
    return [_gendered(word) for word in re.findall(r"\w+", _plain(text))]


def numbers(text: str) -> list[str]:
    """Only what ``text`` counts or spells in digits, in order: «y» and articles left out."""
    return [_gendered(_plain(word)) for word, counts in counting(text) if counts and word != "y"]


def counting(text: str) -> list[tuple[str, bool]]:
    """The words of ``text``, digits spelt out, each with whether it belongs to a number.

    «y» does between two that do, an article beside one.
    """
    found = re.findall(r"\d+|[^\W\d_]+", text.casefold())
    spoken = [word for part in found for word in _number_words(part)]
    certain = [word in _COUNTING for word in spoken]
    return [(word, _counts(spoken, certain, place)) for place, word in enumerate(spoken)]


def _counts(spoken: Sequence[str], certain: Sequence[bool], place: int) -> bool:
    if certain[place] or spoken[place] not in _LINKED:
        return certain[place]
    before = place > 0 and (certain[place - 1] or spoken[place - 1] == "y")
    after = place + 1 < len(spoken) and (certain[place + 1] or spoken[place + 1] in ARTICLES)
    return before and after if spoken[place] == "y" else before or after


@dataclass(frozen=True, slots=True)
class Errors:
    """Words inserted, lost and mistaken, of how many that were to be said."""

    wrong: int
    of: int

    @classmethod
    def between(cls, wanted: str, heard: str) -> Errors:
        """Count them by the least number of changes."""
        said = words(wanted)
        return cls(Levenshtein.distance(said, words(heard)), len(said))

    @property
    def share(self) -> float:
        """Per cent; more than 100 where more was heard than said."""
        return 100 * self.wrong / max(1, self.of)


def total(errors: Sequence[Errors]) -> Errors:
    """All of them together: long sentences weigh more."""
    return Errors(sum(one.wrong for one in errors), sum(one.of for one in errors))


def _number(digits: str) -> str:
    """Digits in words; a number with a leading zero, or too long to count, digit by digit."""
    if len(digits) > 9 or (digits.startswith("0") and len(digits) > 1):
        return " ".join(str(num2words(int(digit), lang="es")) for digit in digits)
    return str(num2words(int(digits), lang="es"))


def _number_words(part: str) -> list[str]:
    return _number(part).split() if part.isdigit() else [part]


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _gendered(word: str) -> str:
    """The masculine of a number: the ear can't be asked for what num2words would choose."""
    if word in {"un", "una"}:
        return "uno"
    if word.endswith(("veintiun", "veintiuna")):
        return "veintiuno"
    return f"{word[:-2]}os" if word.endswith("cientas") or word == "quinientas" else word


_FEMININE = tuple(f"{word[:-2]}as" for word in _HUNDREDS[2:])
_LINKED = frozenset({"y", *ARTICLES})
_COUNTING = frozenset(
    (*_BELOW_30, *_TENS, *_HUNDREDS, *_FEMININE, *_GREAT, "primero", "veintiún", "veintiuna")
)
SPOKEN_NUMBERS = (*sorted(_COUNTING), "y", "un", "una")
"""Every word that a number may hold, for the grammar of an ear."""
