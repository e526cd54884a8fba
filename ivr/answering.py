"""What a line takes for an answer: keys and words of menus, digits typed and dictated.

Words are taken where their meaning is sure, confirmed by a short question where it is
doubtful, and refused otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial
from typing import cast

from ivr.asking import Again, AskingLine, Failure, Given, Outcome, chosen
from ivr.call import BackRequested
from ivr.hearing import EmergencyHeard
from ivr.keys import BACK_KEY, END_KEY, PERSON_KEY, REPEAT_KEY, DigitEntry, Entry
from ivr.posing import Answered
from ivr.question import YES_NO, DigitsQuestion, Fault, Menu, OpenQuestion
from ivr.readings import readings_of
from ivr.understood import Ears
from speech.understanding.addresses import Address
from speech.understanding.heard import Certainty, Command, Heard, Intent
from speech.understanding.intents import Meaning

CONFIRMED = "confirmed"
"""How sure of an answer we are that the caller confirmed."""
_YES, _NO = "Sí", "No"
_ANSWERS_NOTHING = frozenset(
    {"si", "no", "repetir", "volver", "menu_principal", "ayuda", "espere", "no_tiene_dato"}
)
"""Intents that are no answer to an open question; who surely says one was heeded before."""
_WRONG_KEY = Fault("error.opcion_invalida")


class AnsweringLine(AskingLine):
    """The part of a line that a dialog's questions are put to."""

    # -- what a dialog asks -------------------------------------------------------

    def choose(self, menu: Menu) -> str:
        """Let the caller choose; 9 or «repita» repeats.

        Raises :class:`PersonRequested` on 0, «asesor» or after the last failed try, and
        :class:`BackRequested` on * or «volver».
        """
        return self._put(menu, partial(self._chosen, menu), partial(self._chosen_aloud, menu))

    def confirm(self, prompt_id: str, *, yes: str = _YES, no: str = _NO, **values: object) -> bool:
        """Ask yes (1) or no (2), which agents read as ``yes`` and ``no``; raises as choose."""
        menu = Menu(prompt_id, {"1": yes, "2": no}, values, help="comun.si_no")
        return self.choose(menu) == yes

    def ask(self, question: DigitsQuestion) -> str:
        """Collect the digits of an answer.

        Raises :class:`PersonRequested` on *0, «asesor» or after the last failed try,
        :class:`BackRequested` on * alone or «volver», and :class:`NotAtHand`.
        """
        return self._put(question, partial(self._typed, question), partial(self._said, question))

    @property
    def meanings(self) -> Mapping[str, Meaning]:
        """What each intent of :meth:`ask_open` leads to; nothing where no words are understood."""
        return self._ears.meanings if self._ears is not None else {}

    def ask_open(
        self, prompt_id: str, menu: Menu, *, untold: Collection[str] = (), **values: object
    ) -> Intent | str | None:
        """Ask in what the caller can be served, to be told in their own words.

        Words that are no sure intent may choose of ``menu``, as :meth:`choose` would give it.

        Nothing is asked where nobody listens. None then, and where keys, silence, or words that
        mean nothing here were the answer: whoever asked goes on by a menu. A doubtful intent is
        for the dialog to make sure of. Words that may mean one of the intents ``untold``, or
        nothing, leave no step. Raises as choose.
        """

        def meant(ears: Ears, heard: Heard) -> Intent | str | None:
            intent, choice = _wanted(ears.intent(heard)), chosen(menu, ears, heard)
            if intent.certainty is not Certainty.SURE and choice.certainty is Certainty.SURE:
                assert choice.key is not None
                if choice.key not in menu.untold:
                    label = menu.options[choice.key]
                    self._told(prompt_id, heard, heard.text, label, choice.certainty, "chosen")
                return menu.options[choice.key]
            if intent.certainty is Certainty.NONE or intent.code in _ANSWERS_NOTHING:
                return None
            if not {intent.code, *intent.others}.intersection(untold):
                label = f"Dijo «{heard.text}»"
                self._told(prompt_id, heard, heard.text, label, intent.certainty)
            return intent

        answer = self._ask_aloud(OpenQuestion(prompt_id, "open", values), meant)
        return cast("Intent | str | None", answer)

    def ask_money(self, prompt_id: str, *, bill: bool = False, **values: object) -> int | None:
        """Ask for whole pesos, and read them back; None as :meth:`ask_open`.

        ``bill``: as amounts of a bill are said, «doscientos» for two hundred thousand.
        """
        question = OpenQuestion(prompt_id, "money", values)
        pesos = self._ask_aloud(question, lambda ears, heard: ears.money(heard, bill))
        return pesos if pesos and self._is_right("comun.confirmar_valor", valor=pesos) else None

    def ask_address(
        self, prompt_id: str, neighbourhoods: Collection[str] = (), **values: object
    ) -> Address | None:
        """Ask for an address, and read it back; None as :meth:`ask_open`, or where it isn't right.

        ``neighbourhoods`` are names that are known. Only an address down to a door is read back.
        """

        def meant(ears: Ears, heard: Heard) -> Address | None:
            found = ears.address(heard, neighbourhoods)
            return found if found is not None and found.precise else None

        question = OpenQuestion(prompt_id, "address", values)
        found = self._ask_aloud(question, meant, attempts=1)
        right = found is not None and self._is_right(
            "comun.confirmar_direccion", direccion=found.written
        )
        return found if right else None

    def offer(self, menu: Menu, seconds: float) -> str | None:
        """Make an offer that nobody must answer; the key that takes it up within ``seconds``.

        Another key, and words from before the offer's end that are for something else, answer
        the next question; after 0 seconds all are from before. Raises PersonRequested on «asesor».
        """
        answered = self._pose(menu.prompt, menu.values, menu.grammar, seconds)
        if isinstance(answered, Heard) and self._ears is not None:
            return self._taken_up(menu, self._ears, answered)
        waits = answered is Answered.BY_KEYS and seconds
        key = self._key(seconds) if waits else self.keys.pop()
        if key is None or key in menu.options:
            return key
        self.keys.put_back(key)
        return None

    def meant(self, menu: Menu, heard: Heard) -> str | None:
        """What of a menu words choose, surely or not, that were said elsewhere."""
        key = None if self._ears is None else chosen(menu, self._ears, heard).key
        return None if key is None else menu.options[key]

    # -- a choice -----------------------------------------------------------------

    def _chosen(self, menu: Menu) -> Outcome[str]:
        key = self._key(self._settings.no_input, passing_over=END_KEY)
        if key is not None and key in menu.options:
            if key not in menu.untold:
                self._step("chosen", prompt=menu.prompt, heard=key, label=menu.options[key])
            return Given(menu.options[key])
        if key == PERSON_KEY:
            self._ask_for_person()
        if key == BACK_KEY:
            raise BackRequested("volver")
        if key == REPEAT_KEY:
            return Again()
        return Failure("invalid", key, _WRONG_KEY) if key else Failure()

    def _chosen_aloud(self, menu: Menu, ears: Ears, heard: Heard) -> Outcome[str]:
        key, certainty = self._meant(menu, ears, heard)
        if key is None:
            if menu.urgent and ears.emergency(heard):
                raise EmergencyHeard(heard)
            return Failure.misheard(heard)
        if key not in menu.untold:
            self._told(menu.prompt, heard, heard.text, menu.options[key], certainty, "chosen")
        return Given(menu.options[key])

    def _meant(self, menu: Menu, ears: Ears, heard: Heard) -> tuple[str | None, str]:
        """The key that the words are for; a doubtful one is confirmed."""
        choice = chosen(menu, ears, heard)
        if choice.certainty is Certainty.DOUBTFUL and choice.key and menu.grammar != YES_NO:
            right = self._is_right("comun.confirmar_dicho", dicho=heard.text)
            return choice.key if right else None, CONFIRMED
        return choice.key if choice.certainty is Certainty.SURE else None, choice.certainty

    def _taken_up(self, menu: Menu, ears: Ears, heard: Heard) -> str | None:
        self._heed_danger(heard, ears)
        choice = chosen(menu, ears, heard)
        if choice.certainty is Certainty.SURE and choice.key is not None:
            if choice.key not in menu.untold:
                label = menu.options[choice.key]
                self._told(menu.prompt, heard, heard.text, label, choice.certainty, "chosen")
            return choice.key
        if ears.command(heard) is Command.PERSON:
            self._ask_for_person(heard)
        self._said_ahead = self._ahead
        return None

    def _is_right(self, prompt_id: str, **values: object) -> bool:
        """Have what was understood confirmed."""
        options = {"1": _YES, "2": _NO}
        untold = frozenset(options)
        return self.choose(Menu(prompt_id, options, values, "comun.si_no", untold, YES_NO)) == _YES

    def _told(
        self,
        prompt: str,
        heard: Heard,
        told: str | None,
        label: str | None,
        certainty: str,
        kind: str = "answered",
    ) -> None:
        self._spoken_step(kind, prompt, told, label, score=heard.score, certainty=certainty)

    # -- digits -------------------------------------------------------------------

    def _typed(self, question: DigitsQuestion) -> Outcome[str]:
        entry = self._collect(question)
        heard = None if question.sensitive else entry.digits or None
        fault = question.fault(entry)
        if entry.digits and fault is None:
            self._step("answered", question.prompt, heard, question.label)
            return Given(entry.digits)
        return Failure("invalid", heard, fault) if fault else Failure()

    def _said(self, question: DigitsQuestion, ears: Ears, heard: Heard) -> Outcome[str]:
        """What was dictated: at once where it is sure, else read back, then by keypad."""
        readings, certainty = readings_of(question, ears, heard, self.clock.today())
        for digits in readings:
            if certainty is Certainty.SURE or self._reads_back(question, digits, heard):
                told = None if question.sensitive else digits
                how = certainty if certainty is Certainty.SURE else CONFIRMED
                self._told(question.prompt, heard, told, question.label, how)
                return Given(digits)
        return Failure.misheard(heard, sensitive=question.sensitive, by_keypad=bool(readings))

    def _reads_back(self, question: DigitsQuestion, digits: str, heard: Heard) -> bool:
        """Have a number confirmed; a month or a mark, in the words that named it."""
        if question.grammar == "digits":
            return self._is_right("comun.confirmar_dictado", digitos=digits)
        return self._is_right("comun.confirmar_dicho", dicho=heard.text)

    def _key(self, seconds: float, passing_over: str = "") -> str | None:
        key = self.keys.pop() or self._wait_key(seconds)
        while key is not None and key in passing_over:
            key = self.keys.pop() or self._wait_key(seconds)
        return key

    def _collect(self, question: DigitsQuestion) -> DigitEntry:
        entry = DigitEntry(question.shortest, question.longest)
        while True:
            key = self._key(self._patience(entry))
            match entry.pause() if key is None else entry.press(key):
                case Entry.COMPLETE:
                    return entry
                case Entry.PERSON:
                    self._ask_for_person()
                case Entry.BACK:
                    raise BackRequested("volver")

    def _patience(self, entry: DigitEntry) -> float:
        if entry.starred:
            return self._settings.between_digits
        if not entry.digits:
            return self._settings.no_input
        if entry.too_short:
            return self._settings.while_dictating
        return self._settings.after_last if entry.full else self._settings.between_digits


def _wanted(intent: Intent) -> Intent:
    """``intent``, or what else a doubtful one may be, without what answers nothing."""
    others = [code for code in intent.others if code not in _ANSWERS_NOTHING]
    if intent.code in _ANSWERS_NOTHING and others and intent.certainty is Certainty.DOUBTFUL:
        return replace(intent, code=others[0], others=tuple(others[1:]))
    return replace(intent, others=tuple(others))
