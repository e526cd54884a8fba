"""What the parts tell each other: frozen dataclasses in the past tense.

Events carry ``call_id`` and ``agent_id``, never a number, a name or a document: who needs
those asks the services. ``event_id`` is what a handler recognises a repeated event by.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from ivr.errors import LineaError


class UnreadableEvent(LineaError):
    """Bytes from the bus that are no event of ours, or of a later version."""

    code = "unreadable_event"


def _new_id() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What all events have: when it happened (aware, UTC) and an id of its own."""

    at: datetime
    event_id: str = field(default_factory=_new_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStarted(Event):
    """A call reached the line."""

    call_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the path as a desk shows it; ``heard`` is already masked where sensitive."""

    at: datetime
    kind: str
    label: str | None = None
    heard: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PathGrew(Event):
    """The caller walked on: the steps that were added, in order."""

    call_id: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallQueued(Event):
    """The call joined a queue at ``position`` (1 is next)."""

    call_id: str
    queue: str
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRang(Event):
    """An agent's telephone began to ring for the call."""

    call_id: str
    agent_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentAnswered(Event):
    """An agent and the caller were put together. In the outbox as well, for webhooks."""

    call_id: str
    agent_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded(Event):
    """The call is over. Durable: written to the outbox with the call itself.

    ``ended_how`` is an outcome of ``ivr.store.Outcome``; a correction (from CEL) is
    another event with another id.
    """

    call_id: str
    ended_how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFiled(Event):
    """A case was filed. Durable. ``call_id`` is None where it came by no call, or anonymously."""

    radicado: str
    kind: str
    call_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DamageReported(Event):
    """A damage was reported. Durable. ``priority``: 1 danger to people … 4 no hurry."""

    ticket: str
    kind: str
    priority: int
    service: str | None = None
    call_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStateChanged(Event):
    """An agent's state changed; ``state`` is one of ``ivr.store.AgentState``."""

    agent_id: int
    state: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapUpDone(Event):
    """An agent finished a call's wrap-up."""

    call_id: str
    agent_id: int
    disposition: str


KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in Event.__subclasses__()}
DURABLE: tuple[type[Event], ...] = (AgentAnswered, CallEnded, CaseFiled, DamageReported)
"""What goes through the outbox, and so to webhooks."""
TOLD_LIVE: tuple[type[Event], ...] = (AgentAnswered,)
"""Of these, what the bus was told the moment it happened: the relay doesn't tell it again."""


class _Envelope(msgspec.Struct):
    kind: str
    event: msgspec.Raw


def payload(event: Event) -> dict[str, object]:
    """The event as plain JSON values, as the outbox keeps it."""
    plain: dict[str, object] = msgspec.to_builtins(event)
    return plain


def from_payload(kind: str, plain: object) -> Event:
    """The event that ``payload`` made. Raises UnreadableEvent."""
    try:
        return msgspec.convert(plain, KINDS[kind])
    except (KeyError, msgspec.ValidationError) as failure:
        raise UnreadableEvent(f"evento desconocido: {kind}") from failure


def encode(event: Event) -> bytes:
    """The event as JSON bytes for the bus."""
    kind = type(event).__name__
    return msgspec.json.encode(_Envelope(kind, msgspec.Raw(msgspec.json.encode(event))))


def decode(data: bytes) -> Event:
    """The event in ``data``. Raises UnreadableEvent."""
    try:
        envelope = msgspec.json.decode(data, type=_Envelope)
        return msgspec.json.decode(envelope.event, type=KINDS[envelope.kind])
    except (KeyError, msgspec.MsgspecError, UnicodeDecodeError) as failure:
        raise UnreadableEvent("bytes que no son un evento") from failure
