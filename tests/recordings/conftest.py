"""A store with its tables, a library, and what Asterisk leaves, all in a folder of the test's."""

from __future__ import annotations

import io
import os
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from ivr.clock import FixedClock
from ivr.services import calls, recordings
from ivr.services.recordings import Recording
from ivr.store import Store
from recordings.intake import Intake
from recordings.keys import Keys
from recordings.library import Library
from recordings.spool import Spool

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
CALL_ID = "019aabcd-0000-7000-8000-000000000001"


@dataclass
class House:
    """Where recordings arrive and stay. ``clock`` is that of intake and retention."""

    folder: Path
    store: Store
    clock: FixedClock
    library: Library
    intake: Intake

    @property
    def monitor(self) -> Path:
        return self.folder / "instance" / "monitor"

    @property
    def spool(self) -> Path:
        return self.folder / "instance" / "spool" / "recorded"

    def leave(self, file: Path, octets: bytes, *, age: float = 60.0) -> Path:
        """A file that Asterisk wrote to last ``age`` seconds ago."""
        file.write_bytes(octets)
        written = self.clock.now().timestamp() - age
        os.utime(file, (written, written))
        return file

    def leave_part(self, octets: bytes, *, number: int = 1, age: float = 60.0, ms: int = 0) -> Path:
        """A part of the call's recording, begun ``ms`` after 15:00."""
        began = int(NOW.timestamp() * 1000) + ms
        return self.leave(self.monitor / f"{CALL_ID}-call-{number}.{began}.raw", octets, age=age)

    def leave_dictated(self, name: str, octets: bytes, *, age: float = 60.0) -> Path:
        return self.leave(self.spool / f"{name}.wav", octets, age=age)

    def call(self, *, ended: bool = True) -> None:
        """The call of every test, in the log."""
        with self.store.unit_of_work() as session:
            calls.begin(session, CALL_ID, started_at=NOW)
            if ended:
                calls.end(session, CALL_ID, at=NOW + timedelta(seconds=30))

    def entered(self, name: str) -> Recording | None:
        with self.store.reading() as session:
            return recordings.by_name(session, name)

    def wav_of(self, name: str) -> bytes:
        """What is heard of a recording."""
        recording = self.entered(name)
        assert recording is not None
        with self.library.open(recording) as sealed:
            return sealed.read(0, sealed.size)

    def left(self) -> list[str]:
        """Every file that still waits or was set aside."""
        files = (self.folder / "instance").rglob("*")
        return sorted(file.name for file in files if file.is_file())


def wav(samples: bytes, *, closed: bool = True, channels: int = 1, rate: int = 8000) -> bytes:
    """A WAV as Asterisk writes it; the header tells the length once the file is closed."""
    octets = io.BytesIO()
    with wave.open(octets, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    whole = octets.getvalue()
    return whole if closed else whole[:40] + bytes(4) + whole[44:]


@pytest.fixture
def house(sqlite_file: Path, tmp_path: Path) -> Iterator[House]:
    instance = tmp_path / "instance"
    for folder in ("monitor", "spool/recorded/open"):
        (instance / folder).mkdir(parents=True)
    store = Store(f"sqlite:///{sqlite_file}")
    clock = FixedClock(NOW + timedelta(hours=1))
    library = Library(tmp_path / "recordings", Keys(tmp_path / "keys.json"))
    intake = Intake(store, clock, CollectorRegistry(), spool=Spool(instance), library=library)
    yield House(tmp_path, store, clock, library, intake)
    store.close()
