"""Every agent's place, and what follows when something there changes.

A change of the shown state is told to the agent's pages, kept in the store, published on
the bus and wished of Asterisk's queues: here, so that nothing of it is ever forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from cti.agent_place import AgentPlace
from cti.agent_status import Shown
from cti.live import Live
from cti.membership import Membership, QueueMembers
from cti.seats import Seats
from ivr import events
from ivr.clock import Clock
from ivr.services.agents import Standing
from ivr.store import AgentState


class StateBook(Protocol):
    """Where an agent's shown state is kept for good."""

    def keep(self, agent_id: int, shown: Shown, at: datetime, call_id: str | None = None) -> None:
        """Keep it, in the order told; ``call_id`` is the call that it is about."""

    def stand(self, agent_id: int, standing: Standing) -> None:
        """Keep where the agent stands, for a restart."""


class AgentPlaces:
    """The places of all agents, from the moment they are first seen.

    ``pause_limits``: how long a pause may last, by its reason.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        pause_limits: Mapping[str, timedelta],
        live: Live,
        seats: Seats,
        members: QueueMembers,
        states: StateBook,
        publish: Callable[[events.Event], None],
    ) -> None:
        self._clock = clock
        self._pause_limits = pause_limits
        self._live = live
        self._seats = seats
        self._members = members
        self._states = states
        self._publish = publish
        self._places: dict[int, AgentPlace] = {}

    def __iter__(self) -> Iterator[AgentPlace]:
        return iter(self._places.values())

    def of(self, agent_id: int) -> AgentPlace:
        """The place of an agent, made where there is none yet."""
        if agent_id not in self._places:
            self._places[agent_id] = AgentPlace(agent_id, self._clock.now())
        return self._places[agent_id]

    def tell(self, place: AgentPlace, kind: str, **fields: object) -> None:
        """Tell the agent's pages, in order with the card of the call on screen."""
        place.tell(self._live, kind, **fields)

    def settle(self, place: AgentPlace) -> None:
        """Tell, keep and wish what changed."""
        agent_id, now = place.status.agent_id, self._clock.now()
        self.wish(agent_id)
        self._stand(place)
        shown = self.timed(place, now)
        if shown == place.shown:
            return
        if shown[:2] != place.shown[:2]:
            place.since = now
        place.shown = shown
        self._states.keep(agent_id, shown, now, place.status.call_id)
        self.tell(place, "state", **shown._asdict())
        changed = events.AgentStateChanged(
            at=now, agent_id=agent_id, state=shown.state.value, reason=shown.reason
        )
        self._publish(changed)

    def timed(self, place: AgentPlace, now: datetime) -> Shown:
        """The state that is to be shown; of a pause with the moment by which it should end."""
        shown = place.status.shown
        limit = self._pause_limits.get(shown.reason or "")
        if shown.state is not AgentState.PAUSED or limit is None:
            return shown
        began = place.since if shown[:2] == place.shown[:2] else now
        return shown._replace(until=began + limit)

    def _stand(self, place: AgentPlace) -> None:
        standing = place.status.standing
        if standing != place.standing:
            place.standing = standing
            self._states.stand(place.status.agent_id, standing)

    def wish(self, agent_id: int) -> None:
        """Ask for the queue memberships that follow from seat and state."""
        seat = self._seats.of(agent_id)
        status = self.of(agent_id).status
        if seat is None or (status.chosen is AgentState.OFFLINE and not status.talks):
            self._members.want(agent_id, ())
            return
        paused = status.paused_because
        self._members.want(
            agent_id,
            [
                Membership(
                    queue,
                    seat.interface,
                    f"agent-{agent_id}",
                    level - 1,
                    paused,
                    seat.state_interface,
                )
                for queue, level in seat.queues
            ],
        )
