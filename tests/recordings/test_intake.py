"""What Asterisk leaves is taken in once, sealed, and only then deleted."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr.errors import StoreUnavailable
from ivr.services import recordings
from recordings import library as library_module
from tests.recordings.conftest import CALL_ID, NOW, House, wav

STEREO = bytes(range(4)) * 8000
VOICE = bytes([1, 2]) * 8000
PART, DICTATED = f"{CALL_ID}-call-1", f"{CALL_ID}-case-1"
ETHICS = "2b1c0e1f-52a3-4e57-9a52-0f4f4f1f7b11"
NAMELESS = f"{ETHICS}-anonymous"


def test_a_part_of_a_call_that_is_over(house: House) -> None:
    house.call()
    house.leave_part(STEREO, ms=1500)
    assert house.intake.look()
    entered = house.entered(PART)
    assert entered is not None
    assert (entered.call_id, entered.kind, entered.channels) == (CALL_ID, "call", 2)
    assert (entered.seconds, entered.started_at) == (1.0, NOW + timedelta(seconds=1.5))
    assert house.wav_of(PART) == wav(STEREO, channels=2)
    assert house.left() == []


def test_what_was_dictated(house: House) -> None:
    house.leave_dictated(DICTATED, wav(VOICE), age=10)
    assert house.intake.look()
    entered = house.entered(DICTATED)
    assert entered is not None
    assert (entered.call_id, entered.kind, entered.channels) == (CALL_ID, "case", 1)
    assert house.wav_of(DICTATED) == wav(VOICE)
    assert house.left() == []


def test_what_was_dictated_in_a_call_that_came_back_very_often(house: House) -> None:
    name = f"{CALL_ID}-comment-99901"
    house.leave_dictated(name, wav(VOICE), age=10)
    assert house.intake.look()
    assert house.entered(name) is not None


# what is left, how long ago it was written to, whether the call is known to be over: waits
WAITING = [
    ("part", 3600.0, False),
    ("part", 2.0, True),
    ("unclosed", 60.0, True),
    ("open", 600.0, True),
]


@pytest.mark.parametrize(("what", "age", "ended"), WAITING)
def test_what_is_not_over_waits(house: House, what: str, age: float, ended: bool) -> None:
    house.call(ended=ended)
    match what:
        case "part":
            house.leave_part(STEREO, age=age)
        case "unclosed":
            house.leave_dictated(DICTATED, wav(VOICE, closed=False), age=age)
        case "open":
            house.leave(house.spool / "open" / f"{DICTATED}.wav", wav(VOICE), age=age)
    assert house.intake.look()
    assert house.entered(PART) is house.entered(DICTATED) is None
    assert len(house.left()) == 1


# what is left, how long ago it was written to
FORSAKEN = [("part", 601.0), ("part of a call", 43_201.0), ("unclosed", 601.0), ("open", 3601.0)]


@pytest.mark.parametrize(("what", "age"), FORSAKEN)
def test_what_nobody_will_finish_is_taken_as_it_is(house: House, what: str, age: float) -> None:
    match what:
        case "part":
            house.leave_part(STEREO, age=age)
        case "part of a call":
            house.call(ended=False)
            house.leave_part(STEREO, age=age)
        case "unclosed":
            house.leave_dictated(DICTATED, wav(VOICE, closed=False), age=age)
        case "open":
            house.leave(house.spool / "open" / f"{DICTATED}.wav", wav(VOICE), age=age)
    assert house.intake.look()
    assert (house.entered(PART) or house.entered(DICTATED)) is not None
    assert house.left() == []


def test_an_anonymous_petition_keeps_its_day_and_no_call(house: House) -> None:
    house.leave_dictated(NAMELESS, wav(VOICE))
    assert house.intake.look()
    entered = house.entered(NAMELESS)
    assert entered is not None
    assert (entered.call_id, entered.kind) == (None, "anonymous")
    assert entered.started_at == datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # midnight in Bogotá
    assert entered.id < 0, "no order of arrival puts it between calls"
    sealed = next((house.folder / "recordings").rglob("*.sealed"))
    assert sealed.stat().st_mtime == 0


def test_a_report_to_the_ethics_line_keeps_its_day_and_a_key_of_its_own(house: House) -> None:
    house.leave_dictated(ETHICS, wav(VOICE))
    assert house.intake.look()
    entered = house.entered(ETHICS)
    assert entered is not None
    assert (entered.call_id, entered.kind) == (None, "ethics")
    assert entered.started_at == datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # midnight in Bogotá
    sealed = next((house.folder / "recordings").rglob("*.sealed")).read_bytes()
    house.leave_dictated(DICTATED, wav(VOICE))
    house.intake.look()
    others = [file.read_bytes() for file in (house.folder / "recordings").rglob("*.sealed")]
    assert len({octets[6:22] for octets in [sealed, *others]}) == 2


HOSTILE = {
    "no sound": (f"{DICTATED}.wav", b""),
    "half a header": (f"{DICTATED}.wav", wav(VOICE)[:20]),
    "another format": (f"{DICTATED}.wav", wav(VOICE, channels=2)),
    "no WAV": (f"{DICTATED}.wav", b"MZ" + bytes(100)),
    "a name of its own": ("hola.wav", wav(VOICE)),
    "a call's part among the dictated": (f"{PART}.wav", wav(VOICE)),
    "another ending": (f"{DICTATED}.exe", wav(VOICE)),
    "a purpose in disguise": (f"{CALL_ID}-ethics-1.wav", wav(VOICE)),
    "another in disguise": (f"{CALL_ID}-anonymous-1.wav", wav(VOICE)),
}


@pytest.mark.parametrize(("name", "octets"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_recording_is_set_aside(house: House, name: str, octets: bytes) -> None:
    house.leave(house.spool / name, octets, age=700.0)
    assert house.intake.look()
    assert house.intake.look()
    assert [file.name for file in (house.spool / "refused").iterdir()] == [name]
    assert not list((house.folder / "recordings").rglob("*.sealed"))


def test_a_link_is_never_followed(house: House) -> None:
    secret = house.folder / "secret"
    secret.write_bytes(wav(VOICE))
    (house.spool / f"{DICTATED}.wav").symlink_to(secret)
    house.clock.advance(timedelta(days=365 * 20))
    assert house.intake.look()
    assert house.entered(DICTATED) is None
    assert secret.exists()


def test_a_part_without_a_word_is_just_deleted(house: House) -> None:
    house.call()
    house.leave_part(b"")
    assert house.intake.look()
    assert house.left() == []


def test_an_end_before_the_commit_takes_it_in_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.leave_dictated(DICTATED, wav(VOICE))

    def gone(*_: object) -> bool:
        raise StoreUnavailable("no responde")

    with monkeypatch.context() as broken:
        broken.setattr(recordings, "take_in", gone)
        assert not house.intake.look()
    assert house.intake.problem is not None
    assert house.left() == [f"{DICTATED}.wav"]
    assert house.intake.look()
    assert house.intake.problem is None
    assert house.wav_of(DICTATED) == wav(VOICE)
    assert len(list((house.folder / "recordings").rglob("*.*"))) == 1


def test_an_end_after_the_commit_only_deletes_what_was_left(house: House) -> None:
    house.leave_dictated(DICTATED, wav(VOICE))
    assert house.intake.look()
    house.leave_dictated(DICTATED, wav(bytes([9, 9]) * 8000))
    assert house.intake.look()
    assert house.wav_of(DICTATED) == wav(VOICE)
    assert house.left() == []


def test_a_full_disk_loses_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.leave_dictated(DICTATED, wav(VOICE))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(library_module, "seal", full)
        assert not house.intake.look()
    assert isinstance(house.intake.problem, OSError)
    assert house.left() == [f"{DICTATED}.wav"]
    assert house.intake.look()
    assert house.left() == []


def test_lost_keys_keep_what_was_recorded_waiting(house: House) -> None:
    house.leave_dictated(DICTATED, wav(VOICE))
    keys = house.folder / "keys.json"
    keys.write_text("{}")
    keys.chmod(0o600)
    assert not house.intake.look()
    assert house.left() == [f"{DICTATED}.wav"]


def test_one_bad_file_does_not_hold_up_the_rest(house: House, tmp_path: Path) -> None:
    house.leave(house.spool / "aaa.wav", b"?", age=700.0)
    house.leave_dictated(DICTATED, wav(VOICE))
    assert house.intake.look()
    assert house.entered(DICTATED) is not None
