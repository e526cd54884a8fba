"""The ladder's messages out of Asterisk's spool: none lost, none twice, none half."""

from __future__ import annotations

import json
import os
import struct
import wave
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from ivr.clock import FixedClock
from ivr.errors import NotFound, StoreUnavailable
from ivr.services import agents, calls, messages
from ivr.services.messages import Message
from ivr.store import Role, Store
from ivr.worker import ladder_recording
from ivr.worker.ladder_messages import REFUSED, SETTLED, LadderMessages
from ivr.worker.message_retention import MessageRetention

pytestmark = pytest.mark.service

FIRST, SECOND = (f"0197a1b2-0000-7000-8000-00000000000{number}" for number in (1, 2))
SOUND = b"\x01\x02" * 12_000  # one and a half seconds
AFTERWARDS = ladder_recording.LONGEST + timedelta(seconds=1)


class Place:
    """A spool that Asterisk writes to, and what takes messages in from it."""

    def __init__(self, folder: Path) -> None:
        self.spool, self.kept = folder / "spool", folder / "data" / "messages"
        self.spool.mkdir()
        self.clock = FixedClock()
        self.store = Store(f"sqlite:///{folder}/linea.sqlite")
        self.registry = CollectorRegistry()
        self.worker = self.over(self.store)

    def over(self, store: Store, registry: CollectorRegistry | None = None) -> LadderMessages:
        return LadderMessages(
            store, self.clock, registry or self.registry,
            spool=self.spool, folder=self.kept, area_code="608",
        )  # fmt: skip

    def write(self, name: str, content: bytes) -> None:
        """As Asterisk does, at this very moment of the clock."""
        file = self.spool / name
        file.write_bytes(content)
        os.utime(file, (self.clock.now().timestamp(),) * 2)

    def record(self, call_id: str, **changes: object) -> None:
        fields = {
            "call_id": call_id, "from": "3155550101", "withheld": 0, "dialled": "6088765432",
            "emergency": 0, "at": int(self.clock.now().timestamp()),
        }  # fmt: skip
        self.write(f"{call_id}.json", json.dumps(fields | changes).encode() + b"\n")

    def sound(self, call_id: str, sound: bytes = SOUND, *, closed: bool = True) -> None:
        self.write(f"{call_id}.wav", recording(sound, closed=closed))

    def open(self) -> tuple[Message, ...]:
        with self.store.reading() as session:
            return messages.still_open(session)

    def left(self) -> list[str]:
        return sorted(file.name for file in self.spool.iterdir() if file.name != REFUSED)

    def refused(self) -> list[str]:
        return sorted(file.name for file in (self.spool / REFUSED).glob("*"))


def recording(sound: bytes, *, closed: bool) -> bytes:
    """A file as Asterisk leaves it; before it is closed, its header tells no length."""
    size = len(sound) if closed else 0
    form = (b"fmt ", 16, 1, 1, 8000, 16_000, 2, 16)
    header = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", size + 36 if size else 0, b"WAVE", *form, b"data", size
    )
    return header + sound


@pytest.fixture
def place(sqlite_file: Path) -> Iterator[Place]:
    place = Place(sqlite_file.parent)
    yield place
    place.store.close()


def test_a_message_is_taken_in_with_its_sound(place: Place) -> None:
    place.record(FIRST, emergency=1)
    place.sound(FIRST)
    assert place.worker.look()
    (message,) = place.open()
    assert (message.call_id, message.number, message.emergency) == (FIRST, "+573155550101", True)
    assert message.at == place.clock.now()
    assert message.recording is not None
    assert message.recording.seconds == 1.5
    file = place.kept / message.recording.file
    with wave.open(str(file)) as kept:
        assert kept.readframes(kept.getnframes()) == SOUND
    assert (file.stat().st_mode & 0o777, place.kept.stat().st_mode & 0o777) == (0o600, 0o700)
    assert place.left() == []
    assert place.registry.get_sample_value("linea_messages_open", {"emergency": "yes"}) == 1


def test_a_caller_who_hangs_up_while_speaking_left_a_message(place: Place) -> None:
    """The dialplan raises no step then; the call's record may even have ended before."""
    now = place.clock.now()
    with place.store.unit_of_work() as session:
        calls.end(session, FIRST, at=now, built=calls.Built.LIVE)
    place.record(FIRST)
    place.sound(FIRST)
    place.record(SECOND)
    place.clock.advance(SETTLED)
    assert place.worker.look()
    with place.store.reading() as session:
        spoken, silent = (calls.by_id(session, call_id) for call_id in (FIRST, SECOND))
    assert spoken is not None
    assert (spoken.outcome, spoken.number) == ("ladder_message", "+573155550101")
    assert silent is not None
    assert (silent.outcome, silent.dialled) == (None, "6088765432")


@pytest.mark.parametrize(
    "changes", [{"from": "", "withheld": 1}, {"withheld": 1}, {"from": ""}, {"from": "12"}]
)
def test_a_number_that_is_withheld_or_none_is_not_kept(
    place: Place, changes: dict[str, object]
) -> None:
    place.record(FIRST, **changes)
    place.sound(FIRST)
    assert place.worker.look()
    assert [message.number for message in place.open()] == [None]


def test_a_recording_under_way_is_left_and_stops_no_other(place: Place) -> None:
    place.record(FIRST)
    place.sound(FIRST, closed=False)
    place.record(SECOND)
    place.sound(SECOND)
    assert place.worker.look()
    assert [message.call_id for message in place.open()] == [SECOND]
    assert place.left() == [f"{FIRST}.json", f"{FIRST}.wav"]
    place.sound(FIRST)
    assert place.worker.look()
    assert len(place.open()) == 2


def test_a_recording_that_asterisk_never_closed_is_taken_in_all_the_same(place: Place) -> None:
    place.record(FIRST)
    place.sound(FIRST, SOUND + b"\x01", closed=False)
    place.clock.advance(AFTERWARDS)
    assert place.worker.look()
    (message,) = place.open()
    assert message.recording is not None
    assert message.recording.seconds == 1.5
    with wave.open(str(place.kept / message.recording.file)) as kept:
        assert kept.getnframes() == 12_000


def test_a_caller_who_hung_up_at_the_tone_is_a_message_without_sound(place: Place) -> None:
    place.record(FIRST)
    assert place.worker.look()
    assert place.open() == ()
    place.clock.advance(SETTLED)
    assert place.worker.look()
    assert [message.recording for message in place.open()] == [None]
    assert place.left() == []


@pytest.mark.parametrize("content", [b"", recording(b"", closed=True), b"x" * 4000])
def test_of_a_sound_that_is_none_the_number_is_kept_all_the_same(
    place: Place, content: bytes
) -> None:
    place.record(FIRST)
    place.write(f"{FIRST}.wav", content)
    place.clock.advance(AFTERWARDS)
    assert place.worker.look()
    assert [(message.number, message.recording) for message in place.open()] == [
        ("+573155550101", None)
    ]
    assert (place.left(), place.refused()) == ([], [f"{FIRST}.wav"])


REFUSED_RECORDS = [
    b"",
    b"{",
    b"null",
    b'"\xff"',
    b"[" * 5000,
    b'{"call_id": 1}',
    json.dumps({"call_id": SECOND, "from": "", "withheld": 0, "dialled": "", "emergency": 0,
                "at": 1}).encode(),
    json.dumps({"call_id": FIRST, "from": "", "withheld": 7, "dialled": "", "emergency": 0,
                "at": 1}).encode(),
    json.dumps({"call_id": FIRST, "from": "", "withheld": 0, "dialled": "", "emergency": 0,
                "at": 10**17}).encode(),
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED_RECORDS)
def test_a_record_that_is_none_is_set_aside_with_its_sound(place: Place, text: bytes) -> None:
    place.write(f"{FIRST}.json", text)
    place.sound(FIRST)
    place.record(SECOND)
    place.sound(SECOND)
    assert place.worker.look()
    assert [message.call_id for message in place.open()] == [SECOND]
    assert place.left() == [f"{FIRST}.json", f"{FIRST}.wav"]
    place.clock.advance(AFTERWARDS)
    assert place.worker.look()
    assert (place.left(), place.refused()) == ([], [f"{FIRST}.json", f"{FIRST}.wav"])
    assert place.registry.get_sample_value("linea_messages_refused") == 2


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=st.binary(max_size=300), sound=st.binary(max_size=300))
def test_hostile_files_never_end_the_loop(place: Place, record: bytes, sound: bytes) -> None:
    place.write(f"{FIRST}.json", record)
    place.write(f"{FIRST}.wav", sound)
    place.record(SECOND)
    place.write(f"{SECOND}.wav", sound)
    place.clock.advance(AFTERWARDS)
    assert place.worker.look()
    assert place.left() == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    call_id=st.uuids(),
    number=st.text(max_size=60),
    dialled=st.text(max_size=60),
    at=st.integers(-(2**63), 2**63) | st.integers(-(10**11), 10**12),
)
def test_hostile_records_never_end_the_loop(
    place: Place, call_id: UUID, number: str, dialled: str, at: int
) -> None:
    place.record(str(call_id), dialled=dialled, at=at, **{"from": number})
    place.sound(str(call_id))
    place.clock.advance(AFTERWARDS)
    assert place.worker.look()
    assert place.left() == []


def test_a_link_leads_nowhere(place: Place, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(recording(SOUND, closed=True))
    place.record(FIRST)
    (place.spool / f"{FIRST}.wav").symlink_to(secret)
    assert place.worker.look()
    assert [message.recording for message in place.open()] == [None]
    assert secret.exists()


def test_without_the_store_nothing_is_deleted(place: Place) -> None:
    place.record(FIRST)
    place.sound(FIRST)
    worker = place.over(Store("sqlite:////nowhere/x"), CollectorRegistry())
    assert not worker.look()
    assert isinstance(worker.problem, StoreUnavailable)
    assert place.left() == [f"{FIRST}.json", f"{FIRST}.wav"]
    assert place.worker.look()
    assert len(place.open()) == 1


def test_an_end_before_the_files_were_deleted_makes_no_second_message(place: Place) -> None:
    place.record(FIRST)
    place.sound(FIRST)
    files = {file.name: file.read_bytes() for file in place.spool.iterdir()}
    assert place.worker.look()
    (message,) = place.open()
    for left in ([f"{FIRST}.json", f"{FIRST}.wav"], [f"{FIRST}.json"]):
        for name in left:
            place.write(name, files[name])
        place.clock.advance(SETTLED)
        assert place.worker.look()
        assert place.open() == (message,)
        assert place.left() == []


def test_where_sound_can_not_be_kept_the_spool_keeps_it(place: Place) -> None:
    place.record(FIRST)
    place.sound(FIRST)
    place.kept.parent.write_bytes(b"a file where the folder should be")
    assert not place.worker.look()
    assert isinstance(place.worker.problem, OSError)
    assert (place.open(), len(place.left())) == ((), 2)
    place.kept.parent.unlink()
    assert place.worker.look()
    assert place.worker.problem is None
    assert len(place.open()) == 1


def test_a_line_that_never_recorded_anything(place: Place) -> None:
    place.spool.rmdir()
    assert place.worker.look()


def test_what_someone_attended_to_is_deleted_in_time(place: Place) -> None:
    for call_id in (FIRST, SECOND):
        place.record(call_id)
        place.sound(call_id)
    assert place.worker.look()
    done, waiting = place.open()
    now = place.clock.now()
    with place.store.unit_of_work() as session:
        agent = agents.create(
            session, user="ana", name="Ana", role=Role.AGENT, password="clave-de-prueba", now=now
        )
        messages.mark_done(session, done.id, agent, now)
    retention = MessageRetention(
        place.store, place.clock, folder=place.kept, kept=timedelta(days=90)
    )
    retention.sweep()
    assert len(list(place.kept.iterdir())) == 2
    place.clock.advance(timedelta(days=91))
    retention.sweep()
    assert waiting.recording is not None
    assert [file.name for file in place.kept.iterdir()] == [waiting.recording.file]
    with place.store.reading() as session, pytest.raises(NotFound):
        messages.by_id(session, done.id)
