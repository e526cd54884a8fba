"""Queue members: only the difference is sent, and sent again until it is so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ami import AmiClient, Message, Timing
from cti.membership import Membership, QueueMembers, difference
from tests.cti.fake_asterisk import FakeAsterisk, fake_asterisk


def member(text: str) -> Membership:
    """``queue desk agent penalty paused``, the last two if any."""
    queue, desk, agent, *rest = text.split()
    penalty = int(rest[0]) if rest else 0
    return Membership(
        queue, f"PJSIP/desk-{desk}", f"agent-{agent}", penalty, "".join(rest[1:]) or None
    )


# wanted of agent 7        | what Asterisk has           | what is sent
DIFFERENCES = """
attention 01 7             |                             | QueueAdd attention desk-01
                           | attention 01 7              | QueueRemove attention desk-01
attention 01 7             | attention 01 7              |
attention 01 7 0 lunch     | attention 01 7              | QueuePause attention desk-01
attention 01 7             | attention 01 7 0 lunch      | QueuePause attention desk-01
attention 01 7 0 lunch     | attention 01 7 0 wrap_up    |
attention 01 7 2           | attention 01 7              | QueuePenalty attention desk-01
attention 02 7             | attention 01 7              | QueueRemove attention desk-01, QueueAdd attention desk-02
attention 01 7             | attention 01 9              | QueueRemove attention desk-01, QueueAdd attention desk-01
                           | attention 01 9              |
                           | attention 01 x              |
attention 01 7, vip 01 7   | attention 01 7              | QueueAdd vip desk-01
"""  # noqa: E501


@pytest.mark.parametrize("row", [line for line in DIFFERENCES.splitlines() if line.strip()])
def test_only_the_difference_is_sent(row: str) -> None:
    wanted, actual, sent = (
        [part.strip() for part in column.split(",") if part.strip()] for column in row.split("|")
    )
    present = {one.key: one for one in map(member, actual)}
    actions = difference({7: [member(text) for text in wanted]}, present)
    told = [
        f"{one.name} {one.headers['Queue']} {one.headers['Interface'].removeprefix('PJSIP/')}"
        for one in actions
    ]
    assert told == sent


@asynccontextmanager
async def members_on(fake: FakeAsterisk) -> AsyncIterator[QueueMembers]:
    ami = AmiClient(fake.address, timing=Timing(retry_first=0.01, retry_longest=0.02))
    members = QueueMembers(ami)

    async def pass_on() -> None:
        async for item in ami.items():
            if isinstance(item, Message):
                members.see(item)
            elif type(item).__name__ == "Lost":
                members.connection_lost()

    tasks = [asyncio.create_task(loop) for loop in (ami.run(), members.run(), pass_on())]
    try:
        yield members
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_everything_is_wished_again_after_a_restart_of_asterisk() -> None:
    async with fake_asterisk() as fake, members_on(fake) as members:
        members.want(7, [member("attention 01 7 1 lunch")])
        added = await fake.asked("QueueAdd")
        assert added["Interface"] == added["StateInterface"] == "PJSIP/desk-01"
        assert (added["MemberName"], added["Penalty"]) == ("agent-7", "1")
        assert (added["Paused"], added["Reason"]) == ("true", "lunch")
        fake.hang_up()
        again = await fake.asked("QueueAdd")
        assert again | {"ActionID": ""} == added | {"ActionID": ""}
        members.want(7, [member("attention 01 7 1")])
        assert (await fake.asked("QueuePause"))["Paused"] == "false"


async def test_what_asterisk_refuses_is_tried_again() -> None:
    async with fake_asterisk() as fake, members_on(fake) as members:
        fake.failing["QueueAdd"] = "Unable to add interface to queue: No such queue"
        members.want(7, [member("attention 01 7")])
        await fake.asked("QueueAdd")
        fake.failing.clear()
        await fake.asked("QueueAdd")
        members.want(7, [])
        await fake.asked("QueueRemove")


async def test_members_of_agents_of_whom_nothing_is_known_stay() -> None:
    """The server was started anew: its agents' pages are not back yet."""
    async with fake_asterisk() as fake:
        fake.lists["QueueStatus"] = [
            "Event: QueueMember|Queue: attention|Location: PJSIP/desk-01|Name: agent-7|Paused: 0"
        ]
        async with members_on(fake) as members:
            members.want(8, [member("attention 02 8")])
            assert (await fake.asked("QueueAdd"))["MemberName"] == "agent-8"
            assert members.agent_at("desk-01") == 7
            members.want(7, [])
            assert (await fake.asked("QueueRemove"))["Interface"] == "PJSIP/desk-01"
