"""An agent who answers with a desk telephone: rung by the queue, popped, hung up by the page."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from app.asterisk import DeskTelephone, Trunk
from tests.calls.desk import Desk, page_of
from tests.calls.desk_line import DeskLine, desk_line
from tests.calls.phone import Phone
from tests.calls.placed import placing_line
from tests.calls.staff import PASSWORD
from tests.calls.talk import hear_each_other
from tests.running.asterisk import HOST, free_ports

REGISTERS = DeskTelephone("recepcion", "Recepción", password="clave de mesa")


async def at_telephone(line: DeskLine, stack: AsyncExitStack, phone: Phone, name: str) -> Desk:
    """Ana, signed in at her page, who chose the desk telephone of that name."""
    client = await stack.enter_async_context(page_of(line.server.make_url("/")))
    ana = Desk(client, phone, line.asterisk)
    await ana.post("/api/v1/login", {"user": "ana", "password": PASSWORD})
    await ana.post("/api/v1/me/telephone", {"telephone": name})
    me = await ana.get("/api/v1/me")
    assert (me["desk"], me["telephone"]) == (None, "Recepción")
    await ana.open()
    return ana


async def registered(line: DeskLine, stack: AsyncExitStack) -> Phone:
    """The telephone that registers as telephone-recepcion."""
    phone = Phone((HOST, line.asterisk.configuration.ports.sip), REGISTERS.endpoint)
    await stack.enter_async_context(phone)
    await phone.register(REGISTERS.endpoint, REGISTERS.password)
    return phone


async def test_a_queue_call_rings_the_desk_telephone_and_pops(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack, desk_line(tmp_path, telephones=(REGISTERS,)) as line:
        phone = await registered(line, stack)
        ana = await at_telephone(line, stack, phone, "recepcion")
        ana.name = REGISTERS.endpoint
        await ana.choose("available")
        calling = await (await line.caller()).dial()
        call_id = (await ana.told("pop"))["call"]["call_id"]
        ringing = await phone.rings()
        assert ringing.header("X-Linea-Call") == call_id
        talking = await ringing.answer()
        await ana.told("answered", call_id=call_id)
        await ana.told("state", state="talking")
        await hear_each_other(calling, talking)
        await ana.post("/api/v1/me/hang-up", {})
        await talking.ended()
        await ana.told("ended", call_id=call_id)
        await ana.told("state", state="wrap_up")
        record = await line.record(call_id, lambda call: call.ended_at is not None)
        assert [leg.agent for leg in record.legs] == [None, "Ana"]
        assert record.outcome == "agent"
        assert await line.differences_from_cel(call_id) == []


async def test_a_call_is_placed_from_the_desk_telephone(tmp_path: Path) -> None:
    async with (
        AsyncExitStack() as stack,
        placing_line(tmp_path, telephones=(REGISTERS,)) as placing,
    ):
        line = placing.line
        phone = await registered(line, stack)
        ana = await at_telephone(line, stack, phone, "recepcion")
        await ana.post("/api/v1/me/state", {"state": "available"})
        _, answer = await placing.call(ana)
        talking = await (await phone.rings()).answer()
        reached = await (await placing.person.rings()).answer()
        await ana.told("reached", call_id=answer["call_id"])
        await hear_each_other(talking, reached)
        await reached.hang_up()
        await ana.told("ended", call_id=answer["call_id"])


async def test_an_extension_behind_a_trunk_is_rung_by_the_queue(tmp_path: Path) -> None:
    port = free_ports().web
    behind = DeskTelephone(
        "recepcion", "Recepción", dial=f"PJSIP/trunk-planta/sip:1001@{HOST}:{port}"
    )
    trunks = (Trunk("local", (HOST,)), Trunk("planta", ("127.0.0.3",)))
    async with (
        AsyncExitStack() as stack,
        desk_line(tmp_path, telephones=(behind,), trunks=trunks) as line,
    ):
        phone = Phone((HOST, line.asterisk.configuration.ports.sip), "1001", port=port)
        await stack.enter_async_context(phone)
        ana = await at_telephone(line, stack, phone, "recepcion")
        await ana.post("/api/v1/me/state", {"state": "available"})
        calling = await (await line.caller()).dial()
        call_id = (await ana.told("pop"))["call"]["call_id"]
        talking = await (await phone.rings()).answer()
        await ana.told("answered", call_id=call_id)
        await hear_each_other(calling, talking)
        await calling.hang_up()
        await ana.told("ended", call_id=call_id)
        record = await line.record(call_id, lambda call: call.ended_at is not None)
        assert [leg.agent for leg in record.legs] == [None, "Ana"]


async def test_a_telephone_in_use_is_nobody_else_s(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack, desk_line(tmp_path, telephones=(REGISTERS,)) as line:
        phone = await registered(line, stack)
        ana = await at_telephone(line, stack, phone, "recepcion")
        await ana.post("/api/v1/me/state", {"state": "available"})
        beto = await line.desk("beto")
        chosen = {"telephone": "recepcion"}
        async with beto.client.post("/api/v1/me/telephone", json=chosen) as answer:
            assert answer.status == 409, await answer.text()
        shown = await beto.get("/api/v1/me/telephone")
        assert shown["telephones"] == [{"name": "recepcion", "label": "Recepción", "taken": True}]
        unknown = {"telephone": "otro"}
        async with beto.client.post("/api/v1/me/telephone", json=unknown) as answer:
            assert answer.status == 404


@pytest.mark.parametrize("state", ["ringing", "talking"])
async def test_nobody_changes_telephones_in_a_call(tmp_path: Path, state: str) -> None:
    async with AsyncExitStack() as stack, desk_line(tmp_path, telephones=(REGISTERS,)) as line:
        phone = await registered(line, stack)
        ana = await at_telephone(line, stack, phone, "recepcion")
        await ana.post("/api/v1/me/state", {"state": "available"})
        await (await line.caller()).dial()
        ringing = await phone.rings()
        await ana.told("state", state="ringing")
        if state == "talking":
            await ringing.answer()
            await ana.told("state", state="talking")
        async with ana.client.post("/api/v1/me/telephone", json={"telephone": None}) as answer:
            assert answer.status == 409
