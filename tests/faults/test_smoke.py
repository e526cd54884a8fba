"""A minute of faults: each process is killed once under a few calls.

Nobody is left in silence and nothing is lost: every call is in the log, with every sentence
that its caller heard.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from tests.calls.call import Call, NotHeard
from tests.calls.phone import Refused
from tests.calls.staff import staff
from tests.calls.subscribers import TOWN
from tests.calls.wire import NoAnswer
from tests.running.line import RunningLine, eventually, running_line

pytestmark = [pytest.mark.calls, pytest.mark.timeout(180)]

CALLERS = 4
PATIENCE = 6.0
SILENCE_AT_MOST = 5.0  # what the dead-man's switch needs, and the end of a prompt
GATHERED = timedelta(seconds=1)  # steps are written behind: those of the last moment die with AGI
UNNOTICED = ("speech", "cti", "worker", "redis")  # no caller may notice that these die


@dataclass
class Told:
    """What the callers tell: their numbers and calls, and how many were not taken."""

    calls: list[tuple[str, Call]] = field(default_factory=list)
    not_taken: int = 0


@pytest.fixture(scope="module")
def line() -> Iterator[RunningLine]:
    with running_line(TOWN, staff=staff) as running:
        yield running


async def keep_calling(line: RunningLine, told: Told, stop: asyncio.Event) -> None:
    """One caller after another walks round the menus until the time is over."""
    while not stop.is_set():
        try:
            async with line.phone() as phone:
                call = await phone.dial(within=2)
                told.calls.append((phone.number, call))
                await go_round(line, call, stop)
        except NotHeard:
            continue
        except (NoAnswer, Refused):
            told.not_taken += 1


async def go_round(line: RunningLine, call: Call, stop: asyncio.Event) -> None:
    """To a question and back, a few times. Raises NotHeard when the machine no longer answers."""
    await call.hears_at_last(line.says("menu.opciones"), within=PATIENCE)
    for _ in range(5):
        if stop.is_set():
            return
        await call.press("2")
        await call.hears_at_last(line.says("ident.como"), within=PATIENCE)
        await call.press("*")
        await call.hears_at_last(line.says("menu.opciones"), within=PATIENCE)


async def calls_around_a_death(line: RunningLine, part: str) -> tuple[Told, datetime]:
    """Callers before, while and after a part is killed; when that was."""
    told, stop = Told(), asyncio.Event()
    callers = [asyncio.create_task(keep_calling(line, told, stop)) for _ in range(CALLERS)]

    async def more_calls() -> None:
        enough = len(told.calls) + CALLERS
        await eventually(lambda: len(told.calls) >= enough or None, 30, "more calls")

    await more_calls()
    died = datetime.now(UTC)
    killed = line.signal(part, signal.SIGKILL)
    await line.is_back(part, killed)
    await more_calls()
    stop.set()
    await asyncio.gather(*callers)
    return told, died


def heard(line: RunningLine, call: Call, until: datetime | None) -> list[str]:
    """The dialog's sentences that a caller heard whole, up to a moment."""
    said = []
    for sentence in call.heard:
        at = call.answered_at + timedelta(seconds=sentence.at - call.answered_second)
        name = line.names[sentence.code]
        if not name.startswith("ladder.") and (until is None or at < until):
            said.append(name)
    return said


def is_within(part: list[str], whole: list[str]) -> bool:
    """Whether ``part`` comes in ``whole`` in that order."""
    rest = iter(whole)
    return all(each in rest for each in part)


async def assert_nothing_is_lost(line: RunningLine, told: Told, until: datetime | None) -> None:
    for number, call in told.calls:
        record = await line.record(number, lambda call: call.outcome is not None, within=40)
        said = [step.prompt for step in record.steps if step.kind == "said" and step.prompt]
        assert is_within(heard(line, call, until), said), (heard(line, call, until), said)


@pytest.mark.parametrize("part", UNNOTICED)
async def test_a_death_that_no_caller_notices(line: RunningLine, part: str) -> None:
    told, _ = await calls_around_a_death(line, part)
    assert told.not_taken == 0
    assert not [call for _, call in told.calls if call.ended_by_line]
    assert max(call.longest_silence() for _, call in told.calls) < SILENCE_AT_MOST
    assert not [name for _, call in told.calls for name in heard_ladder(line, call)]
    await assert_nothing_is_lost(line, told, until=None)


async def test_the_ladder_takes_over_from_a_dead_worker(line: RunningLine) -> None:
    told, died = await calls_around_a_death(line, "agi")
    assert told.not_taken == 0
    assert max(call.longest_silence() for _, call in told.calls) < SILENCE_AT_MOST
    assert [name for _, call in told.calls for name in heard_ladder(line, call)]
    await assert_nothing_is_lost(line, told, until=died - GATHERED)


async def test_after_asterisks_death_calls_come_again_and_the_old_ones_are_kept(
    line: RunningLine,
) -> None:
    told, died = await calls_around_a_death(line, "asterisk")
    assert [call for _, call in told.calls if call.answered_at > died]
    await assert_nothing_is_lost(line, told, until=died - GATHERED)


def heard_ladder(line: RunningLine, call: Call) -> list[str]:
    """The ladder's sentences that a caller heard."""
    names = (line.names[sentence.code] for sentence in call.heard)
    return [name for name in names if name.startswith("ladder.")]
