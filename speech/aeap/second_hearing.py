"""The same sound once more, without a grammar, where the first time left it unsure."""

from __future__ import annotations

import asyncio
import time
from enum import StrEnum

from ivr.errors import LineaError
from speech.aeap.ears import Ears
from speech.recognizer.hearing import Hearing
from speech.recognizer.second_pass import SecondPass, with_second
from speech.recognizer.utterance import Utterance
from speech.understanding.heard import Heard


class Outcome(StrEnum):
    """What came of a second pass."""

    ADDED = "added"
    """It heard something else: a reading more."""
    SAME = "same"
    """It heard the same, or nothing."""
    BUSY = "busy"
    """There was no room for it."""
    LATE = "late"
    """It took too long."""
    LOST = "lost"
    """The recogniser failed."""


async def heard_again(
    ears: Ears, hearing: Hearing, grammar_id: str, utterance: Utterance, heard: Heard
) -> Heard:
    """Return ``heard``, what an utterance was heard as, with another reading if one is found.

    It takes a place of its own. The first pass stands whatever becomes of the second.
    """
    second_pass = hearing.second_pass(grammar_id)
    if second_pass is None or not second_pass.is_wanted(heard):
        return heard
    second, outcome = await _second(ears, hearing, second_pass, utterance.sound)
    both = with_second(heard, second)
    if outcome is Outcome.ADDED and both == heard:
        outcome = Outcome.SAME
    profile = hearing.profile_name(grammar_id)
    ears.figures.second_passes.labels(profile, outcome).inc()
    return both


async def _second(
    ears: Ears, hearing: Hearing, second_pass: SecondPass, sound: bytes
) -> tuple[Heard, Outcome]:
    if not ears.admission.enter(second_pass.room):
        return Heard(), Outcome.BUSY
    since = time.perf_counter()
    ears.figures.recognizing.inc()
    again = Utterance(hearing.model.language(), hearing.tuning.calibration, ears.threads)
    again.add(sound)
    again.end()
    try:
        async with asyncio.timeout(second_pass.within):
            return await again.result(), Outcome.ADDED
    except TimeoutError:
        return Heard(), Outcome.LATE
    except LineaError:
        return Heard(), Outcome.LOST
    finally:
        again.abandon()
        ears.admission.leave()
        ears.figures.recognizing.dec()
        ears.figures.second_pass_seconds.observe(time.perf_counter() - since)
        ears.figures.second_pass_decoding_seconds.inc(again.decoding_seconds)
