"""Where callers are at one moment, as the book has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cti.tracker.state import Call


@dataclass(frozen=True, slots=True)
class Waiting:
    """A caller in a queue."""

    call_id: str
    queue: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How many callers are in the machine and with agents, and who waits, longest first."""

    in_machine: int
    talking: int
    waiting: tuple[Waiting, ...]


def standing(calls: Iterable[Call]) -> Standing:
    """Count callers. One who leaves a queue, and why is not known yet, is in none of these."""
    in_machine = talking = 0
    waiting = []
    for call in calls:
        if call.own or (call.placed and not _reached(call)):
            continue
        if call.stay is not None:
            if call.stay.left_at is None:
                waiting.append(Waiting(call.call_id, call.stay.queue, call.stay.entered_at))
        elif any(leg.answered and leg.view.role != "caller" for leg in call.legs.values()):
            talking += 1
        else:
            in_machine += 1
    return Standing(in_machine, talking, tuple(sorted(waiting, key=lambda one: one.since)))


def _reached(call: Call) -> bool:
    """Whether whom we called has picked up."""
    return any(leg.answered and leg.view.role == "caller" for leg in call.legs.values())
