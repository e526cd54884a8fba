"""Whose turn it is among those who are owed a call: as if they stood in the queue themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Floor:
    """A queue as it stands. Priorities are QUEUE_PRIO: greater is served earlier.

    ``callers`` wait on the line; ``calling`` counts the owed calls that are being placed.
    """

    callers: Sequence[int]
    free: int
    at_work: int
    calling: int


def is_due(priority: int, floor: Floor) -> bool:
    """Whether the call owed at ``priority`` is to be placed now.

    It is when a free agent is left after everybody before it; and, one at a time, when all
    are busy and the next agent would take someone who came later.
    """
    before = sum(one >= priority for one in floor.callers)
    if before + floor.calling < floor.free:
        return True
    next_would_overtake = not before and bool(floor.callers)
    return next_would_overtake and bool(floor.at_work) and not floor.calling
