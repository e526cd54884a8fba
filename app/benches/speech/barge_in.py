"""Does the prompt stop when the caller begins, and only then.

How soon is measured on a real call: real SIP and RTP, a real Asterisk, the line's own side and
its recogniser, each a process. The callers are the tests' own telephones.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, product

import numpy as np

from app.benches.speech import accuracy, sounds
from app.benches.speech.chain import Chain
from app.benches.speech.rows import Row, p95, percent, row
from app.benches.speech.sounds import HELD_OUT, RATE, Samples, Signal
from app.settings import load
from app.voice import prompts_of
from speech.voice import engine_named

FALSE_AT_MOST = 2.0
PROMPTS = 60
ECHO = 20.0
"""Decibels by which the prompt comes back fainter than it was played."""
ECHO_AFTER = 0.12
STREET = -32.0
"""Decibels of full scale: 10 below a voice."""
SECONDS = 6.0
BEGINS = 2.0
"""Seconds into the prompt at which somebody speaks."""
PHRASES = ("sí claro", "la factura", "hablar con un asesor", "reportar un daño", "no señora")
SYLLABLES = ("sí", "no", "dos", "tres", "ya")
COUGHS = 2
"""In each prompt."""


def offline_rows(chain: Chain) -> list[Row]:
    """Prompts stopped by what is no caller, as the ears hear it."""
    prompts = _prompts()
    echoes = [_echo(prompt) for prompt in prompts]
    streets = [_at_level(sounds.street(SECONDS, seed), STREET) for seed in range(PROMPTS)]
    coughs = [_coughing(seed) for seed in range(PROMPTS)]
    quiet = [sounds.silence(SECONDS)]
    all_three = [
        _together(echo, street, cough)
        for echo, street, cough in zip(echoes, streets, coughs, strict=True)
    ]
    return [
        _false(chain, f"prompt's echo at -{ECHO:.0f} dB", echoes),
        _false(chain, f"street noise at {STREET:.0f} dBFS", streets),
        _false(chain, "coughs", coughs),
        _false(chain, "echo, street and coughs together", all_three),
        *_true(chain, "a phrase", PHRASES, echoes, f"echo at -{ECHO:.0f} dB"),
        *_true(chain, "one syllable", SYLLABLES, echoes, f"echo at -{ECHO:.0f} dB"),
        *_true(chain, "one syllable, no echo", SYLLABLES, quiet, "quiet line"),
    ]


def _false(chain: Chain, what: str, heard: Sequence[Samples]) -> Row:
    stops = chain.stops(heard, f"menu.{accuracy.MAIN}")
    stopped = sum(at is not None for at in stops)
    how = f"{len(heard)} prompts, the caller says nothing"
    false = percent(stopped, len(heard))
    return row(f"false barge-ins: {what}", false, "%", how, at_most=FALSE_AT_MOST)


def _true(
    chain: Chain, what: str, texts: Sequence[str], under: Sequence[Samples], condition: str
) -> list[Row]:
    """Words spoken among other sounds: how many are heard to begin, and how soon."""
    clips = [sounds.spoken(text, voice) for text, voice in product(texts, HELD_OUT)]
    before = int(BEGINS * RATE)
    into = [sound for sound in under if len(sound) > before + 2 * RATE]
    heard = [
        _together(sound, np.concatenate((np.zeros(before, np.int16), clip.samples)))
        for clip, sound in zip(clips, cycle(into), strict=False)
    ]
    stops = chain.stops(heard, f"menu.{accuracy.MAIN}")
    waits = [1000 * (at - BEGINS) for at in stops if at is not None and at > BEGINS]
    how = f"{len(clips)} clips of {len(HELD_OUT)} synthetic voices, {condition}"
    missed = percent(len(clips) - len(waits), len(clips))
    return [
        row(f"barge-in: {what}: stops no prompt", missed, "%", how),
        row(f"barge-in: {what}: told after", round(p95(waits)), "ms of sound, p95", how),
    ]


def _prompts() -> list[Samples]:
    """The line's own sentences in its own voice, as they are played."""
    voice = engine_named("espeak-ng")
    texts = [utterance.text for utterance in prompts_of(load()).fixed()]
    longest = sorted(texts, key=len, reverse=True)[:PROMPTS]
    return [np.asarray(voice.synthesise(text), np.int16)[: int(20 * RATE)] for text in longest]


def _echo(prompt: Samples) -> Samples:
    """What comes back of it: later, fainter, duller, on a quiet line."""
    dull = np.convolve(prompt.astype(np.float64), np.ones(4) / 4, "same") * 10 ** (-ECHO / 20)
    late = np.concatenate((np.zeros(int(ECHO_AFTER * RATE)), dull))
    return _together(late.astype(np.int16), sounds.silence(len(late) / RATE))


def _coughing(seed: int) -> Samples:
    quiet = sounds.silence(SECONDS)
    chance = np.random.default_rng(seed)
    for number in range(COUGHS):
        cough = sounds.cough(seed * COUGHS + number)
        at = int(chance.uniform(1.0, SECONDS - 2.0) * RATE)
        quiet[at : at + len(cough)] += cough
    return quiet


def _at_level(noise: Signal, decibels: float) -> Samples:
    loudness = np.sqrt(np.mean(noise**2)) or 1.0
    return sounds.in_16_bits(noise * (32768 * 10 ** (decibels / 20) / loudness))


def _together(*heard: Samples) -> Samples:
    """Sounds at once, as long as the first."""
    whole = np.zeros(len(heard[0]))
    for one in heard:
        length = min(len(one), len(whole))
        whole[:length] += one[:length]
    return sounds.in_16_bits(whole)
