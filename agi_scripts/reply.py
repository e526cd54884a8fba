"""Asterisk's answers to AGI commands, as values (res_agi.c, "AGI Commands" of Asterisk 22)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from agi_scripts.errors import AgiProtocolError

_CODED = re.compile(r"(?P<code>\d{3})(?P<more>[ -])(?P<text>.*)", re.DOTALL)
_RESULT = re.compile(r"result=(?P<result>-?\d{1,10})(?: (?P<rest>.*))?", re.DOTALL)
_READING = re.compile(
    r'score(?P<n>\d+)=(?P<score>-?\d{1,9}) text(?P=n)="(?P<text>[^"]*)" '
    r"grammar(?P=n)=(?P<grammar>.*?)(?= score\d+=|$)"
)
_FIELD = re.compile(r'(?P<key>[a-z]+\d*)=(?:"(?P<quoted>[^"]*)"|(?P<plain>\S*))')


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. ``code`` is 200, 510, 511 or 520.

    ``result`` and ``data`` (what stood in parentheses) belong to a 200, ``fields`` to
    its further ``name=value`` pairs; ``text`` is the answer as it came.
    """

    code: int
    text: str
    result: int = 0
    data: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def value(self) -> str:
        """A variable's value: all between the first and the last parenthesis."""
        return self.text.partition("(")[2].rpartition(")")[0]


@dataclass(frozen=True, slots=True)
class Reading:
    """One result of SPEECH RECOGNIZE. ``score``: 0 to 100; ``grammar`` as the engine gave it."""

    text: str
    score: int
    grammar: str


def readings(answer: Reply) -> tuple[Reading, ...]:
    """The results of SPEECH RECOGNIZE, the likeliest first: Asterisk turns their order round."""
    found = [
        Reading(one["text"], int(one["score"]), one["grammar"].strip())
        for one in _READING.finditer(answer.text)
    ]
    return tuple(sorted(found, key=lambda reading: -reading.score))


def parse(line: str) -> Reply:
    """Read one answer line. Raises ``AgiProtocolError`` for anything else."""
    coded = _CODED.fullmatch(line)
    if coded is None:
        raise AgiProtocolError("respuesta ilegible", length=len(line))
    code, text = int(coded["code"]), coded["text"]
    if code != 200:
        return Reply(code, text)
    body = _RESULT.fullmatch(text)
    if body is None:
        raise AgiProtocolError("respuesta sin resultado", length=len(line))
    data, rest = _parenthesised(body["rest"] or "")
    fields = {
        found["key"]: found["quoted"] if found["quoted"] is not None else found["plain"]
        for found in _FIELD.finditer(rest)
    }
    return Reply(code, text, int(body["result"]), data, fields)


def opens_usage(line: str) -> bool:
    """Whether this line begins a 520 answer of several lines."""
    return line.startswith("520-")


def closes_usage(line: str) -> bool:
    """Whether this line ends a 520 answer of several lines."""
    return line.startswith("520 ")


def is_provisional(line: str) -> bool:
    """Whether Asterisk only says that it is still trying (100)."""
    return line.startswith("100 ")


def _parenthesised(rest: str) -> tuple[str | None, str]:
    """Split ``(state) name=value …`` in its two halves; a lone ``(value)`` is all data."""
    if not rest.startswith("("):
        return None, rest
    state, closed, fields = rest[1:].partition(") ")
    if closed and _FIELD.match(fields):
        return state, fields
    if not rest.endswith(")"):
        raise AgiProtocolError("respuesta con un paréntesis sin cerrar")
    return rest[1:-1], ""
