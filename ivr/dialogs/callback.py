"""A call back in place of waiting: offered and promised, and then made."""

from __future__ import annotations

from contextlib import suppress
from typing import NoReturn

from ivr.call import BackRequested, CallEnded, PersonRequested
from ivr.dialogs.conversation import Conversation
from ivr.errors import NotFound, StoreUnavailable
from ivr.line import Line
from ivr.phone_number import normalise
from ivr.question import DigitsQuestion, Menu
from ivr.store import Attempt

KEY = "2"
SECONDS_TO_CHOOSE = 3.0
SECONDS_TO_CONFIRM = 6.0
TIMES_ASKED = 2
NUMBER_DIGITS = 10
HERE, LATER = "1", "2"
_GONE = (StoreUnavailable, NotFound)
"""What is no reason to leave a person alone whom we called."""

_OFFER = Menu("asesor.ofrece_llamada", {KEY: "Prefiere que le llamen"}, untold=frozenset({KEY}))
_CAN_TALK = Menu(
    "asesor.llamada_sale",
    {HERE: "Puede hablar", LATER: "Más tarde"},
    untold=frozenset({HERE, LATER}),
)
_WHICH = DigitsQuestion(
    "asesor.llamada_cual",
    NUMBER_DIGITS,
    NUMBER_DIGITS,
    valid=lambda digits: _dialable(digits) is not None,
    sensitive=True,
    label="Indicó un número para devolverle la llamada",
)


def offer(talk: Conversation, queue: str) -> None:
    """Offer to keep the caller's place and call back; returns for who goes on waiting.

    Who accepts is promised it, durably, and bidden goodbye.
    """
    line = talk.line
    if line.offer(_OFFER, SECONDS_TO_CHOOSE) != KEY:
        return
    try:
        number = _number(line)
        promised = talk.look_up(talk.office.waiting.promise, line.call, number, queue, line.place)
    except (BackRequested, PersonRequested):
        return
    except StoreUnavailable:
        promised = None
    if promised is None:
        line.say("asesor.llamada_no")
        return
    line.note("Pidió que le devolvamos la llamada", kind="callback")
    if promised.later:
        momento = promised.starts_at
        line.say("asesor.llamada_ok_desde", momento=momento, intentos=promised.attempts)
    else:
        line.say("asesor.llamada_ok", intentos=promised.attempts)
    line.hang_up()


def attend(talk: Conversation, callback_id: int) -> NoReturn:
    """Ask whoever picked up whether they can talk, and put them where they stood in the queue.

    Who hangs up, or a voicemail that presses nothing, is called again later. Without the store
    the person is served all the same, at the place that the dialplan kept.
    """
    line = talk.line
    try:
        with suppress(*_GONE):
            talk.look_up(talk.office.waiting.placed, callback_id, line.call)
        key = _can_talk(line)
    except CallEnded:
        _missed(talk, callback_id, Attempt.NOT_CONFIRMED)
        raise
    if key == HERE:
        _connect(talk, callback_id)
    if key == LATER:
        again = _missed(talk, callback_id, Attempt.LATER)
        line.say("asesor.llamada_luego" if again else "asesor.llamada_fin")
    else:
        _missed(talk, callback_id, Attempt.NOT_CONFIRMED)
    line.hang_up()


def _missed(talk: Conversation, callback_id: int, how: Attempt) -> bool:
    """Note it; whether they will be called once more. The caller may be gone."""
    talk.line.note("No se le encontró", kind="not_reached")
    with suppress(*_GONE):
        return talk.office.waiting.missed(callback_id, how)
    return False


def _can_talk(line: Line) -> str | None:
    """The key pressed, None where nobody presses one."""
    for _ in range(TIMES_ASKED):
        line.keys.clear()
        key = line.offer(_CAN_TALK, SECONDS_TO_CONFIRM)
        if key is not None:
            return key
    return None


def _connect(talk: Conversation, callback_id: int) -> NoReturn:
    line = talk.line
    with suppress(*_GONE):
        talk.look_up(talk.office.waiting.reached, callback_id)
    line.note("Se le devolvió la llamada")
    line.say("asesor.pasa")
    line.transfer(talk.queue, talk.context("Devolución de llamada"))


def _number(line: Line) -> str:
    """The number to call: the caller's own, or one that is typed and confirmed. Raises as ask."""
    own = line.call.caller.number
    if (
        own is not None
        and _dialable(own)
        and line.confirm(
            "asesor.llamada_numero", yes="Al mismo número", no="A otro número", ult3=own[-3:]
        )
    ):
        return own
    while True:
        number = _dialable(line.ask(_WHICH))
        assert number is not None
        if line.confirm("asesor.llamada_repite", yes="Correcto", no="Cambiarlo", numero=number):
            return number


def _dialable(number: str) -> str | None:
    """``number`` in E.164 where it is one of this country's, mobile or fixed."""
    found = normalise(number, "") if number else None
    return found if found is not None and len(found) == len("+57") + NUMBER_DIGITS else None
