"""Who is handing whom on: what the screens of both agents are told of it, until it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from cti.fact_writing import desk_words
from cti.live import Feed, Live
from cti.tracker import (
    CallOver,
    CallStepped,
    CallTransferred,
    Consulting,
    Fact,
    LegAnswered,
    LegEnded,
    LegRang,
    LegView,
)
from cti.tracker.transfers import CONFERENCE, CONSULTED, HANDED_BACK

Kind = Literal["transfer", "consultation"]
Stage = Literal["ringing", "talking", "conference", "back", "over", "caller_left"]
Part = Literal["by", "to"]

WHY: Mapping[str, str] = {
    "NOANSWER": "no_answer",
    "BUSY": "busy",
    "CHANUNAVAIL": "away",
    "CONGESTION": "away",
    "CANCEL": "taken_back",
    "ANSWER": "hung_up",
}
"""DIALSTATUS in the words of the desks."""


class Party(NamedTuple):
    """An agent, a queue or somebody outside; ``agent_id`` for an agent alone."""

    name: str
    agent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """A caller on the way from ``by`` to ``to``. ``why`` tells how it came to nothing."""

    call_id: str
    kind: Kind
    by: Party
    to: Party
    note: str
    stage: Stage = "ringing"
    why: str | None = None
    taken_back: bool = False

    def part(self, agent_id: int) -> Part | None:
        """What an agent is in it."""
        if agent_id == self.by.agent_id:
            return "by"
        return "to" if agent_id == self.to.agent_id else None


class Handovers:
    """Those that are going on, one a call at most; each change is told to both agents."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._open: dict[str, Handover] = {}

    def of(self, call_id: str) -> Handover | None:
        """The one of a call."""
        return self._open.get(call_id)

    def begin(self, handover: Handover) -> None:
        """It was asked for; a consultation is told to who asks at once."""
        self._open[handover.call_id] = handover
        if handover.kind == "consultation":
            self._tell(handover, "by")

    def drop(self, call_id: str) -> None:
        """It came to nothing before Asterisk did anything."""
        if handover := self._open.pop(call_id, None):
            self._tell(replace(handover, stage="over"), "by")

    def taking_back(self, call_id: str) -> None:
        """The agent goes back to the caller of their own accord."""
        if handover := self._open.get(call_id):
            self._open[call_id] = replace(handover, taken_back=True)

    def greet(self, feed: Feed) -> None:
        """Tell a page that has just opened."""
        for handover in self._open.values():
            if part := handover.part(feed.agent_id):
                feed.put("handover", {"handover": _fields(handover, part)})

    def take(self, fact: Fact) -> None:
        """Take one fact of the tracker."""
        handover = self._open.get(fact.call_id)
        if handover is None:
            if isinstance(fact, Consulting):
                self._take_up(fact)
            return
        match fact:
            case LegRang() | LegAnswered() | LegEnded():
                self._take_leg(handover, fact)
            case CallStepped(step=step, detail=detail):
                self._stepped(handover, step, detail)
            case CallTransferred(kind="attended"):
                self._over(handover, "to", why="taken")
            case CallTransferred():
                self._keep(replace(handover, kind="transfer", stage="ringing"))
            case CallOver():
                self._keep(replace(handover, stage="caller_left"), "by", "to")
                del self._open[fact.call_id]

    def _take_up(self, found: Consulting) -> None:
        """Go on with a consultation of before a restart; its note is in the call's path."""
        stage: Stage = "talking" if found.answered else "ringing"
        handover = Handover(
            found.call_id, "consultation", _party(found.by), _party(found.to), "", stage
        )
        self._keep(handover, "by", "to")

    def _take_leg(self, handover: Handover, fact: LegRang | LegAnswered | LegEnded) -> None:
        part = _part_of(handover, fact)
        if part is None:
            return
        match fact:
            case LegRang():
                self._tell(handover, part)
            case LegAnswered() if handover.kind == "consultation" and part == "to":
                self._keep(replace(handover, stage="talking"), "by", "to")
            case LegAnswered() if handover.kind == "transfer":
                del self._open[handover.call_id]
            case LegEnded() if handover.stage == "conference":
                self._over(handover, "by" if part == "to" else "to")

    def _stepped(self, handover: Handover, step: str, detail: str) -> None:
        why = "taken_back" if handover.taken_back else WHY.get(detail, "away")
        if step == CONFERENCE:
            self._keep(replace(handover, stage="conference"), "by", "to")
        elif step == CONSULTED:
            self._over(handover, "by", why=why)
        elif step == HANDED_BACK:
            self._keep(replace(handover, stage="back", why=why))
        elif step in ("desk-lost", "queue", "emergency"):
            del self._open[handover.call_id]

    def _keep(self, handover: Handover, *told: Part) -> None:
        self._open[handover.call_id] = handover
        for part in told:
            self._tell(handover, part)

    def _over(self, handover: Handover, told: Part, why: str | None = None) -> None:
        del self._open[handover.call_id]
        self._tell(replace(handover, stage="over", why=why), told)

    def _tell(self, handover: Handover, part: Part) -> None:
        agent_id = (handover.by if part == "by" else handover.to).agent_id
        if agent_id is not None:
            self._live.tell(agent_id, "handover", handover=_fields(handover, part))


def _party(leg: LegView) -> Party:
    name = desk_words(leg.desk).capitalize() if leg.desk else "Un número de afuera"
    return Party(name, leg.agent_id)


def _part_of(handover: Handover, fact: LegRang | LegAnswered | LegEnded) -> Part | None:
    if fact.leg.role == "caller":
        return None
    if fact.leg.agent_id is not None:
        return handover.part(fact.leg.agent_id)
    return "to" if handover.to.agent_id is None else None


def _fields(handover: Handover, part: Part) -> dict[str, object]:
    return {
        "call_id": handover.call_id,
        "kind": handover.kind,
        "part": part,
        "stage": handover.stage,
        "by": handover.by.name,
        "to": handover.to.name,
        "note": handover.note,
        "why": handover.why,
    }
