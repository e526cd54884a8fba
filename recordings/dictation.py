"""A recogniser for dictation, in a process of its own that may crash and be started anew."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ivr.errors import LineaError
from ivr.services.transcripts import Written
from recordings.sound import RATE, SAMPLE
from speech.recognizer.dictation import LENGTH, READY

PROGRAM = ("-m", "speech.recognizer.dictation")
LOADS_WITHIN = 300.0
"""Seconds: the large models are read from disk at the lowest priority."""
SLOWEST = 30.0
"""Seconds of work a second of sound, where the calls leave little of the processor."""
AT_LEAST = 60.0


class NoDictationModel(LineaError):
    """The model for dictation isn't there, or doesn't load."""

    code = "no_dictation_model"


class RecognizerFailed(LineaError):
    """The recogniser ended or stood still over a sound."""

    code = "recognizer_failed"


class Dictation:
    """Writes sounds down by one model. The process starts with the first and stays for the next.

    One thread uses it; ``stop`` may come from any.
    """

    def __init__(self, model: Path) -> None:
        self.model = model
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self._starting = threading.Lock()

    def write(self, samples: bytes) -> Written:
        """What is said in ``samples`` (16 bits, 8 kHz). Raises NoDictationModel, RecognizerFailed.

        After a failure the next sound gets a new process.
        """
        process = self._process or self._start()
        try:
            with _killed_after(process, max(AT_LEAST, SLOWEST * len(samples) / (RATE * SAMPLE))):
                line = self._exchange(process, LENGTH.pack(len(samples)) + samples)
            found = json.loads(line)
            return Written(found["text"], found["confidence"])
        except (OSError, ValueError, LookupError) as failure:
            self.close()
            raise RecognizerFailed("el reconocedor se detuvo con esta grabación") from failure

    def close(self) -> None:
        """End the process; the next sound starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def stop(self) -> None:
        """End what is under way, for good: it fails."""
        with self._starting:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        if not self.model.is_dir():
            raise NoDictationModel(f"no hay un modelo de dictado en {self.model}")
        with self._starting:
            if self._stopped:
                raise RecognizerFailed("la transcripción termina")
            process = self._process = subprocess.Popen(
                (sys.executable, *PROGRAM, str(self.model)),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
            )
        assert process.stdout is not None
        with _killed_after(process, LOADS_WITHIN):
            said = process.stdout.readline().decode().strip()
        if said != READY:
            self.close()
            if self._stopped:
                raise RecognizerFailed("la transcripción termina")
            raise NoDictationModel(f"el modelo de dictado en {self.model} no se pudo cargar")
        return process

    def _exchange(self, process: subprocess.Popen[bytes], request: bytes) -> bytes:
        assert process.stdin is not None
        assert process.stdout is not None
        waiting = memoryview(request)
        while waiting:
            waiting = waiting[process.stdin.write(waiting) or 0 :]
        return process.stdout.readline()


@contextmanager
def _killed_after(process: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    """Kill a process that takes longer than the block may: its pipes then end the block."""
    timer = threading.Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
