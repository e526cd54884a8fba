"""What a voice must be at the end of a telephone line, measured."""

from __future__ import annotations

import numpy as np
import pytest

from speech.voice.engine import RATE, Samples
from speech.voice.loudness import CEILING, TARGET, Signal, integrated, true_peak
from speech.voice.mastering import (
    LEAD_IN,
    PACK_RATE,
    master,
    master_for_pack,
    played,
    signal_of,
)
from tests.calls.tones import holds_tone, level


def tone(hertz: float, seconds: float, rate: int, amplitude: float) -> Samples:
    times = np.arange(int(seconds * rate)) / rate
    return (amplitude * np.sin(2 * np.pi * hertz * times)).astype(np.int16)


def quiet(seconds: float, rate: int) -> Samples:
    return np.zeros(int(seconds * rate), np.int16)


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 24000, 44100, 48000])
def test_every_rate_becomes_8_khz_at_its_own_pitch(rate: int) -> None:
    mastered = master(tone(1000, 1.5, rate, 8000), rate)
    assert len(mastered) == pytest.approx((1.5 + 2 * LEAD_IN) * RATE, abs=RATE / 20)
    assert holds_tone(mastered, 1000)


@pytest.mark.parametrize("amplitude", [100, 300, 3000, 30000])
def test_speech_comes_out_at_one_level(amplitude: float) -> None:
    mastered = master(tone(1000, 1, 22050, amplitude), 22050)
    assert integrated(signal_of(mastered), RATE) == pytest.approx(TARGET, abs=0.1)


def test_nothing_clips_however_uneven_the_voice() -> None:
    shout = np.concatenate([tone(600, 2, 22050, 1500), tone(900, 0.05, 22050, 32000)])
    assert true_peak(signal_of(master(shout, 22050)), RATE) <= CEILING + 0.1


def test_silence_around_is_cut_to_a_short_lead_in() -> None:
    spoken = np.concatenate([quiet(1, 22050), tone(500, 1, 22050, 9000), quiet(2, 22050)])
    mastered = master(spoken, 22050)
    assert len(mastered) / RATE == pytest.approx(1 + 2 * LEAD_IN, abs=0.06)
    assert level(mastered[: RATE // 100]) < level(mastered) / 20


@pytest.mark.parametrize("hertz", [50, 100, 3950])
def test_what_a_telephone_does_not_carry_is_cut(hertz: float) -> None:
    with_hum = tone(1000, 1, 22050, 6000) + tone(hertz, 1, 22050, 6000)
    mastered = master(with_hum, 22050)[RATE // 5 : -RATE // 5]
    spectrum = np.abs(np.fft.rfft(mastered * np.hanning(len(mastered))))
    at = np.fft.rfftfreq(len(mastered), 1 / RATE)
    assert spectrum[np.abs(at - hertz) < 20].max() < 0.02 * spectrum.max()


@pytest.mark.parametrize("nothing", [quiet(0, 22050), quiet(1, 22050)], ids=["empty", "silence"])
def test_no_speech_gives_a_short_silence(nothing: Samples) -> None:
    mastered = master(nothing, 22050)
    assert 0 < len(mastered) < RATE
    assert not mastered.any()


def noise(seconds: float, rate: int) -> Signal:
    """Equally strong at every frequency, as no codec would pass it."""
    return np.random.default_rng(5).normal(0, 0.05, int(seconds * rate)).astype(np.float32)


def thirds(signal: Signal, rate: int) -> dict[int, float]:
    """Decibels in each third of an octave that a telephone carries (IEC 61260, 300 to 3,400 Hz)."""
    power = np.abs(np.fft.rfft(signal)) ** 2 / len(signal) ** 2
    hertz = np.fft.rfftfreq(len(signal), 1 / rate)
    centres = (337, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3020)
    within = {
        centre: (hertz > centre / 2 ** (1 / 6)) & (hertz < centre * 2 ** (1 / 6))
        for centre in centres
    }
    return {centre: 10 * np.log10(power[band].sum()) for centre, band in within.items()}


def test_nothing_that_a_telephone_carries_is_lost_on_the_way_from_24_to_8_khz() -> None:
    source = noise(4, PACK_RATE)
    heard = signal_of(played(source, PACK_RATE))
    before, after = thirds(source, PACK_RATE), thirds(heard, RATE)
    changes = [after[centre] - before[centre] for centre in before]
    assert max(changes) - min(changes) < 1


@pytest.mark.parametrize("rate", [24_000, 44_100, 48_000])
def test_a_recording_for_a_pack_keeps_its_sound_and_gets_the_lines_level(rate: int) -> None:
    spoken = np.concatenate([np.zeros(rate), noise(2, rate), np.zeros(rate)]).astype(np.float32)
    mastered = master_for_pack(spoken, rate)
    assert len(mastered) / PACK_RATE == pytest.approx(2 + 2 * LEAD_IN, abs=0.06)
    assert integrated(mastered, PACK_RATE) == pytest.approx(TARGET, abs=0.1)
    assert true_peak(mastered, PACK_RATE) <= CEILING + 0.1
    before, after = thirds(spoken, rate), thirds(mastered, PACK_RATE)
    changes = [after[centre] - before[centre] for centre in before]
    assert max(changes) - min(changes) < 1


def test_silence_stays_out_of_a_pack() -> None:
    assert not len(master_for_pack(np.zeros(48_000, np.float32), 48_000))
