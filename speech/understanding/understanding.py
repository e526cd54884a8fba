"""Everything a caller may say, understood: the one door of this package."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from ivr.rendering.numbers import cardinal
from speech.understanding import addresses, dates, digit_lattice, money
from speech.understanding.certainty import Bands, lowered
from speech.understanding.choices import Choices, MenuFile, Ratings, SpokenMenu
from speech.understanding.commands import CommandFile, Commands, Manners
from speech.understanding.concepts import Concepts, PatternError
from speech.understanding.dangers import DangerFile, Dangers
from speech.understanding.emergencies import Emergencies, is_clear
from speech.understanding.heard import Alarm, Certainty, Choice, Command, Dictated, Heard, Intent
from speech.understanding.intents import EMERGENCY, INTENT_FILE, IntentFile, Intents, Meaning
from speech.understanding.phrase_file import PhraseFileError
from speech.understanding.words import UNKNOWN, Words, words
from speech.understanding.yes_no import NO, YES, YesNo

HIGHEST_MARK = 10
_COMMANDS: Mapping[Command | None, str] = {
    Command.PERSON: "asesor",
    Command.REPEAT: "repetir",
    Command.PARDON: "repetir",
    Command.BACK: "volver",
    Command.MAIN_MENU: "menu_principal",
    Command.HELP: "ayuda",
    Command.WAIT: "espere",
    Command.NOT_AT_HAND: "no_tiene_dato",
    Command.NO_RECORDING: "no_grabar",
}
_ANSWERS = {Choice(YES, Certainty.SURE): "si", Choice(NO, Certainty.SURE): "no"}


class Understanding:
    """What was heard, understood. Pure: the same words always mean the same; it never raises.

    Ask for the emergency first, then the command, then what the question is about. Where a
    menu's own phrase is also a command («otra vez») the menu goes before the command.
    """

    def __init__(
        self,
        commands: CommandFile,
        intents: IntentFile,
        menus: MenuFile,
        dangers: DangerFile,
        bands: Bands | None = None,
    ) -> None:
        self._bands = bands or Bands()
        manners = Manners.of(commands)
        concepts = Concepts(intents.concepts)
        spoken = {command: one.phrases for command, one in commands.command.items()}
        self._manners = manners
        self._commands = Commands(spoken, manners)
        self._yes_no = YesNo(commands, manners)
        self._intents = Intents(intents, concepts)
        danger = intents.intent[EMERGENCY]
        known = {words(said) for said in _phrases(commands, intents, menus)}
        found = Dangers(dangers, intents.concepts, danger.phrases, danger.patterns)
        self._emergencies = Emergencies(found, known)
        self._choices = Choices(menus, commands.positions, manners, self._yes_no)
        numbers = {words(cardinal(mark))[0]: mark for mark in range(HIGHEST_MARK + 1)}
        self._ratings = Ratings(menus.rating, numbers, manners)

    @classmethod
    def load(cls, folder: Path) -> Understanding:
        """Read ``folder`` (config/speech); raises :class:`ivr.errors.LineaError`."""
        try:
            return cls(
                CommandFile.read(folder),
                IntentFile.read(folder),
                MenuFile.read(folder),
                DangerFile.read(folder),
                Bands.read(folder),
            )
        except PatternError as error:
            raise PhraseFileError(f"{folder / INTENT_FILE}: {error.message}") from error

    @property
    def meanings(self) -> Mapping[str, Meaning]:
        """What each intent leads to: its flow, its service, its kind of PQRS, how it is named."""
        return self._intents.meanings

    def emergency(self, heard: Heard) -> bool:
        """Whether danger to people was surely told of."""
        return self.alarm(heard).certainty is Certainty.SURE

    def alarm(self, heard: Heard) -> Alarm:
        """How sure it is that danger to people was told of; what is doubtful is worth a question.

        Only what a recogniser gave a low score is in doubt. Where they aren't, what
        sounds like danger is asked about too.
        """
        readings, forced = _readings(heard), 0 < heard.score < self._bands.danger
        alarm = self._emergencies.alarm(readings, forced=forced)
        if alarm.certainty is not Certainty.NONE or forced:
            return alarm
        alike = self._intents.sounds_like(EMERGENCY, self._manners.plain(readings[0]))
        return Alarm(Certainty.DOUBTFUL) if alike else alarm

    def command(self, heard: Heard) -> Command | None:
        """The universal command that was said."""
        return self._commands.command(words(heard.text))

    def idle(self, heard: Heard) -> bool:
        """Whether nothing is wanted by it: «ajá», «sí, señora», or talk that is for others.

        For what is said to a line that asked nothing.
        """
        first = words(heard.text)
        if not is_clear(first):
            return True
        said = tuple(word for word in first if word != UNKNOWN)
        if self._commands.command(said) is not None:
            return False
        wanted = self._manners.bare(said)
        return (
            not wanted
            or self._manners.fillers.are_all(said)
            or self._yes_no.yes_no(said).key is not None
        )

    def yes_no(self, heard: Heard) -> Choice:
        """Key "1" for yes, "2" for no."""
        return self._first_choice(heard, self._bands.yes_no, self._yes_no.yes_no)

    def choice(self, menu: str, heard: Heard, keys: Collection[str]) -> Choice:
        """The key of ``keys`` chosen of the menu that asks the prompt ``menu``.

        Give the menu's options (key to label) as ``keys`` where there are any: labels are
        phrases too, and tell the options whose keys depend on a catalogue.
        """
        return self._first_choice(
            heard, self._bands.menu, lambda said: self._choices.choice(menu, said, keys)
        )

    def intent(self, heard: Heard) -> Intent:
        """What the caller wants, said to an open question.

        Where the text means nothing, it is what another reading surely means, doubtfully.
        """
        first, *others = _readings(heard)
        meant = self._intent(first)
        alarm = self.alarm(heard).certainty
        if alarm is not Certainty.NONE:
            next_ = (meant.code,) if alarm is Certainty.DOUBTFUL and meant.code else ()
            return Intent(EMERGENCY, alarm, self._intents.service(first), others=next_)
        if meant.certainty is not Certainty.NONE:
            certainty = lowered(meant.certainty, heard, self._bands.open)
            return replace(meant, certainty=certainty)
        sure = (one for one in map(self._intent, others) if one.certainty is Certainty.SURE)
        other = next(sure, None)
        return replace(other, certainty=Certainty.DOUBTFUL) if other else meant

    def wish(self, menu: str, heard: Heard, intents: Mapping[str, str]) -> Choice:
        """The key of ``intents``, codes by key, that is wanted; the empty code is none of them.

        Told by their place, by phrases of ``menu``, by «no», or in the caller's own words.
        """
        key_of = {code: key for key, code in intents.items()}
        offered = tuple(filter(None, key_of))
        labels = {key: self.meanings[code].says if code else "" for key, code in intents.items()}

        def chosen(said: Words) -> Choice:
            told = self._choices.choice(menu, said, labels)
            if told.certainty is Certainty.SURE:
                return told
            if self._yes_no.yes_no(said) == Choice(NO, Certainty.SURE):
                return Choice(key_of.get(""), Certainty.SURE)
            code = self._intents.among(said, self._manners.plain(said), offered)
            return Choice(key_of[code], Certainty.SURE) if code else Choice(None, Certainty.NONE)

        return self._first_choice(heard, self._bands.menu, chosen)

    def _intent(self, said: Words) -> Intent:
        if known := self._intents.phrase(said):
            return known
        answer = self._yes_no.yes_no(said)
        if code := _COMMANDS.get(self._commands.command(said)) or _ANSWERS.get(answer):
            return Intent(code, Certainty.SURE)
        return self._intents.intent(said, self._manners.plain(said))

    def service(self, heard: Heard) -> str | None:
        """The service that was named: its code in the damage catalogue."""
        found = (self._intents.service(said) for said in _readings(heard))
        return next((service for service in found if service), None)

    def rating(self, heard: Heard, lowest: int, highest: int) -> Choice:
        """A mark from ``lowest`` to ``highest``, as its digits."""
        return self._first_choice(
            heard, self._bands.rating, lambda said: self._ratings.rating(said, lowest, highest)
        )

    def digits(
        self,
        heard: Heard,
        shortest: int,
        longest: int,
        valid: Callable[[str], bool] | None = None,
        exists: Callable[[str], bool] | None = None,
    ) -> Dictated:
        """The digits dictated, ``shortest`` to ``longest`` of them.

        A number that ``exists`` needs no good score.
        """
        said = digit_lattice.dictated(heard.text, shortest, longest, valid, exists)
        if exists is not None:
            return said
        return replace(said, certainty=lowered(said.certainty, heard, self._bands.digits))

    def money(self, heard: Heard, bill: bool = False) -> int | None:
        """An amount in whole pesos; ``bill``: as said of an invoice («doscientos»)."""
        return money.pesos(heard.text, bill=bill)

    def day(self, heard: Heard, today: date) -> dates.Day | None:
        """A day, told from ``today``."""
        return dates.day(heard.text, today)

    def address(
        self, heard: Heard, neighbourhoods: Collection[str] = ()
    ) -> addresses.Address | None:
        """An address in Colombian nomenclature; ``neighbourhoods`` are the known ones."""
        return addresses.address(heard.text, neighbourhoods)

    def _first_choice(
        self, heard: Heard, least: float, choose: Callable[[Words], Choice]
    ) -> Choice:
        """What the text means; where it means nothing, what another reading does, doubtfully.

        ``least``: the score from which on it is taken without a question.
        """
        first, *others = [choose(said) for said in _readings(heard)]
        if first.certainty is not Certainty.NONE:
            return replace(first, certainty=lowered(first.certainty, heard, least))
        other = next((one for one in others if one.key is not None), None)
        return Choice(other.key, Certainty.DOUBTFUL) if other else first


def _phrases(commands: CommandFile, intents: IntentFile, menus: MenuFile) -> Iterator[str]:
    """Every phrase of any kind."""
    for command in commands.command.values():
        yield from command.phrases
    for intent in intents.intent.values():
        yield from intent.phrases
    for menu in menus.menu.values():
        for said in SpokenMenu.of(menu).phrases.values():
            yield from said


def _readings(heard: Heard) -> list[Words]:
    return [words(text) for text in (heard.text, *heard.alternatives)]
