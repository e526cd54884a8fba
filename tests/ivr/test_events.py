"""Walks the module: every event goes over the bus and through the outbox and comes back."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr import events
from ivr.events import Event, UnreadableEvent

MOMENTS = st.datetimes(timezones=st.just(UTC))
PERSONAL = {"number", "name", "holder", "document", "phone", "address"}


@pytest.mark.parametrize("kind", events.KINDS.values())
@settings(max_examples=25)
@given(data=st.data())
def test_every_event_round_trips(kind: type[Event], data: st.DataObject) -> None:
    event = data.draw(st.builds(kind, at=MOMENTS, event_id=st.uuids().map(str)))
    assert events.decode(events.encode(event)) == event
    stored = json.loads(json.dumps(events.payload(event)))
    assert events.from_payload(kind.__name__, stored) == event


def test_every_event_of_the_module_is_known() -> None:
    defined = {
        thing
        for thing in vars(events).values()
        if isinstance(thing, type) and issubclass(thing, Event) and thing is not Event
    }
    assert set(events.KINDS.values()) == defined
    assert defined


@pytest.mark.parametrize("kind", events.KINDS.values())
def test_no_event_carries_personal_data(kind: type[Event]) -> None:
    assert not PERSONAL & {field.name for field in fields(kind)}


@given(st.binary(max_size=200))
def test_hostile_bytes_are_no_event(data: bytes) -> None:
    with pytest.raises(UnreadableEvent):
        events.decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b'{"kind":"CallTeleported","event":{}}',
        b'{"kind":"CallEnded","event":{"at":"yesterday"}}',
        b'{"kind":"CallEnded"}',
        b'{"kind":"Step","event":{"at":"2026-11-22T15:00:00Z","kind":"said"}}',
    ],
)
def test_an_event_of_another_version_is_told(data: bytes) -> None:
    with pytest.raises(UnreadableEvent):
        events.decode(data)
