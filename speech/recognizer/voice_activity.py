"""Is somebody speaking? Energy above what is usual on this call, and the pitch of a voice.

Noise of a street has energy and no pitch; a tone has a pitch and no breadth; the echo of the
line's own prompt has both, but keeps to a level: one that is assumed at first, and learnt while
prompts play.
Levels are decibels of full scale.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from speech.recognizer.model import SAMPLE_RATE

Signal = npt.NDArray[np.float32]
Spectrum = npt.NDArray[np.floating]

FRAME_SAMPLES = SAMPLE_RATE // 50
FRAME_BYTES = FRAME_SAMPLES * 2
FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE
FULL_SCALE = 32768.0
SILENCE = -90.0

_SPECTRUM = 512
_WINDOW = 2 * FRAME_SAMPLES
_HERTZ_A_BIN = SAMPLE_RATE / _SPECTRUM
_LOWEST_BIN = int(100 / _HERTZ_A_BIN)  # below: hum of the mains
_HIGHEST_BIN = int(1200 / _HERTZ_A_BIN)  # above, a voice's harmonics blur
_SHORTEST_LAG = SAMPLE_RATE // 400
_LONGEST_LAG = SAMPLE_RATE // 70
_HISS_BIN = int(2000 / _HERTZ_A_BIN)
_HISS_SHARE = 0.6
_STEADIER = 0.15
_OVERLAP = 1 - np.arange(_LONGEST_LAG + 1, dtype=np.float32) / _WINDOW


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """When a frame counts as voice. Decibels, and shares of 1."""

    quietest: float = -48.0
    over_noise: float = 9.0
    over_echo: float = 5.0
    echo: float = -36.0
    pitch: float = 0.6
    tone: float = 0.93


@dataclass(frozen=True, slots=True)
class Frame:
    """What 20 ms are: their level, by how much it is over the threshold, and what is in them.

    ``voiced``: a voice. ``sibilant``: a hiss as of «s», which neither streets nor coughs have.
    """

    level: float
    over: float
    voiced: bool = False
    sibilant: bool = False

    @property
    def loud(self) -> bool:
        """Whether the sound may be the caller's."""
        return self.over > 0


class VoiceActivity:
    """Judges a call's sound, 20 ms at a time, and learns its noise and its echo."""

    def __init__(self, sensitivity: Sensitivity | None = None) -> None:
        self._sensitivity = sensitivity or Sensitivity()
        self._noise = Noise()
        self._echo = Echo(self._sensitivity.echo)
        self._before: Signal = np.zeros(FRAME_SAMPLES, np.float32)
        self._period_before = 0
        self._looked = False

    def caller_speaks(self) -> None:
        """What came last was the caller, and no echo."""
        self._echo.forget_last()

    def was_noise(self) -> None:
        """What was taken for a voice while a prompt played was none: expect more echo."""
        self._echo.raise_limit()

    def threshold(self, prompt_plays: bool) -> float:
        """The level from which sound may be the caller's."""
        limits = self._sensitivity
        over_noise = max(self._noise.level + limits.over_noise, limits.quietest)
        over_echo = self._echo.level + limits.over_echo
        return max(over_noise, over_echo) if prompt_plays else over_noise

    def frame(self, sound: bytes, *, prompt_plays: bool, speaking: bool) -> Frame:
        """Judge the next 20 ms. ``speaking``: the caller was, so less is enough to go on."""
        samples = np.frombuffer(sound, "<i2").astype(np.float32)
        level = _level(samples)
        over = level - self.threshold(prompt_plays) + (4.0 if speaking else 0.0)
        period, sibilant = self._sound(samples, speaking) if over > 0 else (0, False)
        voiced = period > 0
        self._before, self._period_before = samples, period
        self._noise.take(level, voiced=voiced)
        if prompt_plays and not speaking:
            self._echo.take(level)
        return Frame(level, over, voiced, sibilant)

    def _sound(self, samples: Signal, speaking: bool) -> tuple[int, bool]:
        """The period of the voice that is in a loud frame, 0 for none; whether it is a sibilant.

        While the caller speaks each second frame is taken to be as the one before it.
        """
        self._looked = not (speaking and self._looked)
        if not self._looked:
            return self._period_before, False
        window = np.concatenate((self._before, samples))
        power = np.abs(np.fft.rfft(window - window.mean(), _SPECTRUM)) ** 2
        power[:_LOWEST_BIN] = 0
        total = float(power.sum())
        if total <= 0:
            return 0, False
        sibilant = float(power[_HISS_BIN:].sum()) > _HISS_SHARE * total
        period = self._period(power)
        if period and _tonal_share(power) > self._sensitivity.tone * total:
            return 0, False
        return period, sibilant

    def _period(self, power: Spectrum) -> int:
        """The period of a voice, 2.5 to 14 ms in samples; 0 where there is none.

        It changes little in 20 ms; what noise has of one jumps.
        """
        low = power[:_HIGHEST_BIN]
        same = np.fft.irfft(low, _SPECTRUM)[: _LONGEST_LAG + 1]
        if same[0] <= 0:
            return 0
        periodic = same[_SHORTEST_LAG:] / (same[0] * _OVERLAP[_SHORTEST_LAG:])
        best = int(periodic.argmax())
        period = best + _SHORTEST_LAG
        steady = abs(period - self._period_before) <= 0.2 * period
        limit = self._sensitivity.pitch - (_STEADIER if steady else 0.0)
        return period if periodic[best] > limit else 0


class Echo:
    """The level that the prompt's echo reaches: the loudest of the last 2 s of prompts.

    Never above the level assumed at first, or a caller who speaks softly would teach it to be deaf.
    The last 0.3 s are not learnt from yet: they may be a caller's first syllable.
    """

    _FRAMES = 100
    _LEARNT_FROM = 60
    _UNSURE = 15
    _RAISED_BY = 3.0
    _RAISED_AT_MOST = 6.0

    def __init__(self, assumed: float) -> None:
        self.level = self._limit = assumed
        self._highest = assumed + self._RAISED_AT_MOST
        self._levels: deque[float] = deque(maxlen=self._FRAMES)
        self._unsure: deque[float] = deque()

    def forget_last(self) -> None:
        """Learn nothing from what came last: it was a caller."""
        self._unsure.clear()

    def take(self, level: float) -> None:
        """Learn from a frame, while a prompt plays and nobody is known to speak."""
        self._unsure.append(level)
        if len(self._unsure) <= self._UNSURE:
            return
        self._levels.append(self._unsure.popleft())
        if len(self._levels) >= self._LEARNT_FROM and len(self._levels) % 5 == 0:
            self.level = min(max(self._levels), self._limit)

    def raise_limit(self) -> None:
        """Assume more than before, until prompts show that it is less."""
        self._limit = min(self._limit + self._RAISED_BY, self._highest)
        self.level = self._limit
        self._levels.clear()


class Noise:
    """The level of what is always there: the quietest tenth of a second of the last 1.5 s."""

    _PIECE = 5
    _PIECES = 15

    def __init__(self) -> None:
        self.level = -65.0
        self._piece: list[float] = []
        self._pieces: list[float] = []

    def take(self, level: float, *, voiced: bool) -> None:
        """Learn from a frame; a voice's own frames tell less, but pauses within it count."""
        self._piece.append(level)
        if len(self._piece) < self._PIECE:
            return
        self._pieces = [*self._pieces[1 - self._PIECES :], sum(self._piece) / self._PIECE]
        self._piece.clear()
        quietest = min(self._pieces)
        step = 0.3 if quietest > self.level else 1.0
        if voiced and quietest > self.level:
            step = 0.05
        self.level += step * (quietest - self.level)


def _level(samples: Signal) -> float:
    mean = float(np.add.reduce(samples)) / len(samples)  # `mean` itself takes three times as long
    power = float(samples @ samples) / len(samples) - mean * mean
    return max(10 * math.log10(power / FULL_SCALE**2), SILENCE) if power > 0 else SILENCE


def _tonal_share(power: Spectrum) -> float:
    """What the two strongest lines hold: all of a tone or a key, a part of a voice."""
    held = 0.0
    left = power.copy()
    for _ in range(2):
        at = int(left.argmax())
        around = slice(max(at - 3, 0), at + 4)
        held += float(left[around].sum())
        left[around] = 0
    return held
