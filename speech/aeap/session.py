"""One call's ears: its turns, its sound, and what it is told. All on the event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from ivr.errors import LineaError
from speech.aeap import turn as turns
from speech.aeap.ears import Ears
from speech.aeap.messages import Result, push
from speech.aeap.second_hearing import heard_again, heard_as
from speech.aeap.spoken import holds_a_phrase, is_no_match, is_noise, results
from speech.aeap.turn import CONTINUED, Turn, What
from speech.recognizer.endpointing import Endpointer, Mark
from speech.recognizer.hearing import Hearing
from speech.recognizer.utterance import Utterance
from speech.recognizer.voice_activity import VoiceActivity
from speech.understanding.heard import Heard

log = structlog.get_logger()

BYTES_A_SECOND = 16_000
NO_SOUND_SECONDS = 0.3
"""A telephone that sends no sound in silence is silent after so long, beside the profile's."""

NEXT_TURN_SECONDS = 0.2
"""A turn that begins so soon after one in which nobody spoke goes on hearing where that ended."""

NO_MATCH = "no_match"
"""How an utterance is counted that was a final, and nothing in it was in the grammar."""

_UNSET = {"gate": 0.0, "protect": 0.0, "prompt": 1.0, "limit": 0.0, "keep": 0.0, "again": 0.0}
Send = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an utterance came to, to be told once the turn that waits for it may be."""

    what: What
    heard: Heard = field(default_factory=Heard)


class Session:
    """Listens to one call, from its setup to its end. ``send`` gives a message to Asterisk."""

    def __init__(self, ears: Ears, hearing: Hearing, send: Send) -> None:
        self._ears = ears
        self._hearing = hearing
        self._send = send
        tuning = hearing.tuning
        self._endpointer = Endpointer(VoiceActivity(tuning.sensitivity), tuning.onset)
        self._turn: Turn | None = None
        self._next = dict(_UNSET)
        self._kept = b""
        self._utterance: Utterance | None = None
        self._result: asyncio.Task[None] | None = None
        self._outcome: Outcome | None = None
        self._told: Outcome | None = None
        self._held = False
        self._last_sound = 0.0

    def set(self, name: str, value: str) -> None:
        """Take a `SPEECH SET`. Raises LineaError for what can't be taken.

        ``turn`` begins a turn; ``gate`` (seconds), ``protect``, ``keep``, ``again`` and ``prompt``
        (0 or 1; 0: nothing plays) hold for the fresh turn whose first sound comes next, as does
        ``limit``: after so many seconds of sound in which nobody is speaking, silence is told.
        """
        if name == "turn":
            self._begin_turn(*turns.parse(value))
        elif name in self._next:
            self._next[name] = _number(value)
        elif name not in ("results_type", "dtmf"):
            raise LineaError(f"No hay un ajuste «{name}».", code="unknown_setting")

    async def sound(self, sound: bytes) -> None:
        """Take sound: 16-bit samples at 8 kHz, in pieces of any length."""
        turn = self._turn
        if turn is None:
            return
        now = time.monotonic()
        self._held = self._held and now - self._last_sound < NEXT_TURN_SECONDS
        self._last_sound = now
        if not turn.heard:
            await self._first_sound(turn)
        turn.seconds += len(sound) / BYTES_A_SECOND
        for mark, piece in self._endpointer.take(sound):
            if mark is Mark.BEGAN:
                await self._begin_utterance(turn, piece)
            elif self._utterance is not None and mark is Mark.SPEAKING:
                self._utterance.add(piece)
            elif self._utterance is not None:
                self._end_utterance()
        if self._endpointer.speaking and self._utterance is not None:
            await self._tell_start(turn)
        elif self._utterance is None and not turn.told and 0 < turn.limit <= turn.seconds:
            self._endpointer.hold()
            self._held = True
            await self._tell(Outcome(What.SILENCE))

    def close(self) -> None:
        """Forget everything: the call is over."""
        self._abandon()
        self._turn = None

    # Turns

    def _begin_turn(self, number: int, grammar_id: str) -> None:
        before = self._turn
        if grammar_id == CONTINUED:
            self._continue_turn(number, before)
            return
        self._abandon()
        self._turn = Turn(number, grammar_id)
        try:
            self._hearing.grammar(grammar_id)
        except LineaError:
            self._outcome = Outcome(What.LOST)
            raise

    def _continue_turn(self, number: int, before: Turn | None) -> None:
        if before is None:
            raise turns.NotATurn("No hay un turno que continúe.")
        self._turn = Turn(number, before.grammar_id, continued=True, seconds=before.seconds)
        self._turn.gate, self._turn.protected = before.gate, before.protected
        self._turn.keeps = before.keeps
        if self._utterance is None and self._outcome is None:
            # what was told when Asterisk had stopped waiting already is told again
            self._outcome = self._told or Outcome(What.NOISE)

    async def _first_sound(self, turn: Turn) -> None:
        going_on, self._held = self._held, False
        turn.heard = True
        if turn.continued:
            self._endpointer.prompt_stopped()
        else:
            turn.gate = self._next["gate"]
            turn.protected = self._next["protect"] > 0
            turn.limit = self._next["limit"]
            prompt_plays = self._next["prompt"] > 0
            turn.keeps, turn.again = self._next["keep"] > 0, self._next["again"] > 0
            self._next = dict(_UNSET)
            if self._outcome is None and turn.again:
                self._result = asyncio.create_task(self._hear_again(turn))
            elif self._outcome is None:
                profile = self._hearing.profile(turn.grammar_id)
                self._endpointer.listen(profile, prompt_plays=prompt_plays, going_on=going_on)
        if self._outcome is not None:
            await self._tell(self._outcome)

    async def _tell(self, outcome: Outcome) -> None:
        """Tell the turn that is open what came; kept for the next one when it was told already."""
        turn = self._turn
        if turn is None or not turn.heard or turn.told:
            self._outcome = outcome
            return
        turn.told = True
        self._told, self._outcome = outcome, None
        label = turn.label(outcome.what)
        if outcome.what is What.FINAL:
            await self._push(results(outcome.heard, label))
        else:
            await self._push([Result("", 0, label)])

    async def _tell_start(self, turn: Turn) -> None:
        if turn.told or turn.continued or turn.protected or turn.seconds < turn.gate:
            return
        turn.told = True
        await self._push([Result("", 0, turn.label(What.START))])

    async def _push(self, told: Sequence[Result]) -> None:
        with suppress(ConnectionError):  # the call ended meanwhile
            await self._send(push(told))

    # Utterances

    async def _begin_utterance(self, turn: Turn, sound: bytes) -> None:
        if not self._ears.admission.enter():
            self._endpointer.end()
            self._ears.figures.rejected.inc()
            self._count(What.BUSY)
            await self._tell(Outcome(What.BUSY))
            return
        grammar = self._hearing.grammar(turn.grammar_id)
        calibration = self._hearing.calibration(turn.grammar_id)
        keeps = turn.keeps or self._hearing.second_pass(turn.grammar_id) is not None
        self._kept = b""
        self._utterance = Utterance(grammar, calibration, self._ears.threads, keeps=keeps)
        self._ears.figures.recognizing.inc()
        self._utterance.add(sound)
        self._result = asyncio.create_task(self._await_result(turn, self._utterance))

    def _end_utterance(self) -> None:
        if self._utterance is not None:
            self._endpointer.end()
            self._utterance.end()

    async def _await_result(self, turn: Turn, utterance: Utterance) -> None:
        await self._until_silent(utterance)
        since = time.perf_counter()
        voiced = self._endpointer.voiced_seconds
        try:
            heard = await utterance.result()
        except LineaError as error:
            log.error("recognizer_failed", code=error.code)
            outcome = Outcome(What.LOST)
        else:
            outcome = await self._judged(turn, utterance, heard, voiced)
        self._leave(utterance)
        self._ears.figures.result_seconds.observe(time.perf_counter() - since)
        self._count(NO_MATCH if is_no_match(outcome.heard) else outcome.what)
        if outcome.what is What.NOISE:
            self._endpointer.was_noise()
        if self._is_worth_telling(outcome):
            if outcome.what is What.FINAL:
                self._ears.figures.score.observe(outcome.heard.score)
            await self._tell(outcome)
        elif turn is self._turn:
            self._endpointer.listen_again()

    async def _judged(
        self, turn: Turn, utterance: Utterance, heard: Heard, voiced: float
    ) -> Outcome:
        """What was heard; where it is unsure, with what the same sound is without a grammar."""
        if is_noise(heard, voiced):
            return Outcome(What.NOISE, heard)
        grammar_id = turn.grammar_id
        if turn.keeps and is_no_match(heard):
            return Outcome(What.NOISE, heard)
        self._kept = utterance.sound if turn.keeps else b""
        both = await heard_again(self._ears, self._hearing, grammar_id, utterance, heard)
        return Outcome(What.FINAL, both)

    async def _hear_again(self, turn: Turn) -> None:
        """Tell what the sound that was kept is for this turn's grammar."""
        heard = await heard_as(self._ears, self._hearing, turn.grammar_id, self._kept)
        is_words = bool(heard.text) and not is_no_match(heard)
        if turn is self._turn:
            await self._tell(Outcome(What.FINAL if is_words else What.NOISE, heard))

    async def _until_silent(self, utterance: Utterance) -> None:
        """Wait for the end of the utterance, or until no sound has come for too long."""
        patience = self._endpointer.silence + NO_SOUND_SECONDS
        while not await utterance.ended(within=patience):
            if time.monotonic() - self._last_sound > patience:
                self._end_utterance()

    def _is_worth_telling(self, outcome: Outcome) -> bool:
        turn = self._turn
        if turn is None or outcome.what is What.LOST:
            return True
        if outcome.what is What.NOISE:
            return turn.told or turn.continued
        if not turn.protected:
            return True
        return holds_a_phrase(outcome.heard, self._hearing.grammar(turn.grammar_id).phrases)

    def _abandon(self) -> None:
        self._outcome = self._told = None
        if not self._held:
            self._endpointer.end()
        if self._result is not None:
            self._result.cancel()
            self._result = None
        if self._utterance is not None:
            self._utterance.abandon()
            self._leave(self._utterance)

    def _leave(self, utterance: Utterance) -> None:
        self._utterance = None
        self._ears.admission.leave()
        self._ears.figures.recognizing.dec()
        self._ears.figures.decoded(utterance)

    def _count(self, what: str) -> None:
        assert self._turn is not None
        profile = self._hearing.profile_name(self._turn.grammar_id)
        self._ears.figures.utterances.labels(profile, what).inc()


def _number(value: str) -> float:
    """Return what a setting says. Raises LineaError for what is no number from 0 on."""
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number < 3600:
        raise LineaError("No es un número de segundos, 0 o 1.", code="bad_setting")
    return number
