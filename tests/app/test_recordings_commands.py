"""`linea recordings`, as it is typed."""

from __future__ import annotations

import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr.errors import Invalid, NotFound
from ivr.services import recordings
from ivr.services.recordings import Taken
from ivr.store import Base, Store
from recordings.keys import Keys
from recordings.library import Library
from recordings.sound import Sound, wav_header
from tests.app.test_store_commands import folder, linea, store_of

__all__ = ["folder"]

pytestmark = pytest.mark.service

NOW = datetime.now(UTC)
SAMPLES = b"\x01\x02" * 8000
CALL_ID = "019aabcd-0000-7000-8000-000000000001"
CALL, ETHICS = f"{CALL_ID}-call-1", "2b1c0e1f-52a3-4e57-9a52-0f4f4f1f7b11"


@pytest.fixture
def library(folder: Path) -> Library:
    """A recording of a call a year old, and a report to the ethics line."""
    raw = folder / "raw"
    raw.write_bytes(SAMPLES)
    library = Library(folder / "recordings", Keys(folder / "recording-keys.json"))
    with closing(store_of(folder)) as store:
        Base.metadata.create_all(store.engine)
        for name, kind in ((CALL, "call"), (ETHICS, "ethics")):
            enter(store, library, name, kind, Sound(raw, 0, len(SAMPLES), 1))
    return library


def enter(store: Store, library: Library, name: str, kind: str, sound: Sound) -> None:
    began = NOW - timedelta(days=365)
    file = library.keep(name, kind, sound)
    call_id = CALL_ID if kind == "call" else None
    taken = Taken(name, call_id, kind, began, sound.seconds, 1, sound.size, file)
    with store.unit_of_work() as session:
        recordings.take_in(session, taken, began)


@pytest.mark.usefixtures("library")
def test_they_are_listed_and_copied_on_record(folder: Path) -> None:
    listed = linea("recordings", "list").output
    assert CALL in listed
    assert ETHICS in listed
    copy = folder / "copy.wav"
    linea("recordings", "listen", CALL, str(copy))
    assert copy.read_bytes() == wav_header(len(SAMPLES), 1) + SAMPLES
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(store_of(folder)) as store, store.reading() as session:
        (access,) = recordings.accesses(session, CALL_ID)
    assert (access.who.split(":")[0], access.address) == ("consola", "consola")
    with pytest.raises(Invalid, match="ya existe"):
        linea("recordings", "listen", CALL, str(copy))


@pytest.mark.usefixtures("library")
def test_a_report_to_the_ethics_line_is_not_copied(folder: Path) -> None:
    with pytest.raises(Invalid, match="transparencia"):
        linea("recordings", "listen", ETHICS, str(folder / "copy.wav"))
    with pytest.raises(NotFound):
        linea("recordings", "listen", "nada", str(folder / "copy.wav"))


@pytest.mark.usefixtures("library")
def test_a_damaged_one_is_named(folder: Path) -> None:
    assert "revisadas: 2; con problemas: 0" in linea("recordings", "verify").output
    victim = sorted((folder / "recordings").rglob("*.sealed"))[0]
    victim.write_bytes(victim.read_bytes()[:-1])
    result = linea("recordings", "verify")
    assert result.exit_code == 1
    assert "revisadas: 2; con problemas: 1" in result.output


@pytest.mark.usefixtures("library")
def test_a_hold_keeps_it_and_a_purge_is_asked_for_twice(folder: Path) -> None:
    linea("recordings", "hold", CALL, "Tutela 2026-118")
    assert "retenida: Tutela 2026-118" in linea("recordings", "list").output
    assert "Grabaciones por borrar: 0" in linea("recordings", "purge").output
    linea("recordings", "release", CALL)
    assert "Grabaciones por borrar: 1" in linea("recordings", "purge").output
    assert "Grabaciones borradas: 1" in linea("recordings", "purge", "--borrar").output
    assert "borrada" in linea("recordings", "list", "--clase", "call").output


def test_new_keys_leave_the_old_recordings_heard(folder: Path, library: Library) -> None:
    linea("recordings", "rotate")
    with closing(store_of(folder)) as store, store.reading() as session:
        one = recordings.by_name(session, CALL)
    assert one is not None
    with library.open(one) as sound:
        sound.verify()
