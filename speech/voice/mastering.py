"""A voice made fit: for the telephone at 8 kHz, and for a voice pack at 24.

All that is linear happens in one pass through the spectrum, the change of rate included. For the
telephone, what it does not carry is cut (below 200 Hz, above 3,600) and the inverse transform
is taken at 8 kHz; a pack keeps all but rumble. Nothing is lifted: a recogniser in noise understood
a voice with more presence worse, not better. Levels are `speech.voice.loudness`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from speech.voice.engine import RATE, Samples
from speech.voice.loudness import TARGET, Signal, audible, levelled

PACK_RATE = 24_000
FULL_SCALE = 32768.0
LEAD_IN = 0.04  # seconds of quiet kept before the first sound and after the last
SHORT_SILENCE = 0.1


@dataclass(frozen=True, slots=True)
class Band:
    """What is let through: decibels at each of the frequencies, straight lines between."""

    rate: int
    hertz: tuple[float, ...]
    decibels: tuple[float, ...]


TELEPHONE = Band(RATE, (0, 120, 220, 3550, 3900, 4000), (-60, -40, 0, 0, -40, -60))
PACK = Band(PACK_RATE, (0, 30, 70, 11_000, 12_000), (-60, -60, 0, 0, -60))


def master(samples: Samples, rate: int) -> Samples:
    """Sound of any ``rate`` in hertz as 8 kHz prompt: band limited, levelled, trimmed, no clipping.

    Sound that holds no speech gives a short silence.
    """
    signal = trimmed(through(TELEPHONE, _with_edges(signal_of(samples), rate), rate), RATE)
    if not len(signal):
        return np.zeros(int(SHORT_SILENCE * RATE), np.int16)
    return samples_of(levelled(signal, RATE))


def played(signal: Signal, rate: int) -> Samples:
    """A pack's sound as it is played: 8 kHz, band limited, levelled; its edges as they are."""
    return samples_of(levelled(through(TELEPHONE, signal, rate), RATE))


def master_for_pack(signal: Signal, rate: int, loudness: float = TARGET) -> Signal:
    """A recording of any ``rate`` made fit for a pack, at PACK_RATE: trimmed, levelled to LUFS.

    Empty where there is nothing but silence.
    """
    signal = trimmed(through(PACK, _with_edges(signal, rate), rate), PACK_RATE)
    return levelled(signal, PACK_RATE, loudness)


def through(band: Band, signal: Signal, rate: int) -> Signal:
    """``signal`` at the band's rate and within it, as long as it was."""
    lead = rate // 4  # room for the filter to ring before the first sound
    seconds = -(-(lead + len(signal)) // rate) + 1  # whole seconds: every rate divides evenly
    spectrum = np.fft.rfft(np.pad(signal, (lead, 0)), seconds * rate)
    hertz = np.arange(seconds * band.rate // 2 + 1) / seconds
    spectrum = spectrum[: len(hertz)]
    spectrum = np.pad(spectrum, (0, len(hertz) - len(spectrum)))
    spectrum *= 10 ** (np.interp(hertz, band.hertz, band.decibels) / 20)
    wave = np.fft.irfft(spectrum, seconds * band.rate) * (band.rate / rate)
    first = round(lead * band.rate / rate)
    limited: Signal = wave[first : first + -(-len(signal) * band.rate // rate)].astype(np.float32)
    return limited


def trimmed(signal: Signal, rate: int) -> Signal:
    """``signal`` without the silence around it; empty when it is all silence."""
    sound = audible(signal, rate)
    if sound.start == sound.stop:
        return signal[:0]
    kept, ramp = int(LEAD_IN * rate), np.linspace(0, 1, rate // 100, dtype=np.float32)
    inside = signal[max(0, sound.start - kept) : sound.stop + kept].copy()
    inside[: len(ramp)] *= ramp
    inside[-len(ramp) :] *= ramp[::-1]
    return inside


def signal_of(samples: Samples) -> Signal:
    """16-bit samples as a signal from -1 to 1."""
    return samples.astype(np.float32) / np.float32(FULL_SCALE)


def samples_of(signal: Signal) -> Samples:
    """A signal as 16-bit samples; what lies beyond full scale is held at it."""
    return np.clip(np.round(signal * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)


def _with_edges(signal: Signal, rate: int) -> Signal:
    """``signal`` with room around it for the filter's ringing and the lead-in."""
    return np.pad(signal, round(2 * LEAD_IN * rate))
