"""A text as a voice meets it: words, and the mark that follows each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ivr.rendering.numbers import cardinal
from speech.voice.pack.fragment import Join


class Mark(StrEnum):
    """What stands between a word and the next: how long a voice pauses there."""

    NONE = "none"
    COMMA = "comma"
    GROUP = "group"
    """The comma between two groups of digits: time to write one down."""
    COLON = "colon"
    STOP = "stop"
    QUESTION = "question"

    @property
    def tune(self) -> Join:
        """How what comes before it ends."""
        return _JOINS[self]


@dataclass(frozen=True, slots=True)
class Word:
    """One word. ``key`` is what is compared, ``start`` and ``end`` its place in the text."""

    key: str
    mark: Mark
    start: int
    end: int


_JOINS = {
    Mark.NONE: Join.FLOWS,
    Mark.COMMA: Join.CONTINUES,
    Mark.GROUP: Join.CONTINUES,
    Mark.COLON: Join.ENDS,
    Mark.STOP: Join.ENDS,
    Mark.QUESTION: Join.ASKS,
}
_MARKS = {
    ",": Mark.COMMA,
    "…": Mark.COMMA,
    "—": Mark.COMMA,
    "–": Mark.COMMA,
    ";": Mark.COLON,
    ":": Mark.COLON,
    ".": Mark.STOP,
    "!": Mark.STOP,
    "?": Mark.QUESTION,
}
_WEIGHT = list(Mark)
_WORD = re.compile(r"¿?[^\W_]+(?:[-'’./_][^\W_]+)*")
_DIGITS = frozenset(cardinal(digit) for digit in range(10))


def words_of(text: str) -> tuple[Word, ...]:
    """The words of ``text`` in order; the last one's mark is STOP where none is written.

    Case, quotes and what no voice says are not compared; «¿» belongs to its word.
    """
    text = unicodedata.normalize("NFC", text)
    found = [
        (match.group().casefold(), match.start(), match.end()) for match in _WORD.finditer(text)
    ]
    if not found:
        return ()
    starts = [start for _, start, _ in found[1:]]
    marks = [
        _mark(text[end:following])
        for (_, _, end), following in zip(found, [*starts, len(text)], strict=True)
    ]
    if marks and marks[-1] is Mark.NONE:
        marks[-1] = Mark.STOP
    keys = [key for key, _, _ in found]
    for index in _between_groups(keys, marks):
        marks[index] = Mark.GROUP
    return tuple(
        Word(key, mark, start, end) for (key, start, end), mark in zip(found, marks, strict=True)
    )


def _mark(between: str) -> Mark:
    """The heaviest of the marks between two words."""
    return max(
        (_MARKS.get(sign, Mark.NONE) for sign in between), key=_WEIGHT.index, default=Mark.NONE
    )


def _between_groups(keys: Sequence[str], marks: Sequence[Mark]) -> list[int]:
    """Where a comma parts digits of which one side at least is a group, two digits or more."""
    said = [key in _DIGITS for key in keys]
    flows = [mark is Mark.NONE for mark in marks]
    return [
        place
        for place, mark in enumerate(marks[:-1])
        if mark is Mark.COMMA
        and said[place]
        and said[place + 1]
        and (
            (place > 0 and said[place - 1] and flows[place - 1])
            or (flows[place + 1] and said[place + 2])
        )
    ]
