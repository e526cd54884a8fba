"""Does the prompt stop when the caller begins, and only then: what the ears tell, without a call.

How soon it is silent is measured on real calls (`barged_calls`); here, how much sound it takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, product

import numpy as np

from app.benches.speech import accuracy, noises, sounds
from app.benches.speech.chain import Chain
from app.benches.speech.noises import ECHO, STREET, together
from app.benches.speech.rows import Row, p95, percent, row
from app.benches.speech.sounds import HELD_OUT, RATE, Clip, Samples

FALSE_AT_MOST = 2.0
PROMPTS = 60
SECONDS = 12.0
BEGINS = 2.0
"""Seconds into the prompt at which somebody speaks."""
PHRASES = ("sí claro", "la factura", "hablar con un asesor", "reportar un daño", "no señora")
SYLLABLES = ("sí", "no", "dos", "tres", "ya")


def offline_rows(chain: Chain) -> list[Row]:
    """Prompts stopped by what is no caller and by callers, as the ears hear it."""
    echoes = noises.echoes(PROMPTS, SECONDS)
    street = [noises.at_level(sounds.street(SECONDS, seed), STREET) for seed in range(5)]
    quiet = [sounds.silence(SECONDS)]
    phrases = [sounds.spoken(text, voice) for text, voice in product(PHRASES, HELD_OUT)]
    syllables = [sounds.spoken(text, voice) for text, voice in product(SYLLABLES, HELD_OUT)]
    voices = f"{len(HELD_OUT)} synthetic voices"
    found = [_false(chain, what, heard) for what, heard in noises.pieces(PROMPTS, SECONDS).items()]
    for condition, under in (
        ("quiet line", quiet),
        (f"echo at -{ECHO:.0f} dB", echoes),
        ("street noise 10 dB below", street),
    ):
        found += _true(chain, f"a phrase, {condition}", phrases, under, voices)
        found += _true(chain, f"one syllable, {condition}", syllables, under, voices)
    human = [Clip(name, "human", samples) for name, samples in sounds.human().items()]
    if human:
        found += _true(chain, "human numbers, quiet line", human, quiet, "one Colombian woman")
    return found


def _false(chain: Chain, what: str, heard: Sequence[Samples]) -> Row:
    stops = chain.stops(heard, f"menu.{accuracy.MAIN}")
    stopped = sum(at is not None for at in stops)
    how = f"{len(heard)} prompts, the caller says nothing, without a call"
    false = percent(stopped, len(heard))
    return row(f"false barge-ins: {what}", false, "%", how, at_most=FALSE_AT_MOST)


def _true(
    chain: Chain, what: str, clips: Sequence[Clip], under: Sequence[Samples], whose: str
) -> list[Row]:
    """Words spoken among other sounds: how many are heard to begin, and how soon."""
    before = int(BEGINS * RATE)
    into = [sound for sound in under if len(sound) > before + 2 * RATE]
    heard = [
        together(sound, np.concatenate((np.zeros(before, np.int16), clip.samples)))
        for clip, sound in zip(clips, cycle(into), strict=False)
    ]
    stops = chain.stops(heard, f"menu.{accuracy.MAIN}")
    waits = [
        1000 * (at - BEGINS - sounds.audible_from(clip.samples))
        for clip, at in zip(clips, stops, strict=True)
        if at is not None and at > BEGINS
    ]
    how = f"{len(clips)} clips, {whose}"
    missed = percent(len(clips) - len(waits), len(clips))
    return [
        row(f"barge-in: {what}: stops no prompt", missed, "%", how),
        row(f"barge-in: {what}: told after", round(p95(waits)), "ms of sound, p95", how),
    ]
