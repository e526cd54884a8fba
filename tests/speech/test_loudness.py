"""Loudness against the signals of EBU Tech 3341, a quarter as long.

On one channel they are 3 LU softer than on two.
"""

from __future__ import annotations

import numpy as np
import pytest

from speech.voice.loudness import (
    CEILING,
    SILENT,
    TARGET,
    Signal,
    integrated,
    levelled,
    true_peak,
)

RATES = [8_000, 44_100]


def tone(decibels: float, seconds: float, rate: int, hertz: float = 1000) -> Signal:
    times = np.arange(int(seconds * rate)) / rate
    return (10 ** (decibels / 20) * np.sin(2 * np.pi * hertz * times)).astype(np.float32)


def after_each_other(rate: int, *tones: tuple[float, float]) -> Signal:
    return np.concatenate([tone(decibels, seconds, rate) for decibels, seconds in tones])


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(
    ("tones", "lufs"),
    [
        ([(-23, 5)], -26),
        ([(-33, 5)], -36),
        ([(-36, 2.5), (-23, 15), (-36, 2.5)], -26),
        ([(-72, 2.5), (-36, 2.5), (-23, 15), (-36, 2.5), (-72, 2.5)], -26),
        ([(-26, 5), (-20, 5.1), (-26, 5)], -26),
    ],
    ids=["1", "2", "3", "4", "5"],
)
def test_integrated_loudness(rate: int, tones: list[tuple[float, float]], lufs: float) -> None:
    assert integrated(after_each_other(rate, *tones), rate) == pytest.approx(lufs, abs=0.1)


@pytest.mark.parametrize(("phase", "decibels"), [(0, -6.0), (45, -6.0), (60, -6.0), (67.5, -6.0)])
def test_true_peak_lies_between_the_samples(phase: float, decibels: float) -> None:
    times = np.arange(48_000)
    wave = 0.5 * np.sin(2 * np.pi * times / 4 + np.radians(phase))
    assert true_peak(wave.astype(np.float32), 48_000) == pytest.approx(decibels, abs=0.2)


@pytest.mark.parametrize("hertz", [40, 100, 500, 2000, 4000])
def test_the_weighting_is_the_same_at_every_rate(hertz: float) -> None:
    loudness = [integrated(tone(-20, 3, rate, hertz), rate) for rate in (24_000, 48_000)]
    assert loudness[0] == pytest.approx(loudness[1], abs=0.1)


def test_a_word_shorter_than_a_block_is_as_loud_as_the_same_sound_held() -> None:
    held, short = tone(-23, 3, 24_000), tone(-23, 0.15, 24_000)
    assert integrated(short, 24_000) == pytest.approx(integrated(held, 24_000), abs=0.3)


def test_silence_around_a_word_is_no_part_of_it() -> None:
    word, quiet = tone(-23, 0.3, 24_000), np.zeros(24_000, np.float32)
    around = np.concatenate([quiet, word, quiet])
    assert integrated(around, 24_000) == pytest.approx(integrated(word, 24_000), abs=0.1)


@pytest.mark.parametrize("decibels", [-50, -40, -12, -0.1])
def test_whatever_comes_gets_one_level(decibels: float) -> None:
    level = levelled(tone(decibels, 1, 24_000), 24_000)
    assert integrated(level, 24_000) == pytest.approx(TARGET, abs=0.1)
    assert true_peak(level, 24_000) <= CEILING


def test_the_peaks_of_an_uneven_voice_stay_under_the_ceiling() -> None:
    clicks = tone(-40, 2, 24_000)
    clicks[::4000] = 0.9
    assert true_peak(levelled(clicks, 24_000), 24_000) <= CEILING + 0.1


@pytest.mark.parametrize("samples", [0, 1, 100, 24_000])
def test_silence_stays_silence(samples: int) -> None:
    silence = np.zeros(samples, np.float32)
    assert integrated(silence, 24_000) == SILENT
    assert not levelled(silence, 24_000).any()
    assert true_peak(silence, 24_000) == -float("inf")
