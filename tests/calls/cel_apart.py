"""Asterisk's own record of calls, read by none of the line's code: what the log must equal.

One line an event, all fields quoted; which field is what stands in ``cel_custom.conf``.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr.services.calls import CallRecord

NEAR = 0.1
"""Seconds by which two clocks of one machine may tell the same moment differently."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the record; ``at`` in Unix seconds."""

    what: str
    at: float
    call: str
    channel: str
    name: str
    application: str


Moments = dict[str, float]
"""When something happened, by what and to whom."""


def moments_by_call(file: Path) -> dict[str, Moments]:
    """Of each call its telephones and its stays in queues, by the call's id."""
    events = _events(file)
    call_of = {event.channel: event.call for event in reversed(events) if event.call}
    by_call: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.channel in call_of and not event.name.startswith("Local/"):
            by_call[call_of[event.channel]].append(event)
    return {call: _moments(its) for call, its in by_call.items()}


def talked_by_desk(file: Path) -> dict[str, int]:
    """How many calls each desk talked in, by the desk's name."""
    talks = {
        (event.name.removeprefix("PJSIP/").rpartition("-")[0], event.call)
        for event in _events(file)
        if event.what == "BRIDGE_ENTER" and event.call
    }
    return dict(Counter(desk for desk, _ in talks))


def moments_of(record: CallRecord) -> Moments:
    """The same, as our log has it."""
    found = {}
    for leg in record.legs:
        found[f"{leg.channel} rings"] = leg.rang_at
        found[f"{leg.channel} talks"] = leg.answered_at
        found[f"{leg.channel} ends"] = leg.ended_at
    for number, stay in enumerate(record.stays):
        found[f"queue {number} from"] = stay.entered_at
        found[f"queue {number} to"] = stay.left_at
    return {what: at.timestamp() for what, at in found.items() if at is not None}


def differences(one: Moments, other: Moments) -> list[str]:
    """What only one of them has, or has at another time."""
    return [
        f"{what}: {one.get(what)} and {other.get(what)}"
        for what in sorted(one.keys() | other.keys())
        if abs(one.get(what, 0.0) - other.get(what, 0.0)) > NEAR
    ]


def _events(file: Path) -> list[Event]:
    return [_event(row) for row in csv.reader(file.read_text("utf-8").splitlines())]


def _event(row: Sequence[str]) -> Event:
    _, at, call, channel, _, name, _, application, _, what, _ = row
    kind = row[0] if row[0] != "USER_DEFINED" else what
    return Event(kind, float(at), call, channel, name, application)


def _moments(events: Sequence[Event]) -> Moments:
    """The first channel is the caller's; whoever else is bridged was rung, and talks from then."""
    caller = events[0].channel
    found: Moments = {}
    stays = 0
    waits = False
    for event in events:
        mine = event.channel == caller
        match event.what:
            case "CHAN_START":
                found[f"{event.channel} rings"] = event.at
            case "ANSWER" if mine:
                found.setdefault(f"{event.channel} talks", event.at)
            case "BRIDGE_ENTER" if not mine:
                found.setdefault(f"{event.channel} talks", event.at)
            case "HANGUP":
                found[f"{event.channel} ends"] = event.at
        starts = event.what == "APP_START" and event.application == "Queue"
        leaves = (
            (event.what == "BRIDGE_ENTER" and not mine)
            or (event.what == "APP_END" and event.application == "Queue")
            or (event.what == "HANGUP" and mine)
        )
        if mine and starts:
            found[f"queue {stays} from"] = event.at
            waits = True
        elif waits and leaves:
            found[f"queue {stays} to"] = event.at
            stays, waits = stays + 1, False
    return found
