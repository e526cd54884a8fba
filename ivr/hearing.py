"""How a line says its prompts and hears its caller: keys and words in the same breath."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import NoReturn

from ivr.call import CallInfo, PathRecorder, PersonRequested
from ivr.clock import Clock
from ivr.errors import LineaError
from ivr.keys import PERSON_KEY, KeyBuffer
from ivr.question import LineSettings
from ivr.recording import RecordingLine
from ivr.rendering import Prompts, Utterance
from ivr.understood import Ears
from speech.understanding.heard import Command, Heard

ANYWHERE = "protected"
"""The grammar of what acts wherever the line speaks: emergencies and «asesor» alone."""


ALOUD = "_voz"
"""What ends the id of a question's wording for who may also say the answer."""


class EmergencyHeard(LineaError):
    """The caller said what only someone in danger says: it comes before anything else."""

    code = "emergency_heard"

    def __init__(self, heard: Heard) -> None:
        super().__init__("se oyó una emergencia")
        self.heard = heard


class NobodyListens(LineaError):
    """There is no recogniser for this turn, or not any more; keys are heard all the same.

    ``played`` seconds of the prompt were heard before.
    """

    code = "nobody_listens"

    def __init__(self, played: float = 0.0) -> None:
        super().__init__("nadie reconoce la voz", played=played)
        self.played = played


class Answered(Enum):
    """How a question was answered without words."""

    BY_KEYS = auto()
    """By keys, that wait in the buffer or may still come."""
    NOT = auto()
    """Not at all, in the time that there was."""


@dataclass(frozen=True, slots=True)
class Listening:
    """How a transport listens while it plays.

    ``grammar`` is what may be said, ``seconds`` how long an answer may take after the prompt's
    end. With ``stops`` the caller's voice stops the prompt, as a key does where the prompt may
    be interrupted; without it only what is recognised does.
    """

    grammar: str
    seconds: float
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Said:
    """What was ``heard``, None for no words, and how many seconds ``at`` into the prompt."""

    heard: Heard | None
    at: float = 0.0


class HearingLine(RecordingLine):
    """The part of a line that speaks and hears; every method may raise :class:`CallEnded`.

    With ``ears`` an emergency ends whatever is said by :class:`EmergencyHeard`. Without them
    keys are all that is heard.
    """

    def __init__(
        self,
        call: CallInfo,
        prompts: Prompts,
        path: PathRecorder,
        clock: Clock,
        settings: LineSettings | None = None,
        ears: Ears | None = None,
    ) -> None:
        super().__init__(call, path, clock)
        self.keys = KeyBuffer()
        self._prompts = prompts
        self._settings = settings or LineSettings()
        self._ears = ears
        self._said_ahead: Heard | None = None
        self._knows_it_is_keys_only = False

    @property
    def hears(self) -> bool:
        """Whether words are listened to; a transport says for how long."""
        return self._ears is not None

    def say(self, prompt_id: str, **values: object) -> None:
        """Say a prompt; skipped when it may be interrupted and a key is already waiting.

        Raises :class:`ivr.rendering.PromptError` for a value that is missing or wrong,
        :class:`EmergencyHeard`, and :class:`PersonRequested` on «asesor» in a prompt that
        isn't to be interrupted; in any other «asesor» answers the next question.
        """
        utterance, interruptible = self._utter(prompt_id, values)
        if interruptible and (self.keys or self._said_ahead):
            return
        self._note_said(prompt_id)
        if self._ears is None:
            self._play(utterance, interruptible)
        else:
            self._say_and_heed(utterance, interruptible, self._ears)

    def announce(self, prompt_id: str, **values: object) -> None:
        """Say what is on the way to a person already: to its end, and no word is listened to."""
        utterance, interruptible = self._utter(prompt_id, values)
        if interruptible and self.keys:
            return
        self._note_said(prompt_id)
        self._play(utterance, interruptible)

    def wording_version(self, prompt_id: str) -> int:
        """The version of a prompt's text: what a consent was given to."""
        return self._prompts[prompt_id].version

    # -- what a transport gives ---------------------------------------------------

    @abstractmethod
    def _play(self, utterance: Utterance, interruptible: bool, since: float = 0.0) -> None:
        """Play to the end, from ``since`` seconds on; every key pressed meanwhile is pushed
        into ``keys``.

        An interruptible utterance stops at the first key.
        """

    @abstractmethod
    def _wait_key(self, seconds: float) -> str | None:
        """The next key from the network, or None after ``seconds``.

        When several came at once the first is given and the others are pushed.
        """

    def _hear(
        self,
        utterance: Utterance | None,
        listening: Listening,
        interruptible: bool,
        since: float = 0.0,
    ) -> Said:
        """Play (nothing: only listen) from ``since`` seconds on, and listen at once.

        No words after a key, which is pushed, or silence. Where sound was no word the prompt
        goes on. A prompt that isn't to be interrupted keeps the keys and plays on. Raises
        :class:`NobodyListens`.
        """
        raise NobodyListens

    # -- within -------------------------------------------------------------------

    def _pose(
        self,
        prompt_id: str,
        values: Mapping[str, object],
        grammar: str | None,
        seconds: float | None = None,
    ) -> Heard | Answered:
        """Say a question and hear the answer; without a ``grammar`` it is for the keypad.

        ``seconds`` is how long it may take to come, the usual time when it isn't given.
        """
        seconds = self._settings.no_input if seconds is None else seconds
        if self._said_ahead is not None and grammar is not None and not self.keys:
            ahead, self._said_ahead = self._said_ahead, None
            return ahead
        if self._ears is None or grammar is None:
            self.say(prompt_id, **values)
            return Answered.BY_KEYS
        utterance, interruptible = self._utter(self._aloud(prompt_id), values)
        if not interruptible:
            self.say(prompt_id, **values)
            return self._await(grammar, seconds)
        if self.keys:
            return Answered.BY_KEYS
        self._note_said(prompt_id)
        try:
            said = self._hear(utterance, Listening(grammar, seconds), True)
        except NobodyListens:
            self._tell_keys_only()
            if not self.keys:
                self._play(self._utter(prompt_id, values)[0], interruptible)
            return Answered.BY_KEYS
        return self._answer(said)

    def _await(self, grammar: str, seconds: float) -> Heard | Answered:
        """Listen for an answer to what was asked before."""
        if self.keys:
            return Answered.BY_KEYS
        try:
            return self._answer(self._hear(None, Listening(grammar, seconds), True))
        except NobodyListens:
            self._tell_keys_only()
            return Answered.BY_KEYS

    def _answer(self, said: Said) -> Heard | Answered:
        if said.heard is not None:
            return said.heard
        return Answered.BY_KEYS if self.keys else Answered.NOT

    def _say_and_heed(self, utterance: Utterance, interruptible: bool, ears: Ears) -> None:
        listening = Listening(ANYWHERE, 0.0, stops=False)
        since = 0.0
        while True:
            try:
                said = self._hear(utterance, listening, interruptible, since)
            except NobodyListens as gone:
                self._play(utterance, interruptible, since=gone.played)
                return
            if said.heard is None:
                return
            if ears.emergency(said.heard):
                raise EmergencyHeard(said.heard)
            if ears.command(said.heard) is Command.PERSON:
                if not interruptible:
                    self._ask_for_person(said.heard)
                self._said_ahead = said.heard
                return
            since = said.at

    def _tell_keys_only(self) -> None:
        """Once a call, and not to who is pressing keys already."""
        if not self._knows_it_is_keys_only and not self.keys:
            self._knows_it_is_keys_only = True
            self.announce("error.solo_teclado")

    def _utter(self, prompt_id: str, values: Mapping[str, object]) -> tuple[Utterance, bool]:
        utterance = self._prompts.utter(prompt_id, today=self.clock.today(), **values)
        return utterance, self._prompts[prompt_id].interruptible

    def _aloud(self, prompt_id: str) -> str:
        """The wording of a question for who may answer aloud, if it has one of its own."""
        aloud = f"{prompt_id}{ALOUD}"
        return aloud if aloud in self._prompts else prompt_id

    def _note_said(self, prompt_id: str) -> None:
        self._step("said", prompt=prompt_id, label=self._prompts[prompt_id].label)

    def _ask_for_person(self, heard: Heard | None = None) -> NoReturn:
        if heard is None:
            self._step("chosen", heard=PERSON_KEY, label="Pidió un asesor")
        else:
            label = "Pidió un asesor"
            self._spoken_step("chosen", None, heard.text, label, score=heard.score)
        raise PersonRequested("asked")
