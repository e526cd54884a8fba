"""The same sound once more, without a grammar, where the first time left it unsure."""

from __future__ import annotations

import asyncio
import time
from enum import StrEnum

from ivr.errors import LineaError
from speech.aeap.ears import Ears
from speech.recognizer.hearing import Hearing
from speech.recognizer.model import Vocabulary
from speech.recognizer.reading import Calibration
from speech.recognizer.second_pass import SecondPass, with_second
from speech.recognizer.utterance import Utterance
from speech.understanding.heard import Heard

AS_ANOTHER_SECONDS = 1.0
"""How long it may take to hear again what was kept: somebody waits in silence."""


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
    second, outcome = await _second(ears, hearing, grammar_id, second_pass, utterance.sound)
    both = with_second(heard, second)
    if outcome is Outcome.ADDED and both == heard:
        outcome = Outcome.SAME
    profile = hearing.profile_name(grammar_id)
    ears.figures.second_passes.labels(profile, outcome).inc()
    return both


async def heard_as(ears: Ears, hearing: Hearing, grammar_id: str, sound: bytes) -> Heard:
    """Return what ``sound`` is for another question's grammar; no words where there is no room,
    or it takes too long. Raises LineaError for an unknown grammar.
    """
    if not sound:
        return Heard()
    heard, _ = await _decoded(
        ears,
        hearing.grammar(grammar_id),
        hearing.calibration(grammar_id),
        sound,
        room=1.0,
        within=AS_ANOTHER_SECONDS,
    )
    return heard


async def _second(
    ears: Ears, hearing: Hearing, grammar_id: str, second_pass: SecondPass, sound: bytes
) -> tuple[Heard, Outcome]:
    since = time.perf_counter()
    heard, outcome = await _decoded(
        ears,
        hearing.model.language(),
        hearing.calibration(grammar_id),
        sound,
        room=second_pass.room,
        within=second_pass.within,
    )
    if outcome is not Outcome.BUSY:
        ears.figures.second_pass_seconds.observe(time.perf_counter() - since)
    return heard, outcome


async def _decoded(
    ears: Ears,
    vocabulary: Vocabulary,
    calibration: Calibration,
    sound: bytes,
    *,
    room: float,
    within: float,
) -> tuple[Heard, Outcome]:
    """Decode sound that was kept, in a place of its own."""
    if not ears.admission.enter(room):
        return Heard(), Outcome.BUSY
    ears.figures.recognizing.inc()
    again = Utterance(vocabulary, calibration, ears.threads)
    again.add(sound)
    again.end()
    try:
        async with asyncio.timeout(within):
            return await again.result(), Outcome.ADDED
    except TimeoutError:
        return Heard(), Outcome.LATE
    except LineaError:
        return Heard(), Outcome.LOST
    finally:
        again.abandon()
        ears.admission.leave()
        ears.figures.recognizing.dec()
        ears.figures.second_pass_decoding_seconds.inc(again.decoding_seconds)
