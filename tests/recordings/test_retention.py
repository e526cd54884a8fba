"""Recordings go when their time is over, and stay while somebody holds them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ivr.errors import NotFound
from ivr.services import recordings
from ivr.services.recordings import Recording
from recordings.library import Library
from recordings.retention import Retention, RetentionDays
from tests.recordings.conftest import CALL_ID, House, wav
from tests.recordings.test_intake import DICTATED, ETHICS, PART, STEREO, VOICE

# days later, what is still there
LATER = [
    (29, {PART, DICTATED, ETHICS}),
    (31, {DICTATED, ETHICS}),
    (101, {ETHICS}),
    (100_000, {ETHICS}),
]


def retention(house: House) -> Retention:
    days = RetentionDays(calls=30, dictated=100)
    return Retention(house.store, house.clock, library=house.library, days=days)


@pytest.fixture
def full_house(house: House) -> House:
    house.call()
    house.leave_part(STEREO)
    house.leave_dictated(DICTATED, wav(VOICE))
    house.leave_dictated(ETHICS, wav(VOICE))
    assert house.intake.look()
    return house


@pytest.mark.parametrize(("days", "there"), LATER)
def test_each_kind_has_its_time(full_house: House, days: int, there: set[str]) -> None:
    full_house.clock.advance(timedelta(days=days))
    assert retention(full_house).purge() == 3 - len(there)
    for name in (PART, DICTATED, ETHICS):
        entered = full_house.entered(name)
        assert entered is not None
        assert (entered.file is not None) is (name in there)
    files = list((full_house.folder / "recordings").rglob("*.sealed"))
    assert len(files) == len(there)


def test_what_is_held_stays_until_it_is_released(full_house: House) -> None:
    with full_house.store.unit_of_work() as session:
        recordings.hold(session, PART, "Tutela 2026-118", full_house.clock.now())
    full_house.clock.advance(timedelta(days=60))
    assert retention(full_house).purge() == 0
    with full_house.store.unit_of_work() as session:
        recordings.release(session, PART)
    assert retention(full_house).purge() == 1
    purged = full_house.entered(PART)
    assert purged is not None
    with pytest.raises(NotFound, match="ya se borró"):
        full_house.library.open(purged)


def test_a_file_that_is_gone_already_is_purged_all_the_same(full_house: House) -> None:
    entered = full_house.entered(PART)
    assert entered is not None
    full_house.library.remove(entered)
    full_house.clock.advance(timedelta(days=60))
    assert retention(full_house).purge() == 1
    assert retention(full_house).due() == ()
    assert entered.call_id == CALL_ID


def test_a_file_that_can_t_be_deleted_stops_nothing_behind_it(
    full_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest is stuck: it is counted, the others go, and the next time it is tried again."""
    remove = Library.remove

    def remove_but_one(library: Library, recording: Recording) -> None:
        if recording.name == PART:
            raise PermissionError(1, "no")
        remove(library, recording)

    monkeypatch.setattr(Library, "remove", remove_but_one)
    full_house.clock.advance(timedelta(days=200))
    purging = retention(full_house)
    assert (purging.purge(), purging.stuck) == (1, 1)
    kept = full_house.entered(PART)
    assert kept is not None
    assert kept.file is not None
    monkeypatch.undo()
    assert (purging.purge(), purging.stuck) == (1, 0)
