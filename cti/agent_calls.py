"""What calls do to the agents whom they reach: ring, talk, wrap up, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import datetime, timedelta
from functools import partial

from cti.agent_place import AgentPlace
from cti.agent_places import AgentPlaces
from cti.agent_status import WrapUp
from cti.pop import Pops
from cti.tracker import (
    CallOver,
    CallStepped,
    Fact,
    LegAnswered,
    LegEnded,
    LegRang,
    QueueEntered,
)
from cti.tracker.state import AFTER_TALK
from ivr import events
from ivr.clock import Clock

NOT_REACHED = "outbound-over"
"""The dialplan's step where whom an agent called did not pick up; its detail is DIALSTATUS."""
TELEPHONE_GONE = frozenset({20, 27, 34, 38, 41})
"""Q.850 causes of a telephone that wasn't there (its page reloads), not of one that nobody took."""


class AgentCalls:
    """Takes the tracker's facts to the places of the agents; ``wrap_up`` is the longest one."""

    def __init__(
        self,
        *,
        clock: Clock,
        wrap_up: timedelta,
        places: AgentPlaces,
        pops: Pops,
        publish: Callable[[events.Event], None],
    ) -> None:
        self._clock = clock
        self._wrap_up = wrap_up
        self._places = places
        self._pops = pops
        self._publish = publish

    def take(self, fact: Fact) -> None:
        """Take one fact of the tracker."""
        match fact:
            case LegAnswered() if fact.leg.role == "caller":
                self._placed(fact.call_id, "reached", at=fact.at)
            case CallStepped() if fact.step == NOT_REACHED:
                self._placed(fact.call_id, "not_reached", why=fact.detail.lower())
            case LegRang() | LegAnswered() | LegEnded():
                if fact.leg.role == "agent" and fact.leg.agent_id is not None:
                    self._take_leg(self._places.of(fact.leg.agent_id), fact)
            case CallOver():
                for place in self._awaiting(fact.call_id):
                    self._talk_over(place, fact.call_id, fact.at)
            case CallStepped() if fact.step == AFTER_TALK:
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
        if fact.placed:
            place.status.calling = fact.call_id
        place.status.rang(fact.call_id)
        place.answered_at = None
        place.pop = self._pops.begin(agent_id, fact)
        self._places.settle(place)

    def _answered(self, place: AgentPlace, fact: LegAnswered) -> None:
        agent_id = place.status.agent_id
        if place.status.awaited != fact.call_id or place.answered_at is None:
            place.answered_at = fact.at
        place.status.answered(fact.call_id)
        answered = events.AgentAnswered(at=fact.at, call_id=fact.call_id, agent_id=agent_id)
        self._publish(answered)
        self._places.tell(place, "answered", call_id=fact.call_id, at=place.answered_at)
        self._places.settle(place)

    def _ended(self, place: AgentPlace, fact: LegEnded) -> None:
        """A leg is over; the caller of a lost desk is awaited whatever its ring came to."""
        status = place.status
        if fact.why == "ring_no_answer" and fact.cause not in TELEPHONE_GONE:
            status.missed()
        if fact.why == "lost":
            status.lost(fact.call_id)
        if status.awaited == fact.call_id:
            self._places.settle(place)
        elif status.talks.get(fact.call_id):
            self._talk_over(place, fact.call_id, fact.at)
        else:
            why = "caller_left" if fact.why in ("unknown", "talked") else fact.why
            self._withdraw(place, fact.call_id, why)

    def not_placed(self, place: AgentPlace, call_id: str) -> None:
        """The agent's telephone was not picked up, to call somebody."""
        if place.status.talks.get(call_id) is False:
            self._withdraw(place, call_id, "not_placed")

    def _placed(self, call_id: str, kind: str, **fields: object) -> None:
        """What became of a call that an agent placed, told to that agent."""
        for place in self._places:
            if place.status.calling == call_id and place.pop and place.pop.call_id == call_id:
                place.pop.came_of_it(fields)
                self._places.tell(place, kind, call_id=call_id, **fields)

    def prolong(self, place: AgentPlace, call_id: str, by: timedelta) -> bool:
        """Give a wrap-up more time, once; False where there is none to be given."""
        if not place.status.prolong(call_id, by):
            return False
        self._time_wrap_up(place)
        self._places.settle(place)
        return True

    def take_up(self, place: AgentPlace) -> None:
        """Go on with the wrap-up of before a restart: its card, and the rest of its time."""
        wrap_up = place.status.wrap_up
        if wrap_up is not None:
            place.pop = self._pops.take_up(place.status.agent_id, wrap_up.call_id)
            self._tell_wrap_up(place, wrap_up, place.since)
            self._time_wrap_up(place)

    def listed(self, agents_of: Callable[[str], Container[int]]) -> None:
        """Asterisk has listed its calls: talks of before a restart that are over wrap up now."""
        for place in self._places:
            for call_id in [one for one, talked in place.status.talks.items() if talked]:
                gone = place.status.agent_id not in agents_of(call_id)
                if gone and place.status.awaited != call_id:
                    self._talk_over(place, call_id, self._clock.now())

    def _time_wrap_up(self, place: AgentPlace) -> None:
        wrap_up = place.status.wrap_up
        assert wrap_up is not None
        lasts = wrap_up.until - self._clock.now()
        place.begin_wrap_up(lasts, partial(self._wrap_up_over, place, wrap_up.call_id))

    def _talk_over(self, place: AgentPlace, call_id: str, at: datetime) -> None:
        until = at + self._wrap_up
        if place.status.ended(call_id, until):
            self._time_wrap_up(place)
            self._places.tell(place, "ended", call_id=call_id, at=at, wrap_up_until=until)
        self._places.settle(place)

    def _withdraw(self, place: AgentPlace, call_id: str, why: str) -> None:
        """The call is not this agent's; one that was before, and came back, is still wrapped up."""
        place.status.let_go(call_id)
        wrap_up = place.status.wrap_up
        if wrap_up is not None and wrap_up.call_id == call_id:
            self._tell_wrap_up(place, wrap_up, self._clock.now())
        else:
            self._places.tell(place, "withdrawn", call_id=call_id, why=why)
        self._places.settle(place)

    def _tell_wrap_up(self, place: AgentPlace, wrap_up: WrapUp, at: datetime) -> None:
        self._places.tell(
            place,
            "ended",
            call_id=wrap_up.call_id,
            at=at,
            wrap_up_until=wrap_up.until,
            prolonged=wrap_up.prolonged,
        )

    def _awaiting(self, call_id: str) -> list[AgentPlace]:
        """Whose desk was lost in a talk that may still come back to it."""
        return [place for place in self._places if place.status.awaited == call_id]

    def _wrap_up_over(self, place: AgentPlace, call_id: str) -> None:
        if place.status.wrapped_up(call_id):
            self._places.settle(place)
