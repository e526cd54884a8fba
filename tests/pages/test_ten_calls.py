"""Two agents and a supervisor in three browsers take ten calls; the log says what happened.

What really happened is told by the callers' own telephones and by Asterisk's record.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from sqlalchemy.orm import Session

from ivr.clock import BOGOTA
from ivr.services import agents
from ivr.services.calls import CallRecord
from ivr.store import Role
from tests.calls.call import Call
from tests.calls.cel_apart import differences, moments_by_call, moments_of, talked_by_desk
from tests.pages.people import PASSWORD, become, board_of, desk_of, employ, rings, wrap_up
from tests.pages.sound import hears_pitch, near, voice
from tests.running.line import RunningLine, running_line

CAMILA_HERTZ, ANDRES_HERTZ, SUPERVISOR_HERTZ = 2300.0, 1100.0, 3100.0
CAMILA, ANDRES = "Camila Rojas", "Andrés Peña"
NEAR = timedelta(seconds=0.5)
"""The telephone's clock stops when its own side ends, Asterisk's when it has heard of it."""
DONE = "llamada de prueba"
ASK = "async (path) => (await fetch(path)).json()"


@pytest.fixture(scope="module")
def line() -> Iterator[RunningLine]:
    with running_line([], staff=hire, browsers=True) as running:
        yield running


def hire(session: Session) -> None:
    """Two agents, and who supervises them."""
    employ(session, camila=CAMILA, andres=ANDRES)
    agents.create(
        session,
        user="jefe",
        name="Supervisión",
        role=Role.SUPERVISOR,
        password=PASSWORD,
        now=datetime.now(UTC),
    )


@dataclass
class Floor:
    """Three people at their pages, and everybody who called."""

    line: RunningLine
    camila: Page
    andres: Page
    board: Page
    callers: dict[str, Call] = field(default_factory=dict)

    @asynccontextmanager
    async def caller(self) -> AsyncIterator[Call]:
        """Somebody outside who asks for a person, and is gone at the end."""
        async with self.line.phone() as phone:
            call = await phone.dial()
            self.callers[phone.number] = call
            await call.hears(self.line.says("bienvenida.saludo"))
            await call.press("0")
            yield call
            await call.ended()

    @asynccontextmanager
    async def talk(self) -> AsyncIterator[Call]:
        """Camila talks to somebody; she closes the call afterwards."""
        async with self.caller() as call:
            await rings(self.camila)
            await self.camila.keyboard.press("F2")
            await call.hears_tone(CAMILA_HERTZ)
            yield call
        await wrap_up(self.camila, DONE, "")

    @asynccontextmanager
    async def andres_free(self) -> AsyncIterator[None]:
        """Andrés is there for this call alone, and closes it."""
        await become(self.andres, "Disponible")
        yield
        await wrap_up(self.andres, DONE, "")
        await become(self.andres, "Descanso")

    async def andres_takes(self, call: Call) -> None:
        """Andrés talks to the caller and hangs up."""
        await call.hears_tone(ANDRES_HERTZ)
        await self.andres.keyboard.press("F9")


Story = Callable[[Floor], Awaitable[None]]


async def one_question(floor: Floor) -> None:
    async with floor.talk():
        await floor.camila.keyboard.press("F9")


async def nobody_answers_and_another_desk_rings(floor: Floor) -> None:
    async with floor.caller() as call:
        await rings(floor.camila)
        async with floor.andres_free():
            await expect(floor.camila.locator(".subject")).to_contain_text("no se contestó")
            await rings(floor.andres)
            await floor.andres.keyboard.press("F2")
            await floor.andres_takes(call)
    await become(floor.camila, "Disponible")


async def the_caller_hangs_up_while_it_rings(floor: Floor) -> None:
    async with floor.caller() as call:
        await rings(floor.camila)
        await call.hang_up()
        await expect(floor.camila.locator(".subject")).to_contain_text("colgó antes de que")


async def handed_on(floor: Floor) -> None:
    async with floor.talk() as call, floor.andres_free():
        await floor.camila.keyboard.press("F6")
        await floor.camila.get_by_role("button", name=f"Pasar la llamada a {ANDRES}").click()
        await rings(floor.andres)
        await expect(floor.andres.locator(".path")).to_contain_text("Pidió un asesor")
        await floor.andres.keyboard.press("F2")
        await floor.andres_takes(call)


async def handed_on_after_asking(floor: Floor) -> None:
    async with floor.talk() as call, floor.andres_free():
        await floor.camila.keyboard.press("F6")
        await floor.camila.get_by_role("button", name=f"Consultar con {ANDRES}").click()
        await rings(floor.andres)
        await floor.andres.keyboard.press("F2")
        await expect(floor.andres.locator(".happening")).to_contain_text("En consulta")
        await hears_pitch(floor.andres, near(CAMILA_HERTZ))
        await call.hears_sound()
        await floor.camila.get_by_role("button", name="Pasarle la llamada").click()
        await floor.andres_takes(call)


async def the_page_is_loaded_again(floor: Floor) -> None:
    async with floor.talk() as call:
        await floor.camila.reload()
        await call.hears_at_last(floor.line.says("ladder.se_corto"))
        await call.hears_tone(CAMILA_HERTZ)
        await floor.camila.keyboard.press("F9")


async def the_line_to_asterisk_is_cut(floor: Floor) -> None:
    async with floor.talk() as call:
        for connected in (await floor.line.asterisk.console("manager show connected")).splitlines():
            fields = connected.split()
            if fields and fields[0] == "tracker":
                await floor.line.asterisk.console(f"manager kick session {fields[4]}")
        await call.hang_up()


async def the_supervisor_listens(floor: Floor) -> None:
    async with floor.talk():
        row = floor.board.get_by_role("row", name=CAMILA)
        await row.get_by_role("button", name="Escuchar").click()
        await hears_pitch(floor.board, near(CAMILA_HERTZ))
        await row.get_by_role("button", name="Salir").click()
        await floor.camila.keyboard.press("F9")


async def two_at_once(floor: Floor) -> None:
    async with floor.caller() as first:
        await rings(floor.camila)
        await floor.camila.keyboard.press("F2")
        await first.hears_tone(CAMILA_HERTZ)
        async with floor.caller() as second:
            await second.hears_sound()
            await first.hang_up()
            await wrap_up(floor.camila, DONE, "")
            await rings(floor.camila)
            await floor.camila.keyboard.press("F2")
            await second.hears_tone(CAMILA_HERTZ)
            await floor.camila.keyboard.press("F9")
        await wrap_up(floor.camila, DONE, "")


STORIES: tuple[Story, ...] = (
    one_question,
    nobody_answers_and_another_desk_rings,
    the_caller_hangs_up_while_it_rings,
    handed_on,
    handed_on_after_asking,
    the_page_is_loaded_again,
    the_line_to_asterisk_is_cut,
    the_supervisor_listens,
    two_at_once,
)


@pytest.mark.timeout(600)
async def test_ten_calls(line: RunningLine, tmp_path: Path) -> None:
    voices = {"camila": CAMILA_HERTZ, "andres": ANDRES_HERTZ, "jefe": SUPERVISOR_HERTZ}
    files = {who: voice(tmp_path / f"{who}.wav", hertz) for who, hertz in voices.items()}
    async with (
        desk_of(line, "camila", files["camila"]) as camila,
        desk_of(line, "andres", files["andres"]) as andres,
        board_of(line, "jefe", files["jefe"]) as board,
    ):
        await become(andres, "Descanso")
        await become(camila, "Disponible")
        floor = Floor(line, camila, andres, board)
        for story in STORIES:
            await story(floor)
        days = {page: await page.evaluate(ASK, "/api/v1/me") for page in (camila, andres)}
        today = datetime.now(BOGOTA).date()
        report = await board.evaluate(ASK, f"/api/v1/reports?from={today}&to={today}")
    assert len(floor.callers) == 10
    records = {number: await line.record(number, complete) for number in floor.callers}
    file = line.asterisk.configuration.folder / "log" / "cel-custom" / "linea.csv"
    cel = moments_by_call(file)
    for number, call in floor.callers.items():
        record = records[number]
        assert differences(cel[record.call_id], moments_of(record)) == []
        assert call.ended_at is not None
        assert record.ended_at is not None
        assert abs(record.ended_at - call.ended_at) < NEAR
    talked = talked_by_desk(file)
    for page, missed in ((camila, 1), (andres, 0)):
        me = days[page]
        assert me["today"]["answered"] == talked[f"desk-{me['desk']['display']}"]
        assert me["today"]["missed"] == missed
    waits = [round(moments["queue 0 to"] - moments["queue 0 from"]) for moments in cel.values()]
    offered = report["queues"]["attention"]
    assert (offered["offered"], offered["answered"], offered["short"]) == (10, 9, 1)
    assert abs(offered["asa"]["longest"] - max(waits)) <= 1


def complete(record: CallRecord) -> bool:
    """Everything of a call is written."""
    return record.ended_at is not None and all(leg.ended_at for leg in record.legs)
