"""A call's record beside what the product would have made of Asterisk's own record of it.

Both must tell of the same telephones and stays, of those that nobody answered too. They can't
tell the same moments: CEL's is when something happened (main/cel.c takes the message's time),
an AMI event's is when the manager came to write it (main/manager.c, ``timestampevents``). So the
log is late by what the machine has to do, and never early by more than what lies between two
events that tell of one thing, such as AgentConnect and BRIDGE_ENTER.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cti.cel import parse, rebuild
from cti.tracker import LegAnswered, LegEnded, LegRang, QueueEntered, QueueLeft
from ivr.services.calls import CallRecord

EARLY = timedelta(milliseconds=20)
LATE = timedelta(milliseconds=100)

Moments = dict[str, datetime]


def differences(record: CallRecord, cel: str) -> list[str]:
    """Where a call's record and Asterisk's CEL file differ."""
    events = [event for line in cel.splitlines() if (event := parse(line))]
    channels = {event.uniqueid for event in events if event.call_id == record.call_id}
    facts = rebuild(
        [event for event in events if event.uniqueid in channels],
        lambda desk: None,
        closed_at=None,
    )
    kept: Moments = {}
    stays = 0
    for fact in facts:
        match fact:
            case LegRang():
                kept[f"{fact.leg.role} {fact.leg.channel} rang"] = fact.at
            case LegAnswered():
                kept[f"{fact.leg.role} {fact.leg.channel} answered"] = fact.at
            case LegEnded():
                kept[f"{fact.leg.role} {fact.leg.channel} ended"] = fact.at
            case QueueEntered():
                stays += 1
                kept[f"{stays} {fact.queue} entered"] = fact.at
            case QueueLeft():
                kept[f"{stays} {fact.queue} left {fact.reason}"] = fact.at
    return _differing(_told(record), kept)


def _told(record: CallRecord) -> Moments:
    """The moments of our log."""
    told: dict[str, datetime | None] = {}
    for leg in record.legs:
        name = f"{leg.role} {leg.channel}"
        told[f"{name} rang"] = leg.rang_at
        told[f"{name} answered"] = leg.answered_at
        told[f"{name} ended"] = leg.ended_at
    for number, stay in enumerate(record.stays, start=1):
        told[f"{number} {stay.queue} entered"] = stay.entered_at
        told[f"{number} {stay.queue} left {stay.reason}"] = stay.left_at
    return {name: at for name, at in told.items() if at is not None}


def _differing(told: Moments, kept: Moments) -> list[str]:
    return [
        f"{name}: log {told.get(name)}, CEL {kept.get(name)}"
        for name in sorted(told.keys() | kept.keys())
        if (at := told.get(name)) is None
        or (by_cel := kept.get(name)) is None
        or not -EARLY <= at - by_cel <= LATE
    ]
