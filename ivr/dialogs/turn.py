"""The caller's turn: their place in the queue, told before they wait and whenever they ask."""

from __future__ import annotations

from typing import NoReturn

from ivr.dialogs import callback, danger
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.waiting_office import Wait
from ivr.errors import StoreUnavailable
from ivr.services.queue_wait import Estimate


def join(talk: Conversation, queue: str, reason: str) -> NoReturn:
    """Tell the caller their place, offer to call back where it is long, and hand them over."""
    wait = _place(talk, queue)
    if wait is not None:
        _tell(talk, wait.estimate)
        _offer_callback(talk, queue, wait)
    talk.line.transfer(queue, talk.context(reason))


def tell_again(talk: Conversation, queue: str) -> None:
    """The same for a caller who waits already, whom something is told in any case."""
    wait = _place(talk, queue)
    if wait is not None:
        if wait.estimate.ahead or wait.estimate.seconds:
            _tell(talk, wait.estimate)
        else:
            talk.line.say("asesor.siguiente")
        _offer_callback(talk, queue, wait)
    talk.line.say("asesor.sigue_turno")


def _offer_callback(talk: Conversation, queue: str, wait: Wait) -> None:
    """Never to who is in danger."""
    if wait.callback_offered and queue != danger.QUEUE:
        callback.offer(talk, queue)


def _tell(talk: Conversation, told: Estimate) -> None:
    """Say how many are before the caller, and how long it will take where that is known."""
    line, ahead = talk.line, told.ahead
    if told.seconds is None:
        if ahead:
            line.say("asesor.turno", n=ahead)
    elif told.seconds > 0:
        minutes = max(1, round(told.seconds / 60))
        if ahead:
            line.say("asesor.espera", n=ahead, min=minutes)
        else:
            line.say("asesor.siguiente_espera", min=minutes)


def _place(talk: Conversation, queue: str) -> Wait | None:
    """The caller's place, kept from now on; None while the store can't tell."""
    line = talk.line
    try:
        wait = talk.look_up(talk.office.waiting.join, line.call, queue, line.place)
    except StoreUnavailable:
        return None
    line.keep_place(wait.place)
    return wait
