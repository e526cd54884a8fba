"""Who sits where: the desks that agents hold, as the store leased them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Seat:
    """An agent at a desk, with the queues served and the level in each (1 is called first).

    ``desk`` is the endpoint of the browser's telephone or of one that stands there; ``dial``
    the extension behind a trunk where it is no endpoint.
    """

    agent_id: int
    desk: str
    queues: tuple[tuple[str, int], ...] = ()
    dial: str = ""

    @property
    def interface(self) -> str:
        """The desk's telephone as Asterisk dials it."""
        return self.dial or f"PJSIP/{self.desk}"

    @property
    def state_interface(self) -> str:
        """By what Asterisk tells whether it is there (extensions.conf, context telephones)."""
        return f"Local/{self.desk}@telephones" if self.dial else self.interface


@dataclass(slots=True)
class Seats:
    """The seats taken now, both ways round."""

    _by_desk: dict[str, Seat] = field(default_factory=dict)
    _by_agent: dict[int, Seat] = field(default_factory=dict)

    def take(self, seat: Seat) -> None:
        """An agent sits down; whoever sat there, and wherever the agent sat, is cleared."""
        self.leave(seat.agent_id)
        if previous := self._by_desk.get(seat.desk):
            self.leave(previous.agent_id)
        self._by_desk[seat.desk] = seat
        self._by_agent[seat.agent_id] = seat

    def leave(self, agent_id: int) -> None:
        """An agent gives the desk back."""
        seat = self._by_agent.pop(agent_id, None)
        if seat is not None:
            del self._by_desk[seat.desk]

    def of(self, agent_id: int) -> Seat | None:
        """Where an agent sits."""
        return self._by_agent.get(agent_id)

    def agent_at(self, desk: str) -> int | None:
        """Who sits at a desk."""
        seat = self._by_desk.get(desk)
        return seat.agent_id if seat else None
