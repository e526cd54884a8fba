from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, InternalError, StatementError

from ivr.errors import StoreUnavailable
from ivr.store import Call, StaffSetting, Store, Zone, ZoneKind
from ivr.store.schema import upgrade

AT = datetime(2026, 11, 22, 15, 0, 0, 123456, tzinfo=UTC)
CALL = "019aab6e-5a00-7000-8000-000000000001"


@pytest.fixture
def impatient(store: Store) -> Iterator[Store]:
    """The same database, by a store that waits a fifth of a second."""
    again = Store(
        store.url.render_as_string(hide_password=False), statement_seconds=0.2, lock_seconds=0.2
    )
    yield again
    again.close()


def test_a_unit_of_work_commits_at_its_end(store: Store) -> None:
    with store.unit_of_work() as session:
        session.add(Zone(name="Centro", kind=ZoneKind.BARRIO))
    with store.reading() as session:
        assert session.scalars(select(Zone.name)).all() == ["Centro"]


def test_a_unit_of_work_that_fails_leaves_nothing(store: Store) -> None:
    with contextlib.suppress(ZeroDivisionError), store.unit_of_work() as session:
        session.add(Zone(name="Centro", kind=ZoneKind.BARRIO))
        session.flush()
        1 / 0  # noqa: B018
    with store.reading() as session:
        assert session.scalars(select(Zone)).all() == []


def test_moments_come_back_aware_and_in_utc(store: Store) -> None:
    bogota = timezone(timedelta(hours=-5))
    with store.unit_of_work() as session:
        session.add(Call(call_id=CALL, started_at=AT.astimezone(bogota)))
    with store.reading() as session:
        call = session.get_one(Call, CALL)
    assert call.started_at == AT
    assert call.started_at.utcoffset() == timedelta()
    assert call.call_id == CALL


def test_a_moment_without_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="time zone"), store.unit_of_work() as session:
        session.add(Call(call_id=CALL, started_at=AT.replace(tzinfo=None)))


def test_foreign_keys_hold(store: Store) -> None:
    with pytest.raises(IntegrityError), store.unit_of_work() as session:
        session.add(Call(call_id=CALL, started_at=AT, account_id=404))


def test_states_are_checked_by_the_database(store: Store) -> None:
    with pytest.raises(IntegrityError), store.unit_of_work() as session:
        session.execute(text("INSERT INTO zones (id, name, kind) VALUES (1, 'x', 'comarca')"))


@pytest.mark.parametrize(
    ("url", "what", "mend"),
    [
        ("sqlite:////nowhere/linea.sqlite", "/nowhere/linea.sqlite", "la carpeta exista"),
        (
            "postgresql+psycopg://linea:s3cret@/linea?host=/nowhere",
            r"postgresql\+psycopg://linea:\*\*\*@/linea",
            "PostgreSQL esté en marcha",
        ),
        ("linea.sqlite", "store.url", "sqlite:///RUTA"),
    ],
)
def test_a_database_that_cannot_be_opened_is_named_with_the_mend(
    url: str, what: str, mend: str
) -> None:
    with pytest.raises(StoreUnavailable, match=f"(?s){what}.*{mend}") as failure:
        Store(url).check()
    assert "s3cret" not in str(failure.value)
    assert failure.value.code == "store_unavailable"


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / "linea.sqlite"
    file.write_text("these are not the tables you look for " * 100)
    with pytest.raises(StoreUnavailable, match=r"linea\.sqlite: file is not a database.*dañado"):
        Store(f"sqlite:///{file}").check()


def test_a_new_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'linea.sqlite'}")
    with store.unit_of_work() as session:
        session.execute(text("CREATE TABLE t (i INTEGER)"))
    assert {oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()} == {"0o600"}
    store.close()


READ_AND_LEAVE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute("SELECT count(*) FROM zones").fetchone()[0])
connection.close()
"""


def seen_by_another_program(file: Path) -> int:
    """How many zones a program of its own sees, which opens the database and closes it."""
    words = [sys.executable, "-c", READ_AND_LEAVE, str(file)]
    return int(subprocess.run(words, check=True, capture_output=True, timeout=30).stdout)


def test_a_program_that_comes_and_goes_takes_nothing_from_a_store_in_use(tmp_path: Path) -> None:
    file = tmp_path / "new.sqlite"
    store = Store(f"sqlite:///{file}")
    upgrade(store)
    store.close()
    for name in ("Centro", "Norte", "Sur"):
        with store.reading() as beside:
            beside.connection()  # the one below is opened while this one is open
            with store.unit_of_work() as session:
                session.add(Zone(name=name, kind=ZoneKind.BARRIO))
        seen_by_another_program(file)
    assert seen_by_another_program(file) == 3
    store.close()
    assert seen_by_another_program(file) == 3


def test_a_writer_that_waits_too_long_for_another_is_told(store: Store, impatient: Store) -> None:
    with store.unit_of_work() as session:
        session.add(StaffSetting(name="a", value="1", changed_at=AT))
        session.flush()
        with (
            pytest.raises(StoreUnavailable, match=r"ocupada|tiempo máximo"),
            impatient.unit_of_work() as other,
        ):
            other.add(StaffSetting(name="a", value="2", changed_at=AT))


def test_a_reader_does_not_wait_for_a_writer(store: Store, impatient: Store) -> None:
    with store.unit_of_work() as session:
        session.add(Zone(name="Centro", kind=ZoneKind.BARRIO))
        session.flush()
        with impatient.reading() as other:
            assert other.scalars(select(Zone)).all() == []


def test_a_statement_has_a_time_limit(impatient: Store) -> None:
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    )
    with (
        pytest.raises(StoreUnavailable, match="tiempo máximo"),
        impatient.reading() as session,
    ):
        session.execute(text(endless))
    impatient.check()


def test_a_reading_session_cannot_write(store: Store) -> None:
    with (
        pytest.raises((StoreUnavailable, InternalError), match=r"read-?only"),
        store.reading() as session,
    ):
        session.execute(text("DELETE FROM zones"))
    with store.unit_of_work() as session:
        session.execute(text("DELETE FROM zones"))


def test_when_connections_are_used_up_the_store_is_unavailable(store: Store) -> None:
    narrow = Store(store.url.render_as_string(hide_password=False), lock_seconds=0.2, pool_size=1)
    with narrow.reading() as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(StoreUnavailable), narrow.reading() as other:
            other.execute(text("SELECT 1"))
    narrow.close()


def test_many_threads_write_at_once(store: Store) -> None:
    def write(thread: int) -> None:
        for turn in range(10):
            with store.unit_of_work() as session:
                session.add(Zone(name=f"{thread}-{turn}", kind=ZoneKind.VEREDA))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        assert len(session.scalars(select(Zone)).all()) == 80
