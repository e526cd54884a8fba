"""A program that writes down what was dictated: sounds in, a line of JSON each out.

It is a process of its own, of the lowest priority: a model for dictation is large and slow, a
recogniser may crash, and neither may touch a call. It reads each sound from its standard input
(four octets that tell how many follow, big-endian, then samples of 16 bits at 8 kHz), so that
no sound is ever on disk in clear. It says ``ready`` once the model is loaded.

    python -m speech.recognizer.dictation MODEL_FOLDER
"""

from __future__ import annotations

import json
import os
import struct
import sys
from typing import BinaryIO

import vosk

RATE = 8000
LENGTH = struct.Struct(">I")
READY = "ready"
NO_MODEL = 3
LOWEST_PRIORITY = 19
_PIECE = RATE
"""Octets given to the recogniser at a time: half a second."""


def main(arguments: list[str]) -> int:
    """Transcribe until there is no more. 3 where the folder holds no model that loads."""
    os.nice(LOWEST_PRIORITY)
    vosk.SetLogLevel(-1)
    try:
        model = vosk.Model(model_path=arguments[0])
    except Exception:  # vosk raises nothing more precise
        return NO_MODEL
    _say(READY)
    while sound := _next(sys.stdin.buffer):
        _say(json.dumps(written(model, sound)))
    return 0


def written(model: vosk.Model, samples: bytes) -> dict[str, object]:
    """The text of a sound, without a grammar, and the mean confidence of its words, 0 to 1."""
    recognizer = vosk.KaldiRecognizer(model, RATE)
    recognizer.SetWords(True)
    words: list[dict[str, object]] = []
    for start in range(0, len(samples), _PIECE):
        if recognizer.AcceptWaveform(samples[start : start + _PIECE]):
            words += json.loads(recognizer.Result()).get("result", [])
    words += json.loads(recognizer.FinalResult()).get("result", [])
    sure = [float(str(word["conf"])) for word in words]
    return {
        "text": " ".join(str(word["word"]) for word in words),
        "confidence": sum(sure) / len(sure) if sure else None,
    }


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _next(sounds: BinaryIO) -> bytes:
    """The next sound; nothing at the end."""
    head = sounds.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return b""
    return sounds.read(LENGTH.unpack(head)[0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
