"""Words that nobody knows, taken for the known word they sound most like."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from speech.understanding.words import Words

SHORTEST = 5
"""Letters a word needs before a likeness says anything."""
ALIKE = 85.0
_STEM = 5


class Spelling:
    """Knows the words of all phrases and concepts."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._known = sorted({word for word in vocabulary if len(word) >= SHORTEST})
        self._stems = {word[:_STEM] for word in self._known}

    def corrected(self, said: Words) -> Words:
        """``said`` with each unknown word replaced where a known one is very like it."""
        return tuple(self._corrected(word) for word in said)

    def _corrected(self, word: str) -> str:
        if len(word) < SHORTEST or word[:_STEM] in self._stems:
            return word
        found = process.extractOne(word, self._known, scorer=fuzz.ratio, score_cutoff=ALIKE)
        return found[0] if found else word
