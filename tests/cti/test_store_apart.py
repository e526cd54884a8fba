"""Work on the store in another process: its answers, its errors, its death."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from functools import partial

import pytest
import pytest_asyncio
from sqlalchemy.orm import Session

from cti.call_log import CallLog
from cti.fault import fault_fields
from cti.store_apart import StoreAddress, StoreApart
from ivr.errors import NotFound, StoreUnavailable
from ivr.services import agents, calls
from ivr.services.agents import Role
from ivr.store import AgentState, Store
from tests.cti.sequence import BEGIN, CALL
from tests.cti.test_call_log import ENDS, facts
from tests.cti.test_tracker import ANSWERS_AT_1, ARRIVES, RINGS_AT_1

pytestmark = pytest.mark.service


@pytest_asyncio.fixture
async def apart(store: Store) -> AsyncIterator[StoreApart]:
    url = store.url.render_as_string(hide_password=False)
    work = StoreApart("test", StoreAddress(url), workers=1, waiting_at_most=4)
    yield work
    work.close()


def made(session: Session) -> int:
    return agents.create(
        session, user="ana", name="Ana", role=Role.AGENT, password="clave-larga", now=BEGIN
    ).id


def process(session: Session) -> int:
    return os.getpid()


def dies(session: Session) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def test_another_process_writes(apart: StoreApart, store: Store) -> None:
    agent_id = await apart.write(made)
    assert await apart.read(process) != os.getpid()
    with store.reading() as session:
        assert [one.id for one in agents.everyone(session)] == [agent_id]


async def test_what_the_work_raises_is_raised_here(apart: StoreApart) -> None:
    unknown = partial(
        agents.set_state, agent_id=7, state=AgentState.AVAILABLE, reason=None, now=BEGIN
    )
    with pytest.raises(NotFound, match="el agente no existe") as raised:
        await apart.write(unknown)
    assert (raised.value.code, raised.value.details) == ("not_found", {"agent_id": 7})
    assert fault_fields(raised.value)["at"].startswith("states.py:")


async def test_a_process_that_dies_is_replaced(apart: StoreApart) -> None:
    first = await apart.read(process)
    with pytest.raises(StoreUnavailable):
        await apart.read(dies)
    assert await apart.read(process) != first


async def test_signals_to_its_group_leave_it_working(apart: StoreApart) -> None:
    pid = await apart.read(process)
    os.kill(pid, signal.SIGINT)
    os.kill(pid, signal.SIGTERM)
    assert await apart.read(process) == pid


async def test_a_call_is_written_by_another_process(apart: StoreApart, store: Store) -> None:
    told = facts(ARRIVES + RINGS_AT_1 + ANSWERS_AT_1 + ENDS)
    log = CallLog(apart)
    for fact in told:
        log.take(fact)
    writing = asyncio.create_task(log.run())
    assert await log.settled(60)
    writing.cancel()
    with store.reading() as session:
        found = calls.by_id(session, CALL)
    assert found is not None
    assert found.ended_at is not None
