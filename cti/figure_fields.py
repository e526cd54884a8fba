"""The day and the figures as JSON: for the board and the reports alike."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from cti.fields import fields
from ivr.services.board import Today
from ivr.services.figures import Promise, Target, Variant, Waits

T = TypeVar("T", bound=msgspec.Struct)


class Share(msgspec.Struct, frozen=True):
    """A share, ``value`` from 0 to 1, with what it was made of; none of nothing."""

    part: int
    whole: int
    value: float | None


class Mean(msgspec.Struct, frozen=True):
    """A mean with what it was made of; none of nothing."""

    total: float
    count: int
    value: float | None


class QueueFigures(msgspec.Struct, frozen=True):
    """What queues did, waits in seconds, with every variant of the service level."""

    offered: int
    answered: int
    abandoned: int
    short: int
    elsewhere: int
    waiting: int
    in_time: int
    asa: Waits
    to_abandon: Waits
    abandonment: Share
    levels: dict[Variant, Share]


class Goals(msgspec.Struct, frozen=True):
    """How the line is measured; each queue promises ``goal`` percent within ``seconds``."""

    variant: Variant
    short_seconds: int
    targets: dict[str, Target]


def told(kind: type[T], counted: object) -> T:
    """What was counted as it is told: the attributes of the same names."""
    return msgspec.convert(counted, kind, from_attributes=True)


def goals(promise: Promise, queues: tuple[str, ...]) -> Goals:
    """How the line is measured, with the targets of these queues."""
    targets = {queue: promise.target(queue) for queue in queues}
    return Goals(promise.variant, promise.short_seconds, targets)


def day_fields(day: Today, promise: Promise) -> dict[str, object]:
    """The day so far."""
    return {
        **fields(day, "at", "day", "calls", "survey", "cases", "dangers_open"),
        **fields(day, "callbacks_waiting", "messages_open", "emergency_messages_open"),
        "promise": goals(promise, tuple(day.queues)),
        "queues": {queue: told(QueueFigures, counted) for queue, counted in day.queues.items()},
        "together": told(QueueFigures, day.together),
        "reasons": [fields(reason, "flow", "calls") for reason in day.reasons],
    }
