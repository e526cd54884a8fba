"""Slower speech at the same pitch: WSOLA (Verhelst and Roelands, ICASSP 1993).

Frames are taken from the sound at one pace and laid down at another, each from where, a few
milliseconds around its place, it goes on best from what the frame before it was followed by.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from speech.voice.engine import RATE, Samples

FRAME = RATE * 30 // 1000  # 30 ms: two periods of the lowest voice
HOP = FRAME // 2
SEARCH = RATE * 10 // 1000  # either way: one period of the lowest voice
SLOWEST, FASTEST = 0.5, 2.0

_WINDOW = np.hanning(FRAME + 1)[:FRAME].astype(np.float32)


def at_pace(samples: Samples, pace: float) -> Samples:
    """``samples`` as if spoken at ``pace`` of their speed: 0.85 lasts 1/0.85 as long.

    Raises ValueError for a pace outside SLOWEST to FASTEST.
    """
    if not SLOWEST <= pace <= FASTEST:
        raise ValueError(f"el ritmo va de {SLOWEST} a {FASTEST}")
    if pace == 1.0 or len(samples) < 2 * FRAME:
        return samples
    frames = int(len(samples) / pace) // HOP + 1
    margin = FRAME + SEARCH
    sound = np.pad(samples.astype(np.float32), (margin, 2 * margin + frames * HOP))
    stretched = np.zeros((frames + 1) * HOP + FRAME, np.float32)
    taken = margin - HOP
    for frame in range(frames):
        wanted = sound[taken + HOP : taken + HOP + FRAME]
        about = margin + round((frame * HOP - HOP) * pace)
        taken = about - SEARCH + _likest(sound[about - SEARCH : about + SEARCH + FRAME], wanted)
        stretched[frame * HOP : frame * HOP + FRAME] += _WINDOW * sound[taken : taken + FRAME]
    length = round(len(samples) / pace)
    slower = stretched[HOP : HOP + length]
    return np.clip(np.round(slower), -32768, 32767).astype(np.int16)


def _likest(around: npt.NDArray[np.float32], wanted: npt.NDArray[np.float32]) -> int:
    """Where in ``around`` the sound is likest to ``wanted``."""
    return int(np.argmax(np.correlate(around, wanted, "valid")))
