"""Slower speech keeps its pitch, its level and every sample's neighbourhood."""

from __future__ import annotations

import numpy as np
import pytest

from speech.voice.engine import RATE, Samples
from speech.voice.pace import FRAME, at_pace


def tone(hertz: float, seconds: float = 1.0) -> Samples:
    moments = np.arange(round(seconds * RATE)) / RATE
    return (8000 * np.sin(2 * np.pi * hertz * moments)).astype(np.int16)


def pitch(samples: Samples) -> float:
    middle = samples[FRAME:-FRAME].astype(np.float64)
    return float(np.argmax(np.abs(np.fft.rfft(middle)))) * RATE / len(middle)


@pytest.mark.parametrize("pace", [0.5, 0.7, 0.85, 1.2, 2.0])
@pytest.mark.parametrize("hertz", [110, 200, 700])
def test_only_the_length_changes(pace: float, hertz: float) -> None:
    plain = tone(hertz)
    changed = at_pace(plain, pace)
    assert len(changed) == pytest.approx(len(plain) / pace, abs=1)
    assert pitch(changed) == pytest.approx(hertz, abs=4)
    steps = np.abs(np.diff(changed.astype(np.int32)))
    assert steps.max() <= 1.15 * np.abs(np.diff(plain.astype(np.int32))).max()
    middle = changed[RATE // 10 : -RATE // 10].astype(np.float64)
    assert np.sqrt((middle**2).mean()) == pytest.approx(8000 / np.sqrt(2), rel=0.05)


def test_nothing_of_a_sound_is_lost() -> None:
    clicks = np.zeros(RATE, np.int16)
    clicks[1000:8000:1000] = 20_000
    slower = at_pace(clicks, 0.85)
    loud = np.flatnonzero(np.abs(slower) > 5000)
    heard = 1 + int((np.diff(loud) > 300).sum())
    assert heard >= 7


def test_its_own_pace_changes_nothing() -> None:
    plain = tone(200)
    assert at_pace(plain, 1.0) is plain


@pytest.mark.parametrize("length", [0, 1, FRAME, 2 * FRAME - 1])
def test_what_is_too_short_stays_as_it_is(length: int) -> None:
    assert len(at_pace(tone(200)[:length], 0.85)) == length


@pytest.mark.parametrize("pace", [0.0, -1.0, 0.4, 3.0, float("nan")])
def test_no_such_pace(pace: float) -> None:
    with pytest.raises(ValueError, match="ritmo"):
        at_pace(tone(200), pace)
