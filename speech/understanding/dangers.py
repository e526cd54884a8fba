"""Danger told in one's own words, beside the phrases and patterns of the intent for it.

Written in ``config/speech/dangers.es_CO.toml``, apart from the intents: its concepts weigh in
nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from speech.understanding import phrase_file
from speech.understanding.concepts import Concepts, Expression, Pattern, PatternError
from speech.understanding.heard import Certainty
from speech.understanding.phrase_file import PhraseFileError
from speech.understanding.words import UNKNOWN, Words, words

DANGER_FILE = "dangers.es_CO.toml"


class DangerFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``config/speech/dangers.es_CO.toml``.

    ``figures`` are turns of speech that only sound like danger; ``elsewhere`` places it is far
    from. No pattern is meant beside the concepts ``denied``.
    """

    approved_by: str
    figures: tuple[str, ...]
    elsewhere: tuple[str, ...]
    phrases: tuple[str, ...]
    denied: tuple[str, ...]
    sure: tuple[str, ...]
    likely: tuple[str, ...]
    concepts: dict[str, tuple[str, ...]]

    @classmethod
    def read(cls, folder: Path) -> DangerFile:
        """Raises :class:`speech.understanding.phrase_file.PhraseFileError`."""
        return phrase_file.read(folder / DANGER_FILE, cls)


class Dangers:
    """How sure it is that an utterance, if that is what was said, tells of danger."""

    def __init__(
        self,
        file: DangerFile,
        concepts: dict[str, tuple[str, ...]],
        phrases: Iterable[str],
        patterns: Iterable[str],
    ) -> None:
        """``concepts``, ``phrases`` and ``patterns`` are those of the intents."""
        if twice := file.concepts.keys() & concepts.keys():
            raise PhraseFileError(f"{DANGER_FILE}: ya existe el concepto «{min(twice)}»")
        self.phrases = frozenset(words(phrase) for phrase in (*phrases, *file.phrases))
        try:
            self._concepts = Concepts({**concepts, **file.concepts})
            bars = "".join(f" !{concept}" for concept in file.denied)
            self._sure = (
                *map(self._concepts.pattern, patterns),
                *self._barred(file.sure, bars),
            )
            self._likely = tuple(self._barred(file.likely, bars))
            self._figures = tuple(map(Expression.of, file.figures))
            self._elsewhere = tuple(map(Expression.of, file.elsewhere))
        except PatternError as error:
            raise PhraseFileError(f"{DANGER_FILE}: {error.message}") from error

    def certainty(self, said: Words) -> Certainty:
        """SURE is danger; DOUBTFUL is worth a question."""
        if said in self.phrases:
            return Certainty.SURE
        meant = self._plain(said)
        found = self._concepts.found(meant)
        away = any(one.end(meant, at) for one in self._elsewhere for at in range(len(meant)))
        if any(pattern.fits(found) for pattern in self._sure):
            return Certainty.DOUBTFUL if away else Certainty.SURE
        if not away and any(pattern.fits(found) for pattern in self._likely):
            return Certainty.DOUBTFUL
        return Certainty.NONE

    def _barred(self, written: Iterable[str], bars: str) -> Iterable[Pattern]:
        return (self._concepts.pattern(one + bars) for one in written)

    def _plain(self, said: Words) -> Words:
        """``said`` with its figures of speech made unknown."""
        left = list(said)
        for at in range(len(said)):
            for figure in self._figures:
                if end := figure.end(said, at):
                    left[at:end] = [UNKNOWN] * (end - at)
        return tuple(left)
