"""What the recogniser listens for, by the id of what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ivr.errors import LineaError
from ivr.rendering.numbers import cardinal
from speech.understanding import phrase_file
from speech.understanding.addresses import address_words
from speech.understanding.choices import MenuFile, SpokenMenu, WrittenMenu
from speech.understanding.commands import CommandFile, Positions
from speech.understanding.dangers import DangerFile
from speech.understanding.dates import date_words
from speech.understanding.dictation import digit_words
from speech.understanding.heard import Command
from speech.understanding.intents import EMERGENCY, IntentFile
from speech.understanding.money import money_words
from speech.understanding.understanding import HIGHEST_MARK

MENU = "menu."
OPEN, PROTECTED = "open", "protected"
YES_NO, RATING, SERVICE = "yes_no", "rating", "service"


class UnknownGrammar(LineaError):
    """No grammar has that id."""

    code = "unknown_grammar"


class _Listed(msgspec.Struct, forbid_unknown_fields=True):
    profile: str
    words: tuple[str, ...] = ()
    places: bool = False


class GrammarFile(msgspec.Struct, forbid_unknown_fields=True):
    """``config/speech/grammars.es_CO.toml``: the grammars that are no menu's."""

    approved_by: str
    grammar: dict[str, _Listed]

    @classmethod
    def read(cls, folder: Path) -> GrammarFile:
        """Raises :class:`speech.understanding.phrase_file.PhraseFileError`."""
        return phrase_file.read(folder / "grammars.es_CO.toml", cls)


@dataclass(frozen=True, slots=True)
class _Grammar:
    profile: str
    phrases: tuple[str, ...]


class Grammars:
    """Every grammar of the line: ``menu.<prompt id>``, ``open``, ``yes_no``, ``digits``…

    Phrases are words in lower case with their accents. Each grammar holds the universal
    commands and the emergency phrases; ``[unk]`` is the recogniser's to add. What is listened
    for while the line speaks holds all that is said to the open question too: talk that is for
    others is then heard as itself, not forced into words of danger.
    """

    def __init__(self, grammars: Mapping[str, _Grammar]) -> None:
        self._grammars = grammars

    @classmethod
    def load(cls, folder: Path, extra_words: Iterable[str] = ()) -> Grammars:
        """Read ``folder`` (config/speech); ``extra_words`` are places, for the addresses.

        Raises :class:`speech.understanding.phrase_file.PhraseFileError`.
        """
        commands, intents = CommandFile.read(folder), IntentFile.read(folder)
        menus, listed = MenuFile.read(folder), GrammarFile.read(folder)
        emergency = intents.intent[EMERGENCY].phrases
        at_once = (Command.PERSON, Command.NO_RECORDING)
        acts = (said for command in at_once for said in commands.command[command].phrases)
        anywhere = (
            *(said for one in commands.command.values() for said in one.phrases),
            *emergency,
        )
        places = tuple(place.lower() for place in extra_words)
        yes_no = (*commands.yes.phrases, *commands.no.phrases)
        own = {
            YES_NO: yes_no,
            RATING: (
                *(cardinal(mark) for mark in range(HIGHEST_MARK + 1)),
                *menus.rating.highest,
                *menus.rating.lowest,
            ),
            SERVICE: tuple(_all(menus.menu["dano.servicio"])),
            "digits": (*digit_words(), *_digit_pairs()),
            "money": money_words(),
            "date": date_words(),
            "address": address_words(),
        }
        dangers = DangerFile.read(folder).phrases
        spoken = _once(_open_words(commands, intents, menus, (*dangers, *places)))
        found = {
            PROTECTED: _Grammar(PROTECTED, _once((*emergency, *acts, *spoken))),
            OPEN: _Grammar(OPEN, spoken),
        }
        for grammar, one in listed.grammar.items():
            said = (*one.words, *own.get(grammar, ()))
            said += places if one.places else ()
            found[grammar] = _Grammar(one.profile, _once((*said, *anywhere)))
        for prompt, written in menus.menu.items():
            menu = SpokenMenu.of(written)
            said = tuple(_menu_phrases(menu, commands.positions, yes_no))
            said += places if menu.places else ()
            found[MENU + prompt] = _Grammar("menu", _once((*said, *anywhere)))
        return cls(found)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all grammars."""
        return tuple(self._grammars)

    def phrases(self, grammar: str) -> tuple[str, ...]:
        """What may be said; raises :class:`UnknownGrammar`."""
        return self._grammar(grammar).phrases

    def profile(self, grammar: str) -> str:
        """The endpointing profile; raises :class:`UnknownGrammar`."""
        return self._grammar(grammar).profile

    def _grammar(self, grammar: str) -> _Grammar:
        try:
            return self._grammars[grammar]
        except KeyError:
            raise UnknownGrammar(f"no existe la gramática «{grammar}»", grammar=grammar) from None


def _digit_pairs() -> Iterator[str]:
    """Which digits follow each other: all; else «un no» of a command is likelier than «uno»."""
    digits = [cardinal(digit) for digit in range(10)]
    yield from (f"{one} {other}" for one in digits for other in digits)


def _all(menu: WrittenMenu) -> Iterator[str]:
    for phrases in SpokenMenu.of(menu).phrases.values():
        yield from phrases


def _menu_phrases(menu: SpokenMenu, positions: Positions, yes_no: Iterable[str]) -> Iterator[str]:
    for phrases in menu.phrases.values():
        yield from phrases
    for said in positions.key.values():
        yield from said
        yield from (f"la {word}" for word in said)
        yield from (f"opción {word}" for word in said[:1])
    yield from (f"la {word}" for word in positions.last)
    if menu.yes_no:
        yield from yes_no
    if menu.digits:
        yield from digit_words()
        yield from _digit_pairs()


def _open_words(
    commands: CommandFile, intents: IntentFile, menus: MenuFile, others: Iterable[str]
) -> Iterator[str]:
    """What may be said to the open question: known phrases, and every word of them by itself.

    The phrases tell the recogniser which words follow which; the words, that others may too.
    """
    spoken = [
        commands.fillers.phrases,
        commands.courtesy.words,
        commands.yes.phrases,
        commands.no.phrases,
        *(one.phrases for one in commands.command.values()),
        *(one.phrases for one in intents.intent.values()),
        tuple(_all(menus.menu["dano.servicio"])),
        tuple(_all(menus.menu["menu.opciones"])),
        tuple(others),
    ]
    phrases = [phrase for said in spoken for phrase in said]
    yield from phrases
    for phrase in phrases:
        yield from phrase.split()


def _once(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))
