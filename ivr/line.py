"""The telephone line as a conversation sees it.

A dialog is a synchronous function on a :class:`Line`, one thread a call. It never
sees a socket, a channel or a time-out. ``say``, ``choose`` and ``ask`` are built
here once, on a few primitives (``_play``, ``_listen``, …) that a transport gives:
``AsteriskLine`` in ``agi_scripts``, ``TextLine`` in ``ivr.text_line``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn, Protocol

from ivr.errors import LineaError

PERSON_KEY = "0"
BACK_KEY = "*"
REPEAT_KEY = "9"
END_KEY = "#"


class CallEnded(LineaError):
    """The caller hung up, or the channel is gone: wherever the dialog stands, it is over."""

    code = "call_ended"


class Transferred(LineaError):
    """The line was handed on (queue, ladder): the dialog is over, the call is not."""

    code = "transferred"


class PersonRequested(LineaError):
    """The caller asked for a person (0, *0 or «asesor»), or must be given one."""

    code = "person_requested"

    def __init__(self, reason: str) -> None:
        super().__init__("se pidió un asesor", reason=reason)
        self.reason = reason


class BackRequested(LineaError):
    """The caller pressed * («volver») in a menu or a question."""

    code = "back_requested"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is on the line as the network tells it. ``number`` is E.164, None if withheld or unusable."""

    number: str | None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class CallInfo:
    """A call as it arrived. ``call_id`` is a UUIDv7 in text; ``dialled`` the number called."""

    call_id: str
    caller: Caller
    dialled: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Menu:
    """A choice by key. ``options`` maps a key (1-8) to the name that ``choose`` gives back."""

    id: str
    prompt: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DigitsQuestion:
    """A question answered by digits, ended by # or by reaching ``longest``.

    While digits are collected 0 and 9 are data, *0 asks for a person, * alone goes
    back. ``valid`` may refuse an answer of the right length (check digit).
    ``sensitive`` keeps the answer out of the path.
    """

    id: str
    prompt: str
    shortest: int
    longest: int
    valid: Callable[[str], bool] | None = None
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of a call's path, in the order walked.

    ``kind``: said, chosen, answered, silence, invalid, intent, verified, refused, transfer, ended.
    ``prompt``: the prompt's id. ``heard``: keys or words, masked where sensitive.
    ``confidence``: 1.0 for keys. ``label`` names the step for an agent, in Spanish.
    """

    at: datetime
    kind: str
    prompt: str | None = None
    heard: str | None = None
    confidence: float | None = None
    label: str | None = None


class PathRecorder(Protocol):
    """Where the steps of a call go: buffered, written behind, flushed before a transfer."""

    def add(self, step: PathStep) -> None: ...

    def flush(self) -> None: ...


@dataclass(frozen=True, slots=True)
class TransferContext:
    """What travels with the caller to a person."""

    reason: str
    intent: str | None = None
    account_id: int | None = None
    identity_level: int = 0
    priority: bool = False
    details: Mapping[str, str] = field(default_factory=dict)


__all__ = [
    "NoReturn",
]
