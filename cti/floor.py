"""The floor: every agent's state, what their screens are told, which queues may ring them.

It takes the tracker's facts and the agents' wishes, both in order and on the event
loop, and never waits: cards, the store and Asterisk are asked by those it tells.
What agents choose is here, what calls do in :mod:`cti.agent_calls`, what follows from
either in :mod:`cti.agent_places`.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from cti.agent_calls import AgentCalls
from cti.agent_place import AgentPlace
from cti.agent_places import AgentPlaces, StateBook
from cti.agent_status import AgentNow, Shown
from cti.live import Feed, Live
from cti.membership import QueueMembers
from cti.pop import Pops
from cti.seats import Seat, Seats
from cti.tracker import Fact
from ivr import events
from ivr.clock import Clock
from ivr.errors import Refused
from ivr.services.agents import Standing
from ivr.store import AgentState


@dataclass(frozen=True, slots=True)
class FloorTimes:
    """``wrap_up``: the longest wrap-up. ``more_time``: what an agent may add to it, once.

    ``grace``: how long a lost page may stay away.
    """

    wrap_up: timedelta = timedelta(seconds=60)
    grace: timedelta = timedelta(seconds=12)
    more_time: timedelta = timedelta(seconds=60)


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
        pause_limits: Mapping[str, timedelta] | None = None,
    ) -> None:
        self._clock = clock
        self._times = times
        self._live = live
        self._seats = seats
        self._pops = pops
        self._states = states
        self._publish = publish
        self._places = AgentPlaces(
            clock=clock,
            pause_limits=pause_limits or {},
            live=live,
            seats=seats,
            members=members,
            states=states,
            publish=publish,
        )
        self._calls = AgentCalls(
            clock=clock, wrap_up=times.wrap_up, places=self._places, pops=pops, publish=publish
        )

    # What agents do

    def restore(
        self,
        agent_id: int,
        shown: Shown,
        since: datetime | None = None,
        standing: Standing | None = None,
    ) -> None:
        """Take up an agent's state as the store kept it, before any page is open.

        A wrap-up goes on with the rest of its time; a talk stays one until Asterisk has
        listed its calls. What Asterisk's queues hold of the agent stays as it is until the
        page is back, or the grace is over.
        """
        place, now = self._places.of(agent_id), self._clock.now()
        place.status.stand(_still_true(standing, now) if standing else _standing_of(shown))
        place.standing = standing
        place.shown, place.since = place.status.shown, since or place.since
        place.shown = self._places.timed(place, now)
        if place.shown.state is not shown.state:
            place.since = now
            self._states.keep(agent_id, place.shown, now, place.status.call_id)
        self._calls.take_up(place)
        if place.status.chosen is AgentState.OFFLINE:
            self._places.wish(agent_id)
        else:
            self._page_closed(place)

    def sit(self, seat: Seat) -> None:
        """An agent took a desk: the queues ring there from now on."""
        previous = self._seats.agent_at(seat.desk)
        self._seats.take(seat)
        if previous is not None and previous != seat.agent_id:
            self._places.wish(previous)
        self._places.wish(seat.agent_id)

    def choose(self, agent_id: int, state: AgentState, reason: str | None = None) -> None:
        """The agent asks for a state; calls and wrap-up come first."""
        place = self._places.of(agent_id)
        place.status.choose(state, reason)
        self._places.settle(place)

    def sign_out(self, agent_id: int) -> None:
        """The agent is done: offline, no desk, pages closed."""
        self.choose(agent_id, AgentState.OFFLINE)
        self._seats.leave(agent_id)
        self._places.wish(agent_id)
        self._live.close_agent(agent_id)

    def wrapped_up(self, agent_id: int, call_id: str, disposition: str) -> None:
        """The agent noted a call's result: free for the next one."""
        place = self._places.of(agent_id)
        done = events.WrapUpDone(
            at=self._clock.now(), call_id=call_id, agent_id=agent_id, disposition=disposition
        )
        self._publish(done)
        if place.status.wrapped_up(call_id):
            self._places.settle(place)

    def prolong(self, agent_id: int, call_id: str) -> bool:
        """Give an agent's wrap-up more time, once; False where there is none to be given."""
        more = self._times.more_time
        return bool(more) and self._calls.prolong(self._places.of(agent_id), call_id, more)

    def may_call(self, agent_id: int) -> None:
        """Whether the agent may call somebody now. Raises Refused."""
        if not self._places.of(agent_id).status.may_call:
            raise Refused(
                "para llamar, esté conectado y sin otra llamada en curso", code="agent_busy"
            )

    def will_call(self, agent_id: int, call_id: str) -> None:
        """The agent's telephone is about to ring, to call somebody; no queue rings it meanwhile."""
        place = self._places.of(agent_id)
        place.status.will_call(call_id)
        self._places.settle(place)

    def not_called(self, agent_id: int, call_id: str) -> None:
        """That came to nothing: the telephone was not picked up."""
        self._calls.not_placed(self._places.of(agent_id), call_id)

    def call_on_screen(self, agent_id: int) -> str | None:
        """The call that an agent's screen shows: ringing, talking or wrapping up."""
        return self._places.of(agent_id).status.call_id

    def shown(self, agent_id: int) -> Shown:
        """The agent's state."""
        return self._places.of(agent_id).shown

    def overview(self) -> tuple[AgentNow, ...]:
        """What every agent who was seen is doing."""
        return tuple(place.now for place in self._places)

    def counts(self) -> dict[AgentState, int]:
        """How many agents are in each state."""
        counted = dict.fromkeys(AgentState, 0)
        for place in self._places:
            counted[place.shown.state] += 1
        return counted

    # Their pages

    def open_page(self, agent_id: int) -> Feed:
        """A page of the agent is there: it gets its state and call, and all that follows."""
        place = self._places.of(agent_id)
        place.end_grace()
        place.status.back()
        self._places.settle(place)
        return self._live.join(agent_id, place.hello(self._pops.path_live))

    def close_page(self, feed: Feed) -> None:
        """A page is gone; when it was the last, the agent has a grace to come back."""
        self._live.leave(feed)
        if self._live.pages(feed.agent_id) == 0:
            self._page_closed(self._places.of(feed.agent_id))

    def _page_closed(self, place: AgentPlace) -> None:
        place.begin_grace(self._times.grace, partial(self._grace_over, place))

    def _grace_over(self, place: AgentPlace) -> None:
        place.status.gone()
        self._places.settle(place)

    # What calls do

    def take(self, fact: Fact) -> None:
        """Take one fact of the tracker."""
        self._calls.take(fact)

    def listed(self, agents_of: Callable[[str], Container[int]]) -> None:
        """Asterisk has listed its calls: ``agents_of`` tells who talks in one."""
        self._calls.listed(agents_of)


def _still_true(standing: Standing, now: datetime) -> Standing:
    """What was kept, without a wrap-up whose time is over by now."""
    until = standing.wrap_up_until
    if until is None or until > now:
        return standing
    return Standing(standing.chosen, standing.reason)


def _standing_of(shown: Shown) -> Standing:
    """Where an agent stands of whom only the state was kept."""
    chosen = (AgentState.PAUSED, AgentState.OFFLINE)
    return Standing(
        shown.state if shown.state in chosen else AgentState.AVAILABLE,
        shown.reason if shown.state in chosen else None,
    )
