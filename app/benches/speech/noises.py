"""What is heard of a caller who says nothing: the prompt's own echo, a street, coughs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from app.benches.speech import sounds
from app.benches.speech.sounds import RATE, Samples, Signal
from app.settings import load
from app.voice import prompts_of
from speech.voice import engine_named

ECHO = 20.0
"""Decibels by which the prompt comes back fainter than it was played."""
ECHO_AFTER = 0.12
STREET = -32.0
"""Decibels of full scale: 10 below a voice."""
COUGHS = 2
"""In each piece."""


def pieces(many: int, seconds: float) -> Mapping[str, list[Samples]]:
    """So many sounds of each kind, by what they are, and of all kinds at once."""
    echo = echoes(many, seconds)
    street = [at_level(sounds.street(seconds, seed), STREET) for seed in range(many)]
    cough = [coughing(seed, seconds) for seed in range(many)]
    return {
        f"prompt's echo at -{ECHO:.0f} dB": echo,
        f"street noise at {STREET:.0f} dBFS": street,
        "coughs": cough,
        "echo, street and coughs together": [
            together(*three) for three in zip(echo, street, cough, strict=True)
        ],
    }


def echoes(many: int, seconds: float) -> list[Samples]:
    """The longest of the line's own sentences in its own voice, as they come back."""
    voice = engine_named("espeak-ng")
    texts = [utterance.text for utterance in prompts_of(load()).fixed()]
    longest = sorted(texts, key=len, reverse=True)[:many]
    most = int(seconds * RATE)
    return [_echo(np.asarray(voice.synthesise(text), np.int16)[:most]) for text in longest]


def coughing(seed: int, seconds: float) -> Samples:
    """A quiet line on which somebody coughs."""
    quiet = sounds.silence(seconds)
    chance = np.random.default_rng(seed)
    for number in range(COUGHS):
        cough = sounds.cough(seed * COUGHS + number)
        at = int(chance.uniform(1.0, seconds - 2.0) * RATE)
        quiet[at : at + len(cough)] += cough
    return quiet


def at_level(noise: Signal, decibels: float) -> Samples:
    """A noise, so loud."""
    loudness = np.sqrt(np.mean(noise**2)) or 1.0
    return sounds.in_16_bits(noise * (32768 * 10 ** (decibels / 20) / loudness))


def together(*heard: Samples) -> Samples:
    """Sounds at once, as long as the first."""
    whole = np.zeros(len(heard[0]))
    for one in heard:
        length = min(len(one), len(whole))
        whole[:length] += one[:length]
    return sounds.in_16_bits(whole)


def _echo(prompt: Samples) -> Samples:
    """What comes back of it: later, fainter, duller, on a quiet line."""
    dull = np.convolve(prompt.astype(np.float64), np.ones(4) / 4, "same") * 10 ** (-ECHO / 20)
    late = np.concatenate((np.zeros(int(ECHO_AFTER * RATE)), dull))
    return together(late.astype(np.int16), sounds.silence(len(late) / RATE))
