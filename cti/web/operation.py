"""What a route of the API takes and gives, said beside it; the OpenAPI document is made of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import msgspec
from aiohttp import web

from ivr.services.api_tokens import Scope

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Media:
    """An answer that isn't JSON: its media types."""

    kinds: tuple[str, ...]


CSV = Media(("text/csv",))
WAV = Media(("audio/wav",))
WORKBOOK = Media(("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",))
NOTHING = Media(())
"""No body: status 204."""


@dataclass(frozen=True, slots=True)
class Socket:
    """A WebSocket: a text for people of what is said in it, and its close codes."""

    says: str
    closes: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Operation:
    """One route. ``summary`` is Spanish, for people; everything else is English.

    ``per`` is a path's parameter whose every value takes a body of its own. ``errors`` are the
    statuses beyond those that follow from the rest (:mod:`cti.web.openapi`); ``scope`` is what
    a token needs, None where only browsers come in.
    """

    summary: str
    query: type[msgspec.Struct] | None = None
    body: type[msgspec.Struct] | None = None
    per: tuple[str, Mapping[str, type[msgspec.Struct]]] | None = None
    answer: object = NOTHING
    status: int = 200
    errors: tuple[int, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    scope: Scope | None = None
    or_nothing: bool = False

    @property
    def answers_with(self) -> int:
        """The status of a success."""
        if isinstance(self.answer, Socket):
            return 101
        return 204 if self.answer is NOTHING else self.status


def operation(
    summary: str,
    *,
    query: type[msgspec.Struct] | None = None,
    body: type[msgspec.Struct] | None = None,
    per: tuple[str, Mapping[str, type[msgspec.Struct]]] | None = None,
    answer: object = NOTHING,
    status: int = 200,
    errors: tuple[int, ...] = (),
    headers: Mapping[str, str] | None = None,
    scope: Scope | None = None,
    or_nothing: bool = False,
) -> Callable[[Handler], Handler]:
    """Say what a handler takes and gives. ``answer`` is a type, a Media or a Socket.

    ``or_nothing``: it may also be 204, without a body.
    """
    said = Operation(
        summary, query, body, per, answer, status, errors, headers or {}, scope, or_nothing
    )

    def declare(handler: Handler) -> Handler:
        handler.__dict__["operation"] = said
        return handler

    return declare


def operation_of(handler: object) -> Operation | None:
    """What a handler said, None where it said nothing."""
    said = getattr(handler, "operation", None)
    return said if isinstance(said, Operation) else None
