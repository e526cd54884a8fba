"""«Sí» and «no», as they are said in every region."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from speech.understanding.commands import CommandFile, Manners, Phrases
from speech.understanding.heard import Certainty, Choice
from speech.understanding.words import Words, holds_any, words

YES, NO = "1", "2"
MOST_AFTER = 8
"""Words after which what began with yes or no is a tale, not an answer."""


@dataclass(frozen=True, slots=True)
class _Side:
    key: str
    phrases: frozenset[Words]
    around: frozenset[str]

    @classmethod
    def of(cls, key: str, written: Phrases) -> _Side:
        phrases = frozenset(words(phrase) for phrase in written.phrases)
        around = frozenset(word for said in written.words for word in words(said))
        return cls(key, phrases, around)

    def starts(self, said: Words) -> int:
        """How many words of ``said`` its longest phrase takes at the beginning."""
        return max((n for n in range(1, len(said) + 1) if said[:n] in self.phrases), default=0)


class YesNo:
    """Key "1" for yes, "2" for no."""

    def __init__(self, file: CommandFile, manners: Manners) -> None:
        self._manners = manners
        self._sides = (_Side.of(YES, file.yes), _Side.of(NO, file.no))

    def yes_no(self, said: Words) -> Choice:
        """What ``said`` answers to a question of yes or no."""
        plain = self._manners.plain(said)
        for side in self._sides:
            if said in side.phrases or plain in side.phrases:
                return Choice(side.key, Certainty.SURE)
        if not plain:
            return Choice(None, Certainty.NONE)
        taken = [(side.starts(plain), side) for side in self._sides]
        length, side = max(taken, key=lambda one: one[0])
        other = next(one for _, one in taken if one is not side)
        rest = plain[length:]
        told = len(rest) > MOST_AFTER
        if not length or told or holds_any(rest, _alone(other.phrases)):
            return Choice(None, Certainty.NONE)
        if all(word in side.around for word in rest) or self.yes_no(rest) == Choice(
            side.key, Certainty.SURE
        ):
            return Choice(side.key, Certainty.SURE)
        return Choice(side.key, Certainty.DOUBTFUL)


def _alone(phrases: Iterable[Words]) -> frozenset[Words]:
    return frozenset(phrase for phrase in phrases if len(phrase) == 1)
