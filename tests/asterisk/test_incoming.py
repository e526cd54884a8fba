"""How a call comes in: who calls, its id, the keys that arrive, and what is written of it."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.asterisk import Instance
from tests.asterisk.agi_server import Session, agi_server
from tests.asterisk.line import CALLER, line, person, phone
from tests.asterisk.manager import Manager, manager
from tests.calls.call import Call, Keys
from tests.calls.g711 import ALAW, ULAW, Law
from tests.calls.phone import Phone
from tests.calls.talk import hear_each_other

pytestmark = pytest.mark.calls


class Desk:
    """The AGI side of a test: each call is put on the desk, and goes on when it is let go."""

    def __init__(self) -> None:
        self.calls: asyncio.Queue[Session] = asyncio.Queue()
        self.let_go = asyncio.Event()

    async def take(self, session: Session) -> None:
        await session.command("SET VARIABLE TIMEOUT(absolute) 30")
        await self.calls.put(session)
        await self.let_go.wait()


@asynccontextmanager
async def line_with_desk() -> AsyncIterator[tuple[Instance, Desk]]:
    desk = Desk()
    async with agi_server(desk.take) as port, line(agi=port) as asterisk:
        yield asterisk, desk


# From, P-Asserted-Identity, Privacy: what the dialplan makes of them.
IDENTITIES = {
    "From alone": (CALLER, None, False, CALLER, "0"),
    "asserted": ("asistente", "+573001112233", False, "+573001112233", "0"),
    "asserted wins over From": (CALLER, "6087654321", False, "6087654321", "0"),
    "withheld though asserted": (CALLER, "+573001112233", True, "", "1"),
    "anonymous": (CALLER, None, True, "", "1"),
    "a name is no number": ("recepcion", None, False, "", "0"),
    "quotes and brackets": ("31%225%29%28", None, False, "315", "0"),
}


@pytest.mark.parametrize("case", IDENTITIES.values(), ids=IDENTITIES.keys())
async def test_who_calls(case: tuple[str, str | None, bool, str, str]) -> None:
    number, asserted, private, expected, withheld = case
    async with line_with_desk() as (asterisk, desk), phone(asterisk, number) as caller:
        await caller.dial("6088765432", identity=asserted, private=private)
        session = await desk.calls.get()
        assert await session.variable("LINEA_FROM") == expected
        assert await session.variable("LINEA_WITHHELD") == withheld
        assert await session.variable("LINEA_DIALLED") == "6088765432"
        assert await session.variable("CALLERID(num)") == expected[-3:]
        assert await session.variable("CALLERID(name)") == ""


@pytest.mark.parametrize("dialled", ["6087650000", "+576087650000", "576087650000"])
async def test_who_calls_the_ethics_line_is_known_to_nobody(dialled: str) -> None:
    desk = Desk()
    async with (
        agi_server(desk.take) as port,
        line(agi=port, ethics_numbers=("6087650000",)) as asterisk,
        phone(asterisk, CALLER) as caller,
    ):
        await caller.dial(dialled, identity=f"+57{CALLER}")
        session = await desk.calls.get()
        assert await session.variable("LINEA_FROM") == ""
        assert await session.variable("LINEA_WITHHELD") == "1"
        assert await session.variable("CALLERID(num)") == ""
        assert await session.variable("LINEA_DIALLED") == dialled


async def test_the_id_is_a_uuid_of_version_7_and_no_two_calls_share_it() -> None:
    async with line_with_desk() as (asterisk, desk), phone(asterisk) as caller:
        before = time.time_ns() // 1_000_000
        await asyncio.gather(*(caller.dial() for _ in range(20)))
        after = time.time_ns() // 1_000_000
        ids = [
            uuid.UUID(await (await desk.calls.get()).variable("LINEA_CALL_ID")) for _ in range(20)
        ]
        assert len(set(ids)) == 20
        for call_id in ids:
            assert (call_id.version, call_id.variant) == (7, uuid.RFC_4122)
            assert before <= call_id.int >> 80 <= after


async def test_the_id_is_the_account_code_of_the_call_and_of_the_agent_s_leg() -> None:
    async with line() as asterisk, phone(asterisk) as caller, person(asterisk, "attention") as crew:
        agent, tracker = crew
        await caller.dial()
        ringing = await agent.rings()
        entered = await tracker.event("UserEvent", UserEvent="LineaCall", Step="line")
        called = await tracker.event("AgentCalled", Queue="attention", MemberName="agent-7")
        assert called["AccountCode"] == called["DestAccountCode"] == entered["CallId"]
        assert ringing.header("Alert-Info")


@pytest.mark.parametrize("law", [ALAW, ULAW], ids=["alaw", "ulaw"])
@pytest.mark.parametrize("keys", list(Keys))
async def test_keys_arrive_by_every_way_and_codec(keys: Keys, law: Law) -> None:
    async with (
        line_with_desk() as (asterisk, desk),
        manager(asterisk, "keys") as told,
        phone(asterisk) as caller,
    ):
        call = await caller.dial(codecs=[law], keys=keys)
        await desk.calls.get()
        await call.press("159*0#")
        news = "DTMFEnd" if keys is Keys.INFO else "DTMFBegin"
        assert await pressed(told, news, "159*0#") == "159*0#"


async def test_each_key_is_told_of_once_between_two_commands_and_in_one() -> None:
    typed = "11345678909876543210"
    async with (
        line_with_desk() as (asterisk, desk),
        manager(asterisk, "keys") as told,
        phone(asterisk) as caller,
    ):
        call = await caller.dial()
        session = await desk.calls.get()
        await call.press(typed, on=0.04, off=0.04)
        waiting = asyncio.create_task(session.command("WAIT FOR DIGIT 5000"))
        await call.press("#")
        assert await waiting == f"200 result={ord('#')}"
        assert await pressed(told, "DTMFBegin", f"{typed}#") == f"{typed}#"


async def pressed(told: Manager, news: str, last: str) -> str:
    """The keys of every such event, once that of the last key came."""
    await told.event(news, Digit=last[-1])
    return "".join(event["Digit"] for event in told.events if event["Event"] == news)


async def test_a_call_is_answered_in_under_a_second() -> None:
    """The best of a few: the machine isn't the test's alone."""
    waits: list[float] = []
    async with line_with_desk() as (asterisk, _), phone(asterisk) as caller:
        for _try in range(5):
            before = time.monotonic()
            await caller.dial()
            waits.append(time.monotonic() - before)
    assert min(waits) < 1


async def test_next_end_ends_the_call() -> None:
    async def goodbye(session: Session) -> None:
        await session.command('SET VARIABLE LINEA_NEXT "end"')

    async with agi_server(goodbye) as port, line(agi=port) as asterisk, phone(asterisk) as caller:
        call = await caller.dial()
        await call.ended()


@pytest.mark.parametrize(
    ("queue", "joined"), [("attention", "attention"), ("unknown", "attention")]
)
async def test_next_queue_joins_it_with_its_priority(queue: str, joined: str) -> None:
    async def hand_over(session: Session) -> None:
        for name, value in (("LINEA_NEXT", "queue"), ("LINEA_QUEUE", queue), ("LINEA_PRIO", "42")):
            await session.command(f'SET VARIABLE {name} "{value}"')

    async with (
        agi_server(hand_over) as port,
        line(agi=port) as asterisk,
        phone(asterisk) as caller,
        person(asterisk, "attention") as (agent, tracker),
    ):
        await caller.dial()
        await agent.rings()
        await tracker.send("QueueStatus", Queue="attention")
        assert (await tracker.event("QueueEntry"))["Priority"] == "42"


async def test_no_number_is_written_anywhere() -> None:
    """CEL, queue_log and Asterisk's own log, for callers, a hostile SIP client and a desk."""
    numbers = [CALLER, "3009876543", "6017654321"]
    async with line() as asterisk, phone(asterisk) as caller, person(asterisk, "attention") as crew:
        agent, tracker = crew
        call = await caller.dial(identity=numbers[1])
        talk = await (await agent.rings()).answer()
        await hear_each_other(call, talk)
        await talk.hang_up()
        await call.ended()
        await tracker.event("Hangup", Context="after-talk")
        async with Phone(caller.line, numbers[2]) as stranger:
            with pytest.raises(AssertionError):
                await stranger.register("desk-01", "wrong")
        log = asterisk.configuration.folder / "log"
        written = "".join(path.read_text() for path in log.rglob("*") if path.is_file())
        assert "ENTERQUEUE" in written
        assert "LINEA_AFTER-TALK" in written
        assert [number for number in numbers if number in written] == []


async def test_the_masked_number_is_all_that_an_event_shows_after_the_first() -> None:
    async with line() as asterisk, phone(asterisk) as caller, manager(asterisk, "tracker") as ami:
        call: Call = await caller.dial()
        entered = await ami.event("UserEvent", UserEvent="LineaCall", Step="line")
        assert entered["CallerIDNum"] == CALLER[-3:]
        await call.hang_up()
