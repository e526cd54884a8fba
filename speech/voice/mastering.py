"""A synthetic voice made fit for a telephone: band, level, edges.

All that is linear happens in one pass through the spectrum, the change of rate included:
what a telephone does not carry is cut (below 200 Hz, above 3,600) and the inverse transform
is taken at 8 kHz. Nothing is lifted: a recogniser in noise understood a voice with more
presence worse, not better. Levels follow ITU-T P.56 in spirit: the active speech, not the
pauses, is brought to -20 dB of full scale.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from speech.voice.engine import RATE, Samples

Signal = npt.NDArray[np.float32]

FULL_SCALE = 32768.0
SPEECH_LEVEL = 10 ** (-20 / 20)
PEAK_LEVEL = 10 ** (-3 / 20)
LEAD_IN = 0.04  # seconds of quiet kept before the first sound and after the last
SHORT_SILENCE = 0.1
FRAME = RATE // 100

_CURVE_HERTZ = np.array([0, 120, 220, 3550, 3900, 4000])
_CURVE_DB = np.array([-60, -40, 0, 0, -40, -60])


def master(samples: Samples, rate: int) -> Samples:
    """Sound of any ``rate`` in hertz as 8 kHz prompt: band limited, levelled, trimmed, no clipping.

    Sound that holds no speech gives a short silence.
    """
    signal = _trimmed(_shaped(samples.astype(np.float32) / np.float32(FULL_SCALE), rate))
    if not len(signal):
        return np.zeros(int(SHORT_SILENCE * RATE), np.int16)
    return np.round(_levelled(signal) * FULL_SCALE).astype(np.int16)


def _shaped(signal: Signal, rate: int) -> Signal:
    """``signal`` at 8 kHz through the telephone's curve."""
    signal = np.pad(signal, (rate // 4, 0))  # room for the filter to ring before the first sound
    seconds = -(-len(signal) // rate) + 1  # whole seconds: every rate divides evenly
    spectrum = np.fft.rfft(signal, seconds * rate)[: seconds * RATE // 2 + 1]
    hertz = np.arange(seconds * RATE // 2 + 1) / seconds
    spectrum = np.pad(spectrum, (0, len(hertz) - len(spectrum)))
    spectrum *= 10 ** (np.interp(hertz, _CURVE_HERTZ, _CURVE_DB) / 20)
    shaped = np.fft.irfft(spectrum, seconds * RATE) * (RATE / rate)
    return shaped.astype(np.float32, copy=False)


def _loudness(signal: Signal) -> Signal:
    """Root mean square of each frame of 10 ms."""
    frames = signal[: len(signal) // FRAME * FRAME].reshape(-1, FRAME)
    loudness: Signal = np.sqrt((frames**2).mean(axis=1))
    return loudness


def _trimmed(signal: Signal) -> Signal:
    """``signal`` without the silence around it; empty when it is all silence."""
    loudness = _loudness(signal)
    audible = np.flatnonzero(loudness > max(0.001, 0.01 * loudness.max(initial=0.0)))
    if not len(audible):
        return signal[:0]
    kept = int(LEAD_IN * RATE)
    first = max(0, int(audible[0]) * FRAME - kept)
    trimmed = signal[first : (int(audible[-1]) + 1) * FRAME + kept].copy()
    ramp = np.linspace(0, 1, FRAME)
    trimmed[:FRAME] *= ramp
    trimmed[-FRAME:] *= ramp[::-1]
    return trimmed


def _levelled(signal: Signal) -> Signal:
    """``signal`` with its speech at SPEECH_LEVEL and no sample beyond PEAK_LEVEL."""
    loudness = _loudness(signal)
    active = loudness[loudness > 0.1 * loudness.max()]
    louder = signal * (SPEECH_LEVEL / np.sqrt((active**2).mean()))
    return _limited(louder)


def _limited(signal: Signal) -> Signal:
    """Peaks held under PEAK_LEVEL by a gain that moves from frame to frame, so nothing clips."""
    frames = np.pad(np.abs(signal), (0, -len(signal) % FRAME)).reshape(-1, FRAME)
    wanted = np.minimum(1.0, PEAK_LEVEL / np.maximum(frames.max(axis=1), PEAK_LEVEL))
    around = np.pad(wanted, 1, mode="edge")
    gains = np.minimum(np.minimum(around[:-2], wanted), around[2:])
    centres = (np.arange(len(gains)) + 0.5) * FRAME
    limited: Signal = signal * np.interp(np.arange(len(signal)), centres, gains)
    return limited
