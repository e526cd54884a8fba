"""What an agent is doing: a small state machine without input or output.

Two things are chosen by the agent (available, paused, offline), three follow from
calls (ringing, talking, wrap-up). The shown state is the strongest of both.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from ivr.services.agents import Standing
from ivr.store import AgentState

MISSED_CALL = "missed_call"
CONNECTION_LOST = "connection_lost"

CHOSEN = frozenset({AgentState.AVAILABLE, AgentState.PAUSED, AgentState.OFFLINE})


@dataclass(frozen=True, slots=True)
class WrapUp:
    """The time after a call in which its result is noted, at most until ``until``.

    ``prolonged``: the agent asked for more time, which is given once.
    """

    call_id: str
    until: datetime
    prolonged: bool = False


class Shown(NamedTuple):
    """An agent's state as others see it.

    ``until`` ends a wrap-up, and the time that a pause may last. ``prolonged``: this wrap-up
    had its more time already.
    """

    state: AgentState
    reason: str | None = None
    until: datetime | None = None
    prolonged: bool = False


@dataclass(frozen=True, slots=True)
class AgentNow:
    """What an agent is doing, and the call on their screen; ``answered_at`` where it talks."""

    agent_id: int
    shown: Shown
    since: datetime
    call_id: str | None
    answered_at: datetime | None


@dataclass(slots=True)
class AgentStatus:
    """One agent's choice and calls. ``talks`` maps a call_id to whether it was answered.

    ``awaited`` is the talk whose desk was lost: its caller is kept on the line for it.
    ``calling`` is the call that the agent placed last. ``noted`` is a talk whose result was saved
    before we heard of its end: the agent's own telephone knows that first.
    """

    agent_id: int
    chosen: AgentState = AgentState.OFFLINE
    reason: str | None = None
    wrap_up: WrapUp | None = None
    talks: dict[str, bool] = field(default_factory=dict)
    awaited: str | None = None
    calling: str | None = None
    noted: str | None = None
    before_loss: tuple[AgentState, str | None] | None = None

    @property
    def shown(self) -> Shown:
        """The state that is shown and kept."""
        if any(self.talks.values()):
            return Shown(AgentState.TALKING)
        if self.talks:
            return Shown(AgentState.RINGING)
        if self.wrap_up is not None and self.chosen is not AgentState.OFFLINE:
            return Shown(AgentState.WRAP_UP, None, self.wrap_up.until, self.wrap_up.prolonged)
        return Shown(self.chosen, self.reason)

    @property
    def paused_because(self) -> str | None:
        """Why no queue may ring this agent now, None where it may.

        A talking agent is paused already, so that no call slips in before the wrap-up; and one
        whose telephone rings to call somebody.
        """
        if any(self.talks.values()) or self.calling in self.talks:
            return "talking"
        if self.wrap_up is not None:
            return "wrap_up"
        if self.chosen is AgentState.AVAILABLE:
            return None
        return self.reason or self.chosen.value

    @property
    def call_id(self) -> str | None:
        """The call on the agent's screen: talking, else ringing, else being wrapped up."""
        talking = (call_id for call_id, answered in self.talks.items() if answered)
        return next(talking, None) or next(iter(self.talks), None) or self._wrapped_call

    @property
    def standing(self) -> Standing:
        """What must outlive a restart; what was chosen before a page was lost holds again."""
        chosen, reason = self.before_loss or (self.chosen, self.reason)
        talking = next((call_id for call_id, answered in self.talks.items() if answered), None)
        if talking is not None or self.wrap_up is None:
            return Standing(chosen, reason, talking)
        wrap_up = self.wrap_up
        return Standing(chosen, reason, wrap_up.call_id, wrap_up.until, wrap_up.prolonged)

    def stand(self, standing: Standing) -> None:
        """Take up what was kept before a restart; whether a talk goes on is told later."""
        self.chosen, self.reason = standing.chosen, standing.reason
        if standing.call_id is None:
            return
        if standing.wrap_up_until is None:
            self.talks[standing.call_id] = True
        else:
            until, prolonged = standing.wrap_up_until, standing.prolonged
            self.wrap_up = WrapUp(standing.call_id, until, prolonged)

    @property
    def _wrapped_call(self) -> str | None:
        return self.wrap_up.call_id if self.wrap_up else None

    def choose(self, state: AgentState, reason: str | None = None) -> None:
        """The agent chooses a state; it shows once calls and wrap-up are over."""
        if state not in CHOSEN:
            raise ValueError(f"{state} is not chosen by an agent")
        self.chosen, self.reason, self.before_loss = state, reason, None
        if state is AgentState.OFFLINE:
            self.wrap_up = None

    @property
    def may_call(self) -> bool:
        """Whether the agent may call somebody: at the desk, and in no call."""
        return not self.talks and self.chosen is not AgentState.OFFLINE

    def will_call(self, call_id: str) -> None:
        """The agent's telephone is about to ring, to call somebody."""
        self.calling = call_id
        self.rang(call_id)

    def rang(self, call_id: str) -> None:
        """The agent's telephone rings; a call that rings over a wrap-up ends it."""
        self.talks.setdefault(call_id, False)

    def answered(self, call_id: str) -> None:
        """The agent talks with the caller."""
        self.talks[call_id] = True
        self.wrap_up = self.awaited = self.noted = None

    def lost(self, call_id: str) -> None:
        """The desk was lost in mid-talk: it still counts as talk, until the caller is elsewhere."""
        self.awaited = call_id

    def let_go(self, call_id: str) -> None:
        """The caller is no longer this agent's, and there is nothing to wrap up."""
        self.talks.pop(call_id, None)
        if self.awaited == call_id:
            self.awaited = None

    def ended(self, call_id: str, wrap_up_until: datetime) -> bool:
        """The agent's part of the call is over; True where it was talked and wraps up."""
        if self.awaited == call_id:
            self.awaited = None
        if not self.talks.pop(call_id, False) or self.noted == call_id:
            return False
        self.wrap_up = WrapUp(call_id, wrap_up_until)
        return True

    def missed(self) -> None:
        """The telephone rang in vain: no further caller shall wait for it."""
        if self.chosen is AgentState.AVAILABLE:
            self.chosen, self.reason = AgentState.PAUSED, MISSED_CALL

    def wrapped_up(self, call_id: str) -> bool:
        """The wrap-up of a call is done or its time is over; False where it wasn't open."""
        if self.talks.get(call_id):
            self.noted = call_id
        if self.wrap_up is None or self.wrap_up.call_id != call_id:
            return False
        self.wrap_up = None
        return True

    def prolong(self, call_id: str, by: timedelta) -> bool:
        """Give the wrap-up of a call more time; False where it isn't open or had it already."""
        wrap_up = self.wrap_up
        if wrap_up is None or wrap_up.call_id != call_id or wrap_up.prolonged:
            return False
        self.wrap_up = replace(wrap_up, until=wrap_up.until + by, prolonged=True)
        return True

    def gone(self) -> None:
        """The agent's pages stayed away; the choice is kept for their return."""
        if self.chosen is not AgentState.OFFLINE:
            self.before_loss = (self.chosen, self.reason)
            self.chosen, self.reason = AgentState.OFFLINE, CONNECTION_LOST

    def back(self) -> None:
        """A page of the agent is open again: what was chosen before the loss holds again."""
        if self.before_loss is not None:
            self.chosen, self.reason = self.before_loss
            self.before_loss = None
