"""The writer of the call log: in order, patient with a store that is gone, losing nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from cti.agent_status import Shown
from cti.call_log import CallLog, Overfull
from cti.store_work import StoreWork, TooBusy
from cti.tracker import CallTransferred, Fact, LegHeld, LegView, Tracker
from ivr.errors import StoreUnavailable
from ivr.services import agents, calls
from ivr.services.agents import Role
from ivr.store import AgentState, Store
from tests.cti.sequence import BEGIN, CALL, items
from tests.cti.store import store_work
from tests.cti.test_tracker import ANSWERS_AT_1, ARRIVES, RINGS_AT_1

pytestmark = pytest.mark.service

ENDS = """
5.531 UserEvent Uniqueid=c1 UserEvent=LineaCall Step=after-talk AccountCode=CALL
5.532 Hangup Uniqueid=d1 Cause=16
6.533 Hangup Uniqueid=c1 Cause=16
"""


def facts(text: str) -> list[Fact]:
    tracker = Tracker({"desk-01": 1}.get)
    return [fact for one in items(text) for fact in tracker.feed(one, BEGIN)]


@asynccontextmanager
async def running(work: StoreWork) -> AsyncIterator[CallLog]:
    call_log = CallLog(work)
    writing = asyncio.create_task(call_log.run())
    try:
        yield call_log
    finally:
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)


def agent(session: Session) -> int:
    made = agents.create(
        session, user="ana", name="Ana", role=Role.AGENT, password="clave-larga", now=BEGIN
    )
    return made.id


def record(store: Store) -> calls.CallRecord:
    with store.reading() as session:
        found = calls.by_id(session, CALL)
    assert found is not None
    return found


async def test_a_call_is_kept_with_its_times_its_wait_and_its_legs(store: Store) -> None:
    with store.unit_of_work() as session:
        agent(session)
    text = (ARRIVES + RINGS_AT_1 + ANSWERS_AT_1 + ENDS).replace("agent-7", "agent-1")
    async with store_work(store) as work, running(work) as call_log:
        for fact in facts(text):
            call_log.take(fact)
        assert await call_log.settled(5)
    kept = record(store)
    assert (kept.outcome, kept.built) == ("agent", "live")
    assert kept.ended_at == BEGIN + timedelta(seconds=6.533)
    (stay,) = kept.stays
    assert (stay.queue, stay.reason, stay.position) == ("attention", "answered", 1)
    assert [(leg.role, leg.agent_id, leg.missed) for leg in kept.legs] == [
        ("caller", None, False),
        ("agent", 1, False),
    ]


async def test_a_store_that_is_gone_delays_the_log_and_loses_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with store_work(store) as work, running(work) as call_log:
        there, write, refused = asyncio.Event(), work.write, asyncio.Event()

        async def gone(job: object) -> object:
            if not there.is_set():
                refused.set()
                raise StoreUnavailable("la base de datos no está")
            return await write(job)  # type: ignore[arg-type]

        monkeypatch.setattr(work, "write", gone)
        for fact in facts(ARRIVES):
            call_log.take(fact)
        await refused.wait()
        for fact in facts(ARRIVES + "9 Hangup Uniqueid=c1 Cause=16")[6:]:
            call_log.take(fact)
        assert not await call_log.settled(0.01)
        assert call_log.backlog > 0
        there.set()
        assert await call_log.settled(5)
    assert record(store).outcome == "abandoned_queue"


async def test_a_fact_that_the_store_refuses_does_not_hold_up_the_others(store: Store) -> None:
    view = LegView("x1", "agent", "desk-01", agent_id=999)
    async with store_work(store) as work, running(work) as call_log:
        call_log.keep(999, Shown(AgentState.AVAILABLE), BEGIN)
        for fact in facts(ARRIVES + ENDS):
            call_log.take(fact)
        call_log.take(LegHeld(CALL, BEGIN, view, True))
        assert await call_log.settled(5)
        assert call_log.refused == 1
    assert record(store).ended_at is not None


async def test_what_is_refused_is_logged_without_its_values(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*told: object, **named: object) -> None:
        raise ValueError("3151234567 can't be written")

    monkeypatch.setattr("cti.call_log.write_fact", broken)
    async with store_work(store) as work, running(work) as call_log:
        call_log.take(facts(ARRIVES)[0])
        assert await call_log.settled(5)
    logged = "".join(capsys.readouterr())
    assert "ValueError" in logged
    assert "3151234567" not in logged


TRANSFERS = [
    ("blind", "desk-01", "desk-02", "Transferida por el puesto 01 al puesto 02"),
    ("attended", "desk-01", "desk-02", "Transferida por el puesto 01 al puesto 02"),
    ("blind", "desk-01", "attention", "Transferida por el puesto 01 a la cola de atención"),
    ("blind", "", "emergency", "Transferida a la cola de emergencias"),
    ("blind", "desk-01", "3151234567", "Transferida por el puesto 01 a otro destino"),
]


@pytest.mark.parametrize(("kind", "by", "to", "label"), TRANSFERS)
async def test_a_transfer_is_a_step_of_the_path_without_any_number(
    store: Store, kind: str, by: str, to: str, label: str
) -> None:
    transfer = CallTransferred(CALL, BEGIN, kind, by, to)  # type: ignore[arg-type]
    async with store_work(store) as work, running(work) as call_log:
        call_log.take(transfer)
        call_log.take(transfer)
        assert await call_log.settled(5)
    assert [step.label for step in record(store).steps] == [label]


async def test_more_work_than_may_wait_is_refused(store: Store) -> None:
    async with store_work(store) as work:
        begun, going_on = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def slow(session: Session) -> None:
            loop.call_soon_threadsafe(begun.set)
            asyncio.run_coroutine_threadsafe(going_on.wait(), loop).result(5)

        waiting = [asyncio.create_task(work.read(slow)) for _ in range(4)]
        await begun.wait()
        with pytest.raises(TooBusy):
            await work.read(lambda session: None)
        going_on.set()
        await asyncio.gather(*waiting)


async def test_more_than_may_wait_ends_the_writer_since_cel_has_it_all(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with store_work(store) as work:

        async def gone(job: object) -> None:
            raise StoreUnavailable("la base de datos no está")

        monkeypatch.setattr(work, "write", gone)
        call_log = CallLog(work, waiting_at_most=3)
        for fact in facts(ARRIVES):
            call_log.take(fact)
        with pytest.raises(Overfull):
            await call_log.run()
