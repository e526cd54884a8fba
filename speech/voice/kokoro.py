"""Kokoro-82M through kokoro-onnx: a neural voice, and the timing of each of its sounds.

For rendering packs; an amount takes it seconds, so it is no voice to answer calls with. The
model is told to give the length of each sound too (it computes them anyway), so that a fragment can
be spoken inside a sentence and cut out of it where its words begin and end.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from speech.voice.apart import Apart
from speech.voice.engine import Credit, VoiceFailed
from speech.voice.espeak import VOICE as LANGUAGE
from speech.voice.espeak import spoken
from speech.voice.loudness import Signal, audible, levelled
from speech.voice.pack.fragment import Join
from speech.voice.takes import Take, take_of, uncut

PACE = 0.88
"""Of the voice's own: its 186 words a minute are too quick for a telephone; these are 164."""
PRODUCT = "kokoro-82m"
ATTRIBUTION = (
    "Spoken by Kokoro-82M (hexgrad, weights and voices Apache-2.0) through kokoro-onnx, "
    "phonemes by espeak-ng."
)

_ONE_SIGN = {"tʃ": "ʧ", "aɪ": "I", "aʊ": "W", "eɪ": "A", "oɪ": "Y", "dʒ": "ʤ"}
"""Pairs that espeak-ng writes and the model knows as one sign."""
_DURATIONS = "/encoder/Clip_output_0"
_INTO_CLOSURE = 0.02  # seconds of the next word's closed lips in which a cut is looked for too
_COMMA, _ONSET = 0.15, 0.02
"""Seconds from a comma's pause to the first sound of the next word."""
_QUIET = 0.004
_FADE = 0.004


@dataclass(frozen=True, slots=True)
class KokoroFiles:
    """Where the model and the voices are (as kokoro-onnx gives them), and which voice speaks."""

    model: Path = Path("kokoro-v1.0.onnx")
    voices: Path = Path("voices-v1.0.bin")
    voice: str = "ef_dora"


def kokoro(files: KokoroFiles) -> Apart:
    """Kokoro as an engine. Raises VoiceFailed when a file is missing."""
    for file in (files.model, files.voices):
        if not file.is_file():
            raise VoiceFailed(
                f"falta el archivo de Kokoro «{file}»: indíquelo en [voice.kokoro]", file=str(file)
            )
    with files.model.open("rb") as model:
        digest = hashlib.file_digest(model, "sha256").hexdigest()[:8]
    credit = Credit(files.voice, "Apache-2.0", ATTRIBUTION)
    identity = f"{PRODUCT}/{digest}/{files.voice}/{PACE}/1"
    return Apart(identity, partial(KokoroRecorder, files), credit)


class KokoroRecorder:
    """The model, loaded. Not safe in threads; `kokoro` gives it a process of its own."""

    def __init__(self, files: KokoroFiles) -> None:
        """Raises VoiceFailed: no library, or a file that it can't use."""
        with tempfile.TemporaryDirectory() as place:
            timed = Path(place) / files.model.name
            timed.write_bytes(files.model.read_bytes() + _telling_durations())
            self._kokoro = _loaded((timed, files.model), files.voices)
        if files.voice not in self._kokoro.voices:
            known = ", ".join(sorted(self._kokoro.voices))
            raise VoiceFailed(f"Kokoro no tiene la voz «{files.voice}»; tiene: {known}")
        self._voice = files.voice

    def record(
        self, text: str, join: Join, *, pace: float = 1.0, attempt: int = 0
    ) -> tuple[Signal, int]:
        """As `speech.voice.engine.Recorder` says. Raises VoiceFailed."""
        plain = spoken(text)
        if not any(letter.isalnum() for letter in plain):
            raise VoiceFailed("el texto no tiene palabras que decir")
        around = take_of if self._kokoro.has_timings else uncut
        take = around(plain, join, attempt)
        phonemes = self._phonemes(take.sentence)
        try:
            sound, rate, timings = self._kokoro.create_timed(
                phonemes, self._voice, PACE * take.pace * pace, is_phonemes=True, trim=False,
                sentence_pause=0, clause_pause=0,
            )  # fmt: skip
        except (ValueError, RuntimeError) as error:
            raise VoiceFailed(f"Kokoro no pudo decir el texto: {error}") from error
        whole = levelled(np.asarray(sound, np.float32), rate)
        return _cut(whole, rate, take, _gaps(timings)), rate

    def _phonemes(self, sentence: str) -> str:
        phonemes: str = self._kokoro.tokenizer.phonemize(sentence, LANGUAGE)
        for pair, sign in _ONE_SIGN.items():
            phonemes = phonemes.replace(pair, sign)
        return phonemes


def _telling_durations() -> bytes:
    """What appended to a model's file makes the length of each sound an output of it.

    Protocol Buffers join messages that follow each other: this is a ModelProto whose graph has
    one node (Identity) and one output more.
    """
    node = _field(1, _DURATIONS) + _field(2, "duration") + _field(4, "Identity")
    shape = _field(1, b"\x08\x01") + _field(1, _field(2, "sounds"))
    tensor = b"\x08\x01" + _field(2, shape)  # elem_type FLOAT
    output = _field(1, "duration") + _field(2, _field(1, tensor))
    return _field(7, _field(1, node) + _field(12, output))


def _field(number: int, content: bytes | str) -> bytes:
    """One length-delimited field of under 16,384 octets, its number under 16."""
    octets = content.encode() if isinstance(content, str) else content
    length = len(octets)
    size = bytes([length]) if length < 128 else bytes([length & 127 | 128, length >> 7])
    return bytes([number << 3 | 2]) + size + octets


def _loaded(models: tuple[Path, ...], voices: Path) -> Any:
    """The first of ``models`` that can be used: a model of another make has no such lengths."""
    try:
        from kokoro_onnx import Kokoro
        from onnxruntime import InferenceSession, SessionOptions
    except ImportError as error:
        raise VoiceFailed(
            "la voz kokoro necesita la biblioteca kokoro-onnx: pip install linea-unica[kokoro]"
        ) from error
    options = SessionOptions()
    options.intra_op_num_threads = 1  # a pack is rendered by one process for each processor
    problem: Exception | None = None
    for model in models:
        try:
            return Kokoro.from_session(InferenceSession(str(model), options), str(voices))
        except Exception as error:  # onnxruntime's and numpy's own kinds, by version
            problem = error
    raise VoiceFailed(f"Kokoro no pudo cargar sus archivos: {problem}") from problem


def _gaps(timings: list[Any]) -> list[tuple[float, float]]:
    """Where the words are parted, in seconds: one place for each space of the sentence."""
    return [(one.start, one.end) for one in timings if one.phoneme == " "]


def _cut(whole: Signal, rate: int, take: Take, gaps: list[tuple[float, float]]) -> Signal:
    """What ``take`` asks for, out of the sentence that was spoken."""
    sound = audible(whole, rate)
    first, last = sound.start, sound.stop
    if (take.before or take.after) and len(gaps) != len(take.sentence.split()) - 1:
        raise VoiceFailed(f"no se sabe dónde empieza cada palabra de «{take.sentence}»")
    if take.before:
        start, end = gaps[take.before - 1]
        first = _quietest(whole, rate, start - _COMMA, end - _ONSET)
    if take.after:
        start, end = gaps[-take.after]
        if take.pauses:
            last = audible(whole[: round(start * rate)], rate).stop
        else:
            last = _quietest(whole, rate, start, end + _INTO_CLOSURE)
    piece = whole[first:last].copy()
    ramp = np.linspace(0, 1, round(_FADE * rate), dtype=np.float32)
    piece[: len(ramp)] *= ramp[: len(piece)]
    piece[-len(ramp) :] *= ramp[::-1][-len(piece) :]
    return piece


def _quietest(whole: Signal, rate: int, start: float, end: float) -> int:
    """The sample between two moments around which the sound is faintest."""
    window = round(_QUIET * rate)
    stretch = whole[round(start * rate) : round(end * rate)]
    if len(stretch) <= window:
        return round(start * rate)
    energy = np.convolve(stretch**2, np.ones(window, np.float32), "valid")
    return round(start * rate) + int(energy.argmin()) + window // 2
