"""How a line says its prompts and hears its caller: keys and words in the same breath."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NoReturn

from ivr.call import CallInfo, PathRecorder, PersonRequested
from ivr.clock import Clock
from ivr.errors import LineaError
from ivr.keys import PERSON_KEY, KeyBuffer
from ivr.question import YES_NO, LineSettings
from ivr.recording import RecordingLine
from ivr.rendering import Prompts, Utterance
from ivr.understood import Ears
from speech.understanding.heard import Alarm, Certainty, Command, Heard
from speech.understanding.yes_no import NO, YES

ANYWHERE = "protected"
"""The grammar of what acts wherever the line speaks: emergencies and «asesor» alone."""

IDLE_AT_MOST = 2
"""How often talk that is for nobody may stop a prompt; then only words that mean something do."""
DANGER = "comun.emergencia"
ALARMS_AT_MOST = 2
"""How often a caller is asked whether it is an emergency; then only what is sure is heeded."""
SECONDS_TO_ANSWER, MOST_ANSWERS = 3.0, 2
"""How long that waits, and how often it hears what is neither yes nor no."""
_ONCE_MORE = frozenset({Command.REPEAT, Command.PARDON})

ALOUD = "_voz"
"""What ends the id of a question's wording for who may also say the answer."""


class EmergencyHeard(LineaError):
    """The caller said what only someone in danger says: it comes before anything else."""

    code = "emergency_heard"

    def __init__(self, heard: Heard, *, confirmed: bool = False) -> None:
        """``confirmed``: the caller was asked whether it is one."""
        super().__init__("se oyó una emergencia")
        self.heard = heard
        self.confirmed = confirmed


class NobodyListens(LineaError):
    """There is no recogniser for this turn, or not any more; keys are heard all the same.

    ``played`` seconds of the prompt were heard before.
    """

    code = "nobody_listens"

    def __init__(self, played: float = 0.0) -> None:
        super().__init__("nadie reconoce la voz", played=played)
        self.played = played


@dataclass(frozen=True, slots=True)
class Listening:
    """How a transport listens while it plays.

    ``grammar`` is what may be said, ``seconds`` how long an answer may take after the prompt's
    end. With ``stops`` the caller's voice stops the prompt, as a key does where the prompt may
    be interrupted; without it only what is recognised does. ``keeps``: the sound of words is
    kept for the next question (:meth:`HearingLine._hear_again`).
    """

    grammar: str
    seconds: float
    stops: bool = True
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What was ``heard``, None for no words, and how many seconds ``at`` into the prompt.

    ``noises`` were heard before it that were no word.
    """

    heard: Heard | None
    at: float = 0.0
    noises: int = 0


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
        self._alarms = 0

    @property
    def hears(self) -> bool:
        """Whether words are listened to; a transport says for how long."""
        return self._ears is not None

    def say(self, prompt_id: str, **values: object) -> None:
        """Say a prompt; skipped when it may be interrupted and an answer is already waiting.

        The caller's voice stops a prompt that may be interrupted, as a key does. Words answer
        the next question; what only shows that one listens, and noise, let the prompt go on.
        Raises :class:`ivr.rendering.PromptError` for a value that is missing or wrong,
        :class:`EmergencyHeard`, and :class:`PersonRequested` on «asesor» in a prompt that
        isn't to be interrupted; in any other «asesor» answers the next question.
        """
        self._say(prompt_id, values, Listening(ANYWHERE, 0.0, keeps=True))

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

    def _hear_again(self, grammar: str) -> Heard | None:
        """What was kept last, heard for another ``grammar``; None where nothing fits it, or a
        transport keeps no sound.
        """
        return None

    # -- within -------------------------------------------------------------------

    def _say(self, prompt_id: str, values: Mapping[str, object], listening: Listening) -> None:
        """Say it to who may speak, or, where nothing is kept of what they say, to the keypad."""
        plain, interruptible = self._utter(prompt_id, values)
        if interruptible and (self.keys or self._said_ahead):
            return
        self._note_said(prompt_id)
        if self._ears is None:
            self._play(plain, interruptible)
            return
        aloud = plain
        if listening.keeps and self.hears:
            aloud, interruptible = self._utter(self._aloud(prompt_id), values)
        listening = replace(listening, stops=listening.keeps and interruptible)
        try:
            self._say_and_heed(aloud, interruptible, listening, self._ears)
        except NobodyListens as gone:
            self._play(aloud if gone.played else plain, interruptible, since=gone.played)

    def _say_and_heed(
        self, utterance: Utterance, interruptible: bool, listening: Listening, ears: Ears
    ) -> None:
        """Say it to its end, or to words that are for more than this prompt.

        Words that aren't to stop it are kept until its end. Raises NobodyListens.
        """
        since, idle = 0.0, 0
        while True:
            said = self._hear(utterance, listening, interruptible, since)
            if said.heard is None:
                return
            self._heed_danger(said.heard, ears)
            command = ears.command(said.heard)
            if command is Command.PERSON and (not interruptible or not listening.keeps):
                self._ask_for_person(said.heard)
            since = said.at
            if interruptible and command in _ONCE_MORE:
                since = 0.0
            elif listening.grammar == ANYWHERE and ears.idle(said.heard):
                idle += 1
                listening = replace(listening, stops=listening.stops and idle < IDLE_AT_MOST)
            elif listening.keeps:
                self._said_ahead = said.heard
                if interruptible:
                    return

    def _heed_danger(self, heard: Heard, ears: Ears) -> None:
        """Raise EmergencyHeard where words tell of danger; of a doubtful one the caller is asked.

        Returns where there is none: the caller is where they were.
        """
        alarm = ears.alarm(heard)
        if alarm.certainty is Certainty.SURE:
            raise EmergencyHeard(heard)
        if alarm.certainty is Certainty.DOUBTFUL and self._alarms < ALARMS_AT_MOST:
            self._alarms += 1
            typed_ahead = list(iter(self.keys.pop, None))
            if self._is_danger(alarm, ears):
                raise EmergencyHeard(heard, confirmed=True)
            for key in reversed(typed_ahead):
                self.keys.put_back(key)

    def _is_danger(self, alarm: Alarm, ears: Ears) -> bool:
        """«¿Es una emergencia?» Silence, and what is neither yes nor no, say what is ``fair``.

        Raises EmergencyHeard for who names the danger now.
        """
        utterance, _ = self._utter(self._aloud(DANGER), {})
        self._note_said(DANGER)
        listening = Listening(YES_NO, SECONDS_TO_ANSWER, stops=False)
        since = 0.0
        for _ in range(MOST_ANSWERS):
            try:
                said = self._hear(utterance, listening, True, since)
            except NobodyListens:
                break
            if said.heard is None:
                break
            if ears.alarm(said.heard).certainty is not Certainty.NONE:
                raise EmergencyHeard(said.heard, confirmed=True)
            answer = ears.yes_no(said.heard).key
            if answer is not None:
                return answer == YES
            since = said.at
        key = self.keys.peek()
        if key is None:
            return alarm.fair
        if key in (YES, NO):
            self.keys.pop()
        return key == YES

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
