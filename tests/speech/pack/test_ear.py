"""The recogniser that listens to rendered values."""

from __future__ import annotations

import numpy as np
import pytest

from app.settings import PROJECT
from speech.recognizer.model import Model
from speech.voice.espeak import EspeakEngine
from speech.voice.pack.ear import CONDITIONS, Ear

pytestmark = pytest.mark.service  # loads a model and runs espeak-ng


def test_it_counts_the_words_that_are_not_those_of_the_text() -> None:
    model = Model.load(PROJECT / "speech" / "vosk-model-mini-es")
    ear = Ear(model, ["cuarenta y dos mil", "trescientos cincuenta pesos", "brujulear"])
    said = EspeakEngine().synthesise("trescientos cincuenta pesos")
    assert ear.errors("trescientos cincuenta pesos", said) == 0
    assert ear.errors("trescientos pesos", said) == len(CONDITIONS)
    assert ear.errors("dos mil", np.zeros(8000, np.int16)) == 2 * len(CONDITIONS)
    assert ear.knows("¿Trescientos pesos")
    assert not ear.knows("brujulear")
