"""The supervisor: order, restart, health, and nothing left behind. Children are tiny scripts."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

import pytest

from app.part import BecameReady, Died, Part, PartEvent, Started, Stopped, StoppedAnswering
from app.probe import Health
from app.supervisor import Pace, Supervisor

pytestmark = pytest.mark.service

FAST = Pace(first_delay=0.02, longest_delay=0.08, ask_every=0.02, ask_until_ready_every=0.01)
PATIENT_SECONDS = 20.0
Event = TypeVar("Event", Started, BecameReady, StoppedAnswering, Died, Stopped)


async def answers() -> Health | None:
    return Health.OK


async def is_silent() -> Health | None:
    return None


def sleeper(name: str, *, rank: int = 0, stops_within: float = 5.0) -> Part:
    return Part(name, ("sleep", "1000"), answers, rank=rank, stops_within=stops_within)


class Story:
    """What the supervisor told, awaited one event after another."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[PartEvent] = asyncio.Queue()
        self.told: list[PartEvent] = []

    def tell(self, event: PartEvent) -> None:
        self.told.append(event)
        self.events.put_nowait(event)

    async def until(self, kind: type[Event]) -> Event:
        async with asyncio.timeout(PATIENT_SECONDS):
            while True:
                event = await self.events.get()
                if isinstance(event, kind):
                    return event


@asynccontextmanager
async def supervised(
    *parts: Part, logs: Path, pace: Pace = FAST
) -> AsyncIterator[tuple[Supervisor, Story]]:
    story = Story()
    supervisor = Supervisor(parts, logs, story.tell, pace=pace)
    run = asyncio.create_task(supervisor.run())
    try:
        yield supervisor, story
    finally:
        supervisor.stop()
        async with asyncio.timeout(PATIENT_SECONDS):
            await run


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def living_in_group(group: int) -> list[Path]:
    """The processes of a group that aren't merely waiting to be collected by init."""
    living = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group, *_ = path.read_text().rpartition(")")[2].split()
            if its_group == str(group) and state != "Z":
                living.append(path)
    return living


async def test_a_killed_child_is_started_again(tmp_path: Path) -> None:
    async with supervised(sleeper("agi"), logs=tmp_path) as (_, story):
        first = await story.until(Started)
        await story.until(BecameReady)
        os.kill(first.pid, signal.SIGKILL)
        died = await story.until(Died)
        second = await story.until(Started)
        await story.until(BecameReady)
    assert died.code == -signal.SIGKILL
    assert second.pid != first.pid


async def test_each_failure_in_a_row_doubles_the_wait_up_to_a_bound(tmp_path: Path) -> None:
    failing = Part("agi", ("false",), is_silent)
    async with supervised(failing, logs=tmp_path) as (_, story):
        waits = [(await story.until(Died)).again_in for _ in range(4)]
    assert waits == [0.02, 0.04, 0.08, 0.08]


async def test_a_steady_life_ends_the_row_of_failures(tmp_path: Path) -> None:
    steady_at_once = Pace(first_delay=0.01, longest_delay=1, steady_after=0, ask_every=0.02)
    failing = Part("agi", ("false",), is_silent)
    async with supervised(failing, logs=tmp_path, pace=steady_at_once) as (_, story):
        waits = [(await story.until(Died)).again_in for _ in range(3)]
    assert waits == [0.01, 0.01, 0.01]


async def test_a_missing_program_is_a_failure_like_others(tmp_path: Path) -> None:
    missing = Part("agi", ("/nowhere/program",), is_silent)
    async with supervised(missing, logs=tmp_path) as (_, story):
        died = await story.until(Died)
    assert died.code == 127
    assert "/nowhere/program" in (tmp_path / "agi.log").read_text()


async def test_ranks_start_in_order_and_stop_in_reverse(tmp_path: Path) -> None:
    parts = [sleeper("asterisk", rank=2), sleeper("redis"), sleeper("agi", rank=1)]
    async with supervised(*parts, logs=tmp_path) as (supervisor, story):
        async with asyncio.timeout(PATIENT_SECONDS):
            await supervisor.ready.wait()
    order = [(type(event), event.name) for event in story.told]
    up = [(kind, name) for name in ("redis", "agi", "asterisk") for kind in (Started, BecameReady)]
    down = [(Stopped, name) for name in ("asterisk", "agi", "redis")]
    assert order == [*up, *down]


async def test_a_child_that_stops_answering_is_replaced(tmp_path: Path) -> None:
    said: list[Health | None] = [Health.OK, Health.DEGRADED, Health.DOWN, None, None, None]

    async def falls_silent() -> Health | None:
        return said.pop(0) if said else Health.OK

    part = Part("agi", ("sleep", "1000"), falls_silent)
    async with supervised(part, logs=tmp_path) as (_, story):
        first = await story.until(Started)
        await story.until(StoppedAnswering)
        second = await story.until(Started)
    assert first.pid != second.pid


async def test_a_child_that_is_never_ready_is_replaced(tmp_path: Path) -> None:
    part = Part("agi", ("sleep", "1000"), is_silent, starts_within=0.05)
    async with supervised(part, logs=tmp_path) as (_, story):
        await story.until(StoppedAnswering)
        assert (await story.until(Died)).code == -signal.SIGKILL


@pytest.mark.parametrize(
    "script",
    ["trap '' TERM; while :; do sleep 1000 & wait; done", "kill -STOP $$"],
    ids=["deaf to SIGTERM", "paused"],
)
async def test_a_child_that_does_not_leave_is_killed_with_its_own(
    tmp_path: Path, script: str
) -> None:
    part = Part("agi", ("sh", "-c", script), answers, stops_within=0.05)
    async with supervised(part, logs=tmp_path) as (_, story):
        child = await story.until(Started)
    assert not is_alive(child.pid)
    assert not living_in_group(child.pid)


async def test_stopping_during_a_slow_start_does_not_wait_for_it(tmp_path: Path) -> None:
    slow = Part("redis", ("sleep", "1000"), is_silent, starts_within=1000)
    async with supervised(slow, sleeper("agi", rank=1), logs=tmp_path) as (_, story):
        child = await story.until(Started)
    assert not is_alive(child.pid)
    assert [event.name for event in story.told if isinstance(event, Started)] == ["redis"]


async def test_output_goes_to_the_log_and_to_the_echo(tmp_path: Path) -> None:
    heard: list[tuple[str, str]] = []
    story = Story()
    part = Part("agi", ("sh", "-c", "echo uno; echo dos >&2; printf tres"), answers)
    supervisor = Supervisor(
        [part], tmp_path, story.tell, echo=lambda *said: heard.append(said), pace=Pace()
    )
    run = asyncio.create_task(supervisor.run())
    await story.until(Died)
    supervisor.stop()
    await run
    assert heard == [("agi", "uno"), ("agi", "dos"), ("agi", "tres")]
    assert (tmp_path / "agi.log").read_text() == "uno\ndos\ntres\n"


def test_a_killed_supervisor_leaves_nothing(tmp_path: Path) -> None:
    """The children hold the write end of a pipe: it reads as ended once all of them are gone."""
    reader, writer = os.pipe()
    program = f"""
import asyncio
from pathlib import Path
from app.part import Part, Started
from app.supervisor import Supervisor
async def answers(): return None
def tell(event):
    if isinstance(event, Started): print(event.pid, flush=True)
hold = f"exec 3>/proc/{{__import__('os').getpid()}}/fd/{writer}; "
deaf = Part("a", ("sh", "-c", hold + "trap '' TERM HUP; echo; exec sleep 1000"), answers)
plain = Part("b", ("sh", "-c", hold + "exec sleep 1000"), answers)
asyncio.run(Supervisor([deaf, plain], Path({str(tmp_path)!r}), tell).run())
"""
    supervisor = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, pass_fds=[writer], text=True
    )
    os.close(writer)
    assert supervisor.stdout is not None
    pids = [int(supervisor.stdout.readline()) for _ in range(2)]
    assert all(map(is_alive, pids))
    supervisor.kill()
    supervisor.wait()
    ended, _, _ = select.select([reader], [], [], PATIENT_SECONDS)
    assert ended
    assert os.read(reader, 1) == b""
    os.close(reader)
