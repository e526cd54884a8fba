"""A call in parts sounds as one, with silence where nothing was recorded."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.services import recordings
from recordings.timeline import Timeline
from tests.recordings.conftest import CALL_ID, House, wav

FIRST, SECOND = bytes([1, 0, 2, 0]) * 800, bytes([3, 0, 4, 0]) * 400
GAP_MS = 500
SILENCE = bytes(4 * (8 * GAP_MS - 800))
WHOLE = wav(FIRST + SILENCE + SECOND, channels=2)


@pytest.fixture
def timeline(house: House) -> Timeline:
    house.call()
    house.leave_part(FIRST, number=1)
    house.leave_part(SECOND, number=2, ms=GAP_MS)
    assert house.intake.look()
    with house.store.reading() as session:
        parts = recordings.of_call(session, CALL_ID)
    return Timeline(parts, house.library)


def test_silence_stands_between_two_parts(timeline: Timeline) -> None:
    with timeline:
        assert timeline.size == len(WHOLE)
        assert timeline.read(0, timeline.size) == WHOLE
        assert timeline.seconds == (GAP_MS + 50) / 1000


@given(offset=st.integers(0, len(WHOLE) + 5), length=st.integers(0, len(WHOLE)))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_part_of_it_is_read_alone(timeline: Timeline, offset: int, length: int) -> None:
    assert timeline.read(offset, length) == WHOLE[offset : offset + length]


def test_parts_that_overlap_by_the_clock_follow_each_other(house: House) -> None:
    house.call()
    house.leave_part(FIRST, number=1)
    house.leave_part(SECOND, number=2, ms=10)
    assert house.intake.look()
    with house.store.reading() as session:
        parts = recordings.of_call(session, CALL_ID)
    with Timeline(parts, house.library) as whole:
        assert whole.read(0, whole.size) == wav(FIRST + SECOND, channels=2)
