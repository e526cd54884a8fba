"""An engine that fails, crashes or hangs is replaced by the other before a caller gives up."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import numpy as np
import pytest
from structlog.testing import capture_logs

from speech.voice import VoiceFailed
from speech.voice.engine import Samples
from speech.voice.spare import Spared


class Says:
    """An engine that does what it is told with each text."""

    def __init__(self, identity: str, does: Callable[[str], Samples]) -> None:
        self.identity = identity
        self.asked: list[str] = []
        self._does = does

    def synthesise(self, text: str) -> Samples:
        self.asked.append(text)
        return self._does(text)


def sound(text: str) -> Samples:
    return np.full(len(text), 7, np.int16)


def fails(text: str) -> Samples:
    raise VoiceFailed("no hay voz")


def crashes(text: str) -> Samples:
    raise ZeroDivisionError


def hangs(text: str) -> Samples:
    Event().wait(20.0)
    return sound(text)


def test_the_first_speaks_while_it_can() -> None:
    first, second = Says("first", sound), Says("second", sound)
    assert len(Spared(first, second).synthesise("La Pola")) == 7
    assert not second.asked


@pytest.mark.parametrize("trouble", [fails, crashes, hangs])
def test_the_second_speaks_when_it_cannot(trouble: Callable[[str], Samples]) -> None:
    first, second = Says("first", trouble), Says("second", sound)
    spared = Spared(first, second, longest=0.05)
    with capture_logs() as logged:
        assert len(spared.synthesise("La Pola")) == 7
    assert [(line["event"], line["engine"], line["instead"]) for line in logged] == [
        ("voice_engine_failed", "first", "second")
    ]
    assert "La Pola" not in str(logged)


def test_one_that_failed_is_left_alone_for_a_while() -> None:
    first, second = Says("first", fails), Says("second", sound)
    spared = Spared(first, second)
    for _ in range(3):
        spared.synthesise("La Pola")
    assert len(first.asked) == 1
    tried_again = Spared(first, second, rest=0.0)
    for _ in range(2):
        tried_again.synthesise("La Pola")
    assert len(first.asked) == 3


def test_when_neither_speaks_it_is_told() -> None:
    with pytest.raises(VoiceFailed):
        Spared(Says("first", fails), Says("second", fails)).synthesise("La Pola")
