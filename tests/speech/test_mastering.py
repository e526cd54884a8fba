"""What a voice must be at the end of a telephone line, measured."""

from __future__ import annotations

import numpy as np
import pytest

from speech.voice.engine import RATE, Samples
from speech.voice.mastering import LEAD_IN, PEAK_LEVEL, master
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
    assert 20 * np.log10(level(mastered) / 32768) == pytest.approx(-20, abs=1)


def test_nothing_clips_however_uneven_the_voice() -> None:
    shout = np.concatenate([tone(600, 2, 22050, 1500), tone(900, 0.05, 22050, 32000)])
    mastered = master(shout, 22050)
    assert np.abs(mastered.astype(np.int32)).max() <= PEAK_LEVEL * 32768 + 1


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
