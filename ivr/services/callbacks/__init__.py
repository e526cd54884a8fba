"""Callbacks: owed to callers who would not wait, dialled in their turn, never two for a number."""

from ivr.services.callbacks.desk import possible, promise
from ivr.services.callbacks.owing import (
    Page,
    ask,
    by_id,
    call_now,
    cancel,
    owed,
    page,
    waiting,
    when,
    withdraw,
)
from ivr.services.callbacks.placing import (
    give_up_on_silent,
    has_silent,
    missed,
    of_placed_call,
    placed,
    put_back,
    queues_owing,
    reached,
    take_next,
    unheard,
)
from ivr.services.callbacks.record import Callback, CallbackRules

__all__ = [
    "Callback",
    "CallbackRules",
    "Page",
    "ask",
    "by_id",
    "call_now",
    "cancel",
    "give_up_on_silent",
    "has_silent",
    "missed",
    "of_placed_call",
    "owed",
    "page",
    "placed",
    "possible",
    "promise",
    "put_back",
    "queues_owing",
    "reached",
    "take_next",
    "unheard",
    "waiting",
    "when",
    "withdraw",
]
