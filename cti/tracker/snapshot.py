"""What Asterisk lists after a connection, compared with what the book holds.

The lists come in the stream itself: QueueStatus first, then CoreShowChannels. A call
that was not seen from beginning to end is marked: CEL tells the whole of it later.
"""

from __future__ import annotations

from datetime import timedelta

from ami import Message
from cti.tracker.book import Book
from cti.tracker.facts import LegView
from cti.tracker.state import CALL_ID, PLACED, desk_of


class Snapshot:
    """One listing, from ``Connected`` to ``CoreShowChannelsComplete``."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._waiting: list[Message] = []

    def channel(self, book: Book, event: Message) -> None:
        """A channel is alive; one of ours that is new is taken up as old as it is."""
        uniqueid, account = event.get("Uniqueid"), event.get("AccountCode")
        self._seen.add(uniqueid)
        if uniqueid not in book.channels and CALL_ID.fullmatch(account):
            arrived, book.now = book.now, book.now - _duration(event)
            placed = event.get("Context") == PLACED
            if account in book.calls and (placed or uniqueid != event.get("Linkedid")):
                self._dialled(book, event)
            elif call := book.call_of(event):
                call.whole = False
                agent_id = book.agent_at(desk_of(event.get("Channel")) or "")
                if placed and call.own and agent_id is not None:
                    book.turns_out_placed(call, agent_id)
            book.now = arrived
        if event.get("ChannelStateDesc") == "Up" and (found := book.leg(uniqueid)):
            book.answer(*found)

    def waiting(self, event: Message) -> None:
        """A caller waits in a queue; taken up once the channels are known."""
        self._waiting.append(event)

    def complete(self, book: Book) -> None:
        """Everything is listed: what isn't there is gone, unseen."""
        for uniqueid in sorted(book.channels.keys() - self._seen):
            book.end_channel(uniqueid, None, "unknown")
        for entry in self._waiting:
            call = book.call_of(entry)
            if call is not None and call.stay is None:
                book.enter(call, entry.get("Queue"), book.now - _waited(entry), None)
        self._miss_those_who_left(book)

    def _dialled(self, book: Book, event: Message) -> None:
        call = book.calls[event.get("AccountCode")]
        call.whole = False
        uniqueid, name = event.get("Uniqueid"), event.get("Channel")
        book.adopt(call, uniqueid, name)
        desk = desk_of(name)
        if logged := book.logged(call):
            agent_id = book.agent_at(desk) if desk else None
            book.add_leg(logged, LegView(uniqueid, call.role_of(desk), desk, agent_id))

    def _miss_those_who_left(self, book: Book) -> None:
        """Callers who left a queue unseen: answered if an agent talks to them, else unsettled."""
        waiting = {entry.get("Uniqueid") for entry in self._waiting}
        for call in book.calls.values():
            if call.stay is None or call.origin in waiting:
                continue
            if any(leg.answered and leg.view.role != "caller" for leg in call.legs.values()):
                book.settle(call, "answered")
            elif call.stay.left_at is None:
                call.stay.left_at = book.now


def _waited(entry: Message) -> timedelta:
    """How long a listed caller has waited (``Wait``, whole seconds)."""
    wait = entry.get("Wait")
    return timedelta(seconds=int(wait) if wait.isdecimal() and len(wait) < 8 else 0)


def _duration(event: Message) -> timedelta:
    """How long a listed channel has lived (``Duration: HH:MM:SS``)."""
    try:
        hours, minutes, seconds = (int(part) for part in event.get("Duration").split(":"))
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except (ValueError, OverflowError):
        return timedelta()
