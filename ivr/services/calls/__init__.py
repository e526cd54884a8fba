"""Calls: the facts of each as they are learnt, and the log that they make."""

from ivr.services.calls.behind import Behind, OfferKind
from ivr.services.calls.conclusion import concluding_once
from ivr.services.calls.facts import (
    begin,
    clear_account,
    end,
    hold_began,
    hold_ended,
    leg_answered,
    leg_ended,
    leg_started,
    queue_entered,
    queue_left,
    set_account,
    set_danger,
    set_intent,
    set_outcome,
    set_reason,
)
from ivr.services.calls.followed import Followed, followed
from ivr.services.calls.log import by_id, of_caller, page, path, recent, so_far
from ivr.services.calls.records import (
    CallLine,
    CallRecord,
    CallSoFar,
    Leg,
    Page,
    PathStep,
    QueueStay,
    WrapUp,
)
from ivr.services.calls.row import minted, minted_at
from ivr.services.calls.steps import Step, add_desk_step, add_step_once, add_steps
from ivr.store import Built, LeftBecause, LegRole, Outcome

__all__ = [
    "Behind",
    "Built",
    "CallLine",
    "CallRecord",
    "CallSoFar",
    "Followed",
    "LeftBecause",
    "Leg",
    "LegRole",
    "OfferKind",
    "Outcome",
    "Page",
    "PathStep",
    "QueueStay",
    "Step",
    "WrapUp",
    "add_desk_step",
    "add_step_once",
    "add_steps",
    "begin",
    "by_id",
    "clear_account",
    "concluding_once",
    "end",
    "followed",
    "hold_began",
    "hold_ended",
    "leg_answered",
    "leg_ended",
    "leg_started",
    "minted",
    "minted_at",
    "of_caller",
    "page",
    "path",
    "queue_entered",
    "queue_left",
    "recent",
    "set_account",
    "set_danger",
    "set_intent",
    "set_outcome",
    "set_reason",
    "so_far",
]
