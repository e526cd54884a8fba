"""An utterance as words that can be compared: folded, without what carries no meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

MOST_WORDS = 120
"""Nobody says more before they are answered; beyond it is noise or malice."""

UNKNOWN = "unk"
"""What the recogniser gives for a word outside its grammar, brackets gone."""

Words = tuple[str, ...]

_WORD = re.compile(r"[^\W_]+")
_FOLDED = str.maketrans("áéíóúüàèìòùâêîôû", "aeiouuaeiouaeiou")


def words(text: str) -> Words:
    """The words of ``text``, lower case and without accents (ñ stays), at most MOST_WORDS."""
    found = _WORD.finditer(folded(text))
    return tuple(match.group() for match, _ in zip(found, range(MOST_WORDS), strict=False))


def folded(text: str) -> str:
    """``text`` in lower case without accents; ñ is a letter of its own."""
    return unicodedata.normalize("NFC", text).lower().translate(_FOLDED)


class Fillers:
    """Phrases that carry no meaning, taken out of an utterance, the longest first."""

    def __init__(self, phrases: Iterable[Words]) -> None:
        self._by_first: dict[str, list[Words]] = {}
        for phrase in sorted(phrases, key=len, reverse=True):
            self._by_first.setdefault(phrase[0], []).append(phrase)

    def without(self, said: Words) -> Words:
        """``said`` without fillers; all of it if nothing else is left."""
        return self._left(said) or said

    def are_all(self, said: Words) -> bool:
        """Whether there is nothing but fillers in ``said``."""
        return not self._left(said)

    def _left(self, said: Words) -> Words:
        left: list[str] = []
        at = 0
        while at < len(said):
            here = self._by_first.get(said[at], ())
            taken = next((len(one) for one in here if said[at : at + len(one)] == one), 0)
            if not taken:
                left.append(said[at])
            at += taken or 1
        return tuple(left)


def holds(said: Sequence[str], phrase: Words) -> bool:
    """Whether ``phrase`` stands in ``said``, its words side by side."""
    length = len(phrase)
    return any(tuple(said[at : at + length]) == phrase for at in range(len(said) - length + 1))


def holds_any(said: Sequence[str], phrases: Collection[Words]) -> bool:
    """Whether one of ``phrases`` stands in ``said``."""
    return any(holds(said, phrase) for phrase in phrases)
