"""An engine in a process of its own: what it does there never reaches a call."""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from speech.voice.apart import Apart
from speech.voice.engine import Credit, VoiceFailed
from speech.voice.loudness import Signal
from speech.voice.pack.fragment import Join

pytestmark = pytest.mark.service  # starts processes

RATE = 24_000
CREDIT = Credit("prueba", "Apache-2.0", "nadie")


class Parrot:
    """Hums any text; some words make it misbehave. ``births`` gets a line for each of it."""

    def __init__(self, births: Path) -> None:
        with births.open("a") as file:
            print(os.getpid(), file=file)

    def record(
        self, text: str, join: Join, *, pace: float = 1.0, attempt: int = 0
    ) -> tuple[Signal, int]:
        if text == "se cae":
            os._exit(3)
        if text == "se cuelga":
            time.sleep(60)
        if text == "no puede":
            raise VoiceFailed("no hay manera")
        seconds = len(text) / 10 / pace
        wave = np.sin(2 * np.pi * 200 * np.arange(int(seconds * RATE)) / RATE) / 4
        return wave.astype(np.float32), RATE


class Unborn(Parrot):
    def __init__(self) -> None:
        raise VoiceFailed("falta la biblioteca")


@pytest.fixture
def births(tmp_path: Path) -> Path:
    return tmp_path / "births"


def test_it_speaks_from_one_process_and_outlives_what_goes_wrong_there(births: Path) -> None:
    parrot = Apart("loro", partial(Parrot, births), CREDIT)
    recorded, rate = parrot.record("buenos días", Join.ENDS, pace=0.5)
    assert (len(recorded) / rate, rate) == (2.2, RATE)
    assert 1.1 < len(parrot.synthesise("buenos días")) / 8000 < 1.3
    with pytest.raises(VoiceFailed, match="no hay manera"):
        parrot.record("no puede", Join.ENDS)
    assert len(births.read_text().splitlines()) == 1

    with pytest.raises(VoiceFailed, match="se cayó"):
        parrot.record("se cae", Join.ENDS)
    assert len(parrot.record("hola", Join.ENDS)[0])
    assert len(births.read_text().splitlines()) == 2
    parrot.close()
    for pid in births.read_text().split():
        assert not Path(f"/proc/{pid}").exists()


def test_one_that_hangs_is_ended(births: Path) -> None:
    parrot = Apart("loro", partial(Parrot, births), CREDIT, recording=0.1)
    with pytest.raises(VoiceFailed, match="no terminó"):
        parrot.record("se cuelga", Join.ENDS)
    assert not Path(f"/proc/{births.read_text().strip()}").exists()


def test_one_that_cannot_start_says_why() -> None:
    parrot = Apart("loro", Unborn, CREDIT)
    with pytest.raises(VoiceFailed, match="falta la biblioteca"):
        parrot.synthesise("hola")


def test_a_text_without_end_is_refused(births: Path) -> None:
    with pytest.raises(VoiceFailed, match="demasiado largo"):
        Apart("loro", partial(Parrot, births), CREDIT).synthesise("hola " * 1000)
    assert not births.exists()
