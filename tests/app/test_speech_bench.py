"""The speech benchmark's own arithmetic: mixing at a level, percentiles, the fit of the score."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from app.benches.speech import sounds
from app.benches.speech.calibration import Evidence, fit
from app.benches.speech.rows import p95, percent, row
from speech.recognizer.reading import Calibration

TONE = (8000 * np.sin(np.arange(8000))).astype(np.int16)
PIECE_OF_NOISE = np.random.default_rng(0).normal(0, 1, 4000)


@pytest.mark.parametrize("decibels", [0.0, 10.0, 20.0])
def test_a_noise_is_as_far_below_the_words_as_asked(decibels: float) -> None:
    noise = sounds.mixed(TONE // 4, PIECE_OF_NOISE, decibels).astype(float) - TONE // 4
    ratio = np.sqrt(np.mean((TONE // 4).astype(float) ** 2) / np.mean(noise**2))
    assert 20 * math.log10(ratio) == pytest.approx(decibels, abs=0.5)


def test_silence_around_words_is_trimmed() -> None:
    quiet = np.zeros(4000)
    trimmed = sounds.trim(np.concatenate((quiet, TONE.astype(float), quiet)))
    assert len(trimmed) == pytest.approx(len(TONE), abs=80)


def test_pauses_stand_between_the_parts_alone() -> None:
    assert len(sounds.joined([TONE, TONE], [0.5, 9.0])) == 2 * len(TONE) + 4000


# values, their 95th percentile
P95 = [([], 0.0), ([3.0], 3.0), ([float(n) for n in range(1, 101)], 95.0), ([2.0, 1.0], 2.0)]


@pytest.mark.parametrize(("values", "expected"), P95)
def test_percentiles(values: list[float], expected: float) -> None:
    assert p95(values) == expected


def test_a_row_tells_whether_its_promise_is_kept() -> None:
    kept = [row("a", 4.0, "%", "", at_most=5.0), row("a", 40, "", "", at_least=50)]
    assert [one["kept"] for one in kept] == [True, False]
    assert [one["promised"] for one in kept] == ["≤ 5", "≥ 50"]
    assert percent(1, 3) == 33.3
    assert percent(0, 0) == 0.0


def test_the_fit_finds_what_the_readings_were_drawn_from() -> None:
    true, chance = Calibration(-0.5, 0.6, 0.3, 4, 0.6), random.Random(4)
    seen = []
    for _ in range(4000):
        share, text = chance.random(), " ".join(["sí"] * chance.randint(1, 4))
        seen.append(Evidence(share, text, chance.random() < true.score(share, text)))
    found = fit(seen, unknown_factor=0.6)
    for share in (0.1, 0.5, 0.9):
        assert found.score(share, "sí no") == pytest.approx(true.score(share, "sí no"), abs=0.06)
