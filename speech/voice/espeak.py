"""espeak-ng as the voice: small, offline, quick enough to speak an amount while the line waits.

One short-lived process an utterance: the library keeps global state and is not safe in
threads, and a process that goes wrong takes no call with it.
"""

from __future__ import annotations

import io
import os
import subprocess
import threading
import unicodedata
import wave

import numpy as np

from speech.voice.engine import Samples, VoiceFailed
from speech.voice.mastering import master

PROGRAM = "espeak-ng"
VOICE = "es-419"
WORDS_A_MINUTE = 150
PITCH = 55
LONGEST_TEXT = 4000
LONGEST_SYNTHESIS = 10.0

_UNSAYABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So"})
_QUOTES = str.maketrans(dict.fromkeys('«»“”"[]{}<>|\\^~`*_#=+@', " "))


def spoken(text: str) -> str:
    """``text`` without what espeak-ng would take for a command or read out as a symbol.

    Control characters, pictures, quotes and other scripts, whose letters it would number one by
    one, become spaces; brackets would switch it to phonemes.
    """
    plain = "".join(
        letter if _sayable(letter) else " " for letter in unicodedata.normalize("NFC", text)
    )
    return " ".join(plain.translate(_QUOTES).split())


def _sayable(sign: str) -> bool:
    kind = unicodedata.category(sign)
    if kind.startswith("L"):
        return "LATIN" in unicodedata.name(sign, "") or sign in "ªº"
    return kind not in _UNSAYABLE


class EspeakEngine:
    """Latin American Spanish by espeak-ng, levelled for the telephone.

    At most one process a core runs at a time; further calls wait their turn.
    """

    identity = f"espeak-ng/{VOICE}/{WORDS_A_MINUTE}/{PITCH}/3"

    def __init__(self, program: str = PROGRAM) -> None:
        self._program = program
        self._turns = threading.BoundedSemaphore(os.cpu_count() or 1)

    def synthesise(self, text: str) -> Samples:
        """``text`` spoken; a text without a word in it is a short silence.

        Raises VoiceFailed: no espeak-ng on this machine, a text over LONGEST_TEXT
        characters, or an answer that is no sound.
        """
        if len(text) > LONGEST_TEXT:
            raise VoiceFailed("el texto es demasiado largo para leerlo", length=len(text))
        with self._turns:
            samples, rate = _samples(self._run(spoken(text)))
        return master(samples, rate)

    def _run(self, text: str) -> bytes:
        options = ["-v", VOICE, "-s", str(WORDS_A_MINUTE), "-p", str(PITCH), "-b", "1"]
        try:
            done = subprocess.run(
                [self._program, *options, "--stdin", "--stdout"],
                input=text.encode() + b"\n",
                capture_output=True,
                timeout=LONGEST_SYNTHESIS,
                check=True,
            )
        except FileNotFoundError as missing:
            raise VoiceFailed("falta el programa espeak-ng; instálelo con apt") from missing
        except (subprocess.SubprocessError, OSError) as problem:
            raise VoiceFailed("espeak-ng no respondió", reason=type(problem).__name__) from problem
        return done.stdout


def _samples(answer: bytes) -> tuple[Samples, int]:
    """The sound of a WAV that was streamed: its header does not know its own length."""
    try:
        with wave.open(io.BytesIO(answer)) as sound:
            rate = sound.getframerate()
            octets = sound.readframes(sound.getnframes())
    except (wave.Error, EOFError) as problem:
        raise VoiceFailed("espeak-ng no dio sonido") from problem
    return np.frombuffer(octets[: len(octets) // 2 * 2], "<i2").astype(np.int16), rate
