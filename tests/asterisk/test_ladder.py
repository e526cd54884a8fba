"""With none of our Python the dialplan serves the caller: never silence, never a dead end."""

from __future__ import annotations

import asyncio
import json
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from app.asterisk import Instance
from ivr.clock import SystemClock
from ivr.services import messages
from ivr.services.messages import Message
from ivr.store import Store
from ivr.store.schema import upgrade
from ivr.worker.ladder_messages import LadderMessages
from tests.asterisk.agi_server import Script, Session, agi_server
from tests.asterisk.line import CALLER, NAMES, attended, dial_string, line, phone
from tests.asterisk.manager import manager
from tests.calls import tones
from tests.calls.phone import Phone
from tests.calls.talk import hear_each_other
from tests.running.asterisk import HOST, free_ports, running_asterisk

pytestmark = pytest.mark.calls

SILENCE_AT_MOST = 2.5
OPENING = ("disculpe", "emergencia", "espere")


async def message_of(asterisk: Instance) -> tuple[float, dict[str, Any]]:
    """The one message kept: its seconds and its record."""
    folder = asterisk.configuration.folder / "spool" / "messages"
    (record,) = folder.glob("*.json")
    with wave.open(str(record.with_suffix(".wav"))) as sound:
        return sound.getnframes() / sound.getframerate(), json.loads(record.read_text())


def taken_in(asterisk: Instance, folder: Path) -> tuple[Message, ...]:
    """What the worker takes in from Asterisk's spool at this moment."""
    folder.mkdir()
    with closing(Store(f"sqlite:///{folder}/linea.sqlite")) as store:
        upgrade(store)
        worker = LadderMessages(
            store,
            SystemClock(),
            CollectorRegistry(),
            spool=asterisk.configuration.folder / "spool" / "messages",
            folder=folder / "messages",
            area_code="608",
        )
        assert worker.look()
        with store.reading() as session:
            return messages.still_open(session)


async def test_nobody_there_leaves_a_message() -> None:
    async with line() as asterisk, phone(asterisk) as caller:
        call = await caller.dial("6088765432")
        await call.hears(*OPENING, "mensaje")
        await call.hears_beep()
        await call.say(tones.tone(600, 1.5))
        await call.press("#")
        await call.hears("gracias")
        await call.ended()
        assert tones.longest_silence(call.recording()) <= SILENCE_AT_MOST
        seconds, record = await message_of(asterisk)
        assert seconds > 0.5
        assert record.pop("at")
        call_id = record.pop("call_id")
        assert record == {"from": CALLER, "withheld": 0, "dialled": "6088765432", "emergency": 0}
        cel = (asterisk.configuration.folder / "log/cel-custom/linea.csv").read_text()
        assert call_id in cel
        assert '"LINEA_LEFT-QUEUE","{""extra"":""JOINEMPTY""}"' in cel


async def test_a_message_is_kept_when_the_caller_hangs_up_in_it(tmp_path: Path) -> None:
    async with line() as asterisk, phone(asterisk) as caller, manager(asterisk, "tracker") as ami:
        call = await caller.dial()
        await call.hears(*OPENING, "mensaje")
        await call.hears_beep()
        await call.say(tones.tone(600, 2.5))
        assert taken_in(asterisk, tmp_path / "under-way") == ()
        await call.hang_up()
        await ami.event("Hangup", Context="ladder")
        seconds, record = await message_of(asterisk)
        assert seconds > 0.5
        assert record["from"] == CALLER
        (message,) = taken_in(asterisk, tmp_path / "ended")
        assert message.number == f"+57{CALLER}"
        assert message.recording is not None
        assert message.recording.seconds == seconds


async def test_a_withheld_number_is_not_kept_at_all() -> None:
    async with line() as asterisk, phone(asterisk) as caller, manager(asterisk, "tracker") as ami:
        call = await caller.dial(identity=CALLER, private=True)
        await call.hears(*OPENING, "mensaje")
        await call.hears_beep()
        await call.hang_up()
        await ami.event("Hangup", Context="ladder")
        folder = asterisk.configuration.folder
        (record,) = (folder / "spool/messages").glob("*.json")
        assert json.loads(record.read_text())["withheld"] == 1
        kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        assert CALLER.encode() not in kept


async def test_one_key_reaches_the_emergency_queue() -> None:
    async with attended("emergency") as (caller, agent, _):
        call = await caller.dial()
        await call.hears("disculpe", "emergencia")
        await call.press("1")
        await call.hears_at_last("emergencia_pasa")
        talk = await (await agent.rings()).answer()
        await hear_each_other(call, talk)
        await talk.hang_up()
        await call.ended()


async def test_an_emergency_nobody_takes_goes_to_the_head_of_the_other_queue() -> None:
    async with attended("attention") as (caller, agent, tracker):
        call = await caller.dial()
        await call.hears("disculpe", "emergencia")
        await call.press("1")
        ringing = await agent.rings()
        joined = await tracker.event("QueueCallerJoin", Queue="attention")
        assert joined["Position"] == "1"
        talk = await ringing.answer()
        await hear_each_other(call, talk)
        await talk.hang_up()
        await call.ended()


async def test_an_emergency_nobody_takes_leaves_a_message_marked_as_one() -> None:
    async with line() as asterisk, phone(asterisk) as caller, manager(asterisk, "tracker") as ami:
        call = await caller.dial()
        await call.hears("disculpe")
        await call.press("1")
        await call.hears_at_last("mensaje")
        await call.hears_beep()
        await call.say(tones.tone(600, 1.5))
        await call.hang_up()
        await ami.event("Hangup", Context="ladder")
        _, record = await message_of(asterisk)
        assert record["emergency"] == 1


async def test_without_a_key_the_queue_rings_an_agent_with_the_call_s_id() -> None:
    async with attended("attention") as (caller, agent, tracker):
        call = await caller.dial()
        ringing = await agent.rings()
        entered = await tracker.event("UserEvent", UserEvent="LineaCall", Step="line")
        assert ringing.header("X-Linea-Call") == entered["CallId"]
        assert CALLER not in str(ringing.invite)
        await call.hears_sound()
        talk = await ringing.answer()
        await call.hang_up()
        await talk.ended()


async def test_a_caller_who_changes_their_mind_while_waiting_presses_one() -> None:
    async with attended("attention") as (caller, agent, _):
        call = await caller.dial()
        ringing = await agent.rings()
        await call.press("1")
        await call.hears_at_last("emergencia_pasa")
        await ringing.given_up()


@asynccontextmanager
async def line_with_on_call() -> AsyncIterator[tuple[Instance, Phone]]:
    """A line whose only on-call number is a telephone that the test answers."""
    ports = free_ports()
    async with (
        Phone((HOST, ports.sip), "600", names=NAMES) as on_call,
        line(ports=ports, on_call_numbers=(dial_string(on_call),), on_call_seconds=3) as asterisk,
    ):
        yield asterisk, on_call


async def test_an_on_call_person_takes_the_call_by_a_key() -> None:
    async with line_with_on_call() as (asterisk, on_call), phone(asterisk) as caller:
        call = await caller.dial("6088765432")
        ringing = await on_call.rings()
        assert "6088765432" in ringing.header("From")
        talk = await ringing.answer()
        await talk.hears("guardia")
        await talk.press("1")
        await hear_each_other(call, talk)
        await talk.hang_up()
        await call.ended()
        assert tones.longest_silence(call.recording()) <= SILENCE_AT_MOST


async def test_a_voicemail_that_answers_does_not_take_the_call() -> None:
    async with line_with_on_call() as (asterisk, on_call), phone(asterisk) as caller:
        call = await caller.dial()
        voicemail = await (await on_call.rings()).answer()
        await voicemail.hears("guardia", "guardia")
        await voicemail.ended(within=12)
        await call.hears_at_last("mensaje")
        assert tones.longest_silence(call.recording()) <= SILENCE_AT_MOST


# With an AGI side that fails in each of its ways.


async def refuse(session: Session) -> None:
    """Beyond the cap of calls the AGI side lets go at once."""


async def die_in_mid_call(session: Session) -> None:
    """A worker that is killed while it plays something."""
    await session.command("STREAM FILE beep 0123456789")


async def fall_silent(session: Session) -> None:
    """A stopped worker: connected, and never heard of again."""
    await asyncio.Event().wait()


async def fall_silent_later(session: Session) -> None:
    """Stopped in mid-call, after the switch was renewed once."""
    await session.command("SET VARIABLE TIMEOUT(absolute) 2")
    await session.command("STREAM FILE beep 0123456789")
    await asyncio.Event().wait()


async def answer_nonsense(session: Session) -> None:
    """A next step that the dialplan does not know."""
    await session.command('SET VARIABLE LINEA_NEXT "billing"')


@pytest.mark.parametrize(
    "failure", [refuse, die_in_mid_call, fall_silent, fall_silent_later, answer_nonsense]
)
async def test_a_failing_agi_side_leads_to_the_ladder(failure: Script) -> None:
    async with (
        agi_server(failure) as port,
        line(agi=port, agi_first_seconds=2) as asterisk,
        phone(asterisk) as caller,
    ):
        call = await caller.dial()
        await call.hears(*OPENING, "mensaje")
        await call.hears_sound()
        await call.hang_up()


async def test_keys_pressed_into_the_void_are_no_emergency() -> None:
    """A caller who kept pressing 1 at a dead worker did not hear the ladder's question."""
    async with (
        agi_server(fall_silent) as port,
        line(agi=port, agi_first_seconds=2) as asterisk,
        phone(asterisk) as caller,
    ):
        call = await caller.dial()
        await call.press("111")
        await call.hears(*OPENING, "mensaje")


async def test_prompts_that_were_never_rendered_are_replaced_by_packaged_sounds() -> None:
    async with running_asterisk() as asterisk, phone(asterisk) as caller:
        call = await caller.dial()
        await call.hears_sound(1)
        async with manager(asterisk, "tracker") as ami:
            await ami.event("UserEvent", UserEvent="LineaCall", Detail="message")
        await call.hears_sound()
        await call.hang_up()
        assert tones.longest_silence(call.recording()) <= SILENCE_AT_MOST


@pytest.mark.parametrize("rung", ["key", "attention", "on-call", "message"])
async def test_a_hang_up_on_any_rung_leaves_nothing(rung: str) -> None:
    async with (
        line_with_on_call() as (asterisk, _),
        phone(asterisk) as caller,
        manager(asterisk, "tracker") as ami,
    ):
        call = await caller.dial()
        step = await ami.event("UserEvent", UserEvent="LineaCall", Detail=rung, within=40)
        await call.hang_up()
        await ami.event("Hangup", Channel=step["Channel"])
        for begun in [event for event in ami.events if event["Event"] == "Newchannel"]:
            await ami.event("Hangup", Channel=begun["Channel"])
        assert "0 active channels" in await asterisk.console("core show channels count")
