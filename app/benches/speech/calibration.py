"""What a score is worth: fitted on recordings, and checked against them.

A score is to be the share of such answers that are right, among those which their words alone
make sure: a phrase of the question, or nothing but digits. The fit is a logistic regression
(Newton's method) of being right on what the recogniser has: the share of its n-best list that
agrees, and the number of words. What is no answer counts as a fifth of all that is said.
There is one for each kind of answer: a long phrase of a menu is rarely there by chance, a long
number is less often right to the last digit. It is judged on voices that it was not fitted on, each
in turn. Its outcome is data: `[calibration.…]` of config/speech/endpointing.toml.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path

import numpy as np

from app.benches.speech import accuracy, sounds
from app.benches.speech.accuracy import Said
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
NOISES = (None, 15.0, 10.0, 5.0)
"""Decibels by which a street is fainter than the words; None for none."""
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
    voice: str = ""

    @property
    def words(self) -> int:
        """How many it holds."""
        return len(self.text.split())


def rows(model: Path) -> list[Row]:
    """The fits by kind of answer; what they are worth, and those in use, to voices unheard."""
    with Chain.open(model) as chain:
        found: list[Row] = []
        for kind, said in _said(chain).items():
            present = chain.hearing.tuning.calibration_of(kind)
            seen = list(_seen(chain, said))
            found += _fitted(kind, present, seen, model.name)
    return found


def _fitted(kind: str, present: Calibration, seen: Sequence[Evidence], model: str) -> list[Row]:
    fitted = fit(seen, present.unknown_factor)
    how = f"{model}, {len(seen)} readings, {100 * NO_ANSWER:.0f} % assumed to be no answer"
    found = [
        row(f"[calibration.{kind}] {name}", round(getattr(fitted, name), 2), "", how)
        for name in ("offset", "slope", "word_gain", "words_at_most")
    ]
    scored = {
        "present": [(present.score(one.share, one.text), one) for one in seen],
        "fitted on other voices": list(unheard(seen, present.unknown_factor)),
    }
    for name, scores in scored.items():
        what = f"{kind}, {name}"
        found.append(row(f"{what}: surprise", surprise(scores), "nats a reading", how))
        found += _reliability(what, scores)
    return found


Scored = Sequence[tuple[float, Evidence]]
"""Readings with their scores."""


def unheard(seen: Sequence[Evidence], unknown_factor: float) -> Iterator[tuple[float, Evidence]]:
    """Each voice's readings, scored by what the other voices alone would have it."""
    for voice in sorted({one.voice for one in seen}):
        others = fit([one for one in seen if one.voice != voice], unknown_factor)
        yield from ((others.score(one.share, one.text), one) for one in seen if one.voice == voice)


def surprise(scored: Scored) -> float:
    """The mean logarithmic loss: less is better, 0.69 is a coin's."""
    lost = weight = 0.0
    for score, one in scored:
        held = min(max(score if one.right else 1 - score, 1e-4), 1.0)
        lost -= one.weight * math.log(held)
        weight += one.weight
    return lost / weight if weight else 0.0


def fit(seen: Sequence[Evidence], unknown_factor: float) -> Calibration:
    """The calibration that makes what was seen likeliest.

    ``unknown_factor`` stays as it is: no recording has an answer among words of no grammar.
    """
    features = np.array([[1.0, _logit(one.share), min(one.words, WORDS_AT_MOST)] for one in seen])
    right = np.array([one.right for one in seen], dtype=float)
    weights = np.array([one.weight for one in seen])
    found = np.zeros(3)
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-features @ found))
        slope = features.T @ (weights * (right - likely)) - RIDGE * found
        curve = (features.T * (weights * likely * (1 - likely))) @ features + RIDGE * np.eye(3)
        found += np.linalg.solve(curve, slope)
    offset, held, gain = (float(value) for value in found)
    return Calibration(offset, held, gain, WORDS_AT_MOST, unknown_factor)


def _reliability(name: str, scored: Scored) -> Iterator[Row]:
    """For each range of scores, how many were right."""
    whole = sum(one.weight for _, one in scored)
    for low, high in pairwise(BINS):
        within = [one for score, one in scored if low <= score < high]
        weight = sum(one.weight for one in within)
        right = sum(one.weight * one.right for one in within)
        value = round(100 * right / weight, 1) if weight else 0.0
        how = f"{percent(round(weight), round(whole))} % of the readings"
        yield row(f"{name}: right at {low:.2f} to {min(high, 1):.2f}", value, "%", how)


@dataclass(frozen=True)
class _Asked:
    """A question by its grammar, what is said to it, and what its words alone make sure."""

    grammar: str
    said: Sequence[Said]
    sure: Callable[[str], bool]


def _said(chain: Chain) -> dict[str, _Asked]:
    """By kind of answer, as the profiles of endpointing.toml are named."""
    digits = accuracy.single_digits(chain) + accuracy.dictations(chain, random.Random(3))
    menu = f"menu.{accuracy.MAIN}"

    def phrase_of(grammar: str) -> Callable[[str], bool]:
        return chain.hearing.grammar(grammar).phrases.__contains__

    return {
        "digits": _Asked("digits", digits, lambda text: UNKNOWN not in text),
        "yes_no": _Asked("yes_no", accuracy.yes_no(chain), phrase_of("yes_no")),
        "menu": _Asked(menu, accuracy.main_menu(chain), phrase_of(menu)),
    }


def _seen(chain: Chain, asked: _Asked) -> Iterator[Evidence]:
    """Readings that are sure by their words, of answers and of what is none.

    What is none is weighed as if it were NO_ANSWER of all that is said.
    """
    street, others = sounds.street(20.0), _others()
    for noise in NOISES:
        clips = [one.clip if noise is None else one.clip.among(street, noise) for one in asked.said]
        for clip, heard in _read(chain, clips, asked):
            yield Evidence(heard.score, heard.text, heard.text == clip.text, voice=clip.voice)
    weight = len(NOISES) * len(asked.said) / len(others) * NO_ANSWER / (1 - NO_ANSWER)
    for clip, heard in _read(chain, others, asked):
        yield Evidence(heard.score, heard.text, False, weight, clip.voice)


def _others() -> list[Clip]:
    clips = [sounds.spoken(text, voice) for text, voice in product(ELSEWHERE, HELD_OUT)]
    clips += [
        sounds.spoken(text, voice, language=language)
        for language, texts in FOREIGN.items()
        for text, voice in product(texts, HELD_OUT[:2])
    ]
    clips += sounds.recorded("oov")
    return clips + [Clip("", "generated", _loud(sounds.street(3.0, seed))) for seed in range(20)]


def _loud(noise: sounds.Signal) -> sounds.Samples:
    return (noise * 1500).astype(np.int16)


def _read(chain: Chain, clips: Sequence[Clip], asked: _Asked) -> Iterator[tuple[Clip, Heard]]:
    known = chain.hearing.grammar(asked.grammar)
    read = chain.decode([clip.samples for clip in clips], known, AS_IT_IS)
    for clip, heard in zip(clips, read, strict=True):
        if heard.text and asked.sure(heard.text):
            yield clip, heard


def _logit(share: float) -> float:
    held = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(held / (1 - held))
