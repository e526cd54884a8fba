"""Loads a model and lets it hear a moment of noise: `python -m speech.recognizer.trial FOLDER`.

A process of its own, because Vosk ends the one that gives it a damaged model. Exit code 0 is
the answer that the model works.
"""

from __future__ import annotations

import json
import random
import sys

import vosk

HEARD_BYTES = 16_000
SAMPLE_RATE = 8000


def main() -> None:
    """Exit with 0 when the model named on the command line loads and recognises."""
    vosk.SetLogLevel(-1)
    model = vosk.Model(sys.argv[1])
    noise = random.Random(0).randbytes(HEARD_BYTES)
    for recognizer in (
        vosk.KaldiRecognizer(model, SAMPLE_RATE, '["no", "[unk]"]'),
        vosk.KaldiRecognizer(model, SAMPLE_RATE),
    ):
        recognizer.AcceptWaveform(noise)
        json.loads(recognizer.FinalResult())


if __name__ == "__main__":
    main()
