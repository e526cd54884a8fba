"""The calls that are alive, and what may happen to them; each happening is told as a fact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from ami import Message
from cti.tracker.facts import (
    CallBegan,
    CallOver,
    Fact,
    LeftBecause,
    LegAnswered,
    LegEnded,
    LegRang,
    LegView,
    QueueEntered,
    QueueLeft,
    Why,
)
from cti.tracker.state import CALL_ID, Call, Channel, Leg, Stay, desk_of


class Book:
    """Calls by call_id and channels by Uniqueid.

    ``now`` is the moment of the event being taken; ``facts`` are what it has told so far.
    ``agent_at`` tells who sits at a desk. ``placing`` are the calls that agents are about to
    place, by call_id.
    """

    def __init__(self, agent_at: Callable[[str], int | None]) -> None:
        self.calls: dict[str, Call] = {}
        self.channels: dict[str, Channel] = {}
        self.facts: list[Fact] = []
        self.now = datetime.min.replace(tzinfo=UTC)
        self.agent_at = agent_at
        self.placing: dict[str, int] = {}

    def call_of(self, event: Message) -> Call | None:
        """The call of an event's channel, begun where it is new."""
        uniqueid = event.get("Uniqueid")
        known = self.channels.get(uniqueid)
        if known is not None:
            return self.calls.get(known.call_id)
        call_id = event.get("AccountCode")
        if not uniqueid or not CALL_ID.fullmatch(call_id):
            return None
        name = event.get("Channel")
        call = self.calls.get(call_id) or self._begin(call_id, uniqueid, name)
        self.adopt(call, uniqueid, name)
        return call

    def adopt(self, call: Call, uniqueid: str, name: str) -> None:
        """A channel belongs to a call from now on."""
        self.channels[uniqueid] = Channel(name, call.call_id)
        call.channels.add(uniqueid)

    def _begin(self, call_id: str, origin: str, channel_name: str) -> Call:
        desk = desk_of(channel_name)
        if (agent_id := self.placing.pop(call_id, None)) is not None:
            return self._begin_placed(Call(call_id, origin), desk, agent_id)
        call = Call(call_id, origin, own=desk is not None)
        self.calls[call_id] = call
        if desk is not None:
            call.about = self._caller_waiting_for(desk)
            return call
        self.facts.append(CallBegan(call_id, self.now))
        self.add_leg(call, LegView(origin, "caller"))
        return call

    def _begin_placed(self, call: Call, desk: str | None, agent_id: int) -> Call:
        """An agent's telephone rings, to call somebody from there."""
        call.placed = True
        self.calls[call.call_id] = call
        self.facts.append(CallBegan(call.call_id, self.now))
        self.add_leg(call, LegView(call.origin, "agent", desk, agent_id))
        return call

    def turns_out_placed(self, call: Call, agent_id: int) -> None:
        """What seemed a call between desks goes outside: seen only from its middle on."""
        name = self.channels[call.origin].name
        call.own, call.about, call.whole = False, None, False
        self._begin_placed(call, desk_of(name), agent_id)
        self.answer(call, call.legs[call.origin])

    def _caller_waiting_for(self, desk: str) -> str | None:
        """The caller's call that a desk is talking on, which a call of its own is about."""
        for call in self.calls.values():
            leg = call.leg_at(desk)
            if leg is not None and leg.answered and not call.own:
                return call.call_id
        return None

    def logged(self, call: Call) -> Call | None:
        """The call to which facts belong: itself, the caller's that it is about, or none."""
        if not call.own:
            return call
        return self.calls.get(call.about) if call.about else None

    def leg(self, uniqueid: str) -> tuple[Call, Leg] | None:
        """A leg with the call in which it is logged."""
        channel = self.channels.get(uniqueid)
        call = self.calls.get(channel.call_id) if channel else None
        logged = self.logged(call) if call else None
        leg = logged.legs.get(uniqueid) if logged else None
        return (logged, leg) if logged and leg else None

    # What happens to legs

    def add_leg(self, call: Call, view: LegView) -> None:
        """A telephone rings."""
        call.legs[view.channel] = Leg(view)
        waiting_since = call.stay.entered_at if call.stay else None
        placed = call.placed and view.channel == call.origin
        self.facts.append(LegRang(call.call_id, self.now, view, waiting_since, placed))

    def answer(self, call: Call, leg: Leg) -> None:
        """A leg talks, told once."""
        if not leg.answered:
            leg.answered = leg.picked_up = True
            if call.placed and leg.view.role == "caller":
                call.origin = leg.view.channel
            self.facts.append(LegAnswered(call.call_id, self.now, leg.view))

    def end_channel(self, uniqueid: str, cause: int | None, why: Why | None = None) -> None:
        """A channel is gone: its leg ends, and with the caller's the call is over."""
        found = self.leg(uniqueid)
        channel = self.channels.pop(uniqueid, None)
        if found is not None:
            call, leg = found
            del call.legs[uniqueid]
            if leg.view.role == "caller":
                self.settle(call, "abandoned")
            rung_for_caller = channel is not None and channel.call_id == call.call_id
            why = why or leg.why(call, cause if rung_for_caller else None)
            ended = LegEnded(call.call_id, self.now, leg.view, why, cause)
            self.facts.append(ended)
            if uniqueid == call.origin:
                self.facts.append(CallOver(call.call_id, self.now, call.whole))
            self._forget(call)
        if channel is not None and (own := self.calls.get(channel.call_id)):
            own.channels.discard(uniqueid)
            self._forget(own)

    def _forget(self, call: Call) -> None:
        """Let go of a call that has neither channels nor legs any more."""
        if not call.legs and not call.channels:
            self.calls.pop(call.call_id, None)

    # What happens in queues

    def enter(self, call: Call, queue: str, at: datetime, position: int | None) -> None:
        """The caller joined a queue."""
        self.settle(call, "timeout")
        call.stay = Stay(queue, at)
        self.facts.append(QueueEntered(call.call_id, at, queue, position))

    def settle(self, call: Call, reason: LeftBecause) -> None:
        """The caller left the queue, and the reason is certain: told once a stay."""
        stay, call.stay = call.stay, None
        if stay is not None:
            left_at = stay.left_at or self.now
            self.facts.append(QueueLeft(call.call_id, left_at, stay.queue, stay.entered_at, reason))
