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
from cti.tracker.transfers import CONSULTING, found_consulting


class Snapshot:
    """One listing, from ``Connected`` to ``CoreShowChannelsComplete``."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._waiting: list[Message] = []
        self._later: list[Message] = []
        self._asking: set[str] = set()

    def channel(self, book: Book, event: Message) -> None:
        """A channel is alive; one of ours that is new is taken up as old as it is.

        Asterisk lists in no order: one that was dialled waits for the one that began its call.
        """
        uniqueid, account = event.get("Uniqueid"), event.get("AccountCode")
        self._seen.add(uniqueid)
        if uniqueid in book.channels or not CALL_ID.fullmatch(account):
            self._answered(book, event)
        elif account in book.calls or _began_it(event):
            self._take_up(book, event)
            waited = [one for one in self._later if one.get("AccountCode") == account]
            self._later = [one for one in self._later if one not in waited]
            for one in waited:
                self._take_up(book, one)
        else:
            self._later.append(event)

    def gone(self, uniqueid: str) -> None:
        """A channel hung up while the list is still being told."""
        self._later = [one for one in self._later if one.get("Uniqueid") != uniqueid]

    def _take_up(self, book: Book, event: Message) -> None:
        uniqueid, account = event.get("Uniqueid"), event.get("AccountCode")
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
        self._answered(book, event)
        if event.get("Context") == CONSULTING and (found := book.leg(uniqueid)):
            found[1].keeps_caller = True
            self._asking.add(found[0].call_id)

    def _answered(self, book: Book, event: Message) -> None:
        up = event.get("ChannelStateDesc") == "Up"
        if up and (found := book.leg(event.get("Uniqueid"))):
            book.answer(*found)

    def waiting(self, event: Message) -> None:
        """A caller waits in a queue; taken up once the channels are known."""
        self._waiting.append(event)

    def complete(self, book: Book) -> None:
        """Everything is listed: what isn't there is gone, unseen."""
        for event in self._later:
            self._take_up(book, event)
        for uniqueid in sorted(book.channels.keys() - self._seen):
            book.end_channel(uniqueid, None, "unknown")
        for entry in self._waiting:
            call = book.call_of(entry)
            if call is not None and call.stay is None:
                book.enter(call, entry.get("Queue"), book.now - _waited(entry), None)
        self._miss_those_who_left(book)
        for call_id in sorted(self._asking & book.calls.keys()):
            found_consulting(book, book.calls[call_id])

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


def _began_it(event: Message) -> bool:
    """Whether a call began with a listed channel: a caller's, or an agent's who places one."""
    return event.get("Context") == PLACED or event.get("Uniqueid") == event.get("Linkedid")


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
