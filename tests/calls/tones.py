"""Tones: the keys of a telephone in band (ITU-T Q.23), and one that proves an audio path."""

from __future__ import annotations

import numpy as np

from speech.voice.engine import RATE, Samples

ROWS = (697, 770, 852, 941)
COLUMNS = (1209, 1336, 1477, 1633)
KEYS = "123A456B789C*0#D"
TONE_SHARE = 0.5  # of a window's energy, what its one tone must hold
SOUND = 100.0  # root mean square above which a frame is not silence


def tone(hertz: float, seconds: float, amplitude: float = 8000.0) -> Samples:
    """A sine."""
    times = np.arange(int(seconds * RATE)) / RATE
    return (amplitude * np.sin(2 * np.pi * hertz * times)).astype(np.int16)


def key_tone(key: str, seconds: float) -> Samples:
    """The two tones of a key."""
    row, column = divmod(KEYS.index(key), 4)
    return tone(ROWS[row], seconds, 6000) + tone(COLUMNS[column], seconds, 7500)


def holds_tone(samples: Samples, hertz: float) -> bool:
    """Whether ``samples`` are mostly a tone of ``hertz``, right to within 2 %."""
    if len(samples) < RATE // 20 or level(samples) < SOUND:
        return False
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    hearing = np.abs(np.fft.rfftfreq(len(samples), 1 / RATE) - hertz) < max(30, 0.02 * hertz)
    return bool(power[hearing].sum() > TONE_SHARE * power.sum())


def level(samples: Samples) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) if len(samples) else 0.0


def longest_silence(samples: Samples) -> float:
    """Seconds of the longest stretch, in frames of 100 ms, that nobody could hear."""
    frame = RATE // 10
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame).astype(np.float64)
    longest = current = 0
    for loud in np.sqrt((frames**2).mean(axis=1)) > SOUND:
        current = 0 if loud else current + 1
        longest = max(longest, current)
    return longest / 10
