"""What a score is worth: fitted on recordings, and checked against them.

A score is to be the share of such answers that are right. The fit is a logistic regression
(Newton's method) of being right on what the recogniser has: the share of its n-best list that
agrees, and the number of words. What is no answer counts as a fifth of all that is said.
Its outcome is data: `[calibration]` of config/speech/endpointing.toml.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path

import numpy as np

from app.benches.speech import accuracy, sounds
from app.benches.speech.chain import Chain
from app.benches.speech.rows import Row, percent, row
from app.benches.speech.sentences import ELSEWHERE, FOREIGN
from app.benches.speech.sounds import HELD_OUT, Clip
from speech.recognizer.model import UNKNOWN
from speech.recognizer.reading import Calibration
from speech.understanding.heard import Heard

NO_ANSWER = 0.2
"""Assumed share of what reaches the recogniser and is no answer to the question."""
AS_IT_IS = Calibration(offset=0.0, slope=1.0, word_gain=0.0, unknown_factor=1.0)
"""The score is then the share of the n-best list itself."""
WORDS_AT_MOST = 4
BINS = (0.0, 0.3, 0.5, 0.7, 0.85, 0.95, 1.01)
ROUNDS = 50
RIDGE = 1.0
"""Keeps the fit finite where a set is perfectly parted."""


@dataclass(frozen=True)
class Evidence:
    """A reading, what it rests on, whether it was right, and how many it stands for."""

    share: float
    text: str
    right: bool
    weight: float = 1.0

    @property
    def known(self) -> int:
        """How many words of the grammar it holds."""
        return sum(word != UNKNOWN for word in self.text.split())

    @property
    def whole(self) -> bool:
        """Whether all that was said is in the grammar."""
        return self.known == len(self.text.split())


def rows(model: Path) -> list[Row]:
    """The fit, what the present one is worth, and what the new one would be."""
    with Chain.open(model) as chain:
        present = chain.hearing.tuning.calibration
        seen = list(_seen(chain))
    fitted = fit(seen, present.unknown_factor)
    how = f"{model.name}, {len(seen)} readings, {100 * NO_ANSWER:.0f} % assumed to be no answer"
    found = [
        row(f"[calibration] {name}", round(getattr(fitted, name), 2), "", how)
        for name in ("offset", "slope", "word_gain", "words_at_most")
    ]
    for name, calibration in (("present", present), ("fitted", fitted)):
        found += _reliability(name, calibration, seen)
    return found


def fit(seen: Sequence[Evidence], unknown_factor: float) -> Calibration:
    """The calibration that makes what was seen likeliest.

    ``unknown_factor`` stays as it is: no recording has an answer among words of no grammar.
    """
    whole = [one for one in seen if one.whole]
    features = np.array([[1.0, _logit(one.share), min(one.known, WORDS_AT_MOST)] for one in whole])
    right = np.array([one.right for one in whole], dtype=float)
    weights = np.array([one.weight for one in whole])
    found = np.zeros(3)
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-features @ found))
        slope = features.T @ (weights * (right - likely)) - RIDGE * found
        curve = (features.T * (weights * likely * (1 - likely))) @ features + RIDGE * np.eye(3)
        found += np.linalg.solve(curve, slope)
    offset, held, gain = (float(value) for value in found)
    return Calibration(offset, held, gain, WORDS_AT_MOST, unknown_factor)


def _reliability(name: str, calibration: Calibration, seen: Sequence[Evidence]) -> Iterator[Row]:
    """For each range of scores, how many were right."""
    for low, high in pairwise(BINS):
        within = [one for one in seen if low <= calibration.score(one.share, one.text) < high]
        weight = sum(one.weight for one in within)
        right = sum(one.weight * one.right for one in within)
        value = round(100 * right / weight, 1) if weight else 0.0
        how = f"{percent(round(weight), round(sum(one.weight for one in seen)))} % of the readings"
        yield row(f"{name}: right at {low:.2f} to {min(high, 1):.2f}", value, "%", how)


def _seen(chain: Chain) -> Iterator[Evidence]:
    """Readings of answers and of what is none, the latter weighed to be NO_ANSWER of all."""
    answers = list(_answers(chain))
    others = list(_others(chain))
    weight = NO_ANSWER / (1 - NO_ANSWER) * len(answers) / max(1, len(others))
    yield from answers
    yield from (Evidence(one.share, one.text, False, weight) for one in others)


def _answers(chain: Chain) -> Iterator[Evidence]:
    street = sounds.street(20.0)
    said = {
        "digits": accuracy.single_digits(chain) + accuracy.dictations(chain, random.Random(3)),
        "yes_no": accuracy.yes_no(chain),
        f"menu.{accuracy.MAIN}": accuracy.main_menu(chain),
    }
    for grammar, asked in said.items():
        for noise in (None, 15.0, 5.0):
            clips = [one.clip if noise is None else one.clip.among(street, noise) for one in asked]
            for clip, heard in zip(clips, _read(chain, clips, grammar), strict=True):
                if heard.text:
                    yield Evidence(heard.score, heard.text, heard.text == clip.text)


def _others(chain: Chain) -> Iterator[Evidence]:
    clips = [sounds.spoken(text, voice) for text, voice in product(ELSEWHERE, HELD_OUT)]
    clips += [
        sounds.spoken(text, voice, language=language)
        for language, texts in FOREIGN.items()
        for text, voice in product(texts, HELD_OUT[:2])
    ]
    clips += sounds.recorded("oov")
    clips += [Clip("", "generated", _loud(sounds.street(3.0, seed))) for seed in range(20)]
    for grammar in ("digits", "yes_no", f"menu.{accuracy.MAIN}"):
        for heard in _read(chain, clips, grammar):
            if heard.text:
                yield Evidence(heard.score, heard.text, False)


def _loud(noise: sounds.Signal) -> sounds.Samples:
    return (noise * 1500).astype(np.int16)


def _read(chain: Chain, clips: Sequence[Clip], grammar: str) -> list[Heard]:
    known = chain.hearing.grammar(grammar)
    return chain.decode([clip.samples for clip in clips], known, AS_IT_IS)


def _logit(share: float) -> float:
    held = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(held / (1 - held))
