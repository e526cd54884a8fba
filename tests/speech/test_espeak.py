"""The real espeak-ng: it speaks, and no text makes it do anything else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.errors import Invalid
from speech.voice import VoiceFailed, engine_named
from speech.voice.engine import RATE
from speech.voice.espeak import LONGEST_TEXT, EspeakEngine, spoken
from tests.calls.tones import level

pytestmark = pytest.mark.service

ENGINE = EspeakEngine()


def test_a_sentence_has_speech_at_telephone_level() -> None:
    sound = ENGINE.synthesise("Su factura es de un millón doscientos mil pesos.")
    assert 2 < len(sound) / RATE < 6
    assert -26 < 20 * np.log10(level(sound) / 32768) < -17
    assert np.abs(sound.astype(np.int32)).max() < 32000


def test_the_same_text_gives_the_same_sound() -> None:
    one, other = (ENGINE.synthesise("Marque dos.") for _ in range(2))
    assert (one == other).all()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("diga «emergencia» o marque uno", "diga emergencia o marque uno"),
        ("[[k'asa]] [_::_]", "k'asa ::"),
        ('<voice name="x">hola</voice>', "voice name x hola /voice"),
        ("uno\ndos\r\n\x00tres\x1b[0m", "uno dos tres 0m"),
        ("a\u202eb\ufeffc", "a b c"),
        ("-v en --help", "-v en --help"),
        ("café", "café"),
        ("Ñandú 北京 😀 Привет 3º", "Ñandú 3º"),
    ],
)
def test_nothing_in_a_text_is_a_command(text: str, read: str) -> None:
    assert spoken(text) == read


@pytest.mark.parametrize("text", ["", " ", "...", "\x00", "«»", "\n\n"])
def test_a_text_without_words_is_a_short_silence(text: str) -> None:
    assert 0 < len(ENGINE.synthesise(text)) < RATE


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_text_gives_sound_and_never_a_failure(text: str) -> None:
    assert len(ENGINE.synthesise(text)) > 0


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(VoiceFailed, match="demasiado largo"):
        ENGINE.synthesise("a" * (LONGEST_TEXT + 1))


@pytest.mark.parametrize(
    ("program", "message"),
    [("espeak-que-no-hay", "falta el programa"), ("false", "no respondió"), ("true", "no dio")],
)
def test_an_engine_that_is_missing_or_broken_says_so(program: str, message: str) -> None:
    with pytest.raises(VoiceFailed, match=message):
        EspeakEngine(program).synthesise("hola")


def test_an_unknown_engine_names_those_there_are() -> None:
    with pytest.raises(Invalid, match="pack, espeak-ng, piper, kokoro, code"):
        engine_named("lorito")
