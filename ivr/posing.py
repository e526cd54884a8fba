"""How a line puts a question once: said, listened for, or answered before it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from ivr.call import CallInfo, PathRecorder
from ivr.clock import Clock
from ivr.hearing import ANYWHERE, HearingLine, Listening, NobodyListens, Said
from ivr.question import LineSettings
from ivr.rendering import Prompts
from ivr.understood import Ears
from speech.understanding.heard import Heard


class Answered(Enum):
    """How a question was answered without words."""

    BY_KEYS = auto()
    """By keys, that wait in the buffer or may still come."""
    NOT = auto()
    """Not at all, in the time that there was."""


class PosingLine(HearingLine):
    """The part of a line that puts a question; what was said ahead may answer it.

    Words said ahead are for whoever asks next: what they mean nothing to is asked as if they had
    not been said.
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
        super().__init__(call, prompts, path, clock, settings, ears)
        self._ahead: Heard | None = None
        """What the answer of the question put last was, where it was said before it was asked."""
        self._noises = 0
        """How often sound that was no word was heard since the question was first put."""
        self._knows_it_is_noisy = False

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
        self._ahead = None
        if self._ears is None or grammar is None:
            self._said_ahead = None
            self._say(prompt_id, values, Listening(ANYWHERE, 0.0))
            return Answered.BY_KEYS
        listening = Listening(grammar, seconds)
        if not self._prompts[prompt_id].interruptible:
            return self._pose_whole(prompt_id, values, listening)
        if self._said_ahead is not None and not self.keys:
            return self._take_ahead(grammar)
        return self._pose_aloud(prompt_id, values, listening)

    def _pose_aloud(
        self, prompt_id: str, values: Mapping[str, object], listening: Listening
    ) -> Heard | Answered:
        if self.keys:
            return Answered.BY_KEYS
        self._note_said(prompt_id)
        try:
            utterance, _ = self._utter(self._aloud(prompt_id), values)
            return self._answer(self._hear(utterance, listening, True))
        except NobodyListens:
            self._tell_keys_only()
            if not self.keys:
                self._play(self._utter(prompt_id, values)[0], True)
            return Answered.BY_KEYS

    def _pose_whole(
        self, prompt_id: str, values: Mapping[str, object], listening: Listening
    ) -> Heard | Answered:
        """A question that is heard to its end; what was answered before counts then."""
        self._say(prompt_id, values, Listening(listening.grammar, 0.0, keeps=True))
        if self._said_ahead is not None and not self.keys:
            return self._take_ahead(listening.grammar)
        return self._await(listening)

    def _take_ahead(self, grammar: str) -> Heard:
        """What was said ahead, heard again for this question where its sound was kept."""
        assert self._said_ahead is not None
        self._ahead, self._said_ahead = self._said_ahead, None
        return self._hear_again(grammar) or self._ahead

    def _await(self, listening: Listening) -> Heard | Answered:
        """Listen for an answer to what was asked before."""
        if self.keys or not listening.seconds:
            return Answered.BY_KEYS
        try:
            return self._answer(self._hear(None, listening, True))
        except NobodyListens:
            self._tell_keys_only()
            return Answered.BY_KEYS

    def _answer(self, said: Said) -> Heard | Answered:
        self._noises += said.noises
        if said.heard is not None:
            return said.heard
        return Answered.BY_KEYS if self.keys else Answered.NOT
