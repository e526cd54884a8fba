"""Three voices say what an utterance may mean, each for itself; together they are points.

*Patterns* of concepts know what somebody thought of; the *nearest phrase* knows what was said
before; the *associations* know which words go with what. Where they contradict each other the
utterance is new to one of them: what leads there leads by less than it seems.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LIKENESS_WEIGHT = 2.0
"""How many points an utterance gets that is a known phrase word by word."""
ASSOCIATION_WEIGHT = 1.5
"""How many points it gets where all its parts speak for one intent."""
SECOND_WEIGHT = 0.2
"""What each further pattern adds to the strongest."""
MOST_FURTHER = 3
LITTLE_LIKENESS, LITTLE_ASSOCIATION = 0.12, 0.05
"""Below both, no phrase was ever said like it: only patterns speak."""
MOSTLY = 0.5
"""The share from which the parts speak for one code."""


@dataclass(frozen=True, slots=True)
class Voices:
    """What each voice gives each code. Of ``patterns``, the strengths of all that fit."""

    likeness: Mapping[str, float]
    associations: Mapping[str, float]
    patterns: Mapping[str, Sequence[float]]

    def points(self) -> dict[str, float]:
        """The points of each code that any voice is for."""
        points: defaultdict[str, float] = defaultdict(float)
        for code, alike in self.likeness.items():
            points[code] += alike * LIKENESS_WEIGHT
        for code, share in self.associations.items():
            points[code] += share * ASSOCIATION_WEIGHT
        for code, fitting in self.patterns.items():
            further = min(len(fitting) - 1, MOST_FURTHER)
            points[code] += max(fitting) + further * SECOND_WEIGHT
        return dict(points)

    def agree(self, code: str) -> bool:
        """Whether no voice that says anything is more for another code."""
        strongest = {other: max(fitting) for other, fitting in self.patterns.items()}
        voices = (self.likeness, self.associations, strongest)
        return all(voice.get(code, 0.0) >= max(voice.values(), default=0.0) for voice in voices)

    def alone(self, code: str) -> bool:
        """Whether only patterns are for ``code``."""
        little = self.likeness.get(code, 0.0) < LITTLE_LIKENESS
        return little and self.associations.get(code, 0.0) < LITTLE_ASSOCIATION

    @property
    def associated(self) -> str | None:
        """The code that most parts speak for, if there is one."""
        return next((code for code, share in self.associations.items() if share >= MOSTLY), None)
