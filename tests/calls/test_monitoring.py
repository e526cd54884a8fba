"""A supervisor in a call: who hears whom in each mode, proved by three pitches."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import ClientSession

from cti.web.keys import PARTS
from ivr.services import agents, monitorings
from ivr.services.agents import Role
from tests.calls.call import Call
from tests.calls.chorus import hear
from tests.calls.desk import page_of
from tests.calls.desk_line import DeskLine, desk_line
from tests.calls.phone import Phone
from tests.calls.staff import PASSWORD
from tests.running.line import eventually
from tests.running.patience import PATIENCE


class Supervisor:
    """Somebody with the right to be in others' calls, and their telephone."""

    def __init__(self, client: ClientSession, phone: Phone) -> None:
        self.client = client
        self.phone = phone

    async def joins(self, agent_id: int) -> Call:
        """Ask to be put into an agent's call, and pick up."""
        asked = asyncio.create_task(
            self.client.post("/api/v1/monitorings", json={"agent_id": agent_id})
        )
        call = await (await self.phone.rings()).answer()
        async with await asked as answer:
            assert answer.status == 204, await answer.text()
        return call


async def supervisor(line: DeskLine, stack: AsyncExitStack) -> Supervisor:
    """Sofía, signed in, her telephone registered."""
    with line.store.unit_of_work() as session:
        now = datetime.now(UTC)
        agents.create(
            session, user="sofia", name="Sofía", role=Role.SUPERVISOR, password=PASSWORD, now=now
        )
    client = await stack.enter_async_context(page_of(line.server.make_url("/")))
    await client.post("/api/v1/login", json={"user": "sofia", "password": PASSWORD})
    async with client.get("/api/v1/monitorings/phone") as answer:
        name = f"desk-{(await answer.json())['display']}"
    phone = await line.caller(name)
    await phone.register(name, line.password(name))
    return Supervisor(client, phone)


async def test_who_hears_whom_and_the_audit_of_it(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack, desk_line(tmp_path) as line:
        sofia = await supervisor(line, stack)
        ana = await line.desk("ana")
        await ana.choose("available")
        calling = await (await line.caller()).dial()
        call_id = (await ana.told("pop"))["call"]["call_id"]
        talking = await (await ana.phone.rings()).answer()
        await ana.told("state", state="talking")

        ana_id = (await ana.get("/api/v1/me"))["agent"]["id"]
        spying = await sofia.joins(ana_id)
        people = {"caller": calling, "agent": talking, "supervisor": spying}
        both = {"caller", "agent"}
        listening = {"caller": {"agent"}, "agent": {"caller"}, "supervisor": both}
        assert await hear(people, listening)
        await spying.press("5")
        assert await hear(people, listening | {"agent": {"caller", "supervisor"}})
        await spying.press("6")
        joined = {"caller": {"agent", "supervisor"}, "agent": {"caller", "supervisor"}}
        assert await hear(people, joined | {"supervisor": both})
        await spying.press("4")
        assert await hear(people, listening)

        tracker = line.server.app[PARTS].tracker
        assert tracker.standing().talking == 1
        await talking.hang_up()
        await spying.ended()
        await calling.hang_up()
        record = await line.record(call_id, lambda call: call.ended_at is not None)
        assert [leg.role for leg in record.legs] == ["caller", "agent"]
        assert not tracker.call_ids

        def modes() -> list[str] | None:
            with line.store.reading() as session:
                told = monitorings.of_call(session, call_id)
            return [one.mode for one in told] if told and told[-1].ended_at else None

        assert await eventually(modes, PATIENCE, "the audit") == [
            "listen", "whisper", "barge", "listen",
        ]  # fmt: skip


async def test_a_caller_who_talks_to_no_agent_cannot_be_heard(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack, desk_line(tmp_path) as line:
        sofia = await supervisor(line, stack)
        ana = await line.desk("ana")
        await ana.choose("available")
        await (await line.caller()).dial()
        call_id = (await ana.told("pop"))["call"]["call_id"]
        ana_id = (await ana.get("/api/v1/me"))["agent"]["id"]
        async with sofia.client.post("/api/v1/monitorings", json={"agent_id": ana_id}) as answer:
            assert answer.status == 409  # it only rings
        with line.store.reading() as session:
            assert monitorings.of_call(session, call_id) == ()
