"""Phrases that mean danger to people: whatever was asked, they win."""

from __future__ import annotations

from collections.abc import Iterable

from speech.understanding.concepts import Concepts
from speech.understanding.words import Words, words


class Emergencies:
    """Finds danger in an utterance, by its phrases and by patterns of concepts."""

    def __init__(self, concepts: Concepts, phrases: Iterable[str], patterns: Iterable[str]) -> None:
        self._concepts = concepts
        self._phrases = frozenset(words(phrase) for phrase in phrases)
        self._patterns = tuple(concepts.pattern(written) for written in patterns)

    def emergency(self, said: Words) -> bool:
        """Whether ``said`` tells of danger."""
        if said in self._phrases:
            return True
        found = self._concepts.found(said)
        return any(pattern.fits(found) for pattern in self._patterns)
