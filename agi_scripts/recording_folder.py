"""Where Asterisk writes what is recorded, as the host sees it and as Asterisk does."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

SAMPLES_A_SECOND = 8000
WAV_HEADER = 44
"""Bytes of the header that Asterisk writes before the samples (16 bits, one channel)."""
FRAME = SAMPLES_A_SECOND // 50
SPEECH_LEVEL = 256
"""Mean level of a frame that isn't silence; Asterisk's own threshold (dsp.conf)."""
FEWEST_FRAMES = 5
"""Frames of 20 ms above it that are needed to have said anything: a click is nothing."""
LEAST_FREE = 256 * 1024 * 1024
"""Bytes that must be free on disk to record calls: filings come first."""


@dataclass(frozen=True, slots=True)
class RecordingFolder:
    """An instance's folder as the host sees it (``host``) and as Asterisk does (``asterisk``).

    ``spool/recorded/open/<name>.wav`` is dictated in a call that goes on; it goes up to
    ``spool/recorded/`` when nobody can play it back any more. The call's own parts are
    ``monitor/<name>.<ms>.raw``, ``ms`` being the Unix time of their beginning.
    """

    host: Path
    asterisk: str

    def dictated(self, name: str) -> str:
        """What Asterisk calls a dictated recording, without ending."""
        return f"{self.asterisk}/spool/recorded/open/{name}"

    def part(self, name: str, at: datetime) -> str:
        """What Asterisk calls a part of the call's recording."""
        return f"{self.asterisk}/monitor/{name}.{int(at.timestamp() * 1000)}.raw"

    def has_room(self) -> bool:
        """Whether there is room on disk to record a call. Never raises."""
        try:
            return shutil.disk_usage(self.host / "monitor").free >= LEAST_FREE
        except OSError:
            return False

    def seconds_spoken(self, name: str) -> float:
        """How long a dictated recording is, 0.0 where nobody speaks in it. Never raises."""
        try:
            octets = self._open(name).read_bytes()[WAV_HEADER:]
        except OSError:
            return 0.0
        samples = np.frombuffer(octets[: len(octets) // 2 * 2], dtype="<i2")
        frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
        levels = np.abs(frames.astype(np.int32)).mean(axis=1)
        said = int((levels > SPEECH_LEVEL).sum()) >= FEWEST_FRAMES
        return len(samples) / SAMPLES_A_SECOND if said else 0.0

    def is_being_written(self, name: str) -> bool:
        """Whether Asterisk has a dictated recording open: its header tells no length yet."""
        try:
            with self._open(name).open("rb") as file:
                return not any(file.read(WAV_HEADER)[-4:])
        except OSError:
            return False

    def release(self, name: str) -> None:
        """Give a dictated recording to whoever keeps it. Never raises."""
        with suppress(OSError):
            self._open(name).rename(self.host / "spool" / "recorded" / f"{name}.wav")

    def discard(self, name: str) -> None:
        """Delete a dictated recording. Never raises."""
        with suppress(OSError):
            self._open(name).unlink(missing_ok=True)

    def drop_part(self, name: str) -> None:
        """Delete a part of the call's recording. Raises OSError."""
        for file in (self.host / "monitor").glob(f"{name}.*.raw"):
            file.unlink(missing_ok=True)

    def _open(self, name: str) -> Path:
        return self.host / "spool" / "recorded" / "open" / f"{name}.wav"
