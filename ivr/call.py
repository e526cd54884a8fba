"""A call as conversations and telephone side both see it: who, how it ends, its path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ivr.errors import LineaError


class CallEnded(LineaError):
    """The caller hung up, or the channel is gone: wherever the dialog stands, it is over."""

    code = "call_ended"


class Transferred(LineaError):
    """The line was handed on (queue, ladder): the dialog is over, the call is not."""

    code = "transferred"


class PersonRequested(LineaError):
    """The caller asked for a person (0, *0 or «asesor»), or must be given one.

    ``reason``: ``asked``, ``silence``, ``invalid``, or what a dialog names.
    """

    code = "person_requested"

    def __init__(self, reason: str) -> None:
        super().__init__("se pidió un asesor", reason=reason)
        self.reason = reason


class BackRequested(LineaError):
    """The caller pressed * or said «volver» in a menu or a question."""

    code = "back_requested"


class MainMenuRequested(BackRequested):
    """The caller said «menú principal»: whoever only goes one step back passes it on."""

    code = "main_menu_requested"


class NotAtHand(BackRequested):
    """The caller said that they don't have at hand what was asked.

    A dialog with another way to the same goes on by that; for any other it is a step back.
    """

    code = "not_at_hand"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is on the line, as the network tells it. ``number``: E.164, None if withheld or odd."""

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
class PathStep:
    """One step of a call's path, in the order walked.

    ``kind``: said, chosen, answered, silence, invalid, intent, verified, refused, note,
    command, done, callback, not_reached, transfer, ended. ``prompt``: the prompt's id.
    ``heard``: keys or words, masked where sensitive; of an intent its code. ``confidence``: 1.0
    for keys, the recogniser's score for words. ``label`` names the step for an agent, in
    Spanish; steps without one are of no interest to them. ``by`` is how it was answered, ``key``
    or ``speech``, ``certainty`` how sure its meaning was (``sure``, ``doubtful``, ``none``, or
    ``confirmed`` by a question).
    """

    at: datetime
    kind: str
    prompt: str | None = None
    heard: str | None = None
    confidence: float | None = None
    label: str | None = None
    by: str | None = None
    certainty: str | None = None


class PathRecorder(Protocol):
    """Where the steps of a call go: buffered, written behind, flushed before a transfer."""

    def add(self, step: PathStep) -> None:
        """Keep one step; never raises, never waits."""
        ...

    def flush(self) -> None:
        """Write what is kept; a store that is gone is not the caller's trouble: never raises."""
        ...

    def conceal(self) -> None:
        """Drop every further step, and never write the caller's number if that isn't done yet."""
        ...

    def pause(self) -> None:
        """Drop every further step until :meth:`resume`; the number stays as it is."""
        ...

    def resume(self) -> None:
        """Keep steps again; a number that was forgotten stays so."""
        ...


@dataclass(frozen=True, slots=True)
class TransferContext:
    """What travels with the caller to a person."""

    reason: str
    intent: str | None = None
    account_id: int | None = None
    identity_level: int = 0
    priority: bool = False
    details: Mapping[str, str] = field(default_factory=dict)
