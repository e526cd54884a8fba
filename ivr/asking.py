"""How a line asks: by voice and keypad in one breath, and with another strategy each time.

Words are asked for again where they mean nothing: in other words, with help, by the keypad,
and then by a person. Keys win over words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ivr.call import BackRequested, MainMenuRequested, NotAtHand, PersonRequested
from ivr.keys import REPEAT_KEY
from ivr.posing import Answered, PosingLine
from ivr.question import YES_NO, DigitsQuestion, Fault, Menu, OpenQuestion
from ivr.understood import Ears
from speech.understanding.heard import Certainty, Choice, Command, Heard
from speech.understanding.words import UNKNOWN, words

T = TypeVar("T")
Question = Menu | DigitsQuestion | OpenQuestion

NOISY = 2
"""Sounds that were no word, or words that none is known of, from which on it is the noise."""


@dataclass(frozen=True, slots=True)
class Given(Generic[T]):
    """An answer."""

    answer: T


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer: ``kind`` is silence or invalid, ``heard`` what the path may keep of it.

    Without a ``fault`` it was silence or, ``aloud``, words that mean nothing here. After
    ``by_keypad`` there is no sense in asking for words again.
    """

    kind: str = "silence"
    heard: str | None = None
    fault: Fault | None = None
    aloud: Heard | None = None
    by_keypad: bool = False

    @classmethod
    def misheard(cls, heard: Heard, *, sensitive: bool = False, by_keypad: bool = False) -> Failure:
        """Words that mean nothing here; of a ``sensitive`` answer none is kept."""
        return cls("invalid", None if sensitive else heard.text, None, heard, by_keypad)


class Again:
    """To be asked once more, at no cost."""


Outcome = Given[T] | Failure | Again


class AskingLine(PosingLine):
    """The part of a line that asks until there is an answer."""

    def _put(
        self,
        question: Menu | DigitsQuestion,
        by_keys: Callable[[], Outcome[T]],
        by_words: Callable[[Ears, Heard], Outcome[T]],
    ) -> T:
        """Ask by voice and keypad; what was pressed or said is judged by the two functions.

        Raises PersonRequested after the last failure.
        """
        failures, by_voice, spared, self._noises = 0, True, False, 0
        while True:
            answered = self._turn(question, by_voice)
            ahead = self._ahead
            outcome: Outcome[T]
            if isinstance(answered, Heard) and self._ears is not None:
                outcome = by_words(self._ears, answered)
            elif answered is Answered.BY_KEYS:
                outcome = by_keys()
            else:
                outcome = Again() if answered is None else Failure()
            if isinstance(outcome, Given):
                return outcome.answer
            if isinstance(outcome, Failure) and ahead is not None and not spared:
                spared = True
            elif isinstance(outcome, Failure):
                failures += 1
                noisy = self._is_noisy(outcome)
                self._failed(failures, question, outcome, noisy=noisy)
                by_voice = not (noisy or outcome.by_keypad)
                by_voice = by_voice and failures < self._settings.attempts - 1

    def _ask_aloud(
        self,
        question: OpenQuestion,
        meant: Callable[[Ears, Heard], T | None],
        attempts: int | None = None,
    ) -> T | None:
        """Ask what only words can answer, ``attempts`` times (once less than any question); None
        where they don't, for another way.

        Nothing is asked where nobody listens, or keys wait. Of words that mean nothing none is
        kept: they may be anything.
        """
        failures = 0
        attempts = self._settings.attempts - 1 if attempts is None else attempts
        while self.hears and not self.keys and failures < attempts:
            answered = self._turn(question, by_voice=True)
            if answered is None:
                continue
            if not isinstance(answered, Heard) or self._ears is None:
                return None
            meaning = meant(self._ears, answered)
            if meaning is not None:
                return meaning
            if self._ahead is not None:
                continue
            failures += 1
            if attempts > 1:
                self._failed(failures, question, Failure.misheard(answered, sensitive=True))
        return None

    def _turn(self, question: Question, by_voice: bool) -> Heard | Answered | None:
        """Ask once, and do what may be said anywhere. None: it is to be asked again."""
        answered = self._pose(
            question.prompt, question.values, question.grammar if by_voice else None
        )
        while isinstance(answered, Heard) and self._ears is not None:
            if not question.urgent:
                self._heed_danger(answered, self._ears)
            if _chooses(question, self._ears, answered):
                break
            command = self._ears.command(answered)
            if command is None:
                break
            self._heed(command, answered, question)
            if command is not Command.WAIT:
                return None
            answered = self._pose(
                "comun.con_calma", {}, question.grammar, self._settings.takes_time
            )
            if answered is Answered.NOT:
                return None
        return answered

    def _heed(self, command: Command, heard: Heard, question: Question) -> None:
        """What may be said anywhere; returns where the question stands as it was."""
        if command is Command.PERSON:
            self._ask_for_person(heard)
        self._spoken_step("command", question.prompt, command, score=heard.score)
        match command:
            case Command.BACK:
                raise BackRequested("volver")
            case Command.MAIN_MENU:
                raise MainMenuRequested("menú principal")
            case Command.NOT_AT_HAND if isinstance(question, DigitsQuestion):
                self.say("comun.sin_dato")
                raise NotAtHand("no lo tiene a la mano")
            case Command.NO_RECORDING:
                self.refuse_recording()
            case Command.HELP | Command.NOT_AT_HAND:
                self.say(question.help)

    def refuse_recording(self) -> None:
        """The caller wants no recording: what there is of it is deleted, and they are told."""
        self.opt_out_of_recording()
        self.note("No quiere que se grabe la llamada")
        self.say("bienvenida.grabacion_no")

    def _is_noisy(self, failure: Failure) -> bool:
        """Whether more noise than words came to a question; nobody is told so twice."""
        if failure.fault is not None:
            return False
        if failure.aloud is not None and not _is_known(failure.aloud):
            self._noises += 1
        noisy = self._noises >= NOISY and not self._knows_it_is_noisy
        self._knows_it_is_noisy |= noisy
        return noisy

    def _failed(
        self, failures: int, asked: Question, failure: Failure, *, noisy: bool = False
    ) -> None:
        """Change the strategy with each failure: ask again, explain, hand over to a person."""
        if failure.aloud is None:
            self._step(failure.kind, prompt=asked.prompt, heard=failure.heard)
        else:
            score, none = failure.aloud.score, Certainty.NONE
            self._spoken_step("invalid", asked.prompt, failure.heard, score=score, certainty=none)
        self.keys.clear()
        self._said_ahead = None
        if failures >= self._settings.attempts:
            raise PersonRequested(failure.kind)
        if failure.fault:
            self.say(failure.fault.prompt, **failure.fault.values)
        elif noisy:
            self.say("error.ruido")
        else:
            trouble = "silencio" if failure.aloud is None else "no_entendi"
            self.say(f"error.{trouble}_{min(failures, 2)}")
        if failures > 1:
            self.say(asked.help)


def chosen(menu: Menu, ears: Ears, heard: Heard) -> Choice:
    """What of a menu the words are for; «repita» where the menu lists 9."""
    if menu.grammar == YES_NO:
        return ears.yes_no(heard)
    if menu.intents:
        return ears.wish(menu.phrases, heard, menu.intents)
    choice = ears.choice(menu.phrases, heard, menu.options)
    if choice.key is None and menu.lists_repeat and ears.command(heard) is Command.REPEAT:
        return Choice(REPEAT_KEY, Certainty.SURE)
    return choice


def _is_known(heard: Heard) -> bool:
    """Whether any word of it is known to the question's grammar."""
    return any(word != UNKNOWN for word in words(heard.text))


def _chooses(question: Question, ears: Ears, heard: Heard) -> bool:
    """Whether the words are surely an answer, before they are thought a command."""
    sure = Certainty.SURE
    return isinstance(question, Menu) and chosen(question, ears, heard).certainty is sure
