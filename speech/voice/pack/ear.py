"""A recogniser that listens to what a voice was given to say."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein

from speech.recognizer.model import Model
from speech.voice.engine import RATE, Samples
from speech.voice.pack.text import words_of


@dataclass(frozen=True, slots=True)
class Condition:
    """One way in which a sound reaches the ear: its level, the line's noise, the quiet around."""

    level: float
    noise: float
    around: float


CONDITIONS = (
    Condition(1.0, 10.0, 0.3),
    Condition(0.4, 40.0, 0.3),
    Condition(1.0, 120.0, 0.3),
    Condition(0.7, 10.0, 0.1),
)
"""What is heard right in all of them is heard right in a sentence too; noise is of 32768."""


class Ear:
    """Hears the words of one vocabulary. Not for sentences: any word may follow any."""

    def __init__(self, model: Model, texts: Iterable[str]) -> None:
        """The vocabulary is the words of ``texts``, as far as the model has them."""
        self._grammar = model.grammar(sorted({word for text in texts for word in _words(text)}))

    def knows(self, text: str) -> bool:
        """Whether every word of ``text`` can be heard."""
        return all(word in self._grammar.phrases for word in _words(text))

    def errors(self, text: str, samples: Samples) -> int:
        """How many words were heard wrong, left out or added in 8 kHz ``samples`` of ``text``.

        Counted over all CONDITIONS.
        """
        words = _words(text)
        return sum(
            Levenshtein.distance(words, self._heard(samples, condition)) for condition in CONDITIONS
        )

    def _heard(self, samples: Samples, condition: Condition) -> list[str]:
        around = round(condition.around * RATE)
        line = np.random.default_rng(0).normal(0, condition.noise, len(samples) + 2 * around)
        line[around : around + len(samples)] += condition.level * samples
        recogniser = self._grammar.recognizer()
        recogniser.AcceptWaveform(np.clip(line, -32768, 32767).astype("<i2").tobytes())
        heard: list[str] = json.loads(recogniser.FinalResult())["text"].split()
        return heard


def _words(text: str) -> list[str]:
    return [word.key.lstrip("¿") for word in words_of(text)]
