"""What is chosen of a menu by speaking: its phrases, its positions, the names of its options."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rapidfuzz import fuzz

from speech.understanding import digit_lattice, phrase_file
from speech.understanding.commands import Manners, Positions
from speech.understanding.heard import Certainty, Choice
from speech.understanding.phrase_file import PhraseFileError
from speech.understanding.words import UNKNOWN, Words, holds, words
from speech.understanding.yes_no import YesNo

REPEATING = "9"
SHORTEST_ENDING, LONGEST_NUMBER = 3, 12
MOST = 0.4
"""The share of what was said that a phrase must be, to be what was meant."""
SHORTEST_MEANT = 3
"""Letters of a word that says something where only courtesy stands beside it («gas»)."""
ENOUGH = 8
"""Letters of two words or more that tell what is meant, whatever else is said."""
NOT = "no"
ALIKE = 88
"""Per cent of likeness from which a phrase may have been meant."""


FLAGS = ("yes_no", "digits", "places")
WrittenMenu = Mapping[str, bool | tuple[str, ...]]


class Rating(msgspec.Struct, forbid_unknown_fields=True):
    """The words of both ends of a scale, and what is said ``around`` a mark."""

    highest: tuple[str, ...]
    lowest: tuple[str, ...]
    around: tuple[str, ...]


class MenuFile(msgspec.Struct, forbid_unknown_fields=True):
    """``config/speech/menus.es_CO.toml``: phrases by menu and by key or label of an option."""

    approved_by: str
    menu: dict[str, dict[str, bool | tuple[str, ...]]]
    rating: Rating

    @classmethod
    def read(cls, folder: Path) -> MenuFile:
        """Raises :class:`speech.understanding.phrase_file.PhraseFileError`."""
        path = folder / "menus.es_CO.toml"
        file = phrase_file.read(path, cls)
        for prompt, written in file.menu.items():
            for name, said in written.items():
                if isinstance(said, bool) and name not in FLAGS:
                    raise PhraseFileError(f"{path}: {prompt}: la clave «{name}» no se conoce")
        return file


@dataclass(frozen=True, slots=True)
class SpokenMenu:
    """The phrases of one menu, by key or label; whether 1 and 2 are yes and no.

    ``digits``: its options are numbers, told by their ending. ``places``: they are places.
    """

    phrases: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[Words, ...]]
    yes_no: bool = False
    digits: bool = False
    places: bool = False

    @classmethod
    def of(cls, written: WrittenMenu) -> SpokenMenu:
        """As the file has it."""
        phrases = {name: said for name, said in written.items() if not isinstance(said, bool)}
        return cls(
            phrases,
            {name: tuple(words(one) for one in said) for name, said in phrases.items()},
            *(written.get(flag) is True for flag in FLAGS),
        )

    def by_key(self, keys: Collection[str]) -> dict[str, list[Words]]:
        """The phrases of each of ``keys``; of a mapping, its labels are names and phrases too.

        Of bare keys, a label stands for its place in the file.
        """
        labels = keys if isinstance(keys, Mapping) else self._in_order(keys)
        return {
            key: [
                *self.words.get(key, ()),
                *self.words.get(labels.get(key, ""), ()),
                *filter(None, [words(labels.get(key, ""))]),
            ]
            for key in keys
        }

    def _in_order(self, keys: Collection[str]) -> Mapping[str, str]:
        named = [name for name in self.phrases if not name.isdecimal()]
        return {str(at): name for at, name in enumerate(named, start=1) if str(at) in keys}


class Choices:
    """All menus of the line."""

    def __init__(
        self, file: MenuFile, positions: Positions, manners: Manners, yes_no: YesNo
    ) -> None:
        self.menus = {prompt: SpokenMenu.of(written) for prompt, written in file.menu.items()}
        self._manners = manners
        self._bare = {
            said: manners.bare(said)
            for menu in self.menus.values()
            for phrases in menu.words.values()
            for said in phrases
        }
        self._yes_no = yes_no
        self._around = _vocabulary(positions.around)
        self._last = _vocabulary(positions.last)
        self._position = {
            word: key for key, said in positions.key.items() for word in _vocabulary(said)
        }

    def choice(self, prompt: str, said: Words, keys: Collection[str]) -> Choice:
        """The key of ``keys`` that ``said`` means; what is exactly a phrase is sure."""
        menu = self.menus.get(prompt) or SpokenMenu.of({})
        plain = self._manners.plain(said)
        phrases = menu.by_key(keys)
        for key, known in phrases.items():
            if any(one in (said, plain) for one in known):
                return Choice(key, Certainty.SURE)
        bare = self._manners.bare(said)
        meant = {
            key
            for key, known in phrases.items()
            if bare and any((self._bare.get(one) or one) == bare for one in known)
        }
        if len(meant) == 1 and any(len(word) >= SHORTEST_MEANT for word in bare):
            return Choice(meant.pop(), Certainty.SURE)
        positioned = self._positioned(plain, keys)
        if positioned is not None:
            return Choice(positioned, Certainty.SURE)
        if menu.yes_no:
            answer = self._yes_no.yes_no(said)
            if answer.key is not None and answer.key in keys:
                return answer
        ending = _by_ending(plain, keys) if menu.digits else None
        if ending is not None:
            return Choice(ending, Certainty.SURE)
        return self._near(plain, phrases)

    def _positioned(self, plain: Words, keys: Collection[str]) -> str | None:
        """The key of «la dos», «la última»."""
        (named, *more) = [word for word in plain if word not in self._around] or [""]
        if more:
            return None
        if named in self._last:
            told = [key for key in _ordered(keys) if key != REPEATING]
            return told[-1] if told else None
        key = self._position.get(named)
        return key if key in keys else None

    def _near(self, plain: Words, phrases: Mapping[str, list[Words]]) -> Choice:
        """A key whose phrase alone stands in what was said, or is nearly that; doubtful."""
        if UNKNOWN in plain or not plain:
            return Choice(None, Certainty.NONE)
        within = {
            key for key, known in phrases.items() if any(_is_meant(one, plain) for one in known)
        }
        if len(within) == 1:
            return Choice(within.pop(), Certainty.DOUBTFUL)
        text = " ".join(plain)
        alike = [
            (max((fuzz.ratio(text, " ".join(one)) for one in known), default=0.0), key)
            for key, known in phrases.items()
        ]
        best, key = max(alike, default=(0.0, ""))
        if best >= ALIKE and not within:
            return Choice(key, Certainty.DOUBTFUL)
        return Choice(None, Certainty.NONE)


def _is_meant(phrase: Words, plain: Words) -> bool:
    """Whether ``phrase`` stands in ``plain`` and is most of it, or says enough by itself.

    What is denied isn't meant.
    """
    if NOT in plain and NOT not in phrase:
        return False
    enough = len(phrase) > 1 and sum(map(len, phrase)) >= ENOUGH
    return (enough or len(phrase) >= MOST * len(plain)) and holds(plain, phrase)


class Ratings:
    """Marks on a scale."""

    def __init__(self, written: Rating, numbers: Mapping[str, int], manners: Manners) -> None:
        self._highest = {words(said) for said in written.highest}
        self._lowest = {words(said) for said in written.lowest}
        self._around = _vocabulary(written.around)
        self._numbers = numbers
        self._manners = manners

    def rating(self, said: Words, lowest: int, highest: int) -> Choice:
        """The mark between ``lowest`` and ``highest``; a word for an end of it is doubtful."""
        plain = self._manners.plain(said)
        if plain in self._highest or plain in self._lowest:
            return Choice(str(highest if plain in self._highest else lowest), Certainty.DOUBTFUL)
        marks = {self._numbers[word] for word in plain if word in self._numbers}
        known = all(word in self._numbers or word in self._around for word in plain)
        if len(marks) != 1 or not lowest <= (mark := marks.pop()) <= highest:
            return Choice(None, Certainty.NONE)
        return Choice(str(mark), Certainty.SURE if known else Certainty.DOUBTFUL)


def _by_ending(plain: Words, keys: Collection[str]) -> str | None:
    """The one option whose number ends in the digits said: «la terminada en tres cuatro cinco»."""
    if not isinstance(keys, Mapping):
        return None
    numbers = {key: "".join(filter(str.isdecimal, label)) for key, label in keys.items()}
    said = digit_lattice.dictated(" ".join(plain), SHORTEST_ENDING, LONGEST_NUMBER)
    fitting = {
        key
        for key, number in numbers.items()
        if any(number.endswith(ending) for ending in said.candidates)
    }
    return fitting.pop() if len(fitting) == 1 else None


def _vocabulary(said: Iterable[str]) -> frozenset[str]:
    return frozenset(word for phrase in said for word in words(phrase))


def _ordered(keys: Collection[str]) -> Iterator[str]:
    yield from keys if isinstance(keys, Mapping | list | tuple) else sorted(keys)
