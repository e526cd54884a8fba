"""Words that mean danger to people: whatever was asked, they win.

A grammar forces talk that is for nobody (a neighbour, a television, another language) into the
words it knows, those of danger among them. Such talk is a salad: words that nobody says side by
side. So what a recogniser gives is believed by how much of it hangs together, and by how many of
its readings tell of danger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import fmean

from speech.understanding.dangers import Dangers
from speech.understanding.heard import Alarm, Certainty
from speech.understanding.words import UNKNOWN, Words, holds

WHOLE = 3
"""Words of a phrase of danger that nobody says by chance: «huele a gas»."""
SHORT = 4
"""Words in which a cry for help is short, and no salad."""
COHERENT, FAIR = 0.55, 0.4
"""The share of neighbours that belong side by side, where danger is sure, and where it may be."""
MOST_READINGS = 0.5
"""The share of readings that must tell of danger."""


class Emergencies:
    """Finds danger in what was heard."""

    def __init__(self, dangers: Dangers, known: Iterable[Words]) -> None:
        """``known`` are phrases of all kinds: what people say hangs together as they do."""
        self._dangers = dangers
        self._phrases = dangers.phrases
        self._whole = [phrase for phrase in self._phrases if len(phrase) >= WHOLE]
        self._neighbours = {pair for said in (*known, *self._phrases) for pair in pairwise(said)}

    def alarm(self, readings: Sequence[Words], *, forced: bool) -> Alarm:
        """How sure it is that danger was told of. ``forced``: a grammar had to hear its own words.

        A first reading with more noise than words is no witness, and one beside the first must
        be whole and no single word.
        """
        first, *others = readings
        whole = [said for said in others if len(said) >= WHOLE and UNKNOWN not in said]
        heard = [first, *whole] if is_clear(first) else whole
        certainties = {said: self._dangers.certainty(said) for said in heard}
        witnesses = [said for said in heard if certainties[said] is Certainty.SURE]
        if not witnesses:
            doubtful = [said for said in heard if certainties[said] is Certainty.DOUBTFUL]
            return self._likely(doubtful, readings, forced=forced)
        if not forced or any(self._is_sure(said) for said in witnesses):
            return Alarm(Certainty.SURE)
        share = len(witnesses) / len(readings)
        coherence = fmean(self._coherence(said) for said in witnesses)
        if coherence >= COHERENT and share > MOST_READINGS:
            return Alarm(Certainty.SURE)
        if coherence >= FAIR and share >= MOST_READINGS:
            return Alarm(Certainty.DOUBTFUL, fair=first in witnesses)
        return Alarm(Certainty.NONE)

    def _likely(
        self, witnesses: Sequence[Words], readings: Sequence[Words], *, forced: bool
    ) -> Alarm:
        """What is likely danger is worth a question; of who doesn't answer, where it is clear."""
        if not witnesses:
            return Alarm(Certainty.NONE)
        if not forced:
            return Alarm(Certainty.DOUBTFUL, fair=readings[0] in witnesses)
        coherence = fmean(self._coherence(said) for said in witnesses)
        enough = coherence >= FAIR and len(witnesses) / len(readings) >= MOST_READINGS
        return Alarm(Certainty.DOUBTFUL if enough else Certainty.NONE)

    def _is_sure(self, said: Words) -> bool:
        if said in self._phrases or len(said) <= SHORT:
            return True
        return any(holds(said, phrase) for phrase in self._whole)

    def _coherence(self, said: Words) -> float:
        """The share of neighbours that stand side by side in any known phrase."""
        pairs = list(pairwise(said))
        return sum(pair in self._neighbours for pair in pairs) / len(pairs) if pairs else 1.0


def is_clear(said: Words) -> bool:
    """Whether at least as much was heard as noise, and no single word beside it."""
    noise = said.count(UNKNOWN)
    return not noise or len(said) - noise >= max(2, noise)
