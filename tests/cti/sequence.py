"""AMI sequences as text: one event a line, ``seconds Event name=value name=value``.

The sequences are recordings of Asterisk 22.10 with what the tracker doesn't read left out.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ami import Connected, Lost, Message, StreamItem
from cti.tracker import Fact, LegAnswered, LegEnded, LegHeld, LegRang, Tracker

BEGIN = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
CALL = "0190a000-0000-7000-8000-000000000001"
OTHER = "0190a000-0000-7000-8000-000000000002"


def items(text: str) -> list[StreamItem]:
    """The stream of a text; ``CALL`` and ``OTHER`` stand for call_ids."""
    return [item(line) for line in text.strip().splitlines() if line.strip()]


def item(line: str) -> StreamItem:
    """One line: an event, or ``Connected`` or ``Lost``."""
    seconds, name, *fields = line.split()
    if name == "Connected":
        return Connected("Asterisk Call Manager/11.0.0")
    if name == "Lost":
        return Lost("test")
    at = BEGIN + timedelta(seconds=float(seconds))
    values = [field.partition("=")[::2] for field in fields]
    known = {"CALL": CALL, "OTHER": OTHER}
    lines = [("Event", name), ("Timestamp", f"{at.timestamp():.6f}")]
    return Message((*lines, *((key, known.get(value, value)) for key, value in values)))


def told(text: str, seats: dict[str, int] | None = None) -> list[str]:
    """What the tracker tells of a text, one short line a fact."""
    tracker = Tracker((seats or {}).get)
    facts = [fact for one in items(text) for fact in tracker.feed(one, BEGIN)]
    return [short(fact) for fact in facts]


def short(fact: Fact) -> str:
    """A fact in a line: when, what, of whom."""
    seconds = (fact.at - BEGIN).total_seconds()
    call = {CALL: "", OTHER: "other "}[fact.call_id]
    name = type(fact).__name__
    if isinstance(fact, LegRang | LegAnswered | LegEnded | LegHeld):
        who = fact.leg.desk or fact.leg.role
        agent = f" agent {fact.leg.agent_id}" if fact.leg.agent_id else ""
        more = {
            LegEnded: lambda: f" {fact.why}",  # type: ignore[union-attr]
            LegHeld: lambda: f" {fact.held}",  # type: ignore[union-attr]
        }.get(type(fact), str)()
        return f"{seconds:g} {call}{name} {who}{agent}{more}"
    rest = {
        "CallBegan": "",
        "CallStepped": "{0.step} {0.detail}",
        "QueueEntered": "{0.queue} {0.position}",
        "QueueLeft": "{0.queue} {0.reason}",
        "CallTransferred": "{0.kind} {0.by} {0.to}",
        "Consulting": "{0.by.desk} {0.to.desk} {0.answered}",
        "CallOver": "whole {0.whole}",
    }[name]
    return f"{seconds:g} {call}{name} {rest.format(fact)}".rstrip()
