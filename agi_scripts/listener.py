"""One call's turns with the recogniser: a prompt plays, the caller speaks, the prompt falls silent.

Asterisk's own barge-in doesn't work with an external recogniser, so it is done in two commands:
at the first speech the recogniser tells ``start``, which ends SPEECH RECOGNIZE, and the next one
begins a new sound, a silent one, which stops the prompt. Every command is a turn with a number
of its own, which every result carries (docs/decisions/0015).
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from enum import StrEnum

import structlog

from agi_scripts.agi import Agi, Recognised
from agi_scripts.dead_mans_switch import DeadMansSwitch
from agi_scripts.key_log import KeyLog
from agi_scripts.recogniser import Recogniser, SpeechService
from ivr.hearing import Listening, NobodyListens
from speech.understanding.heard import Heard

SAMPLES_A_SECOND = 8000
SILENCE = "silence/1"
"""A second of silence, of Asterisk's own sounds."""
SILENCE_SECONDS = 1.0
A_MOMENT = 0.1
"""Seconds of silence that stop a prompt."""
REWIND = 0.6
"""Seconds that a prompt goes back when it goes on, so that no word is lost."""
HARDLY_BEGUN = 1.5
"""Seconds into a prompt up to which it is said again from its beginning."""
NOISES_AT_MOST = 2
"""How often in a row sound that is no word may stop a call's prompts; then only words do."""
LONGEST_ANSWER = 25.0
"""Seconds after which whoever still speaks isn't answering; the recogniser ends it before."""
BACKUP = 2
"""Seconds after which Asterisk ends a turn that the recogniser should have ended."""
_log = structlog.get_logger(__name__)


class What(StrEnum):
    """What a turn came to."""

    START, FINAL, NOISE, SILENCE = "start", "final", "noise", "silence"
    BUSY, LOST = "busy", "lost"
    KEY, CROSSED = "key", "crossed"


_TOLD = frozenset({What.START, What.FINAL, What.NOISE, What.SILENCE, What.BUSY, What.LOST})


@dataclass(frozen=True, slots=True)
class Sound:
    """What plays while the line listens: Asterisk's path without ending, and its length."""

    path: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Turned:
    """What one turn came to, after how many seconds of it."""

    what: What
    seconds: float
    keys: str = ""
    heard: Heard | None = None


@dataclass(frozen=True, slots=True)
class Hearing:
    """What came of listening: ``heard``, or ``keys``, or neither; ``at`` seconds into it.

    ``noises``: how much was heard before that was no word.
    """

    heard: Heard | None
    keys: str
    at: float
    noises: int = 0


class Listener:
    """Listens to one call while something plays."""

    def __init__(
        self, agi: Agi, switch: DeadMansSwitch, key_log: KeyLog, speech: SpeechService
    ) -> None:
        self._agi = agi
        self._switch = switch
        self._key_log = key_log
        self._recogniser = Recogniser(agi, switch, speech)
        self._speech = speech
        self._barge_in = speech.barge_in()
        self._turn = 0
        self._noises_in_a_row = 0

    @property
    def deaf(self) -> bool:
        """Whether this call goes on by keypad alone."""
        return self._recogniser.given_up

    def let_go(self) -> None:
        """What follows isn't for the recogniser to hear."""
        self._recogniser.let_go()

    def listen(self, sound: Sound | None, listening: Listening, since: float = 0.0) -> Hearing:
        """Play ``sound`` from ``since`` seconds on, and listen until there is an answer.

        Where sound was no word the prompt goes on from where it stopped. Raises NobodyListens,
        and CallEnded.
        """
        self._recogniser.connect()
        length = sound.seconds if sound else 0.0
        at, noises = since, 0
        while at < length + listening.seconds:
            quiet_enough = self._noises_in_a_row <= NOISES_AT_MOST
            stops = listening.stops and self._barge_in and quiet_enough
            try:
                turned = self._listen_once(sound, at, listening, stops=stops)
                at += turned.seconds
                began = turned.what is What.START
                if began:
                    turned = self._hear_out()
            except NobodyListens:
                raise NobodyListens(min(at, length)) from None
            match turned.what:
                case What.FINAL:
                    self._noises_in_a_row = 0
                    at = _goes_on(at, length) if began else at
                    return Hearing(turned.heard, turned.keys, at, noises)
                case What.KEY | What.SILENCE:
                    return Hearing(turned.heard, turned.keys, at, noises)
                case What.NOISE | What.CROSSED:
                    noises += 1
                    self._noises_in_a_row += 1
                    at = _goes_on(at, length)
                case _:
                    self._recogniser.failed(busy=turned.what is What.BUSY)
                    raise NobodyListens(min(at, length))
        return Hearing(None, "", at, noises)

    def hear_again(self, grammar: str) -> Hearing:
        """What was kept last, heard for another ``grammar``. Raises NobodyListens, CallEnded."""
        self._recogniser.connect()
        offset = SILENCE_SECONDS - A_MOMENT
        turned = self._run(grammar, {"again": 1}, SILENCE, BACKUP, offset, length=BACKUP + 1.0)
        return Hearing(turned.heard, turned.keys, 0.0)

    def _listen_once(
        self, sound: Sound | None, at: float, listening: Listening, *, stops: bool
    ) -> Turned:
        """A fresh utterance's turn, from ``at`` seconds into the prompt and the wait behind it."""
        length = sound.seconds if sound else 0.0
        left = max(0.0, length + listening.seconds - at)
        plays = sound is not None and at < length
        path, offset = (sound.path, at) if sound is not None and plays else (SILENCE, 0.0)
        behind = listening.seconds if plays else max(0.0, left - SILENCE_SECONDS)
        set_up: dict[str, object] = {"limit": round(left, 2)}
        if listening.keeps:
            set_up["keep"] = 1
        if not listening.stops:
            set_up["protect"] = 1
        elif not stops:
            set_up["gate"] = math.ceil(left) + 1
        if not plays:
            set_up["prompt"] = 0
        return self._run(
            listening.grammar,
            set_up,
            path,
            math.ceil(behind) + BACKUP,
            offset,
            length=max(left, SILENCE_SECONDS) + BACKUP + 1,
        )

    def _hear_out(self) -> Turned:
        """The prompt is to fall silent at once, and the utterance goes on to its end.

        In short turns: a recogniser that died meanwhile tells nothing, only a new turn does.
        """
        until = time.monotonic() + LONGEST_ANSWER
        while time.monotonic() < until:
            turned = self._run("+", {}, SILENCE, 1, SILENCE_SECONDS - A_MOMENT, length=2.0)
            if turned.what is not What.SILENCE:
                return turned
            self._recogniser.check()
        return Turned(What.NOISE, 0.0)

    def _run(
        self,
        grammar: str,
        set_up: dict[str, object],
        path: str,
        wait: int,
        offset: float,
        *,
        length: float,
    ) -> Turned:
        """One numbered SPEECH RECOGNIZE; in it, nothing that could wait for anything else."""
        self._turn += 1
        self._switch.renew(length + 1.0)
        for name, value in set_up.items():
            self._recogniser.set(name, value)
        self._recogniser.set("turn", f"{self._turn} {grammar}")
        began = time.monotonic()
        samples = round(offset * SAMPLES_A_SECOND)
        told = self._agi.speech_recognize(path, wait, samples, length=length)
        turned = self._told(told, time.monotonic() - began)
        self._speech.count(turned.what)
        return turned

    def _told(self, told: Recognised, seconds: float) -> Turned:
        keys = self._key_log.take(told.key)
        if keys:
            return Turned(What.KEY, seconds, keys)
        if not told.ended_by_engine:
            return Turned(What.SILENCE, seconds)
        if not told.readings:
            return Turned(What.LOST, seconds)
        number, _, word = told.readings[0].grammar.partition(" ")
        if number != str(self._turn) or word not in _TOLD:
            _log.warning("turn_crossed", turn=self._turn)
            return Turned(What.CROSSED, seconds)
        what = What(word)
        return Turned(what, seconds, heard=_heard(told) if what is What.FINAL else None)


def _heard(told: Recognised) -> Heard:
    best, *others = told.readings
    texts = tuple(_words(reading.text) for reading in others)
    return Heard(_words(best.text), texts, min(max(best.score, 0), 100) / 100)


def _words(text: str) -> str:
    """A text as Asterisk could be handed it, with the recogniser's mark for unknown words."""
    return " ".join("[unk]" if word == "unk" else word for word in text.split())


def _goes_on(at: float, length: float) -> float:
    """From where a prompt goes on that was stopped ``at``; the wait behind it begins anew."""
    if at >= length:
        return length
    return 0.0 if at < HARDLY_BEGUN else at - REWIND
