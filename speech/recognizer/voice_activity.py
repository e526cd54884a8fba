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
_FUNDAMENTAL_BIN = int(350 / _HERTZ_A_BIN)  # a voice has some of its power below; no tone has
_FUNDAMENTAL_SHARE = 0.03
_HISS_BIN = int(2000 / _HERTZ_A_BIN)
_HISS_SHARE = 0.6
_STEADIER = 0.15
_BELL: Signal = np.hanning(_WINDOW).astype(np.float32)
_OVERLAP = 1 - np.arange(_LONGEST_LAG + 1, dtype=np.float32) / _WINDOW


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """When a frame counts as voice. Decibels, and shares of 1."""

    quietest: float = -48.0
    over_noise: float = 9.0
    over_echo: float = 5.0
    echo: float = -36.0
    pitch: float = 0.6
    tone: float = 0.96


@dataclass(frozen=True, slots=True)
class Frame:
    """What 20 ms are: their level, by how much it is over the threshold, and what is in them.

    ``clear``: how clear a voice's pitch is, up to 1; 0 for no voice. ``sibilant``: a hiss as of
    «s», which neither streets nor coughs have.
    """

    level: float
    over: float
    clear: float = 0.0
    sibilant: bool = False

    @property
    def voiced(self) -> bool:
        """Whether there is a voice in it."""
        return self.clear > 0

    @property
    def loud(self) -> bool:
        """Whether the sound may be the caller's."""
        return self.over > 0


@dataclass(frozen=True, slots=True)
class Pitch:
    """A voice's: its period in samples, and how clear it is, up to 1. Both 0 for none."""

    period: int = 0
    clear: float = 0.0


NO_PITCH = Pitch()


class VoiceActivity:
    """Judges a call's sound, 20 ms at a time, and learns its noise and its echo."""

    def __init__(self, sensitivity: Sensitivity | None = None) -> None:
        self._sensitivity = sensitivity or Sensitivity()
        self._noise = Noise()
        self._echo = Echo(self._sensitivity.echo)
        self._before: Signal = np.zeros(FRAME_SAMPLES, np.float32)
        self._pitch = NO_PITCH
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
        pitch, sibilant = self._sound(samples, speaking) if over > 0 else (NO_PITCH, False)
        self._before, self._pitch = samples, pitch
        self._noise.take(level, voiced=pitch.period > 0)
        if prompt_plays and not speaking:
            self._echo.take(level)
        return Frame(level, over, pitch.clear, sibilant)

    def _sound(self, samples: Signal, speaking: bool) -> tuple[Pitch, bool]:
        """The pitch of the voice that is in a loud frame; whether it is a sibilant.

        While the caller speaks each second frame is taken to be as the one before it.
        """
        self._looked = not (speaking and self._looked)
        if not self._looked:
            return self._pitch, False
        window = np.concatenate((self._before, samples))
        window -= window.mean()
        power = np.abs(np.fft.rfft(window, _SPECTRUM)) ** 2
        power[:_LOWEST_BIN] = 0
        total = float(power.sum())
        if total <= 0:
            return NO_PITCH, False
        sibilant = float(power[_HISS_BIN:].sum()) > _HISS_SHARE * total
        pitch = self._pitch_of(power)
        if pitch.period and _is_tone(window, power, self._sensitivity.tone):
            return NO_PITCH, False
        return pitch, sibilant

    def _pitch_of(self, power: Spectrum) -> Pitch:
        """The pitch of a voice, 70 to 400 Hz, or none.

        It changes little in 20 ms; what noise has of one jumps.
        """
        low = power[:_HIGHEST_BIN]
        same = np.fft.irfft(low, _SPECTRUM)[: _LONGEST_LAG + 1]
        if same[0] <= 0:
            return NO_PITCH
        periodic = same[_SHORTEST_LAG:] / (same[0] * _OVERLAP[_SHORTEST_LAG:])
        best = int(periodic.argmax())
        period = best + _SHORTEST_LAG
        steady = abs(period - self._pitch.period) <= 0.2 * period
        limit = self._sensitivity.pitch - (_STEADIER if steady else 0.0)
        clear = float(periodic[best])
        return Pitch(period, min(clear, 1.0)) if clear > limit else NO_PITCH


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


def _is_tone(window: Signal, power: Spectrum, share: float) -> bool:
    """Whether two lines hold ``share`` of it, and it has no fundamental: a tone or a key.

    A clear vowel is two lines as well, but one of them, or a third, is the voice's own pitch.
    """
    if float(power[:_FUNDAMENTAL_BIN].sum()) > 0.1 * float(power.sum()):
        return False
    lines = np.abs(np.fft.rfft(window * _BELL, _SPECTRUM)) ** 2
    lines[:_LOWEST_BIN] = 0
    total = float(lines.sum())
    if float(lines[:_FUNDAMENTAL_BIN].sum()) > _FUNDAMENTAL_SHARE * total:
        return False
    held = 0.0
    for _ in range(2):
        at = int(lines.argmax())
        around = slice(max(at - 3, 0), at + 4)
        held += float(lines[around].sum())
        lines[around] = 0
    return held > share * total
