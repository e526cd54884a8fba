"""What may be said anywhere: «asesor», «repita», «volver», «¿cómo?», «un momentico»…"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from speech.understanding import phrase_file
from speech.understanding.heard import Command
from speech.understanding.words import Fillers, Words, words

LONG = 5
"""Letters from which a word says something by itself."""


class Phrases(msgspec.Struct, forbid_unknown_fields=True):
    """Phrases with one meaning; ``words`` may be said around them."""

    phrases: tuple[str, ...]
    words: tuple[str, ...] = ()


class _Courtesy(msgspec.Struct, forbid_unknown_fields=True):
    words: tuple[str, ...]


class Positions(msgspec.Struct, forbid_unknown_fields=True):
    """How a place in a menu is said: the words of each ``key``, and what may stand ``around``."""

    around: tuple[str, ...]
    last: tuple[str, ...]
    key: dict[str, tuple[str, ...]]


class CommandFile(msgspec.Struct, forbid_unknown_fields=True):
    """``config/speech/commands.es_CO.toml``."""

    approved_by: str
    fillers: Phrases
    courtesy: _Courtesy
    command: dict[Command, Phrases]
    yes: Phrases
    no: Phrases
    positions: Positions

    @classmethod
    def read(cls, folder: Path) -> CommandFile:
        """Raises :class:`speech.understanding.phrase_file.PhraseFileError`."""
        return phrase_file.read(folder / "commands.es_CO.toml", cls)


@dataclass(frozen=True, slots=True)
class Manners:
    """What people say around what they mean."""

    fillers: Fillers
    courtesy: frozenset[str]

    @classmethod
    def of(cls, file: CommandFile) -> Manners:
        """As written in ``file``."""
        return cls(
            Fillers(words(phrase) for phrase in file.fillers.phrases),
            frozenset(word for said in file.courtesy.words for word in words(said)),
        )

    def plain(self, said: Words) -> Words:
        """``said`` without fillers."""
        return self.fillers.without(said)

    def bare(self, said: Words) -> Words:
        """``said`` without fillers and the words of asking; empty if that was all."""
        return tuple(word for word in self.plain(said) if word not in self.courtesy)


class Commands:
    """The universal commands."""

    def __init__(self, phrases: Mapping[Command, Iterable[str]], manners: Manners) -> None:
        self._manners = manners
        self._whole: dict[Words, Command] = {}
        self._bare: dict[Words, Command] = {}
        for command, said in phrases.items():
            for phrase in said:
                self._whole[words(phrase)] = command
        for spoken, command in tuple(self._whole.items()):
            self._whole.setdefault(manners.plain(spoken), command)
            bare = manners.bare(spoken)
            if _says_enough(bare, spoken):
                self._bare.setdefault(bare, command)

    def command(self, said: Words) -> Command | None:
        """The command that ``said`` is, with what courtesy adds to it; None for none."""
        plain = self._manners.plain(said)
        found = self._whole.get(said) or self._whole.get(plain)
        return found or self._bare.get(self._manners.bare(said))


def _says_enough(bare: Words, phrase: Words) -> bool:
    """Whether what is left of ``phrase`` still says it: half of its words, a long one of them."""
    return 2 * len(bare) >= len(phrase) and any(len(word) >= LONG for word in bare)
