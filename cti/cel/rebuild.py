"""A call's CEL events made into the same facts that the tracker tells."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from cti.cel.parse import CelEvent
from cti.tracker import (
    CallBegan,
    CallOver,
    Fact,
    LegAnswered,
    LegEnded,
    LegRang,
    LegView,
    QueueEntered,
    QueueLeft,
    Why,
)
from cti.tracker.facts import LeftBecause
from cti.tracker.state import (
    LEFT_QUEUE,
    NO_TELEPHONE,
    PLACED,
    desk_of,
    reason_of_walking_on,
    role_of,
)
from cti.tracker.transfers import CONSULTING, HANDED_OVER, fact_of

QUEUE_OF_STEP = {"emergency": "emergency", "ladder": "attention"}
NOT_ANSWERED_CAUSES = frozenset({17, 18, 19, 21})
"""Q.850: busy, no user responding, no answer, rejected."""


def rebuild(
    events: Sequence[CelEvent], agent_at: Callable[[str], int | None], *, closed_at: datetime | None
) -> list[Fact]:
    """The facts of one call, in order.

    ``closed_at`` ends what CEL left open (Asterisk itself ended); None where CEL is whole.
    Gives nothing for a call from desk to desk: it is no caller's journey.
    """
    return _Rebuilding(agent_at).all(events, closed_at)


class _Rebuilding:
    def __init__(self, agent_at: Callable[[str], int | None]) -> None:
        self._agent_at = agent_at
        self._facts: list[Fact] = []
        self._legs: dict[str, LegView] = {}
        self._answered: set[str] = set()
        self._origin = ""
        self._queue = ""
        self._stay: tuple[str, datetime] | None = None
        self._left_at: datetime | None = None
        self._call_id = ""
        self._placed_by: int | None = None
        self._rings_next = ""

    def all(self, events: Sequence[CelEvent], closed_at: datetime | None) -> list[Fact]:
        first = events[0]
        self._placed_by = _placed_by(events)
        if desk_of(first.channel) and self._placed_by is None:
            return []
        self._call_id = next(event.call_id for event in events if event.call_id)
        self._origin = first.uniqueid
        self._facts.append(CallBegan(self._call_id, first.at))
        for event in events:
            self._take(event)
        if closed_at is not None:
            self._close_all(closed_at)
        return self._facts

    def _take(self, event: CelEvent) -> None:
        if event.channel.startswith(NO_TELEPHONE):
            return
        if event.uniqueid not in self._legs and event.kind == "CHAN_START":
            self._ring(event)
        match event.kind:
            case "ANSWER" if event.uniqueid == self._origin:
                self._answer(event)
            case "BRIDGE_ENTER":
                self._answer(event)
            case "APP_START" if event.app.lower() == "queue":
                self._enter(event)
            case "APP_END" if event.app.lower() == "queue":
                self._left_at = event.at
            case "USER_DEFINED" if event.custom.startswith("LINEA_"):
                self._step(event)
            case "HANGUP":
                self._end(event.uniqueid, event.at, _cause(event.extra))

    def _ring(self, event: CelEvent) -> None:
        handed_to = self._handed_to()
        desk = desk_of(event.channel) or handed_to
        if event.uniqueid == self._origin:
            view = LegView(event.uniqueid, "caller")
            if self._placed_by is not None:
                view = LegView(event.uniqueid, "agent", desk, self._placed_by)
        elif self._placed_by is not None and desk is None:
            view = LegView(event.uniqueid, "caller")
        else:
            agent_id = self._agent_at(desk) if desk else None
            queue = self._stay[0] if self._stay else None
            view = LegView(event.uniqueid, role_of(desk), desk, agent_id, queue)
        self._legs[event.uniqueid] = view
        self._facts.append(LegRang(self._call_id, event.at, view))

    def _handed_to(self) -> str | None:
        desk, self._rings_next = self._rings_next, ""
        return desk if self._agent_at(desk) is not None else None

    def _answer(self, event: CelEvent) -> None:
        leg = self._legs.get(event.uniqueid)
        if leg is None:
            return
        if leg.role != "caller":
            self._leave("answered", event.at)
        elif self._placed_by is not None:
            self._origin = event.uniqueid
        if event.uniqueid not in self._answered:
            self._answered.add(event.uniqueid)
            self._facts.append(LegAnswered(self._call_id, event.at, leg))

    def _step(self, event: CelEvent) -> None:
        step, detail = event.custom.removeprefix("LINEA_").lower(), _detail(event.extra)
        if self._left_at is not None:
            self._leave(reason_of_walking_on(step, detail), self._left_at)
        if step == LEFT_QUEUE:
            return
        self._queue = detail if step == "queue" else QUEUE_OF_STEP.get(step, self._queue)
        self._facts.append(fact_of(self._call_id, event.at, step, detail))
        if step in (HANDED_OVER, CONSULTING):
            self._rings_next = detail.partition(">")[2]

    def _enter(self, event: CelEvent) -> None:
        self._leave("timeout", event.at)
        queue = self._queue or "attention"
        self._stay, self._left_at = (queue, event.at), None
        self._facts.append(QueueEntered(self._call_id, event.at, queue, None))

    def _leave(self, reason: LeftBecause, at: datetime) -> None:
        if self._stay is None:
            return
        queue, entered_at = self._stay
        self._stay, self._left_at = None, None
        self._facts.append(QueueLeft(self._call_id, at, queue, entered_at, reason))

    def _end(self, uniqueid: str, at: datetime, cause: int | None) -> None:
        leg = self._legs.pop(uniqueid, None)
        if leg is None:
            return
        if leg.role == "caller":
            self._leave("abandoned", self._left_at or at)
        self._facts.append(LegEnded(self._call_id, at, leg, self._why(leg, cause), cause))
        if uniqueid == self._origin:
            self._facts.append(CallOver(self._call_id, at, True))

    def _why(self, leg: LegView, cause: int | None) -> Why:
        if leg.channel in self._answered:
            return "talked"
        if self._placed_by is not None and leg.role == "agent":
            return "not_placed"
        if cause in NOT_ANSWERED_CAUSES:
            return "ring_no_answer"
        others = (one for one in self._answered if one != self._origin)
        return "answered_elsewhere" if any(others) else "caller_left"

    def _close_all(self, at: datetime) -> None:
        for uniqueid in sorted(self._legs, key=lambda one: one == self._origin):
            self._end(uniqueid, at, None)


def _placed_by(events: Sequence[CelEvent]) -> int | None:
    """The agent who placed the call, None for one that came in."""
    for event in events:
        if event.custom == f"LINEA_{PLACED.upper()}" and _detail(event.extra).isdecimal():
            return int(_detail(event.extra))
    return None


def _cause(extra: str) -> int | None:
    """The Q.850 cause in a HANGUP's extra field."""
    try:
        found = json.loads(extra)
        return int(found["hangupcause"])
    except (ValueError, KeyError, TypeError):
        return None


def _detail(extra: str) -> str:
    """A step's detail: Asterisk wraps CELGenUserEvent's text as ``{"extra": …}``."""
    try:
        found = json.loads(extra)
    except ValueError:
        return extra
    return str(found.get("extra", "")) if isinstance(found, dict) else extra
