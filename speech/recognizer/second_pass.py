"""When an utterance is worth hearing a second time, and what both times come to."""

from __future__ import annotations

from dataclasses import dataclass

from speech.recognizer.model import UNKNOWN
from speech.understanding.heard import Heard


@dataclass(frozen=True, slots=True)
class SecondPass:
    """Whether the first pass is unsure, told without understanding; all but ``within`` are shares.

    It is where the score is under ``score``, or more than ``unknown`` of the words are outside
    the grammar. Then the sound is heard again without a grammar, if less than ``room`` of the
    places is taken, for at most ``within`` seconds.
    """

    score: float = 0.0
    unknown: float = 1.0
    room: float = 0.5
    within: float = 0.6

    def is_wanted(self, heard: Heard) -> bool:
        """Whether what the first pass heard is unsure."""
        words = heard.text.split()
        if not words:
            return False
        return heard.score < self.score or words.count(UNKNOWN) > self.unknown * len(words)


def with_second(first: Heard, second: Heard) -> Heard:
    """What the first pass heard, with the second's best reading as the next one to try."""
    if second.text in ("", first.text):
        return first
    others = (text for text in first.alternatives if text != second.text)
    return Heard(first.text, (second.text, *others), first.score)
