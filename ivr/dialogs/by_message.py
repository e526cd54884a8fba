"""What the caller heard, sent to their mobile as well: only there, and only when they want it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from ivr.dialogs.conversation import Conversation
from ivr.question import Menu
from ivr.services.outbound import Message, Template, is_mobile
from ivr.store import ContactChannel, ContactPurpose

KEY = "1"
BY_MESSAGE = "Lo quiere por mensaje de texto"
SECONDS_FOR_OFFER = 3.0
ENDING = 3
DIGEST = 12


def can_get(talk: Conversation) -> bool:
    """Whether the caller's telephone gets text messages."""
    return is_mobile(talk.line.call.caller.number)


def offer(talk: Conversation, template: Template, fields: Mapping[str, object]) -> None:
    """Offer to send what was just said; any other key, or none, goes on with the call.

    Who types ahead knows where they are going and is not stopped. Raises StoreUnavailable.
    """
    line = talk.line
    if not can_get(talk) or line.keys:
        return
    untold = frozenset({KEY})
    made = Menu("mensaje.ofrecer", {KEY: BY_MESSAGE}, {"ult3": _ending(talk)}, untold=untold)
    key = line.offer(made, SECONDS_FOR_OFFER)
    if key == KEY:
        line.note(BY_MESSAGE, kind="chosen", heard=key)
        send(talk, template, fields)


def menu(talk: Conversation, prompt: str, other: str) -> Menu:
    """A choice between the message (1) and ``other`` (2)."""
    return Menu(prompt, {KEY: BY_MESSAGE, "2": other}, {"ult3": _ending(talk)})


def send(talk: Conversation, template: Template, fields: Mapping[str, object]) -> None:
    """Have it sent, the same words once a call, and say so. Raises StoreUnavailable."""
    number = talk.line.call.caller.number
    assert number is not None
    message = Message(
        key=f"{talk.line.call.call_id}/{template}/{_digest(fields)}",
        channel=ContactChannel.SMS,
        recipient=number,
        template=template,
        purpose=ContactPurpose.REQUESTED,
        fields=fields,
        call_id=talk.line.call.call_id,
    )
    talk.look_up(talk.office.send, message)
    talk.line.say("mensaje.enviado", ult3=_ending(talk))


def _digest(fields: Mapping[str, object]) -> str:
    return sha256(repr(sorted(fields.items())).encode()).hexdigest()[:DIGEST]


def _ending(talk: Conversation) -> str:
    return (talk.line.call.caller.number or "")[-ENDING:]
