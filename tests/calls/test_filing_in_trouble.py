"""Ten callers report a damage at the same moment while the store is in trouble.

What each is told is what their telephone heard: every ticket exists afterwards, none twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import partial

import pytest
from sqlalchemy import select

from ivr.services.numbers import Number, Series
from ivr.store import Call, DamageReport, NumberBlock, Store
from speech.voice.code import code_of
from tests.calls import tones
from tests.calls.phone import Phone
from tests.running.databases import Postgres
from tests.running.line import WELCOME, RunningLine, eventually, running_line
from tests.running.patience import PATIENCE
from tests.running.store_trouble import gone, locked, slow

CALLERS = 10
TICKETS = 1000
VOICE = tones.tone(440, 1.5)

Trouble = Callable[[Store], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def embedded() -> Iterator[RunningLine]:
    """A line whose store is a SQLite file, without an outage that another test's callers know."""
    with running_line() as running:
        yield running


@pytest.fixture(scope="module")
def served(postgres: Postgres) -> Iterator[RunningLine]:
    """A line whose store is a server, which can be gone and slow while the line lives."""
    with running_line(store=f'url = "{postgres.create()}"') as running:
        yield running


def spoken_tickets(line: RunningLine) -> Mapping[int, str]:
    """Which ticket is told by which sound, of the first ones that there can be."""
    numbers = (str(Number(Series.DAMAGE, 0, sequence)) for sequence in range(1, TICKETS))
    return {code_of(line.says("dano.ticket", ticket=number)): number for number in numbers}


WALK = (
    ("1", "dano.peligro"),
    ("4", "dano.servicio"),
    ("1", "dano.como_lugar"),
    ("2", "dano.direccion"),
)
"""From the menu to a place that is said: what is pressed, what is heard then."""


async def report(line: RunningLine, phone: Phone, together: asyncio.Barrier) -> int:
    """A damage at a place that is said; the last key when all are there. Gives what is heard."""
    call = await phone.dial()
    await call.hears(*line.say(*WELCOME))
    for key, prompt in WALK:
        await call.press(key)
        await call.hears(line.says(prompt))
    await call.hears_beep()
    await call.say(VOICE)
    await call.press("#")
    await call.hears(line.says("dano.direccion_grabada"))
    await call.press("1")
    await call.hears(line.says("dano.que_acueducto"))
    await together.wait()
    await call.press("5")
    told = await call.hears_next()
    await call.hang_up()
    return told.code


async def all_report(line: RunningLine) -> dict[str, str]:
    """Ten callers file at once; gives what ticket each telephone heard."""
    together = asyncio.Barrier(CALLERS)
    phones = [line.phone() for _ in range(CALLERS)]
    async with asyncio.TaskGroup() as calls:

        async def one(phone: Phone) -> int:
            async with phone:
                return await report(line, phone, together)

        heard = [calls.create_task(one(phone)) for phone in phones]
    tickets = spoken_tickets(line)
    codes = {phone.number: one.result() for phone, one in zip(phones, heard, strict=True)}
    others = [line.names.get(code, code) for code in codes.values() if code not in tickets]
    assert not others, "no ticket was told"
    return {number: tickets[code] for number, code in codes.items()}


def kept(line: RunningLine, numbers: Mapping[str, str]) -> dict[str, list[str]]:
    """The tickets in the store, by who called."""
    found: dict[str, list[str]] = {number: [] for number in numbers}
    query = select(Call.number, DamageReport.ticket).join(
        Call, Call.call_id == DamageReport.call_id
    )
    with line.store.reading() as session:
        for number, ticket in session.execute(query):
            national = (number or "").removeprefix("+57")
            if national in found:
                found[national].append(ticket)
    return found


async def posted(line: RunningLine) -> None:
    """Nothing waits in a journal any more."""
    await eventually(
        lambda: not list(line.settings.journal_folder.rglob("*.journal")) or None,
        PATIENCE,
        "the end of the journals",
    )


def journaled(line: RunningLine) -> int:
    """How many filings went to a journal since the line began."""
    return line.log.read_text().count("filed_in_journal")


def leased(line: RunningLine) -> bool:
    """Whether the line has tickets for the time without a store."""
    query = select(NumberBlock).where(NumberBlock.series == Series.DAMAGE)
    with line.store.reading() as session:
        return session.scalars(query).first() is not None


async def no_number_is_lost(line: RunningLine, trouble: Trouble) -> None:
    """All that ten callers hear in the trouble is true once it is over."""
    await eventually(lambda: leased(line) or None, PATIENCE, "tickets leased ahead")
    before = journaled(line)
    with trouble(line.store):
        told = await all_report(line)
    assert journaled(line) >= before + CALLERS, "the store was in no trouble"
    assert len(set(told.values())) == CALLERS
    await posted(line)
    once = {number: [ticket] for number, ticket in told.items()}
    await eventually(
        lambda: kept(line, told) == once or None, PATIENCE, "what was told to each caller"
    )


async def test_the_store_is_gone(served: RunningLine) -> None:
    await no_number_is_lost(served, gone)


async def test_the_store_is_slow(served: RunningLine) -> None:
    await no_number_is_lost(served, partial(slow, table="damage_reports", seconds=1.2))


async def test_another_process_holds_the_store(embedded: RunningLine) -> None:
    await no_number_is_lost(embedded, locked)
