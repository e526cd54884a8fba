"""What the call log gives back: a call in full, or as one line of a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Leg:
    """One telephone within a call; ``agent`` is the agent's name."""

    channel: str
    role: str | None
    agent_id: int | None
    agent: str | None
    rang_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    hangup_cause: int | None
    missed: bool


@dataclass(frozen=True, slots=True)
class QueueStay:
    """One stay in a queue. ``wait`` in whole seconds, None while it lasts."""

    queue: str
    entered_at: datetime
    left_at: datetime | None
    reason: str | None
    position: int | None

    @property
    def wait(self) -> int | None:
        """Seconds waited, None while waiting."""
        return _seconds(self.entered_at, self.left_at)


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of the path walked."""

    at: datetime
    kind: str
    prompt: str | None
    heard: str | None
    confidence: float | None
    label: str | None
    by: str | None = None
    certainty: str | None = None


@dataclass(frozen=True, slots=True)
class WrapUp:
    """What an agent noted; ``disposition`` is its Spanish label."""

    agent_id: int
    agent: str
    code: str
    disposition: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call as one line of a list. ``seconds`` from start to end, None while it lasts."""

    call_id: str
    number: str | None
    withheld: bool
    account_id: int | None
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    intent: str | None
    reason: str | None
    built: str | None
    agent_id: int | None
    agent: str | None
    wait: int | None
    disposition: str | None
    note: str | None

    @property
    def seconds(self) -> int | None:
        """The call's length, None while it lasts."""
        return _seconds(self.started_at, self.ended_at)


@dataclass(frozen=True, slots=True)
class CallSoFar:
    """A call as its card needs it, its parts in the order in which they happened."""

    call_id: str
    number: str | None
    withheld: bool
    dialled: str | None
    account_id: int | None
    identity_level: int
    intent: str | None
    reason: str | None
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    built: str | None
    stays: tuple[QueueStay, ...]
    steps: tuple[PathStep, ...]


@dataclass(frozen=True, slots=True)
class CallRecord(CallSoFar):
    """A call in full."""

    legs: tuple[Leg, ...]
    wrap_ups: tuple[WrapUp, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the list, newest first; ``next`` is the cursor of the next, None at the end."""

    calls: tuple[CallLine, ...]
    next: str | None


def _seconds(start: datetime, end: datetime | None) -> int | None:
    return None if end is None else int((end - start).total_seconds())
