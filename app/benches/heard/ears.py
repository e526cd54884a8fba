"""Two ears that never heard this voice: one for sentences, one for numbers.

Sentences: Whisper, a multilingual model in CTranslate2's form, by ``faster-whisper`` (the extra
``ears``; the model's folder is given). It mishears digits alone at 8 kHz. Numbers: Vosk, the
line's own starter model, with a grammar in which every number word is as likely as any other
and the words around them are the prompt's.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from app.benches.heard.words import SPOKEN_NUMBERS, counting
from app.vocabulary import PRONUNCIATIONS
from ivr.errors import Invalid
from speech.models import Shelf
from speech.models.vocabulary import Lexicon, build, vocabulary
from speech.recognizer.model import Model
from speech.voice.engine import RATE, Samples
from speech.voice.loudness import Signal
from speech.voice.mastering import signal_of

QUIET_AFTER = RATE // 2


class Sentences:
    """Whisper. Raises Invalid where the extra or the model is missing."""

    def __init__(self, folder: Path) -> None:
        try:
            whisper = import_module("faster_whisper")
        except ImportError as missing:
            raise Invalid("falta faster-whisper: instale el extra «ears»") from missing
        try:
            threads = max(1, (os.cpu_count() or 2) // 2)
            self._model: Any = whisper.WhisperModel(
                str(folder), device="cpu", compute_type="int8", cpu_threads=threads
            )
        except Exception as problem:  # the binding raises nothing narrower
            raise Invalid(f"en {folder} no hay un modelo de Whisper") from problem
        if not self._model.model.is_multilingual:
            raise Invalid(f"el modelo de {folder} solo entiende inglés")

    def hear(self, samples: Samples) -> str:
        """What was said, as Whisper writes it: with marks, numbers in digits."""
        segments, _ = self._model.transcribe(
            _at_16_khz(samples),
            language="es",
            beam_size=5,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        return " ".join(segment.text.strip() for segment in segments)


class Numbers:
    """Vosk's starter with the words of all that is to be heard."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def hear(self, samples: Samples, text: str) -> str:
        """What was said of ``text``, or of another with other numbers, in words."""
        grammar = self._model.grammar((*SPOKEN_NUMBERS, *_around_numbers(text)))
        recogniser = grammar.recognizer()
        recogniser.AcceptWaveform(np.pad(samples, (0, QUIET_AFTER)).astype("<i2").tobytes())
        return str(json.loads(recogniser.FinalResult())["text"])


@contextmanager
def numbers_in(texts: Iterable[str]) -> Iterator[Numbers]:
    """An ear that knows the words of ``texts``; its model is gone at the end."""
    known = {word for text in texts for word in _words(text)}
    with tempfile.TemporaryDirectory(prefix="linea-bench-") as folder:
        shelf = Shelf(Path(folder))
        wanted = vocabulary({*known, *SPOKEN_NUMBERS}, Lexicon.load(PRONUNCIATIONS))
        yield Numbers(Model.load(shelf.models / build(shelf, wanted)))


def _at_16_khz(samples: Samples) -> Signal:
    """Twice as many samples, nothing added above the telephone's band."""
    wave = np.pad(signal_of(samples), (0, len(samples) % 2))
    spectrum = np.pad(np.fft.rfft(wave), (0, len(wave) // 2))
    doubled: Signal = (np.fft.irfft(spectrum, 2 * len(wave)) * 2).astype(np.float32)
    return doubled


def _around_numbers(text: str) -> list[str]:
    """The stretches of ``text`` between its numbers, each a phrase."""
    phrases: list[list[str]] = [[]]
    for word, counts in counting(text):
        if counts:
            phrases.append([])
        else:
            phrases[-1].append(word)
    return [" ".join(phrase) for phrase in phrases if phrase]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())
