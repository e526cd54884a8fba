"""Turns of a call: what keeps an answer from reaching the question that follows it.

Asterisk forgets results that arrive between two SPEECH RECOGNIZE, and gives a late one to the
next. So each carries its turn's number, and is sent only while that turn's sound flows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ivr.errors import LineaError

CONTINUED = "+"
_FORM = re.compile(r"([1-9][0-9]{0,8}) (\+|[A-Za-z0-9_.-]{1,80})")


class NotATurn(LineaError):
    """The value of `SPEECH SET turn` is none."""

    code = "not_a_turn"


class What(StrEnum):
    """What a turn may come to."""

    START = "start"
    """Speech began; its text follows in the next turn."""
    FINAL = "final"
    NOISE = "noise"
    """Sound that was no word."""
    SILENCE = "silence"
    """Nobody spoke until the turn's limit."""
    BUSY = "busy"
    """Too many callers speak at once: go on by keypad."""
    LOST = "lost"
    """The recogniser failed: go on by keypad."""


@dataclass(slots=True)
class Turn:
    """One SPEECH RECOGNIZE. Seconds count the sound of the turns that are one utterance's.

    ``gate``: before it no start is told. ``limit``: after it silence is told, unless it is 0.
    ``protected``: only a phrase of the grammar is told. ``keeps``: the sound of its words is
    kept for the next question. ``again``: what was kept is heard, nothing else.
    """

    number: int
    grammar_id: str
    continued: bool = False
    gate: float = 0.0
    limit: float = 0.0
    protected: bool = False
    keeps: bool = False
    again: bool = False
    seconds: float = 0.0
    heard: bool = False
    told: bool = False

    def label(self, what: What) -> str:
        """Return what stands in a result's field `grammar`."""
        return f"{self.number} {what}"


def parse(value: str) -> tuple[int, str]:
    """Return number and grammar id, or ``+``, of `SPEECH SET turn`. Raises NotATurn."""
    match = _FORM.fullmatch(value)
    if match is None:
        raise NotATurn("No es un turno.")
    return int(match[1]), match[2]
