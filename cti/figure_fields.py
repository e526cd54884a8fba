"""The day and the figures as JSON: for the board and the reports alike."""

from __future__ import annotations

from ivr.services.board import Today
from ivr.services.figures import Mean, Promise, QueueFigures, Share, Variant, Waits


def share(counted: Share) -> dict[str, object]:
    """A share with what it was made of."""
    return {"part": counted.part, "whole": counted.whole, "value": counted.value}


def mean(counted: Mean) -> dict[str, object]:
    """A mean with what it was made of."""
    return {"total": counted.total, "count": counted.count, "value": counted.value}


def waits(counted: Waits) -> dict[str, object]:
    """Waits in seconds."""
    return {
        "mean": counted.mean,
        "median": counted.median,
        "p90": counted.p90,
        "longest": counted.longest,
    }


def queue_figures(counted: QueueFigures) -> dict[str, object]:
    """What queues did, with every variant of the service level."""
    return {
        "offered": counted.offered,
        "answered": counted.answered,
        "abandoned": counted.abandoned,
        "short": counted.short,
        "elsewhere": counted.elsewhere,
        "waiting": counted.waiting,
        "in_time": counted.in_time,
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
        "targets": {
            queue: {
                "seconds": promise.target(queue).seconds,
                "goal": promise.target(queue).goal,
            }
            for queue in queues
        },
    }


def day_fields(day: Today, promise: Promise) -> dict[str, object]:
    """The day so far."""
    return {
        "at": day.at,
        "day": day.day,
        "calls": day.calls,
        "promise": promise_fields(promise, tuple(day.queues)),
        "queues": {queue: queue_figures(counted) for queue, counted in day.queues.items()},
        "together": queue_figures(day.together),
        "reasons": [{"flow": reason.flow, "calls": reason.calls} for reason in day.reasons],
        "survey": day.survey,
        "cases": day.cases,
        "dangers_open": day.dangers_open,
        "callbacks_waiting": day.callbacks_waiting,
        "messages_open": day.messages_open,
        "emergency_messages_open": day.emergency_messages_open,
    }
