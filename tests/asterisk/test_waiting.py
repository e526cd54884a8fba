"""Waiting in a queue of Asterisk's: the order, leaving by a key and back, what follows a talk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from ami import AmiAddress
from ami.origination import Outcome, originate
from app.asterisk import Instance
from ivr.queue_place import FIRST_COME, Place
from tests.asterisk.agi_server import Session, agi_server
from tests.asterisk.line import (
    NAMES,
    attended,
    desk,
    dial_string,
    join,
    line,
    person,
    phone,
)
from tests.asterisk.manager import Manager, manager
from tests.asterisk.test_desks import close_page
from tests.calls.call import Call
from tests.calls.phone import Phone
from tests.calls.talk import hear_each_other
from tests.running.asterisk import HOST, free_ports
from tests.running.patience import PATIENCE

pytestmark = pytest.mark.calls

NOW = 1_795_000_000
PATIENT = 60


class Dialogs:
    """The AGI side: incoming calls are put into the queue at the next of ``places``.

    Calls that come back wait in ``back`` for what the test does with them.
    """

    def __init__(self, *places: Place) -> None:
        self._places = iter(places)
        self.back: asyncio.Queue[Session] = asyncio.Queue()
        self.over = asyncio.Event()

    async def serve(self, session: Session) -> None:
        await session.command("SET VARIABLE TIMEOUT(absolute) 30")
        if session.variables["agi_network_script"] == "line":
            place = next(self._places)
            await session.command("SET VARIABLE LINEA_QUEUE attention")
            await session.command(f"SET VARIABLE LINEA_PRIO {place.priority}")
            await session.command("SET VARIABLE LINEA_NEXT queue")
            return
        await self.back.put(session)
        await self.over.wait()


async def let_go(dialogs: Dialogs, session: Session, next_step: str) -> None:
    """The conversation of a call that came back ends so."""
    await session.command(f"SET VARIABLE LINEA_NEXT {next_step}")
    dialogs.over.set()


@asynccontextmanager
async def line_with(dialogs: Dialogs) -> AsyncIterator[Instance]:
    async with agi_server(dialogs.serve) as port, line(agi=port) as asterisk:
        yield asterisk


@asynccontextmanager
async def nobody_free(asterisk: Instance) -> AsyncIterator[Manager]:
    """A member who is paused: callers join, and nobody is rung."""
    async with phone(asterisk, "600") as away, manager(asterisk, "tracker") as tracker:
        await join(tracker, "attention", dial_string(away), "PJSIP/trunk-people")
        await tracker.send("QueuePause", Interface=dial_string(away), Paused="true")
        yield tracker


async def order(tracker: Manager) -> list[str]:
    """The last three digits of who waits, the next one first."""
    tracker.events.clear()
    await tracker.send("QueueStatus", Queue="attention")
    await tracker.event("QueueStatusComplete")
    entries = [event for event in tracker.events if event.get("Event") == "QueueEntry"]
    entries.sort(key=lambda entry: int(entry["Position"]))
    return [entry["CallerIDNum"] for entry in entries]


async def test_callers_are_served_by_when_they_joined_and_their_head_start() -> None:
    arrivals = {  # who: joined this many seconds after the first, with this head start
        "3150000001": (0, 0),
        "3150000002": (30, 0),
        "3150000003": (45, 600),
        "3150000004": (700, 600),
        "3150000005": (20, 0),
        "3150000006": (30, 0),
    }
    places = [Place(NOW + joined, head) for joined, head in arrivals.values()]
    dialogs = Dialogs(*places)
    async with (
        line_with(dialogs) as asterisk,
        AsyncExitStack() as phones,
        nobody_free(asterisk) as tracker,
    ):
        for number in arrivals:
            caller = await phones.enter_async_context(phone(asterisk, number))
            await caller.dial()
            await tracker.event("QueueCallerJoin", CallerIDNum=number[-3:])
        by_place = sorted(arrivals, key=lambda one: arrivals[one][0] - arrivals[one][1])
        assert await order(tracker) == [number[-3:] for number in by_place]


@pytest.mark.parametrize("key", ["1", "2", "*"])
async def test_a_key_while_waiting_hands_the_caller_back_and_keeps_the_place(key: str) -> None:
    dialogs = Dialogs(Place(NOW), Place(NOW + 1), Place(NOW + 2))
    async with (
        line_with(dialogs) as asterisk,
        AsyncExitStack() as phones,
        nobody_free(asterisk) as tracker,
    ):
        calls: list[Call] = []
        for last in "123":
            caller = await phones.enter_async_context(phone(asterisk, f"315000000{last}"))
            calls.append(await caller.dial())
            await tracker.event("QueueCallerJoin", CallerIDNum=f"00{last}")
        await calls[1].press(key)
        session = await dialogs.back.get()
        assert session.variables["agi_network_script"] == "waiting"
        assert await session.variable("LINEA_KEY") == key
        assert await session.variable("LINEA_TIMES") == "1"
        assert await session.variable("LINEA_PRIO") == str(Place(NOW + 1).priority)
        assert await order(tracker) == ["001", "003"]
        await let_go(dialogs, session, "queue")
        await tracker.event("QueueCallerJoin", CallerIDNum="002")
        assert await order(tracker) == ["001", "002", "003"]


async def test_who_finished_in_the_menu_is_hung_up_on() -> None:
    dialogs = Dialogs(Place(NOW))
    async with (
        line_with(dialogs) as asterisk,
        phone(asterisk) as caller,
        nobody_free(asterisk) as tracker,
    ):
        call = await caller.dial()
        await tracker.event("QueueCallerJoin")
        await call.press("2")
        await let_go(dialogs, await dialogs.back.get(), "end")
        await call.ended()


async def test_without_our_python_a_key_only_leads_back_to_the_same_place() -> None:
    dialogs = Dialogs(Place(NOW))
    async with (
        line_with(dialogs) as asterisk,
        phone(asterisk) as caller,
        nobody_free(asterisk) as tracker,
    ):
        call = await caller.dial()
        await tracker.event("QueueCallerJoin")
        dialogs.over.set()  # whatever comes back is let go at once
        tracker.events.clear()
        await call.press("2")
        await tracker.event("QueueCallerJoin")
        assert await order(tracker) == ["567"]
        await call.hang_up()


async def test_after_a_talk_the_caller_comes_back_with_who_talked() -> None:
    dialogs = Dialogs(Place(NOW), Place(NOW + 1))
    async with (
        line_with(dialogs) as asterisk,
        phone(asterisk) as caller,
        phone(asterisk, "3150000001") as next_caller,
        person(asterisk, "attention") as (agent, _),
    ):
        call = await caller.dial()
        talk = await (await agent.rings()).answer()
        await talk.hang_up()
        session = await dialogs.back.get()
        assert session.variables["agi_network_script"] == "after-talk"
        assert await session.variable("LINEA_AGENT") == "agent-7"
        assert await session.variable("LINEA_QUEUE") == "attention"
        assert await session.variable("LINEA_PRIO") == ""
        waiting = await next_caller.dial()
        ringing = await agent.rings()  # free for the next one meanwhile
        await waiting.hang_up()
        await ringing.given_up()
        await let_go(dialogs, session, "end")
        await call.ended()


async def test_a_desk_lost_in_the_second_talk_of_a_call_is_noticed_as_in_the_first() -> None:
    dialogs = Dialogs(Place(NOW))
    async with (
        agi_server(dialogs.serve) as port,
        line(agi=port, plain_desks=True) as asterisk,
        phone(asterisk) as caller,
        desk(asterisk) as (agent, tracker),
    ):
        call = await caller.dial()
        talk = await (await agent.rings()).answer()
        await hear_each_other(call, talk)
        await talk.hang_up()
        # Who asks for a person in place of answering the survey.
        session = await asyncio.wait_for(dialogs.back.get(), PATIENCE)
        await let_go(dialogs, session, "queue")
        talk = await (await agent.rings()).answer()
        await hear_each_other(call, talk)
        await close_page(agent, talk)
        await tracker.event("UserEvent", UserEvent="LineaCall", Step="desk-lost")
        await call.hears_at_last("se_corto")
        await (await agent.rings()).answer()
        await call.hang_up()


async def test_who_is_on_call_is_not_taken_for_the_agent_before() -> None:
    back: asyncio.Queue[str] = asyncio.Queue()

    async def serve(session: Session) -> None:
        if session.variables["agi_network_script"] == "line":
            await session.command("SET VARIABLE MEMBERNAME agent-3")
            await session.command("SET VARIABLE LINEA_NEXT queue")
        else:
            await back.put(await session.variable("LINEA_AGENT"))

    async with agi_server(serve) as port:
        ports = free_ports(agi=port)
        async with (
            Phone((HOST, ports.sip), "600", names=NAMES) as on_call,
            line(ports=ports, on_call_numbers=(dial_string(on_call),)) as asterisk,
            phone(asterisk) as caller,
        ):
            call = await caller.dial()
            talk = await (await on_call.rings()).answer()
            await talk.hears("guardia")
            await talk.press("1")
            await hear_each_other(call, talk)
            await talk.hang_up()
            assert await asyncio.wait_for(back.get(), PATIENCE) == ""


async def test_who_was_in_danger_is_asked_nothing_afterwards() -> None:
    async with attended("emergency") as (caller, agent, _):
        call = await caller.dial()
        await call.hears("disculpe", "emergencia")
        await call.press("1")
        talk = await (await agent.rings()).answer()
        await talk.hang_up()
        await call.ended()


# A call that we place.


def address(asterisk: Instance) -> AmiAddress:
    configuration = asterisk.configuration
    secret = configuration.password("ami.originate")
    return AmiAddress(configuration.host, configuration.ports.ami, "originate", secret)


def to_callback(telephone: str) -> dict[str, str]:
    owed = {
        "LINEA_CALLBACK": 7,
        "LINEA_FROM": "+573150000099",
        "LINEA_QUEUE": "attention",
        "LINEA_PRIO": FIRST_COME - NOW,
    }
    variables = ",".join(f"{name}={value}" for name, value in owed.items())
    return {
        "Channel": telephone,
        "Context": "callback",
        "Exten": "s",
        "Priority": "1",
        "CallerID": "6088765432",
        "Variable": variables,
    }


async def test_a_call_that_we_place_gets_an_id_and_keeps_its_place_in_the_queue() -> None:
    dialogs = Dialogs(Place(NOW + 5))
    async with (
        line_with(dialogs) as asterisk,
        phone(asterisk, "3150000099") as owed,
        phone(asterisk) as other,
        nobody_free(asterisk) as tracker,
    ):
        await other.dial()
        await tracker.event("QueueCallerJoin")
        placing = asyncio.create_task(
            originate(address(asterisk), to_callback(dial_string(owed)), ring=PATIENT)
        )
        ringing = await owed.rings()
        assert "6088765432" in ringing.header("From")
        call = await ringing.answer()
        assert await placing is Outcome.ANSWERED
        session = await dialogs.back.get()
        assert session.variables["agi_network_script"] == "callback"
        assert await session.variable("LINEA_CALLBACK") == "7"
        stepped = await tracker.event("UserEvent", UserEvent="LineaCall", Step="callback")
        assert stepped["CallId"] == await session.variable("LINEA_CALL_ID")
        await let_go(dialogs, session, "queue")
        await tracker.event("QueueCallerJoin", CallerIDNum="099")
        assert await order(tracker) == ["099", "567"]
        await call.hang_up()


async def test_whom_we_called_and_nobody_then_attends_leaves_a_message() -> None:
    dialogs = Dialogs()
    async with line_with(dialogs) as asterisk, phone(asterisk, "3150000099") as owed:
        headers = to_callback(dial_string(owed))
        placing = asyncio.create_task(originate(address(asterisk), headers, ring=PATIENT))
        call = await (await owed.rings()).answer()
        await placing
        await let_go(dialogs, await dialogs.back.get(), "queue")
        await call.hears("ocupados", "mensaje")
        await call.hears_beep()
        (kept,) = (asterisk.configuration.folder / "spool" / "messages").glob("*.json")
        record = json.loads(kept.read_text())
        assert (record["from"], record["withheld"]) == ("+573150000099", 0)
        await call.hang_up()


async def test_what_becomes_of_a_call_that_nobody_takes() -> None:
    async with line() as asterisk, phone(asterisk, "600") as owed:
        headers = to_callback(dial_string(owed))
        placing = asyncio.create_task(originate(address(asterisk), headers, ring=1))
        await owed.rings()
        assert await placing is Outcome.NO_ANSWER
        placing = asyncio.create_task(originate(address(asterisk), headers, ring=PATIENT))
        (await owed.rings()).reject()
        assert await placing is Outcome.FAILED  # chan_pjsip doesn't tell a busy telephone apart
        nowhere = headers | {"Channel": "PJSIP/nobody-at-all"}
        assert await originate(address(asterisk), nowhere, ring=1) is Outcome.FAILED


async def test_nobody_who_waits_for_a_call_is_written_down_by_asterisk() -> None:
    dialogs = Dialogs()
    async with line_with(dialogs) as asterisk, phone(asterisk, "3150000099") as owed:
        headers = to_callback(dial_string(owed))
        placing = asyncio.create_task(originate(address(asterisk), headers, ring=PATIENT))
        call = await (await owed.rings()).answer()
        await placing
        await let_go(dialogs, await dialogs.back.get(), "end")
        await call.ended()
        logs = [
            path for path in (asterisk.configuration.folder / "log").rglob("*") if path.is_file()
        ]
        assert logs
        assert not [
            path.name for path in logs if "3150000099" in path.read_text("utf-8", "replace")
        ]
