"""What Vosk reads in an utterance, and how sure that is: its n-best list to `Heard`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from speech.recognizer.model import UNKNOWN
from speech.understanding.heard import Heard


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the share of the n-best list that agrees becomes the share of such answers right.

    The score is ``1 / (1 + exp(-(offset + slope · logit(share) + word_gain · words)))``, times
    ``unknown_factor`` where part of what was said is outside the grammar. Words count up to
    ``words_at_most``: a longer phrase is rarely there by chance.
    """

    offset: float = 0.0
    slope: float = 0.35
    word_gain: float = 0.4
    words_at_most: int = 4
    unknown_factor: float = 0.6

    def score(self, share: float, text: str) -> float:
        """Return the score, 0 to 1, of a reading that holds ``share`` of the n-best list."""
        words = text.split()
        known = [word for word in words if word != UNKNOWN]
        if not known:
            return 0.0
        held = min(max(share, 1e-4), 1 - 1e-4)
        logit = math.log(held / (1 - held))
        gain = self.word_gain * min(len(known), self.words_at_most)
        score = 1 / (1 + math.exp(-(self.offset + self.slope * logit + gain)))
        return score if len(known) == len(words) else score * self.unknown_factor


def read(answer: str, calibration: Calibration) -> Heard:
    """Return what a recogniser's `FinalResult` with alternatives tells.

    Empty where no word at all is the likeliest.
    """
    readings = _readings(json.loads(answer))
    text = next(iter(readings), "")
    if not text:
        return Heard()
    share = readings.pop(text)
    score = calibration.score(share / (share + sum(readings.values())), text)
    return Heard(text, tuple(filter(None, readings)), score)


def _readings(answer: Mapping[str, Any]) -> dict[str, float]:
    """Each text with its likelihood beside the best one's, the likeliest first."""
    listed = answer.get("alternatives") or [{"text": answer.get("text", ""), "confidence": 0.0}]
    best = max(float(entry["confidence"]) for entry in listed)
    readings: dict[str, float] = {}
    for entry in listed:
        text = " ".join(str(entry["text"]).split())
        likelihood = math.exp(float(entry["confidence"]) - best)
        readings[text] = readings.get(text, 0.0) + likelihood
    return dict(sorted(readings.items(), key=lambda item: -item[1]))
