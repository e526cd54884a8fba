"""Several people on one call, each told by a pitch: who hears whom."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import numpy as np

from speech.voice.engine import RATE, Samples
from tests.calls.call import Call
from tests.calls.tones import tone

PITCHES = {"caller": 500.0, "agent": 800.0, "supervisor": 1300.0, "colleague": 1700.0}
SPOKEN, SETTLED = 1.0, 0.5
"""Seconds that all speak, and of it those after which everything has arrived."""
TRIES = 5
AUDIBLE = 0.02
"""The share of all energy from which on a pitch counts as heard."""


async def hear(people: Mapping[str, Call], wanted: Mapping[str, set[str]]) -> bool:
    """Whether they hear each other so, within a few tries: nothing is changed at once."""
    for _ in range(TRIES):
        if await heard(people) == wanted:
            return True
    return False


async def heard(people: Mapping[str, Call]) -> dict[str, set[str]]:
    """Let all speak at once; whose voice each of them hears."""
    ends = {who: len(call.recording()) for who, call in people.items()}
    await asyncio.gather(*(call.say(tone(PITCHES[who], SPOKEN)) for who, call in people.items()))
    first = int(SETTLED * RATE)
    return {who: pitches(call.recording()[ends[who] + first :]) for who, call in people.items()}


def pitches(samples: Samples) -> set[str]:
    """Whose tones are in a piece of sound."""
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2
    frequencies = np.fft.rfftfreq(len(samples), 1 / RATE)
    if power.sum() < 1e6:
        return set()
    return {
        who
        for who, hertz in PITCHES.items()
        if power[np.abs(frequencies - hertz) < 25].sum() > AUDIBLE * power.sum()
    }
