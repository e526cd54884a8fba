"""Kokoro and Piper behind the line's protocol, with stand-ins for their libraries."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from speech.voice.engine import VoiceFailed
from speech.voice.kokoro import KokoroFiles, KokoroRecorder, kokoro
from speech.voice.loudness import TARGET, integrated
from speech.voice.pack.fragment import Join
from speech.voice.piper import PiperRecorder, piper

RATE = 24_000
WORD, GAP = 0.3, 0.05
"""Seconds of a word and of the quiet after it, as the stand-in speaks."""


class Session:
    """Of onnxruntime: takes any file but one that tells durations, where it is told so."""

    knows_durations = True

    def __init__(self, model: str, options: object) -> None:
        self.has_timings = Path(model).read_bytes() != b"model"
        if self.has_timings and not self.knows_durations:
            raise RuntimeError("no such tensor")


class Kokoro:
    """Of kokoro-onnx: hums each word, the first at 200 Hz and each next 100 Hz higher."""

    def __init__(self, session: Session) -> None:
        self.voices = {"ef_dora": 1, "em_alex": 2}
        self.tokenizer = SimpleNamespace(phonemize=lambda text, language: text)
        self.has_timings = session.has_timings
        self.said: list[str] = []

    @classmethod
    def from_session(cls, session: Session, voices: str) -> Kokoro:
        return cls(session)

    def create_timed(
        self, phonemes: str, voice: str, speed: float, **_options: object
    ) -> tuple[Any, int, list[SimpleNamespace]]:
        self.said.append(phonemes)
        sounds, timings, at = [], [], 0.0
        for number, word in enumerate(phonemes.split()):
            if number:
                timings.append(SimpleNamespace(phoneme=" ", start=at, end=at + GAP))
                sounds.append(np.zeros(int(GAP * RATE)))
                at += GAP
            timings.append(SimpleNamespace(phoneme=word, start=at, end=at + WORD))
            hertz = 200 + 100 * number
            sounds.append(np.sin(2 * np.pi * hertz * np.arange(int(WORD * RATE)) / RATE) / 2)
            at += WORD
        return np.concatenate(sounds), RATE, timings if self.has_timings else []


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KokoroFiles:
    library, runtime = ModuleType("kokoro_onnx"), ModuleType("onnxruntime")
    library.Kokoro = Kokoro  # type: ignore[attr-defined]
    runtime.InferenceSession = Session  # type: ignore[attr-defined]
    runtime.SessionOptions = SimpleNamespace  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "kokoro_onnx", library)
    monkeypatch.setitem(sys.modules, "onnxruntime", runtime)
    monkeypatch.setattr(Session, "knows_durations", True)
    model, voices = tmp_path / "model.onnx", tmp_path / "voices.bin"
    model.write_bytes(b"model")
    voices.write_bytes(b"voices")
    return KokoroFiles(model, voices, "ef_dora")


def test_what_flows_is_cut_out_of_the_sentence_where_its_words_end(files: KokoroFiles) -> None:
    recorded, rate = KokoroRecorder(files).record("cuarenta y dos", Join.FLOWS)
    assert rate == RATE
    assert len(recorded) / rate == pytest.approx(3 * WORD + 2 * GAP, abs=GAP)
    spectrum = np.abs(np.fft.rfft(recorded))
    hertz = np.fft.rfftfreq(len(recorded), 1 / rate)
    loudest = {round(hertz[i] / 100) for i in np.argsort(spectrum)[-12:]}
    assert loudest == {2, 3, 4}, "its own three words, not the one after them"


def test_what_ends_is_the_whole_sentence_at_the_lines_loudness(files: KokoroFiles) -> None:
    recorder: Any = KokoroRecorder(files)
    recorded, rate = recorder.record("buenos días", Join.ENDS)
    assert recorder._kokoro.said == ["Buenos días."]
    assert integrated(recorded, rate) == pytest.approx(TARGET, abs=0.5)


def test_of_a_model_without_durations_nothing_is_cut(
    files: KokoroFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "knows_durations", False)
    recorder: Any = KokoroRecorder(files)
    recorder.record("ciento", Join.FLOWS)
    assert recorder._kokoro.said == ["ciento,"]


@pytest.mark.parametrize("text", ["", " . ", "«»", "\n"])
def test_a_text_without_words_is_an_error(files: KokoroFiles, text: str) -> None:
    with pytest.raises(VoiceFailed, match="no tiene palabras"):
        KokoroRecorder(files).record(text, Join.ENDS)


def test_a_voice_that_the_files_lack_is_named_with_those_they_have(files: KokoroFiles) -> None:
    other = KokoroFiles(files.model, files.voices, "ef_nadie")
    with pytest.raises(VoiceFailed, match="«ef_nadie»; tiene: ef_dora, em_alex"):
        KokoroRecorder(other)


def test_missing_files_and_libraries_are_told_in_plain_words(
    files: KokoroFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(VoiceFailed, match=r"\[voice.kokoro\]"):
        kokoro(KokoroFiles(tmp_path / "nada", files.voices, "ef_dora"))
    with pytest.raises(VoiceFailed, match=r"\[voice.piper\]"):
        piper(tmp_path / "nada.onnx")
    monkeypatch.setitem(sys.modules, "kokoro_onnx", None)
    monkeypatch.setitem(sys.modules, "piper", None)
    with pytest.raises(VoiceFailed, match=r"linea-unica\[kokoro\]"):
        KokoroRecorder(files)
    with pytest.raises(VoiceFailed, match=r"linea-unica\[piper\]"):
        PiperRecorder(tmp_path / "voz.onnx")


def test_another_model_is_another_voice(files: KokoroFiles) -> None:
    first = kokoro(files).identity
    assert first.startswith("kokoro-82m/")
    files.model.write_bytes(b"another")
    assert kokoro(files).identity != first


def test_piper_speaks_the_sentence_without_the_silence_around_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, float]] = []
    hum = (np.sin(2 * np.pi * 200 * np.arange(11_025) / 22_050) * 9000).astype("<i2")
    octets = np.concatenate((np.zeros(5000, "<i2"), hum)).tobytes()

    class PiperVoice:
        @classmethod
        def load(cls, voice: Path) -> PiperVoice:
            return cls()

        def synthesize(self, text: str, config: SimpleNamespace) -> Iterator[SimpleNamespace]:
            said.append((text, config.length_scale))
            yield SimpleNamespace(sample_rate=22_050, audio_int16_bytes=octets)

    library = ModuleType("piper")
    library.PiperVoice = PiperVoice  # type: ignore[attr-defined]
    library.SynthesisConfig = SimpleNamespace  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "piper", library)

    recorded, rate = PiperRecorder(tmp_path / "voz.onnx").record("ciento", Join.FLOWS, pace=0.8)
    assert said == [("ciento,", 1.25)]
    assert len(recorded) / rate == pytest.approx(0.5, abs=0.02)
