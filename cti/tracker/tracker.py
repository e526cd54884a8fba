"""The tracker: Asterisk's events in, facts out. No input or output of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from ami import Connected, Lost, Message, StreamItem
from cti.tracker import happenings
from cti.tracker.book import Book
from cti.tracker.facts import Fact
from cti.tracker.snapshot import Snapshot
from cti.tracker.standing import Standing, standing

HANDLERS: Mapping[str, Callable[[Book, Message], None]] = {
    "NewAccountCode": happenings.account_code,
    "UserEvent": happenings.user_event,
    "Newstate": happenings.new_state,
    "QueueCallerJoin": happenings.queue_join,
    "QueueCallerLeave": happenings.queue_leave,
    "AgentCalled": happenings.dialled,
    "DialBegin": happenings.dialled,
    "AgentRingNoAnswer": happenings.ring_no_answer,
    "DialEnd": happenings.dial_end,
    "AgentConnect": happenings.agent_connect,
    "BridgeEnter": happenings.bridge_enter,
    "Hold": happenings.hold,
    "Unhold": happenings.hold,
    "Hangup": happenings.hangup,
}


class Tracker:
    """Follows every call by its call_id (Asterisk's AccountCode).

    ``agent_at`` tells who sits at a desk, for calls that reach it without a queue.
    """

    def __init__(self, agent_at: Callable[[str], int | None]) -> None:
        self._book = Book(agent_at)
        self._snapshot: Snapshot | None = None

    @property
    def call_ids(self) -> frozenset[str]:
        """The calls that are alive."""
        return frozenset(self._book.calls)

    def will_place(self, call_id: str, agent_id: int) -> None:
        """An agent's telephone is about to be rung, to call somebody from there."""
        self._book.placing[call_id] = agent_id

    def will_not_place(self, call_id: str) -> bool:
        """It came to nothing; False where the call was seen, whose end is told as any other's."""
        return self._book.placing.pop(call_id, None) is not None

    def standing(self) -> Standing:
        """Where the callers are now: in the machine, in a queue, with an agent."""
        return standing(self._book.calls.values())

    def agent_channels(self, call_id: str) -> Mapping[int, str]:
        """The channels of the agents who talk in a call, by agent."""
        call = self._book.calls.get(call_id)
        legs = call.legs.values() if call else ()
        return {
            leg.view.agent_id: self._book.channels[leg.view.channel].name
            for leg in legs
            if leg.answered and leg.view.agent_id is not None
        }

    def colleagues(self, call_id: str, agent_id: int) -> tuple[str, ...]:
        """The channels of those who talk in a call beside an agent and the caller."""
        call = self._book.calls.get(call_id)
        return tuple(
            self._book.channels[leg.view.channel].name
            for leg in (call.legs.values() if call else ())
            if leg.answered and leg.view.role != "caller" and leg.view.agent_id != agent_id
        )

    def channel_of(self, call_id: str) -> str | None:
        """The name of the caller's channel."""
        call = self._book.calls.get(call_id)
        channel = self._book.channels.get(call.origin) if call else None
        return channel.name if channel else None

    def feed(self, item: StreamItem, now: datetime) -> list[Fact]:
        """Take one item of the AMI stream; give the facts that follow from it.

        ``now`` serves where Asterisk sent no time stamp.
        """
        book = self._book
        book.facts = []
        match item:
            case Message():
                book.now = _moment(item) or now
                self._take(item)
            case Connected():
                self._snapshot = Snapshot()
            case Lost():
                self._snapshot = None
                for call in book.calls.values():
                    call.whole = False
        return book.facts

    def _take(self, event: Message) -> None:
        if self._snapshot is not None and event.event == "Hangup":
            self._snapshot.gone(event.get("Uniqueid"))
        handler = HANDLERS.get(event.event)
        if handler is not None:
            handler(self._book, event)
        elif self._snapshot is not None:
            match event.event:
                case "QueueEntry":
                    self._snapshot.waiting(event)
                case "CoreShowChannel":
                    self._snapshot.channel(self._book, event)
                case "CoreShowChannelsComplete":
                    self._snapshot.complete(self._book)
                    self._snapshot = None


def _moment(event: Message) -> datetime | None:
    """Asterisk's own time of an event (manager.conf, timestampevents), UTC."""
    stamp = event.get("Timestamp")
    try:
        return datetime.fromtimestamp(float(stamp), UTC) if stamp else None
    except (ValueError, OverflowError, OSError):
        return None
