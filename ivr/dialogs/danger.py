"""Danger to people comes before anything else: what to do now, and the emergency queue.

The report is filed while the instruction is heard, so that it exists even when the caller hangs
up after two keys. Nothing here may keep the caller from a person: not the store, not a mistake.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import NoReturn

from ivr.call import BackRequested, PersonRequested
from ivr.dialogs.conversation import Conversation
from ivr.errors import LineaError
from ivr.hearing import EmergencyHeard
from ivr.services.damage import DamageFiling, Danger

QUEUE = "emergency"
PRIORITY = 1
UNSAID = Danger("", "Emergencia sin precisar", "dano.seguridad", None)
SECONDS_FOR_FILING = 1.0
"""How much longer than the instruction the filing may take."""


def ask(talk: Conversation) -> None:
    """Ask whether there is danger now; returns when there is none.

    Raises as :meth:`ivr.line.Line.choose`.
    """
    menus = talk.settings.damages
    try:
        danger = menus.chosen_danger(talk.line.choose(menus.danger))
    except EmergencyHeard:
        _rescue(talk, UNSAID, "Dijo que hay una emergencia, sin precisar cuál")
    if danger is not None:
        _rescue(talk, danger, f"Hay peligro: {danger.label}")


def called_for_emergency(talk: Conversation) -> None:
    """The same, asked of who pressed «emergencia»: whoever doesn't answer is taken for in danger.

    So is who asks for a person: at night nobody else is there.
    """
    talk.line.note("Marcó emergencia")
    try:
        ask(talk)
    except PersonRequested:
        _rescue(talk, UNSAID, "Marcó emergencia y no respondió si hay peligro")


def first(talk: Conversation, converse: Callable[[], None]) -> None:
    """Converse; words of danger, wherever they are said, end that and lead here.

    Returns where there is no danger after all, or when the conversation returns. Raises as it
    does.
    """
    try:
        converse()
    except EmergencyHeard as emergency:
        heed(talk, emergency)


def heed(talk: Conversation, emergency: EmergencyHeard) -> None:
    """The caller spoke of danger: what was named, or confirmed, isn't asked again.

    Returns where there is none after all.
    """
    menus, line = talk.settings.damages, talk.line
    line.note("Habló de una emergencia")
    label = line.meant(menus.danger, emergency.heard)
    danger = None if label is None else menus.chosen_danger(label)
    if danger is not None:
        _rescue(talk, danger, f"Hay peligro: {danger.label}")
    if emergency.confirmed:
        _rescue(talk, UNSAID, "Confirmó que es una emergencia, sin precisar cuál")
    try:
        with suppress(BackRequested):
            ask(talk)
    except PersonRequested:
        _rescue(talk, UNSAID, "Habló de una emergencia y no respondió si hay peligro")


def _rescue(talk: Conversation, danger: Danger, reason: str) -> NoReturn:
    line = talk.line
    line.intent("emergencia", "Emergencia")
    filing = DamageFiling(
        kind=danger.label,
        priority=PRIORITY,
        service=danger.service,
        call_id=line.call.call_id,
        account_id=talk.account.id if talk.account else None,
    )
    filed = line.set_going(partial(_file, talk, filing))
    line.announce(danger.instruction)
    if line.wait_for(filed, SECONDS_FOR_FILING) and filed.exception() is None:
        line.note(filed.result())
    line.transfer(QUEUE, talk.context(reason))


def _file(talk: Conversation, filing: DamageFiling) -> str:
    """File the report, then add whose telephone calls. Gives what an agent should read of it."""
    try:
        ticket = talk.office.report_damage(filing).ticket
    except LineaError:
        return "No se pudo dejar el reporte de emergencia"
    try:
        talk.office.place_damage(filing, talk.line.call.caller.number)
    except LineaError:
        return f"Reporte de emergencia {ticket}, sin la cuenta"
    return f"Reporte de emergencia {ticket}"
