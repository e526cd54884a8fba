"""The desks' server is killed while agents talk: the calls go on, nothing of them is lost."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.services import calls
from ivr.services.calls import CallRecord
from ivr.store import ContactMade
from tests.calls.agents import at_desk
from tests.calls.cel_apart import differences, moments_by_call, moments_of
from tests.calls.desk import Desk
from tests.calls.phone import Phone
from tests.calls.placed import NUMBER, SHOWN, may_be_called
from tests.calls.staff import staff
from tests.calls.talk import hear_each_other
from tests.running.asterisk import HOST, free_ports
from tests.running.line import WELCOME, RunningLine, eventually, running_line
from tests.running.patience import PATIENCE

PEOPLES_PORT = free_ports().web
NOTE = "Pregunta por la reconexión"
DIAL = f"PJSIP/trunk-people/sip:{{number}}@{HOST}:{PEOPLES_PORT}"


def settle(session: Session) -> None:
    """Two agents, who may call people at any hour."""
    staff(session)
    may_be_called(session)


@pytest.fixture(scope="module")
def line() -> Iterator[RunningLine]:
    with running_line(staff=settle, callback=f'dial = "{DIAL}"\nshown = "{SHOWN}"') as running:
        yield running


@asynccontextmanager
async def person(line: RunningLine) -> AsyncIterator[Phone]:
    """The telephone outside that agents call."""
    address = (HOST, line.settings.ports.sip)
    async with Phone(address, NUMBER, port=PEOPLES_PORT) as phone:
        yield phone


async def killed(line: RunningLine, *desks: Desk) -> list[dict[str, Any]]:
    """Kill the server; once it is back the pages open again: gives the cards on screen."""
    await line.is_back("cti", line.signal("cti", signal.SIGKILL))
    hellos = [await desk.open() for desk in desks]
    assert {hello["state"] for hello in hellos} == {"talking"}
    return [await card(desk, hello) for desk, hello in zip(desks, hellos, strict=True)]


async def card(desk: Desk, hello: dict[str, Any]) -> dict[str, Any]:
    """The card on screen: it pops once Asterisk has told of its calls, and bare at first where
    the store's processes are not there yet."""
    shown: dict[str, Any] = hello["call"] or (await desk.told("pop"))["call"]
    while not shown["path"]:
        shown = (await desk.told("card"))["call"]
    return shown


async def record_of(line: RunningLine, call_id: str) -> CallRecord:
    """A call's record once it is over, which Asterisk's own says too."""

    def over() -> CallRecord | None:
        with line.store.reading() as session:
            record = calls.by_id(session, call_id)
        return record if record is not None and record.built is not None else None

    record = await eventually(over, PATIENCE, "the record")
    cel = line.settings.instance_folder / "log" / "cel-custom" / "linea.csv"
    assert differences(moments_of(record), moments_by_call(cel)[call_id]) == []
    return record


def contacts(line: RunningLine, call_id: str) -> int:
    """How often it was noted that a call reached somebody."""
    with line.store.reading() as session:
        return len(session.scalars(select(ContactMade).where(ContactMade.call_id == call_id)).all())


@pytest.mark.parametrize("when", ["rings", "talks"])
async def test_in_a_call_that_an_agent_placed(line: RunningLine, when: str) -> None:
    async with at_desk(line, "ana") as ana, person(line) as somebody:
        await ana.choose("available")
        async with ana.client.post("/api/v1/calls", json={"number": NUMBER}) as answer:
            call_id = (await answer.json())["call_id"]
        talking = await (await ana.phone.rings()).answer()
        ringing = await somebody.rings()
        if when == "talks":
            reached = await ringing.answer()
            await ana.told("reached", call_id=call_id)
        (shown,) = await killed(line, ana)
        assert (shown["call_id"], shown["caller"]["number"]) == (call_id, f"+57{NUMBER}")
        if when == "rings":
            reached = await ringing.answer()
        await hear_each_other(talking, reached)
        assert (await ana.open())["call"]["placed"]["reached_at"]
        await reached.hang_up()
        await talking.ended()
        await ana.told("ended", call_id=call_id)
        await ana.post(f"/api/v1/calls/{call_id}/wrap-up", {"disposition": "sin.prueba"})
        record = await record_of(line, call_id)
        assert (record.outcome, record.built) == ("agent", "cel")
        legs = [(leg.role, leg.agent) for leg in record.legs]
        assert legs == [("agent", "Ana"), ("caller", None)]
        assert contacts(line, call_id) == 1


@pytest.mark.parametrize("then", ["complete", "back", "conference"])
async def test_in_a_consultation(line: RunningLine, then: str) -> None:
    async with at_desk(line, "ana") as ana, at_desk(line, "beto") as beto, line.phone() as phone:
        await ana.choose("available")
        caller = await phone.dial()
        await caller.hears(*line.say(*WELCOME))
        await caller.press("0")
        call_id = (await ana.told("pop"))["call"]["call_id"]
        with_ana = await (await ana.phone.rings()).answer()
        await ana.told("answered")
        await beto.choose("available")
        targets = await ana.get("/api/v1/transfer-targets")
        betos = next(one["id"] for one in targets["agents"] if one["name"] == "Beto")
        ask = {"agent": betos, "note": NOTE}
        await ana.post(f"/api/v1/calls/{call_id}/consultation", ask)
        with_beto = await (await beto.phone.rings()).answer()
        await ana.handed(stage="talking")
        cards = await killed(line, ana, beto)
        assert [one["call_id"] for one in cards] == [call_id, call_id]
        labels = {step["label"] for step in cards[1]["path"]}
        assert f"Ana, para Beto: {NOTE}" in labels
        for desk in (ana, beto):
            await desk.open()
        assert (await ana.handed(part="by", stage="talking"))["to"] == "Puesto 02"
        assert (await beto.handed(part="to", stage="talking"))["by"] == "Puesto 01"
        await ana.post(f"/api/v1/calls/{call_id}/consultation/{then}", {})
        if then == "back":
            await with_beto.ended()
            await hear_each_other(caller, with_ana)
        elif then == "complete":
            await with_ana.ended()
            await hear_each_other(caller, with_beto)
        else:
            await hear_each_other(caller, with_ana)
            await hear_each_other(caller, with_beto)
        await caller.hang_up()
        for desk in (ana, beto):
            await desk.told("ended", call_id=call_id)
            await desk.post(f"/api/v1/calls/{call_id}/wrap-up", {"disposition": "sin.prueba"})
        record = await record_of(line, call_id)
        assert (record.outcome, record.built) == ("agent", "cel")
        assert [leg.agent for leg in record.legs] == [None, "Ana", "Beto"]
