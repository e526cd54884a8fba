"""The floor: every agent's state, what their screens are told, which queues may ring them.

It takes the tracker's facts and the agents' wishes, both in order and on the event
loop, and never waits: cards, the store and Asterisk are asked by those it tells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from cti.agent_place import AgentPlace
from cti.agent_status import AgentNow, Shown
from cti.live import Feed, Live
from cti.membership import Membership, QueueMembers
from cti.pop import Pops
from cti.seats import Seat, Seats
from cti.tracker import (
    CallOver,
    CallStepped,
    Fact,
    LegAnswered,
    LegEnded,
    LegRang,
    QueueEntered,
)
from ivr import events
from ivr.clock import Clock
from ivr.store import AgentState

TELEPHONE_GONE = frozenset({20, 27, 34, 38, 41})
"""Q.850 causes of a telephone that wasn't there (its page reloads), not of one that nobody took."""


@dataclass(frozen=True, slots=True)
class FloorTimes:
    """``wrap_up``: the longest wrap-up. ``grace``: how long a lost page may stay away."""

    wrap_up: timedelta = timedelta(seconds=60)
    grace: timedelta = timedelta(seconds=12)


class StateBook(Protocol):
    """Where an agent's shown state is kept for good."""

    def keep(self, agent_id: int, shown: Shown, at: datetime, call_id: str | None = None) -> None:
        """Keep it, in the order told; ``call_id`` is the call that it is about."""


class Floor:
    """All agents, from the moment they are first seen."""

    def __init__(
        self,
        *,
        clock: Clock,
        times: FloorTimes,
        live: Live,
        seats: Seats,
        members: QueueMembers,
        pops: Pops,
        states: StateBook,
        publish: Callable[[events.Event], None],
    ) -> None:
        self._clock = clock
        self._times = times
        self._live = live
        self._seats = seats
        self._members = members
        self._pops = pops
        self._states = states
        self._publish = publish
        self._places: dict[int, AgentPlace] = {}

    # What agents do

    def restore(self, agent_id: int, shown: Shown, since: datetime | None = None) -> None:
        """Take up an agent's state as the store kept it, before any page is open.

        What Asterisk's queues hold of the agent stays as it is until the page is back, or
        the grace is over.
        """
        place = self._place(agent_id)
        chosen = shown.state
        if chosen not in (AgentState.PAUSED, AgentState.OFFLINE):
            chosen = AgentState.AVAILABLE
        place.status.choose(chosen, shown.reason)
        place.shown, place.since = place.status.shown, since or place.since
        if place.shown.state is not shown.state:
            self._states.keep(agent_id, place.shown, self._clock.now())
        if chosen is AgentState.OFFLINE:
            self._wish(agent_id)
        else:
            self._page_closed(place)

    def sit(self, seat: Seat) -> None:
        """An agent took a desk: the queues ring there from now on."""
        previous = self._seats.agent_at(seat.desk)
        self._seats.take(seat)
        if previous is not None and previous != seat.agent_id:
            self._wish(previous)
        self._wish(seat.agent_id)

    def choose(self, agent_id: int, state: AgentState, reason: str | None = None) -> None:
        """The agent asks for a state; calls and wrap-up come first."""
        place = self._place(agent_id)
        place.status.choose(state, reason)
        self._settle(place)

    def sign_out(self, agent_id: int) -> None:
        """The agent is done: offline, no desk, pages closed."""
        self.choose(agent_id, AgentState.OFFLINE)
        self._seats.leave(agent_id)
        self._wish(agent_id)
        self._live.close_agent(agent_id)

    def wrapped_up(self, agent_id: int, call_id: str, disposition: str) -> None:
        """The agent noted a call's result: free for the next one."""
        place = self._place(agent_id)
        done = events.WrapUpDone(
            at=self._clock.now(), call_id=call_id, agent_id=agent_id, disposition=disposition
        )
        self._publish(done)
        if place.status.wrapped_up(call_id):
            self._settle(place)

    def call_on_screen(self, agent_id: int) -> str | None:
        """The call that an agent's screen shows: ringing, talking or wrapping up."""
        return self._place(agent_id).status.call_id

    def shown(self, agent_id: int) -> Shown:
        """The agent's state."""
        return self._place(agent_id).shown

    def overview(self) -> tuple[AgentNow, ...]:
        """What every agent who was seen is doing."""
        return tuple(place.now for place in self._places.values())

    def counts(self) -> dict[AgentState, int]:
        """How many agents are in each state."""
        counted = dict.fromkeys(AgentState, 0)
        for place in self._places.values():
            counted[place.shown.state] += 1
        return counted

    # Their pages

    def open_page(self, agent_id: int) -> Feed:
        """A page of the agent is there: it gets its state and call, and all that follows."""
        place = self._place(agent_id)
        place.end_grace()
        place.status.back()
        self._settle(place)
        return self._live.join(agent_id, place.hello(self._pops.path_live))

    def close_page(self, feed: Feed) -> None:
        """A page is gone; when it was the last, the agent has a grace to come back."""
        self._live.leave(feed)
        if self._live.pages(feed.agent_id) == 0:
            self._page_closed(self._place(feed.agent_id))

    def _page_closed(self, place: AgentPlace) -> None:
        place.begin_grace(self._times.grace, partial(self._grace_over, place))

    def _grace_over(self, place: AgentPlace) -> None:
        place.status.gone()
        self._settle(place)

    # What calls do

    def take(self, fact: Fact) -> None:
        """Take one fact of the tracker."""
        match fact:
            case LegRang() | LegAnswered() | LegEnded():
                if fact.leg.role == "agent" and fact.leg.agent_id is not None:
                    self._take_leg(self._place(fact.leg.agent_id), fact)
            case CallOver():
                for place in self._awaiting(fact.call_id):
                    self._talk_over(place, fact.call_id, fact.at)
            case QueueEntered() | CallStepped():
                if not (isinstance(fact, CallStepped) and fact.step == "desk-lost"):
                    for place in self._awaiting(fact.call_id):
                        self._withdraw(place, fact.call_id, "back_to_queue")

    def _take_leg(self, place: AgentPlace, fact: LegRang | LegAnswered | LegEnded) -> None:
        match fact:
            case LegRang():
                self._rang(place, fact)
            case LegAnswered():
                self._answered(place, fact)
            case LegEnded():
                self._ended(place, fact)

    def _rang(self, place: AgentPlace, fact: LegRang) -> None:
        agent_id = place.status.agent_id
        rang = events.AgentRang(at=fact.at, call_id=fact.call_id, agent_id=agent_id)
        self._publish(rang)
        if place.status.awaited == fact.call_id:
            return
        place.status.rang(fact.call_id)
        place.answered_at = None
        place.pop = self._pops.begin(agent_id, fact)
        self._settle(place)

    def _answered(self, place: AgentPlace, fact: LegAnswered) -> None:
        agent_id = place.status.agent_id
        if place.status.awaited != fact.call_id or place.answered_at is None:
            place.answered_at = fact.at
        place.status.answered(fact.call_id)
        answered = events.AgentAnswered(at=fact.at, call_id=fact.call_id, agent_id=agent_id)
        self._publish(answered)
        place.tell(self._live, "answered", call_id=fact.call_id, at=place.answered_at)
        self._settle(place)

    def _ended(self, place: AgentPlace, fact: LegEnded) -> None:
        """A leg is over; the caller of a lost desk is awaited whatever its ring came to."""
        status = place.status
        if fact.why == "ring_no_answer" and fact.cause not in TELEPHONE_GONE:
            status.missed()
        if fact.why == "lost":
            status.lost(fact.call_id)
        if status.awaited == fact.call_id:
            self._settle(place)
        elif status.talks.get(fact.call_id):
            self._talk_over(place, fact.call_id, fact.at)
        else:
            why = "caller_left" if fact.why in ("unknown", "talked") else fact.why
            self._withdraw(place, fact.call_id, why)

    def _talk_over(self, place: AgentPlace, call_id: str, at: datetime) -> None:
        until = at + self._times.wrap_up
        place.status.ended(call_id, until)
        lasts = until - self._clock.now()
        place.begin_wrap_up(lasts, partial(self._wrap_up_over, place, call_id))
        place.tell(self._live, "ended", call_id=call_id, at=at, wrap_up_until=until)
        self._settle(place)

    def _withdraw(self, place: AgentPlace, call_id: str, why: str) -> None:
        place.status.let_go(call_id)
        place.tell(self._live, "withdrawn", call_id=call_id, why=why)
        self._settle(place)

    def _awaiting(self, call_id: str) -> list[AgentPlace]:
        """Whose desk was lost in a talk that may still come back to it."""
        return [place for place in self._places.values() if place.status.awaited == call_id]

    def _wrap_up_over(self, place: AgentPlace, call_id: str) -> None:
        if place.status.wrapped_up(call_id):
            self._settle(place)

    # What follows from a change

    def _place(self, agent_id: int) -> AgentPlace:
        if agent_id not in self._places:
            self._places[agent_id] = AgentPlace(agent_id, self._clock.now())
        return self._places[agent_id]

    def _settle(self, place: AgentPlace) -> None:
        """Tell, keep and wish what changed."""
        agent_id, shown = place.status.agent_id, place.status.shown
        self._wish(agent_id)
        if shown == place.shown:
            return
        now = self._clock.now()
        place.shown, place.since = shown, now
        self._states.keep(agent_id, shown, now, place.status.call_id)
        place.tell(self._live, "state", state=shown.state, reason=shown.reason, until=shown.until)
        changed = events.AgentStateChanged(
            at=now, agent_id=agent_id, state=shown.state.value, reason=shown.reason
        )
        self._publish(changed)

    def _wish(self, agent_id: int) -> None:
        """Ask for the queue memberships that follow from seat and state."""
        seat = self._seats.of(agent_id)
        status = self._place(agent_id).status
        if seat is None or (status.chosen is AgentState.OFFLINE and not status.talks):
            self._members.want(agent_id, ())
            return
        paused = status.paused_because
        self._members.want(
            agent_id,
            [
                Membership(queue, seat.interface, f"agent-{agent_id}", level - 1, paused)
                for queue, level in seat.queues
            ],
        )
