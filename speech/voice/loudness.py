"""How loud a sound is to the ear, and bringing it to the one level of the line.

Loudness is ITU-R BS.1770-4's (EBU R128): K-weighting, blocks of 0.4 s that overlap by three
quarters, a gate at -70 LUFS and one 10 LU under the mean. The weighting is the standard's filter
for 48 kHz, its response taken at each frequency, so that 8 and 24 kHz give the same figure.
Two rules of ours, for pieces of speech: the silence around a sound is not part of it, and what
is shorter than a block is one block of its own length.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Signal = npt.NDArray[np.float32]
"""Samples from -1 to 1."""

TARGET = -22.0  # LUFS of everything that the line says
CEILING = -3.0  # dBTP
SILENT = -70.0  # LUFS; what is under it is no sound
BLOCK = 0.4  # seconds
STEP = 0.1
RELATIVE_GATE = -10.0
OFFSET = -0.691
OVERSAMPLING = 4  # BS.1770-4, annex 2

_RINGING = 0.5  # seconds of room for the weighting's slowest filter
_STANDARD_RATE = 48_000
_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
_LIMITING_ROUNDS = 4


def integrated(signal: Signal, rate: int) -> float:
    """The integrated loudness of ``signal`` (``rate`` in hertz) in LUFS; SILENT at the least."""
    weighted = _weighted(signal[audible(signal, rate)], rate)
    if not len(weighted):
        return SILENT
    energy = _blocks(weighted, rate)
    energy = energy[_lufs(energy) > SILENT]
    if not len(energy):
        return SILENT
    gated = energy[_lufs(energy) > _lufs(energy.mean()) + RELATIVE_GATE]
    return float(_lufs(gated.mean()))


def true_peak(signal: Signal, rate: int) -> float:
    """The highest point of the wave between the samples too, in dBTP; -inf of pure silence."""
    peak = float(np.abs(_oversampled(signal, rate)).max(initial=0.0))
    return 20 * float(np.log10(peak)) if peak else -float("inf")


def levelled(signal: Signal, rate: int, target: float = TARGET) -> Signal:
    """``signal`` at ``target`` LUFS with its true peak under CEILING; silence stays as it is."""
    for _ in range(_LIMITING_ROUNDS):
        loudness = integrated(signal, rate)
        if loudness <= SILENT:
            return signal
        signal = signal * np.float32(10 ** ((target - loudness) / 20))
        if true_peak(signal, rate) <= CEILING:
            break
        signal = _limited(signal, rate)
    return signal


def audible(signal: Signal, rate: int) -> slice:
    """Where the sound of ``signal`` begins and ends, in steps of 10 ms; empty for silence."""
    frame = rate // 100
    frames = signal[: len(signal) // frame * frame].reshape(-1, frame)
    levels = np.sqrt((frames**2).mean(axis=1))
    sounding = np.flatnonzero(levels > max(0.001, 0.01 * levels.max(initial=0.0)))
    if not len(sounding):
        return slice(0, 0)
    return slice(int(sounding[0]) * frame, (int(sounding[-1]) + 1) * frame)


def _weighted(signal: Signal, rate: int) -> Signal:
    """``signal`` as the ear weighs it (BS.1770-4, annex 1, stages 1 and 2)."""
    length = _even_length(len(signal), rate)
    hertz = np.fft.rfftfreq(length, 1 / rate)
    spectrum = np.fft.rfft(signal, length)
    for stage in (_SHELF, _HIGH_PASS):
        spectrum *= _response(stage, hertz)
    weighted: Signal = np.fft.irfft(spectrum, length)[: len(signal)].astype(np.float32)
    return weighted


def _response(
    stage: tuple[tuple[float, ...], tuple[float, ...]], hertz: npt.NDArray[np.floating[Any]]
) -> npt.NDArray[np.complex128]:
    delay = np.exp(-2j * np.pi * hertz / _STANDARD_RATE)
    above, below = (np.polynomial.polynomial.polyval(delay, part) for part in stage)
    response: npt.NDArray[np.complex128] = above / below
    return response


def _blocks(weighted: Signal, rate: int) -> npt.NDArray[np.float64]:
    """The mean square of each block; of what is shorter than one, of the whole."""
    block, step = round(BLOCK * rate), round(STEP * rate)
    squares = np.concatenate(([0.0], np.cumsum(weighted.astype(np.float64) ** 2)))
    block = min(block, len(weighted))
    starts = np.arange(0, len(weighted) - block + 1, step)
    energy: npt.NDArray[np.float64] = (squares[starts + block] - squares[starts]) / block
    return energy


def _lufs(energy: npt.NDArray[np.float64] | np.float64) -> npt.NDArray[np.float64]:
    lufs: npt.NDArray[np.float64] = OFFSET + 10 * np.log10(np.maximum(energy, 1e-12))
    return lufs


def _oversampled(signal: Signal, rate: int) -> Signal:
    length = _even_length(len(signal), rate)
    spectrum = np.fft.rfft(signal, length)
    spectrum = np.pad(spectrum, (0, length * OVERSAMPLING // 2 + 1 - len(spectrum)))
    wave = np.fft.irfft(spectrum, length * OVERSAMPLING) * OVERSAMPLING
    oversampled: Signal = wave[: len(signal) * OVERSAMPLING].astype(np.float32)
    return oversampled


def _limited(signal: Signal, rate: int) -> Signal:
    """Peaks held under CEILING by a gain that moves from frame to frame, so nothing clips."""
    frame, ceiling = rate // 100, 10 ** (CEILING / 20)
    wave = np.abs(_oversampled(signal, rate))
    frames = np.pad(wave, (0, -len(wave) % (frame * OVERSAMPLING)))
    peaks = frames.reshape(-1, frame * OVERSAMPLING).max(axis=1)
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))
    around = np.pad(wanted, 1, mode="edge")
    gains = np.minimum(np.minimum(around[:-2], wanted), around[2:])
    centres = (np.arange(len(gains)) + 0.5) * frame
    moving = np.interp(np.arange(len(signal)), centres, gains)
    limited: Signal = signal * moving.astype(np.float32)
    return limited


def _even_length(samples: int, rate: int) -> int:
    """A length in whole tenths of a second with room for ringing: quick to transform."""
    tenth = rate // 10 * 2
    return -(-(samples + round(_RINGING * rate)) // tenth) * tenth
