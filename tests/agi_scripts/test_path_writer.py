"""The path of a call is written behind it, and outlives a store that is gone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from agi_scripts.path_writer import PathWriter
from ivr.call import Caller, CallInfo, PathStep
from ivr.errors import StoreUnavailable
from ivr.events import CallStarted, Event, PathGrew
from ivr.services import calls
from ivr.store import Store

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
CALL = CallInfo("01938f6e-1111-7000-8000-000000000001", Caller("+573151234567"), "6087654321", NOW)
OTHER = CallInfo("01938f6e-1111-7000-8000-000000000002", Caller(None, withheld=True), "", NOW)


def step(kind: str, second: int = 1, **values: str) -> PathStep:
    return PathStep(NOW + timedelta(seconds=second), kind, **values)  # type: ignore[arg-type]


class MovableStore:
    """A store that can be taken away. ``tried`` counts units of work asked for."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.gone = False
        self.tried = threading.Semaphore(0)

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        self.tried.release()
        if self.gone:
            raise StoreUnavailable("no hay base de datos")
        with self.store.unit_of_work() as session:
            yield session


@pytest.fixture
def store(sqlite_file: Path) -> Iterator[MovableStore]:
    real = Store(f"sqlite:///{sqlite_file}")
    yield MovableStore(real)
    real.close()


@pytest.fixture
def told() -> list[Event]:
    return []


@pytest.fixture
def lost() -> list[int]:
    return []


@pytest.fixture
def writer(store: MovableStore, told: list[Event], lost: list[int]) -> Iterator[PathWriter]:
    writer = PathWriter(store, told.append, lost=lost.append)
    yield writer
    writer.close()


def record(store: MovableStore, call: CallInfo) -> calls.CallRecord:
    with store.store.reading() as session:
        found = calls.by_id(session, call.call_id)
    assert found is not None
    return found


def test_a_flushed_path_is_what_an_agent_finds(store: MovableStore, writer: PathWriter) -> None:
    path = writer.begin(CALL)
    path.add(step("said", 1, prompt="bienvenida.saludo"))
    path.add(step("chosen", 2, heard="2", label="Factura y pagos"))
    path.add(step("intent", 3, heard="factura", label="Factura y pagos"))
    path.add(step("transfer", 4, heard="attention", label="Pidió un asesor"))
    path.flush()
    kept = record(store, CALL)
    assert [each.kind for each in kept.steps] == ["said", "chosen", "intent", "transfer"]
    assert (kept.number, kept.dialled, kept.started_at) == ("+573151234567", "6087654321", NOW)
    assert (kept.intent, kept.reason) == ("factura", "Pidió un asesor")


def test_what_is_written_already_asks_the_store_for_nothing(
    store: MovableStore, writer: PathWriter
) -> None:
    """Who was just handed to a queue must not wait for a second write."""
    path = writer.begin(CALL)
    path.flush()
    while store.tried.acquire(blocking=False):
        pass
    path.flush()
    assert not store.tried.acquire(blocking=False)


def test_a_call_is_begun_before_its_first_step(store: MovableStore, writer: PathWriter) -> None:
    writer.begin(OTHER).flush()
    kept = record(store, OTHER)
    assert (kept.withheld, kept.number, kept.steps) == (True, None, ())


@pytest.mark.parametrize(("kind", "outcome"), [("done", "self_service"), ("failed", "failed")])
def test_a_step_may_tell_how_the_call_went(
    store: MovableStore, writer: PathWriter, kind: str, outcome: str
) -> None:
    path = writer.begin(CALL)
    path.add(step(kind, label="…"))
    path.flush()
    with store.store.unit_of_work() as session:
        calls.end(session, CALL.call_id, at=NOW + timedelta(minutes=1))
    assert record(store, CALL).outcome == outcome


def test_the_bus_is_told_what_is_written(writer: PathWriter, told: list[Event]) -> None:
    path = writer.begin(CALL)
    path.add(step("said", 1))
    path.flush()
    path.add(step("chosen", 2, heard="2"))
    path.flush()
    assert [event.call_id for event in told if isinstance(event, CallStarted)] == [CALL.call_id]
    grown = [each for event in told if isinstance(event, PathGrew) for each in event.steps]
    assert [each.kind for each in grown] == ["said", "chosen"]


def test_while_the_store_is_gone_no_caller_waits_and_nothing_is_lost(
    store: MovableStore, writer: PathWriter, lost: list[int]
) -> None:
    path = writer.begin(CALL)
    path.add(step("said", 1))
    path.flush()
    store.gone = True
    path.add(step("chosen", 2))
    path.flush()
    assert writer.store_is_gone
    path.add(step("answered", 3))
    store.gone = False
    writer.close()
    assert [each.kind for each in record(store, CALL).steps] == ["said", "chosen", "answered"]
    assert lost == []


def test_a_call_that_the_store_refuses_does_not_hold_up_the_others(
    store: MovableStore, writer: PathWriter, lost: list[int]
) -> None:
    refused = CallInfo("not-a-uuid", Caller(None), "", NOW)
    path, bad = writer.begin(CALL), writer.begin(refused)
    path.add(step("said", 1))
    bad.add(step("said", 1))
    path.flush()
    bad.flush()
    assert [each.kind for each in record(store, CALL).steps] == ["said"]
    assert lost == [1]


def test_closing_gives_up_on_a_store_that_is_gone(store: MovableStore, writer: PathWriter) -> None:
    store.gone = True
    writer.begin(CALL).add(step("said"))
    writer.close(seconds=5.0)
    assert writer.store_is_gone


# what a call tells, whether its caller's number is written
NAMES = [
    ((), False),
    (("said", "chosen", "silence", "invalid", "note"), False),
    (("said", "intent"), True),
    (("transfer",), True),
    (("ended",), True),
    (("failed",), True),
]


@pytest.mark.parametrize(("kinds", "written"), NAMES)
def test_no_number_is_written_before_the_caller_said_what_they_want(
    store: MovableStore, writer: PathWriter, kinds: tuple[str, ...], written: bool
) -> None:
    path = writer.begin(CALL)
    for second, kind in enumerate(kinds):
        path.add(step(kind, second, heard="factura"))
    path.flush()
    assert (record(store, CALL).number is not None) is written


def test_of_a_concealed_call_nothing_more_is_written(
    store: MovableStore, writer: PathWriter
) -> None:
    path = writer.begin(CALL)
    path.add(step("said", 1))
    path.flush()
    path.conceal()
    for kind in ("said", "intent", "transfer", "ended"):
        path.add(step(kind, 2, heard="etica"))
    path.flush()
    kept = record(store, CALL)
    assert (kept.number, kept.intent) == (None, None)
    assert [each.kind for each in kept.steps] == ["done", "said"], "the done tells no moment"


def test_what_was_written_before_stays_but_nothing_tells_what_followed(
    store: MovableStore, writer: PathWriter
) -> None:
    path = writer.begin(CALL)
    path.add(step("intent", 1, heard="factura"))
    path.flush()
    path.conceal()
    path.add(step("said", 2))
    path.flush()
    kept = record(store, CALL)
    assert kept.number == CALL.caller.number
    assert [each.kind for each in kept.steps] == ["intent"]


def test_who_comes_back_to_the_menu_stays_without_a_number(
    store: MovableStore, writer: PathWriter
) -> None:
    path = writer.begin(CALL)
    path.conceal()
    path.resume()
    path.add(step("intent", 2, heard="factura"))
    path.flush()
    kept = record(store, CALL)
    assert (kept.number, kept.withheld, kept.intent) == (None, True, "factura")


def test_what_is_paused_leaves_a_gap_and_the_number(
    store: MovableStore, writer: PathWriter
) -> None:
    path = writer.begin(CALL)
    path.add(step("intent", 1, heard="pqrs"))
    path.pause()
    path.add(step("said", 2))
    path.flush()
    path.resume()
    path.add(step("ended", 3))
    path.flush()
    kept = record(store, CALL)
    assert kept.number == CALL.caller.number
    assert [each.kind for each in kept.steps] == ["intent", "ended"]
