"""The facts that the tracker tells, in the order in which they became known.

Moments are Asterisk's own (``timestampevents``). ``channel`` is a Uniqueid: evidence,
never the key. No fact holds a caller's number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Role = Literal["caller", "agent", "oncall"]

Why = Literal[
    "talked",
    "lost",
    "ring_no_answer",
    "answered_elsewhere",
    "caller_left",
    "not_placed",
    "given_up",
    "unknown",
]
"""How a leg ended. ``lost``: a desk in mid-talk, its caller is kept (docs/architecture.md,
A lost desk). ``given_up``: who wanted to consult there did so no more.
``not_placed``: a telephone that was to call somebody and wasn't picked up.
``unknown``: it was gone when we came back after losing sight of it."""

LeftBecause = Literal["answered", "abandoned", "timeout", "empty", "key"]


@dataclass(frozen=True, slots=True)
class LegView:
    """One telephone within a call. ``desk`` is the endpoint's name where it is a desk."""

    channel: str
    role: Role
    desk: str | None = None
    agent_id: int | None = None
    queue: str | None = None


@dataclass(frozen=True, slots=True)
class CallBegan:
    """A call was seen for the first time, whether or not our Python answered it."""

    call_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CallStepped:
    """The dialplan entered ``step`` (architecture.md, 2: line, queue … desk-lost, after-talk)."""

    call_id: str
    at: datetime
    step: str
    detail: str


@dataclass(frozen=True, slots=True)
class QueueEntered:
    """The caller joined a queue at ``position`` (1 is next)."""

    call_id: str
    at: datetime
    queue: str
    position: int | None


@dataclass(frozen=True, slots=True)
class QueueLeft:
    """The caller left the queue: told once a stay, when the reason is certain."""

    call_id: str
    at: datetime
    queue: str
    entered_at: datetime
    reason: LeftBecause


@dataclass(frozen=True, slots=True)
class LegRang:
    """A telephone rings for the call; for the caller's own leg, the call arrived.

    ``waiting_since``: when the caller joined the queue that rings it, None without one.
    ``placed``: the telephone of an agent who is about to call somebody.
    """

    call_id: str
    at: datetime
    leg: LegView
    waiting_since: datetime | None = None
    placed: bool = False


@dataclass(frozen=True, slots=True)
class LegAnswered:
    """The leg talks: with the caller, or for the caller's own leg, with the line."""

    call_id: str
    at: datetime
    leg: LegView


@dataclass(frozen=True, slots=True)
class LegHeld:
    """The leg put the other side on hold, or took it back."""

    call_id: str
    at: datetime
    leg: LegView
    held: bool


@dataclass(frozen=True, slots=True)
class LegEnded:
    """The leg is over. ``cause`` is Q.850, None where nobody saw it."""

    call_id: str
    at: datetime
    leg: LegView
    why: Why
    cause: int | None


@dataclass(frozen=True, slots=True)
class CallTransferred:
    """``by`` handed the caller on to ``to``: a telephone, a queue, or ``outside``.

    ``attended``: after asking there, and ``to`` goes on with the caller.
    """

    call_id: str
    at: datetime
    kind: Literal["blind", "attended"]
    by: str
    to: str


@dataclass(frozen=True, slots=True)
class Consulting:
    """An agent was found asking elsewhere, while the caller waits, when Asterisk listed its calls.

    ``answered``: they talk there already.
    """

    call_id: str
    at: datetime
    by: LegView
    to: LegView
    answered: bool


@dataclass(frozen=True, slots=True)
class CallOver:
    """The caller, or whom we called, is gone.

    ``whole`` is False where a part went unseen: CEL knows it.
    """

    call_id: str
    at: datetime
    whole: bool


Fact = (
    CallBegan
    | CallStepped
    | QueueEntered
    | QueueLeft
    | LegRang
    | LegAnswered
    | LegHeld
    | LegEnded
    | CallTransferred
    | Consulting
    | CallOver
)
