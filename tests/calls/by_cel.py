"""A call's record beside what Asterisk itself wrote of it."""

from __future__ import annotations

from datetime import timedelta

from cti.cel import parse, rebuild
from cti.tracker import LegAnswered, LegEnded, LegRang, QueueEntered, QueueLeft
from ivr.services.calls import CallRecord


def differences(record: CallRecord, cel: str) -> list[str]:
    """Where a call's record and Asterisk's CEL file differ by more than a quarter of a second."""
    events = [event for line in cel.splitlines() if (event := parse(line))]
    channels = {event.uniqueid for event in events if event.call_id == record.call_id}
    facts = rebuild(
        [event for event in events if event.uniqueid in channels],
        lambda desk: None,
        closed_at=None,
    )
    told = {
        **{f"{leg.channel} rang": leg.rang_at for leg in record.legs},
        **{f"{leg.channel} answered": leg.answered_at for leg in record.legs},
        **{f"{leg.channel} ended": leg.ended_at for leg in record.legs},
        **{f"{stay.queue} entered": stay.entered_at for stay in record.stays},
        **{f"{stay.queue} left {stay.reason}": stay.left_at for stay in record.stays},
    }
    kept = {}
    for fact in facts:
        match fact:
            case LegRang():
                kept[f"{fact.leg.channel} rang"] = fact.at
            case LegAnswered():
                kept[f"{fact.leg.channel} answered"] = fact.at
            case LegEnded():
                kept[f"{fact.leg.channel} ended"] = fact.at
            case QueueEntered():
                kept[f"{fact.queue} entered"] = fact.at
            case QueueLeft():
                kept[f"{fact.queue} left {fact.reason}"] = fact.at
    told = {name: at for name, at in told.items() if at is not None}
    near = timedelta(milliseconds=250)
    return [
        f"{name}: log {told.get(name)}, CEL {kept.get(name)}"
        for name in sorted(told.keys() | kept.keys())
        if (at := told.get(name)) is None
        or (by_cel := kept.get(name)) is None
        or abs(at - by_cel) > near
    ]
