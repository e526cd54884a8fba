"""No telephone rings while its agent talks or wraps up, with callers waiting all the time.

Agents pick up at once; they or their callers hang up at random moments, some at once, some callers
while it still rings. Every other wrap-up is ended by the agent at a random moment, the others by
their time. Each ring is compared with what its telephone saw and the server's own times.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ivr.services import agents
from ivr.services.agents import Role
from tests.calls.call import Call, NotHeard
from tests.calls.desk import Desk
from tests.calls.desk_line import DeskLine, desk_line
from tests.calls.phone import Phone
from tests.calls.staff import PASSWORD
from tests.running.patience import PATIENCE

WRAP_UP = 0.6
LONGEST_TALK = 0.4
LONGEST_PATIENCE = 3.0
AN_HOUR = 3600
"""Seconds: the wrap-up's time, how long an agent talks, how long an impatient caller stays."""


@dataclass(slots=True)
class Tally:
    """What happened, over all desks. ``rings`` in vain: the moment, and what kept the agent."""

    wanted: int
    wrapped_up: int = 0
    by_time: int = 0
    withdrawn: int = 0
    too_early: list[str] = field(default_factory=list)
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    def done(self, by_time: bool) -> None:
        """One more wrap-up is over."""
        self.wrapped_up += 1
        self.by_time += by_time
        if self.wrapped_up >= self.wanted:
            self.enough.set()


class Attendant:
    """One agent, who takes what rings until the tally is enough."""

    def __init__(self, desk: Desk, tally: Tally, chance: random.Random) -> None:
        self._desk = desk
        self._tally = tally
        self._chance = chance
        self._free_from = datetime.min.replace(tzinfo=UTC)
        self._told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def listen(self) -> None:
        """Read what the page is told, as a browser does; be back after a missed call."""
        while True:
            message = await self._desk.hears()
            self._told.put_nowait(message)
            if message["type"] == "state" and message["reason"] == "missed_call":
                await self._desk.post("/api/v1/me/state", {"state": "available"})

    async def work(self) -> None:
        """Answer, talk, wrap up, again and again."""
        while True:
            ringing = await self._desk.phone.rings(PATIENCE * 10)
            if ringing.rang_at < self._free_from:
                early = (self._free_from - ringing.rang_at).total_seconds()
                self._tally.too_early.append(f"{self._desk.name}: {early:.3f} s too early")
            if ringing.withdrawn:
                self._tally.withdrawn += 1
                continue
            call_id = ringing.header("X-Linea-Call")
            await self._talk(await ringing.answer())
            await self._wrap_up(call_id)

    async def _talk(self, call: Call) -> None:
        talks_for = self._chance.choice((0.0, self._chance.random() * LONGEST_TALK))
        with suppress(NotHeard):
            await call.ended(talks_for)
        await call.hang_up()

    async def _wrap_up(self, call_id: str) -> None:
        told = await self._is_told("ended", "withdrawn", call_id=call_id)
        if told["type"] == "withdrawn":  # the caller hung up as the agent picked up
            self._tally.withdrawn += 1
            return
        until = datetime.fromisoformat(told["wrap_up_until"])
        by_time = self._chance.random() < 0.5
        if by_time:
            self._free_from = until
            await self._is_told("state", state="available")
        else:
            await asyncio.sleep(self._chance.random() * WRAP_UP / 2)
            while not await self._saved(call_id, until):
                pass
        self._tally.done(by_time)

    async def _saved(self, call_id: str, until: datetime) -> bool:
        """Note the result; False where store or log are behind, on a machine with much to do."""
        self._free_from = min(datetime.now(UTC), until)
        note = {"disposition": "sin.prueba", "note": ""}
        path = f"/api/v1/calls/{call_id}/wrap-up"
        async with self._desk.client.post(path, json=note) as answer:
            assert answer.status in (204, 409, 503), await answer.text()
            return answer.status == 204

    async def _is_told(self, *kinds: str, **fields: str) -> dict[str, Any]:
        """The next message of one of these kinds with these fields."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE * 2):
                while True:
                    message = await self._told.get()
                    if message["type"] in kinds and fields.items() <= message.items():
                        return message
        last = [(one["type"], one.get("state"), one.get("reason")) for one in self._desk.messages]
        raise AssertionError(f"{self._desk.name} waits for {kinds} {fields} after {last[-8:]}")


async def keep_calling(phone: Phone, chance: random.Random, patient: bool) -> None:
    """A caller who calls again and again; an impatient one hangs up whatever is going on."""
    while True:
        call = await phone.dial()
        if not patient:
            with suppress(NotHeard):
                await call.ended(chance.random() * LONGEST_PATIENCE)
            await call.hang_up()
        else:
            await call.ended(PATIENCE * 10)


async def attendants(line: DeskLine, how_many: int) -> list[Desk]:
    """So many agents, each at a desk of their own."""
    with line.store.unit_of_work() as session:
        agents.ensure_desks(session, how_many)
        for turn in range(how_many):
            agents.create(
                session, user=f"asesor{turn}", name=f"Asesor {turn}", role=Role.AGENT,
                password=PASSWORD, now=datetime.now(UTC), skills={"attention": 1},
            )  # fmt: skip
    seated = [await line.desk(f"asesor{turn}") for turn in range(how_many)]
    for desk in seated:
        await desk.phone.register(desk.name, line.password(desk.name), AN_HOUR)
    return seated


@pytest.mark.parametrize(
    ("wrap_ups", "desks", "callers"),
    [
        pytest.param(30, 5, 9, id="thirty"),
        pytest.param(
            1000, 12, 20, id="a thousand", marks=[pytest.mark.long, pytest.mark.timeout(1200)]
        ),
    ],
)
async def test_no_telephone_rings_in_a_wrap_up(
    tmp_path: Path, wrap_ups: int, desks: int, callers: int
) -> None:
    tally, chance = Tally(wrap_ups), random.Random(wrap_ups)
    async with desk_line(tmp_path, wrap_up=WRAP_UP, grace=PATIENCE, desks=desks) as line:
        seated = await attendants(line, desks)
        phones = [await line.caller(f"315100{turn:04}") for turn in range(callers)]
        for desk in seated:
            await desk.choose("available")
        async with asyncio.TaskGroup() as everyone:
            working = [Attendant(desk, tally, chance) for desk in seated]
            tasks = [everyone.create_task(one.listen()) for one in working]
            tasks += [everyone.create_task(one.work()) for one in working]
            tasks += [
                everyone.create_task(keep_calling(phone, chance, patient=turn % 3 > 0))
                for turn, phone in enumerate(phones)
            ]
            await tally.enough.wait()
            for task in tasks:
                task.cancel()
    assert tally.too_early == [], tally
    assert tally.by_time > wrap_ups / 4
