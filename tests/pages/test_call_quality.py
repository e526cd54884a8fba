"""A real call's sound at the desk: measured, shown, kept at its end; a microphone exchanged."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from sqlalchemy.orm import Session

from app.preparation import CONTACT_RULES
from ivr.services import call_quality, contact
from ivr.services.call_quality import Measured
from ivr.services.contact.rules import HOLIDAY, WEEKDAYS
from tests.calls.phone import Phone
from tests.calls.placed import ALL_DAY, SHOWN
from tests.cti.sequence import BEGIN
from tests.pages.calls import CALL_ID, make_call
from tests.pages.people import (
    ask_for_a_person,
    become,
    desk_of,
    employ,
    rings,
    telephone,
    wrap_up,
)
from tests.pages.sound import hears_pitch, near, voice
from tests.pages.staff import staff_page, staff_server
from tests.running.asterisk import HOST, free_ports
from tests.running.line import RunningLine, eventually, running_line
from tests.running.patience import PATIENCE
from tests.running.town import Subscriber

SUBSCRIBER = Subscriber("700301", "52001403", "3105550199", ())
CALLER_HERTZ, AGENT_HERTZ = 1500.0, 2300.0
PORT = free_ports().web
OTHER_MICROPHONE = "Fake Audio Input 1"


def hire(session: Session) -> None:
    """An agent, and leave to call people at any hour."""
    employ(session, camila="Camila Rojas")
    hours = dict.fromkeys((*WEEKDAYS, HOLIDAY), ALL_DAY)
    contact.seed(session, [replace(one, hours=hours) for one in contact.read(CONTACT_RULES)])


@pytest.fixture(scope="module")
def line() -> Iterator[RunningLine]:
    dial = f"PJSIP/trunk-people/sip:{{number}}@{HOST}:{PORT}"
    with running_line(
        [SUBSCRIBER],
        staff=hire,
        browsers=True,
        demo="enabled = true",
        callback=f'dial = "{dial}"\nshown = "{SHOWN}"\nover_seconds = 3600',
    ) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def agent(line: RunningLine, tmp_path: Path) -> AsyncIterator[Page]:
    async with desk_of(line, "camila", voice(tmp_path / "agent.wav", AGENT_HERTZ)) as page:
        await become(page, "Disponible")
        yield page


async def measured(line: RunningLine, call_id: str) -> call_quality.Quality:
    """What the desk's browser kept of a call, once it did."""

    def look() -> call_quality.Quality | None:
        with line.store.reading() as session:
            found = call_quality.of_call(session, call_id)
        return found[0] if found else None

    return await eventually(look, PATIENCE, "the quality")


@pytest.mark.timeout(180)
async def test_a_call_is_measured_while_it_lasts_and_kept(
    line: RunningLine, agent: Page, tmp_path: Path
) -> None:
    microphone = voice(tmp_path / "caller.wav", CALLER_HERTZ)
    async with telephone(line, SUBSCRIBER.phone, microphone) as caller:
        await ask_for_a_person(caller)
        await rings(agent)
        await agent.keyboard.press("F2")
        await expect(agent.locator(".quality")).to_contain_text("Red buena")
        await agent.get_by_role("button", name="Sonido y teléfono").click()
        chosen = agent.get_by_role("dialog").get_by_label("Micrófono")
        await chosen.select_option(label=OTHER_MICROPHONE)
        await agent.keyboard.press("Escape")
        await hears_pitch(caller, near(AGENT_HERTZ))
        await agent.keyboard.press("F9")
        await wrap_up(agent, "llamada de prueba", "")
        record = await line.record(SUBSCRIBER.phone, lambda one: bool(one.wrap_ups))
        kept = await measured(line, record.call_id)
    assert kept.agent == "Camila Rojas"
    assert 4.03 <= kept.mos <= 4.5
    assert 0 <= kept.loss < 5


@pytest.mark.timeout(180)
async def test_the_browser_s_telephone_answers_by_itself_to_call_somebody(
    line: RunningLine, agent: Page
) -> None:
    address = (HOST, line.settings.ports.sip)
    async with Phone(address, SUBSCRIBER.phone, port=PORT) as person:
        asked = await agent.evaluate(
            """async number => {
                const headers = {"Content-Type": "application/json", "X-Linea": "1"};
                const body = JSON.stringify({number});
                const answer = await fetch("/api/v1/calls", {method: "POST", headers, body});
                return answer.status;
            }""",
            SUBSCRIBER.phone,
        )
        assert asked == 202
        ringing = await person.rings()
        await expect(agent.locator(".happening-word")).to_contain_text("Llamando…")
        await expect(agent.locator(".panel-caller")).to_contain_text(SUBSCRIBER.number)
        talk = await ringing.answer()
        await expect(agent.locator(".happening-word")).to_contain_text("En llamada")
        await talk.hears_tone(AGENT_HERTZ)
        await agent.keyboard.press("F9")
        await talk.ended()
        await wrap_up(agent, "llamada de prueba", "")


@pytest.mark.parametrize("user", ["sofia", "ines"])
async def test_supervisors_and_auditors_read_how_a_call_was_heard(
    browser: Browser, tmp_path: Path, user: str
) -> None:
    async with staff_server(tmp_path) as server:
        make_call(server, tmp_path)
        with server.store.unit_of_work() as session:
            bad = Measured(62, 48.0, 6.0, 12.0, 2.9, 1.8)
            call_quality.keep(session, CALL_ID, server.ids["ana"], bad, BEGIN)
        async with staff_page(browser, server, user, f"/llamadas/{CALL_ID}") as page:
            sheet = page.get_by_role("region", name="Calidad del sonido")
            for text in ("Ana", "Red mala", "48 ms", "12,0 %", "2,9 (mínimo 1,8)"):
                await expect(sheet).to_contain_text(text)
