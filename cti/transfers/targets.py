"""To whom a caller may be handed on now, as an agent chooses it by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from cti.agent_status import Shown
from cti.tracker import Standing
from cti.transfers.outside import Outside
from ivr.services.agents import Agent
from ivr.store import AgentState


class AgentTarget(msgspec.Struct, frozen=True):
    """A colleague; a caller goes only to who is ``available``."""

    id: int
    name: str
    state: AgentState
    reason: str | None
    queues: tuple[str, ...]


class QueueTarget(msgspec.Struct, frozen=True):
    """A queue: how many colleagues serve it now, how many of them are free, who waits there."""

    name: str
    serving: int
    free: int
    waiting: int


class OutsideTarget(msgspec.Struct, frozen=True):
    """A number outside that is offered by name."""

    number: str
    label: str


class Targets(msgspec.Struct, frozen=True):
    """Everybody. ``prefixes`` are the beginnings of numbers that may be typed."""

    agents: tuple[AgentTarget, ...]
    queues: tuple[QueueTarget, ...]
    outside: tuple[OutsideTarget, ...]
    prefixes: tuple[str, ...]


def targets(
    people: Iterable[Agent],
    shown: Callable[[int], Shown],
    standing: Standing,
    outside: Outside,
    but: int,
) -> Targets:
    """All but the agent ``but``: who is free first, then by name; who is offline is left out."""
    colleagues = [
        _agent(one, shown(one.id)) for one in people if one.active and one.skills and one.id != but
    ]
    present = [one for one in colleagues if one.state is not AgentState.OFFLINE]
    queues = sorted({queue for one in colleagues for queue in one.queues})
    return Targets(
        agents=tuple(sorted(present, key=lambda one: (not is_free(one.state), one.name))),
        queues=tuple(_queue(name, present, standing) for name in queues),
        outside=tuple(OutsideTarget(one.number, one.label) for one in outside.numbers)
        if outside.dial
        else (),
        prefixes=outside.prefixes if outside.dial else (),
    )


def is_free(state: AgentState) -> bool:
    """Whether an agent may be rung for a colleague's caller."""
    return state is AgentState.AVAILABLE


def _agent(one: Agent, shown: Shown) -> AgentTarget:
    return AgentTarget(one.id, one.name, shown.state, shown.reason, tuple(sorted(one.skills)))


def _queue(name: str, present: list[AgentTarget], standing: Standing) -> QueueTarget:
    serving = [one for one in present if name in one.queues]
    return QueueTarget(
        name=name,
        serving=len(serving),
        free=sum(is_free(one.state) for one in serving),
        waiting=sum(one.queue == name for one in standing.waiting),
    )
