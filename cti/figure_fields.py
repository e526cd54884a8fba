"""The day and the figures as JSON: for the board and the reports alike."""

from __future__ import annotations

from cti.fields import fields
from ivr.services.board import Today
from ivr.services.figures import Mean, Promise, QueueFigures, Share, Variant, Waits


def share(counted: Share) -> dict[str, object]:
    """A share with what it was made of."""
    return fields(counted, "part", "whole", "value")


def mean(counted: Mean) -> dict[str, object]:
    """A mean with what it was made of."""
    return fields(counted, "total", "count", "value")


def waits(counted: Waits) -> dict[str, object]:
    """Waits in seconds."""
    return fields(counted, "mean", "median", "p90", "longest")


def queue_figures(counted: QueueFigures) -> dict[str, object]:
    """What queues did, with every variant of the service level."""
    return {
        **fields(counted, "offered", "answered", "abandoned", "short", "elsewhere"),
        **fields(counted, "waiting", "in_time"),
        "asa": waits(counted.asa),
        "to_abandon": waits(counted.to_abandon),
        "abandonment": share(counted.abandonment),
        "levels": {variant.value: share(counted.service_level(variant)) for variant in Variant},
    }


def promise_fields(promise: Promise, queues: tuple[str, ...]) -> dict[str, object]:
    """How the line is measured."""
    return {
        "variant": promise.variant.value,
        "short_seconds": promise.short_seconds,
        "targets": {queue: fields(promise.target(queue), "seconds", "goal") for queue in queues},
    }


def day_fields(day: Today, promise: Promise) -> dict[str, object]:
    """The day so far."""
    return {
        **fields(day, "at", "day", "calls", "survey", "cases", "dangers_open"),
        **fields(day, "callbacks_waiting", "messages_open", "emergency_messages_open"),
        "promise": promise_fields(promise, tuple(day.queues)),
        "queues": {queue: queue_figures(counted) for queue, counted in day.queues.items()},
        "together": queue_figures(day.together),
        "reasons": [fields(reason, "flow", "calls") for reason in day.reasons],
    }
