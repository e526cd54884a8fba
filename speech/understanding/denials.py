"""What somebody says it is not: «no es por la factura, es que no hay agua»."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from speech.understanding.words import Words, words

LEAST_LEFT = 2
"""Words that must follow the turn, for what was before it to be denied."""


class WrittenDenial(msgspec.Struct, forbid_unknown_fields=True):
    """How a denial ``starts``, and how it ``turns`` to what is meant."""

    starts: tuple[str, ...]
    turns: tuple[str, ...]


class Denials:
    """Takes what is denied out of an utterance."""

    def __init__(self, written: WrittenDenial) -> None:
        self._starts = _longest_first(written.starts)
        self._turns = _longest_first(written.turns)

    def without(self, said: Words) -> Words:
        """``said`` from the turn on, where something is denied before it; else as it is."""
        for at in range(len(said)):
            behind = _behind(said, at, self._starts)
            if behind is None:
                continue
            for turn in range(behind + 1, len(said)):
                left = _behind(said, turn, self._turns)
                if left is not None and len(said) - left >= LEAST_LEFT:
                    return said[:at] + self.without(said[left:])
        return said


def _longest_first(phrases: Iterable[str]) -> tuple[Words, ...]:
    return tuple(sorted(map(words, phrases), key=len, reverse=True))


def _behind(said: Words, at: int, phrases: Iterable[Words]) -> int | None:
    """Where the words go on after a phrase that stands at ``at``."""
    found = (one for one in phrases if said[at : at + len(one)] == one)
    return next((at + len(one) for one in found), None)
