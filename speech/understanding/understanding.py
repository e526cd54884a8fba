"""Everything a caller may say, understood: the one door of this package."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from ivr.rendering.numbers import cardinal
from speech.understanding import addresses, dates, digit_lattice, money
from speech.understanding.certainty import Bands, lowered
from speech.understanding.choices import Choices, MenuFile, Ratings
from speech.understanding.commands import CommandFile, Commands, Manners
from speech.understanding.concepts import Concepts, PatternError
from speech.understanding.emergencies import Emergencies
from speech.understanding.heard import Certainty, Choice, Command, Dictated, Heard, Intent
from speech.understanding.intents import EMERGENCY, INTENT_FILE, IntentFile, Intents, Meaning
from speech.understanding.phrase_file import PhraseFileError
from speech.understanding.words import UNKNOWN, Words, words
from speech.understanding.yes_no import NO, YES, YesNo

HIGHEST_MARK = 10
_WITNESS_WORDS = 3
"""So many a reading beside the best one must have to tell of danger: «huele a gas»."""
_COMMANDS: Mapping[Command | None, str] = {
    Command.PERSON: "asesor",
    Command.REPEAT: "repetir",
    Command.PARDON: "repetir",
    Command.BACK: "volver",
    Command.MAIN_MENU: "menu_principal",
    Command.HELP: "ayuda",
    Command.WAIT: "espere",
    Command.NOT_AT_HAND: "no_tiene_dato",
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
        self._emergencies = Emergencies(concepts, danger.phrases, danger.patterns)
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
                Bands.read(folder),
            )
        except PatternError as error:
            raise PhraseFileError(f"{folder / INTENT_FILE}: {error.message}") from error

    @property
    def meanings(self) -> Mapping[str, Meaning]:
        """What each intent leads to: its flow, its service, its kind of PQRS, how it is named."""
        return self._intents.meanings

    def emergency(self, heard: Heard) -> bool:
        """Whether danger to people was told of.

        In what is said to somebody else a grammar finds its own words: a reading with more
        noise than words is no witness, and one beside the best must be whole and no single word.
        """
        first, *others = _readings(heard)
        whole = [said for said in others if len(said) >= _WITNESS_WORDS and UNKNOWN not in said]
        witnesses = [first, *whole] if _is_clear(first) else whole
        return any(self._emergencies.emergency(said) for said in witnesses)

    def command(self, heard: Heard) -> Command | None:
        """The universal command that was said."""
        return self._commands.command(words(heard.text))

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
        if meant.code == EMERGENCY:
            return meant
        if meant.certainty is not Certainty.NONE:
            certainty = lowered(meant.certainty, heard, self._bands.open)
            return replace(meant, certainty=certainty)
        sure = (one for one in map(self._intent, others) if one.certainty is Certainty.SURE)
        other = next(sure, None)
        return replace(other, certainty=Certainty.DOUBTFUL) if other else meant

    def _intent(self, said: Words) -> Intent:
        if self._emergencies.emergency(said):
            return Intent(EMERGENCY, Certainty.SURE, self._intents.service(said))
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


def _is_clear(said: Words) -> bool:
    """Whether at least as much was heard as noise, and no single word beside it."""
    noise = said.count(UNKNOWN)
    return not noise or len(said) - noise >= max(2, noise)


def _readings(heard: Heard) -> list[Words]:
    return [words(text) for text in (heard.text, *heard.alternatives)]
