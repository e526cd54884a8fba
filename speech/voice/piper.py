"""Piper: a neural voice that is quick enough to speak while the line waits."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from speech.voice.apart import Apart
from speech.voice.engine import Credit, VoiceFailed
from speech.voice.espeak import spoken
from speech.voice.loudness import Signal, audible, levelled
from speech.voice.pack.fragment import Join
from speech.voice.takes import uncut

FULL_SCALE = 32768.0


def piper(voice: Path) -> Apart:
    """Piper as an engine. Raises VoiceFailed when the voice's files are missing."""
    for file in (voice, voice.with_name(f"{voice.name}.json")):
        if not file.is_file():
            raise VoiceFailed(
                f"falta el archivo de Piper «{file}»: indíquelo en [voice.piper]", file=str(file)
            )
    stamp = voice.stat()
    credit = Credit(voice.stem, "that of the voice", "Spoken by a voice of Piper.")
    return Apart(f"piper/{voice.stem}/{stamp.st_size}/1", partial(PiperRecorder, voice), credit)


class PiperRecorder:
    """The voice, loaded; `piper` gives it a process of its own."""

    def __init__(self, voice: Path) -> None:
        """Raises VoiceFailed: no library, or a file that it can't use."""
        try:
            from piper import PiperVoice, SynthesisConfig
        except ImportError as error:
            raise VoiceFailed(
                "la voz piper necesita la biblioteca piper-tts: pip install linea-unica[piper]"
            ) from error
        try:
            self._voice: Any = PiperVoice.load(voice)
        except Exception as error:  # onnxruntime's own kinds, by version
            raise VoiceFailed(f"Piper no pudo cargar «{voice}»: {error}") from error
        self._config = SynthesisConfig

    def record(
        self, text: str, join: Join, *, pace: float = 1.0, attempt: int = 0
    ) -> tuple[Signal, int]:
        """As `speech.voice.engine.Recorder` says; the tune comes from the last mark alone."""
        take = uncut(spoken(text), join, attempt)
        length = self._config(length_scale=1 / (take.pace * pace))
        try:
            chunks = list(self._voice.synthesize(take.sentence, length))
        except (ValueError, RuntimeError) as error:
            raise VoiceFailed(f"Piper no pudo decir el texto: {error}") from error
        if not chunks:
            raise VoiceFailed("el texto no tiene palabras que decir")
        rate = int(chunks[0].sample_rate)
        octets = b"".join(chunk.audio_int16_bytes for chunk in chunks)
        signal = np.frombuffer(octets, "<i2").astype(np.float32) / np.float32(FULL_SCALE)
        return levelled(signal[audible(signal, rate)], rate), rate
