"""The agents' desks: what rings them, what they may dial, and what happens when one is lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.asterisk.line import desk, dial_string, line, phone
from tests.asterisk.manager import Manager, manager
from tests.calls import tones
from tests.calls.call import Call
from tests.calls.phone import Phone, Refused
from tests.calls.talk import hear_each_other
from tests.running.asterisk import HOST

pytestmark = pytest.mark.calls

Loss = Callable[[Phone, Call], Awaitable[None]]


async def test_a_desk_and_a_caller_talk_and_the_desk_ends_it() -> None:
    async with (
        line(plain_desks=True) as asterisk,
        phone(asterisk) as caller,
        desk(asterisk) as (agent, tracker),
    ):
        call = await caller.dial()
        talk = await (await agent.rings()).answer()
        await hear_each_other(call, talk)
        await talk.hang_up()
        await call.ended()
        await tracker.event("UserEvent", UserEvent="LineaCall", Step="after-talk")


async def test_a_wrong_password_gives_no_desk() -> None:
    async with line(plain_desks=True) as asterisk, phone(asterisk, "desk-01") as stranger:
        with pytest.raises(Refused, match="401"):
            await stranger.register("desk-01", "wrong")


async def vanish(_: Phone, talk: Call) -> None:
    """The network of a desk goes: its sound stops and no BYE comes."""
    await talk.stream.close()


async def close_page(agent: Phone, talk: Call) -> None:
    """The page of a desk is closed or loaded again: it says so in its BYE (RFC 3326)."""
    bye = talk.dialog.new("BYE")
    bye.headers.append(("Reason", 'Q.850;cause=41;text="page closed"'))
    await agent.wire.request(bye, agent.line)
    talk.was_ended()
    await talk.stream.close()


@pytest.mark.parametrize("lose", [vanish, close_page])
async def test_a_desk_that_comes_back_is_rung_again_with_its_caller(lose: Loss) -> None:
    async with (
        line(plain_desks=True) as asterisk,
        phone(asterisk) as caller,
        desk(asterisk) as (agent, _),
    ):
        call = await caller.dial()
        talk = await (await agent.rings()).answer()
        await hear_each_other(call, talk)
        await lose(agent, talk)
        await call.hears_at_last("se_corto")
        await agent.register("desk-01", asterisk.configuration.password("sip.desk-01"))
        again = await (await agent.rings()).answer()
        await hear_each_other(call, again)
        await again.hang_up()
        await call.ended()
        assert tones.longest_silence(call.recording()) <= 7


async def end(_: Phone, talk: Call) -> None:
    """The agent hangs up."""
    await talk.hang_up()


@pytest.mark.parametrize("lose_or_end", [end, close_page])
async def test_the_caller_of_a_desk_that_stays_away_goes_to_the_head_of_the_queue(
    lose_or_end: Loss,
) -> None:
    async with (
        line(plain_desks=True) as asterisk,
        phone(asterisk) as caller,
        desk(asterisk) as (agent, tracker),
        desk(asterisk, 2) as (other, _),
    ):
        await tracker.send("QueuePause", Interface="PJSIP/desk-02", Paused="true")
        call = await caller.dial()
        talk = await (await agent.rings()).answer()
        await hear_each_other(call, talk)
        await close_page(agent, talk)
        await agent.register("desk-01", asterisk.configuration.password("sip.desk-01"), seconds=0)
        await call.hears_at_last("se_corto")
        rejoined = await tracker.event("UserEvent", UserEvent="LineaCall", Step="queue")
        assert rejoined["Detail"] == "attention"
        await tracker.send("QueuePause", Interface="PJSIP/desk-02", Paused="false")
        again = await (await other.rings()).answer()
        await hear_each_other(call, again)
        await lose_or_end(other, again)
        if lose_or_end is close_page:
            await call.hears_at_last("se_corto")
            again = await (await other.rings()).answer()
            await hear_each_other(call, again)
            await again.hang_up()
        await call.ended()


async def test_an_agent_whose_telephone_rings_no_answer_is_tried_again() -> None:
    async with (
        line(plain_desks=True) as asterisk,
        phone(asterisk) as caller,
        desk(asterisk) as (agent, tracker),
    ):
        call = await caller.dial()
        (await agent.rings()).reject(480, "Temporarily Unavailable")
        await tracker.event("AgentRingNoAnswer")
        await call.hears_sound()
        await (await agent.rings()).answer()


# What a desk dials is heard by a telephone that is put into the desks' context.
async def dial_as_desk(ami: Manager, telephone: Phone, number: str) -> Call:
    await ami.send(
        "Originate",
        Channel=dial_string(telephone),
        Context="agents",
        Exten=number,
        Priority="1",
        Async="true",
    )
    return await (await telephone.rings()).answer()


@pytest.mark.parametrize("number", ["3001234567", "0057300123", "+573001234567", "123"])
async def test_a_desk_may_not_call_outside(number: str) -> None:
    async with (
        line(plain_desks=True) as asterisk,
        phone(asterisk, "600") as telephone,
        manager(asterisk, "originate") as ami,
    ):
        call = await dial_as_desk(ami, telephone, number)
        await call.hears("solo_internas")
        await call.ended()


async def test_a_desk_may_call_another_desk() -> None:
    async with (
        line(plain_desks=True) as asterisk,
        phone(asterisk, "600") as telephone,
        desk(asterisk, 2) as (colleague, _),
        manager(asterisk, "originate") as ami,
    ):
        call = await dial_as_desk(ami, telephone, "desk-02")
        talk = await (await colleague.rings()).answer()
        await hear_each_other(call, talk)
        await talk.hang_up()
        await call.ended()


async def test_a_desk_may_not_send_its_caller_outside() -> None:
    """REFER (RFC 3515) is refused, and the number asked for is written nowhere."""
    async with (
        line(plain_desks=True) as asterisk,
        phone(asterisk) as caller,
        desk(asterisk) as (agent, _),
    ):
        call = await caller.dial()
        talk = await (await agent.rings()).answer()
        await hear_each_other(call, talk)
        refer = talk.dialog.new("REFER")
        refer.headers.append(("Refer-To", f"<sip:3001234567@{HOST}>"))
        assert (await agent.wire.request(refer, agent.line)).status >= 400
        await hear_each_other(call, talk)
        log = asterisk.configuration.folder / "log"
        written = "".join(path.read_text() for path in log.rglob("*") if path.is_file())
        assert "3001234567" not in written
