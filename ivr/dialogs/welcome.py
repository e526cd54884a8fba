"""How every call begins: greeting, emergency option, outages of the caller's zone, the notice.

Nothing waits for the store: what it knows of the call is asked while the greeting sounds, and
without an answer by then the call goes on without it.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from ivr.call import BackRequested, PersonRequested
from ivr.dialogs import danger, known_outage
from ivr.dialogs.conversation import Conversation
from ivr.keys import PERSON_KEY
from ivr.question import Menu
from ivr.services.arrival import Arrival

EMERGENCY_KEY = "1"
OPT_OUT_KEY, OPT_OUT = "7", "No quiere que se grabe la llamada"
SECONDS_FOR_ARRIVAL = 1.5
"""How much longer than greeting and emergency option the store may take."""


def welcome(talk: Conversation) -> None:
    """Greet, let an emergency or «asesor» go first, tell of outages, and give notice.

    Keys meant for the menus stay for them; so does 7 against recording, which the main
    menu takes.
    """
    line = talk.line
    arriving = line.set_going(partial(talk.office.arrived, line.call))
    line.say("bienvenida.saludo")
    line.say("bienvenida.emergencia")
    _heed_emergency(talk)
    if line.wait_for(arriving, SECONDS_FOR_ARRIVAL) and arriving.exception() is None:
        talk.arrival = arriving.result()
    _heed_person(talk)
    for outage in talk.arrival.outages if talk.arrival else ():
        known_outage.tell(talk, outage)
    give_notice(talk)


def give_notice(talk: Conversation) -> None:
    """The one notice of this call; the recording begins behind it, unless it was refused in it,
    by 7 or in words.
    """
    line = talk.line
    if not talk.settings.records_calls:
        line.say(_notice(talk))
        talk.noticed = True
        return
    made = Menu(_notice(talk), {OPT_OUT_KEY: OPT_OUT}, untold=frozenset({OPT_OUT_KEY}))
    refused = line.offer(made, 0.0) == OPT_OUT_KEY
    talk.noticed = True
    if refused:
        line.refuse_recording()
    else:
        line.start_recording()


def _notice(talk: Conversation) -> str:
    records = talk.settings.records_calls
    if _knows_it(talk.arrival):
        return "bienvenida.aviso_corto_grabacion" if records else "bienvenida.aviso_corto"
    return "bienvenida.aviso_grabacion" if records else "bienvenida.aviso"


def _knows_it(arrival: Arrival | None) -> bool:
    return arrival is not None and arrival.knows_notice


def _heed_emergency(talk: Conversation) -> None:
    keys = talk.line.keys
    if keys.peek() == EMERGENCY_KEY:
        keys.pop()
        with suppress(BackRequested):
            danger.called_for_emergency(talk)


def _heed_person(talk: Conversation) -> None:
    keys = talk.line.keys
    if keys.peek() == PERSON_KEY:
        keys.pop()
        raise PersonRequested("asked")
