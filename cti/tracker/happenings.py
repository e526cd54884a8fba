"""Asterisk's events of calls, queues and telephones, as the book takes them.

Order as measured on Asterisk 22.10 (tests/cti/sequences): a stay ends with
QueueCallerLeave *before* AgentConnect, and QueueCallerAbandon also comes when the
queue's own time runs out while a telephone rings. So a stay's reason is settled by
what the caller's channel does next: connected, walking on in the dialplan, or gone.
"""

from __future__ import annotations

from ami import Message
from cti.tracker import transfers
from cti.tracker.book import Book
from cti.tracker.facts import LegHeld, LegView
from cti.tracker.state import (
    LEFT_QUEUE,
    MEMBER,
    NO_TELEPHONE,
    PLACED,
    desk_of,
    reason_of_walking_on,
)

NOT_ANSWERED = ("NOANSWER", "BUSY", "CONGESTION", "CHANUNAVAIL")


def account_code(book: Book, event: Message) -> None:
    """A channel got its call_id."""
    book.call_of(event)


def user_event(book: Book, event: Message) -> None:
    """The dialplan took a step (``UserEvent(LineaCall, …)``)."""
    call = book.call_of(event) if event.get("UserEvent") == "LineaCall" else None
    if call is None:
        return
    step, detail = event.get("Step"), event.get("Detail")
    if step == PLACED and call.own and detail.isdecimal():
        book.turns_out_placed(call, int(detail))
    if call.stay is not None and call.stay.left_at is not None:
        book.settle(call, reason_of_walking_on(step, detail))
    if not call.own and step != LEFT_QUEUE:
        book.facts.append(transfers.fact_of(call.call_id, book.now, step, detail))
        transfers.stepped(book, call, event.get("Uniqueid"), step, detail)


def new_state(book: Book, event: Message) -> None:
    """The caller's channel was answered by the line, or that of an agent who calls somebody."""
    found = book.leg(event.get("Uniqueid"))
    if found is None or event.get("ChannelStateDesc") != "Up":
        return
    call, leg = found
    if leg.view.role == "caller" or (call.placed and leg.view.channel == call.origin):
        book.answer(call, leg)


def queue_join(book: Book, event: Message) -> None:
    """The caller joined a queue."""
    call, position = book.call_of(event), event.get("Position")
    if call is not None:
        place = int(position) if position.isdecimal() else None
        book.enter(call, event.get("Queue"), book.now, place)


def queue_leave(book: Book, event: Message) -> None:
    """The caller left the queue; why is not known yet."""
    call = book.call_of(event)
    if call is not None and call.stay is not None and call.stay.left_at is None:
        call.stay.left_at = book.now


def dialled(book: Book, event: Message) -> None:
    """A telephone rings: AgentCalled from a queue, DialBegin from there or a transfer."""
    call = book.call_of(event)
    uniqueid, name = event.get("DestUniqueid"), event.get("DestChannel")
    logged = book.logged(call) if call else None
    if call is None or logged is None or not uniqueid or uniqueid in logged.legs:
        return
    if name.startswith(NO_TELEPHONE):
        return
    handed_to = logged.handed_to(book.agent_at)
    desk = desk_of(name) or handed_to
    member = MEMBER.fullmatch(event.get("MemberName"))
    agent_id = int(member[1]) if member else book.agent_at(desk) if desk else None
    role = "agent" if member else call.role_of(desk)
    book.adopt(call, uniqueid, name)
    queue = event.get("Queue") or None
    book.add_leg(logged, LegView(uniqueid, role, desk, agent_id, queue))
    dialling = logged.legs.get(event.get("Uniqueid"))
    logged.legs[uniqueid].consulted = dialling is not None and dialling.keeps_caller


def ring_no_answer(book: Book, event: Message) -> None:
    """A member's telephone rang in vain."""
    if found := book.leg(event.get("DestUniqueid")):
        found[1].not_answered = True


def dial_end(book: Book, event: Message) -> None:
    """A telephone was picked up, or will not be."""
    found = book.leg(event.get("DestUniqueid"))
    if found is not None:
        found[1].picked_up |= event.get("DialStatus") == "ANSWER"
        found[1].not_answered |= event.get("DialStatus") in NOT_ANSWERED


def agent_connect(book: Book, event: Message) -> None:
    """The queue put caller and agent together."""
    call = book.call_of(event)
    if call is not None:
        book.settle(call, "answered")
    if found := book.leg(event.get("DestUniqueid")):
        book.answer(*found)


def bridge_enter(book: Book, event: Message) -> None:
    """A leg can hear and be heard."""
    if found := book.leg(event.get("Uniqueid")):
        book.answer(*found)


def hold(book: Book, event: Message) -> None:
    """A telephone put the other side on hold, or took it back."""
    if found := book.leg(event.get("Uniqueid")):
        held = event.event == "Hold"
        book.facts.append(LegHeld(found[0].call_id, book.now, found[1].view, held))


def hangup(book: Book, event: Message) -> None:
    """A channel is gone."""
    cause = event.get("Cause")
    book.end_channel(event.get("Uniqueid"), int(cause) if cause.isdecimal() else None)
