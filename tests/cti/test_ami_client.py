"""The AMI client against a peer that behaves badly in every way we know."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ami import (
    ActionFailed,
    ActionTimedOut,
    AmiClient,
    Connected,
    Lost,
    Message,
    NotConnected,
    StreamItem,
    Timing,
    UnsafeHeader,
)
from tests.cti.fake_asterisk import FakeAsterisk, fake_asterisk

QUICK = Timing(
    connect=1, action=0.2, booted=0.3, heartbeat=0.2, retry_first=0.01, retry_longest=0.02
)
CALM = Timing(action=2, retry_first=0.01, retry_longest=0.02)


class Stream:
    """What the client handed on, awaited one by one."""

    def __init__(self, client: AmiClient) -> None:
        self._items = client.items()

    async def next(self) -> StreamItem:
        async with asyncio.timeout(5):
            return await anext(self._items)

    async def until(self, wanted: str) -> list[str]:
        """The names of what comes, up to ``wanted``."""
        names: list[str] = []
        while not names or names[-1] != wanted:
            item = await self.next()
            names.append(item.event if isinstance(item, Message) else type(item).__name__)
        return names


@asynccontextmanager
async def connected(
    fake: FakeAsterisk, timing: Timing = CALM, backlog: int = 1000
) -> AsyncIterator[tuple[AmiClient, Stream]]:
    client = AmiClient(fake.address, timing=timing, backlog=backlog)
    running = asyncio.create_task(client.run())
    try:
        yield client, Stream(client)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_the_snapshot_comes_in_order_after_connected() -> None:
    async with fake_asterisk() as fake, connected(fake) as (_, stream):
        fake.lists["QueueStatus"] = ["Event: QueueMember"]
        fake.lists["CoreShowChannels"] = ["Event: CoreShowChannel", "Event: CoreShowChannel"]
        assert await stream.until("CoreShowChannelsComplete") == [
            "Connected",
            "QueueMember",
            "QueueStatusComplete",
            "CoreShowChannel",
            "CoreShowChannel",
            "CoreShowChannelsComplete",
        ]


async def test_nothing_is_handed_on_before_asterisk_has_booted() -> None:
    async with fake_asterisk() as fake:
        fake.boots = False
        async with connected(fake) as (client, stream):
            await fake.asked("Login")
            await fake.say("Event: TooEarly")
            assert not client.connected
            await fake.say("Event: FullyBooted")
            assert isinstance(await stream.next(), Connected)


async def test_answers_are_matched_by_their_id_and_events_keep_their_order() -> None:
    async with fake_asterisk() as fake, connected(fake) as (client, stream):
        await stream.until("CoreShowChannelsComplete")
        fake.silent.add("Getvar")
        first = asyncio.create_task(client.send("Getvar", Variable="A"))
        second = asyncio.create_task(client.send("Getvar", Variable="B"))
        actions = [await fake.asked("Getvar"), await fake.asked("Getvar")]
        await fake.say("Event: One")
        for action in reversed(actions):
            value = action["Variable"]
            await fake.say(
                "Response: Success", f"ActionID: {action['ActionID']}", f"Value: {value}"
            )
        await fake.say("Event: Two")
        assert [(await first).get("Value"), (await second).get("Value")] == ["A", "B"]
        assert await stream.until("Two") == ["One", "Two"]


async def test_an_action_without_an_answer_ends_at_its_deadline() -> None:
    async with fake_asterisk() as fake, connected(fake, QUICK) as (client, stream):
        await stream.until("CoreShowChannelsComplete")
        fake.silent.add("Getvar")
        with pytest.raises(ActionTimedOut):
            await client.send("Getvar", Variable="A")
        assert client.counters.timeouts == 1


async def test_an_action_that_asterisk_refuses_says_so() -> None:
    async with fake_asterisk() as fake, connected(fake) as (client, stream):
        await stream.until("CoreShowChannelsComplete")
        fake.failing["QueueAdd"] = "No such queue"
        with pytest.raises(ActionFailed) as refused:
            await client.send("QueueAdd", Queue="x")
        assert refused.value.details["reason"] == "No such queue"


async def test_an_unsafe_value_never_leaves() -> None:
    async with fake_asterisk() as fake, connected(fake) as (client, stream):
        await stream.until("CoreShowChannelsComplete")
        with pytest.raises(UnsafeHeader):
            await client.send("Getvar", Variable="A\r\n\r\nAction: Originate")
        await client.send("Getvar", Variable="B")
        assert (await fake.asked("Getvar"))["Variable"] == "B"


async def test_a_refused_login_is_said_and_tried_again() -> None:
    async with fake_asterisk() as fake:
        fake.refuses = True
        async with connected(fake) as (client, stream):
            await fake.asked("Login")
            await fake.asked("Login")
            assert client.refused
            assert client.counters.refusals >= 1
            fake.refuses = False
            assert isinstance(await stream.next(), Connected)
            assert not client.refused


async def test_a_connection_that_ends_in_mid_message_is_lost_once_and_made_again() -> None:
    async with fake_asterisk() as fake, connected(fake) as (client, stream):
        await stream.until("CoreShowChannelsComplete")
        fake.silent.add("Getvar")
        waiting = asyncio.create_task(client.send("Getvar", Variable="A"))
        await fake.asked("Getvar")
        await fake.send(b"Event: Half\r\nX: ")
        fake.hang_up()
        with pytest.raises(NotConnected):
            await waiting
        assert await stream.until("CoreShowChannelsComplete") == [
            "Lost",
            "Connected",
            "QueueStatusComplete",
            "CoreShowChannelsComplete",
        ]
        assert fake.connections == 2


async def test_without_a_connection_actions_fail_at_once() -> None:
    async with fake_asterisk() as fake:
        fake.boots = False
        async with connected(fake) as (client, _):
            await fake.asked("Login")
            with pytest.raises(NotConnected):
                await client.send("Ping")


async def test_a_peer_that_stops_answering_is_left() -> None:
    async with fake_asterisk() as fake, connected(fake, QUICK) as (_, stream):
        await stream.until("CoreShowChannelsComplete")
        fake.silent.add("Ping")
        assert "Lost" in await stream.until("Connected")


async def test_a_consumer_that_falls_behind_gets_a_new_snapshot_not_old_events() -> None:
    async with fake_asterisk() as fake, connected(fake, backlog=50) as (client, stream):
        await stream.until("CoreShowChannelsComplete")
        for number in range(60):
            await fake.say("Event: Flood", f"Number: {number}")
        await fake.asked("CoreShowChannels")
        await fake.asked("CoreShowChannels")
        assert isinstance(await stream.next(), Lost)
        assert isinstance(await stream.next(), Connected)
        assert client.counters.overflows == 1


async def test_something_else_behind_the_port_is_no_connection() -> None:
    async with fake_asterisk() as other, connected(other, QUICK) as (client, _):
        other.silent.add("Login")
        await other.asked("Login")
        await other.asked("Login")
        assert not client.connected
