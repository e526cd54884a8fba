"""A caller's page and an agent's desk on the whole line: real browsers, Asterisk and server."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from sqlalchemy.orm import Session

from app.demonstration import DISPOSITIONS
from ivr.services import agents, dispositions
from ivr.store import Outcome, Role
from tests.pages.browser import chromium, desk_context
from tests.pages.sound import keep_connections, packets_received, pitch_heard, voice
from tests.running.line import RunningLine, running_line
from tests.running.town import Bill, Subscriber

SUBSCRIBER = Subscriber("700101", "52001401", "3105550199", (Bill(0, 128_350, 128_350, 10),))
PASSWORD = "una clave de prueba"
CALLER_HERTZ, AGENT_HERTZ = 1500.0, 2300.0
HERTZ_APART = 60.0
RINGS_WITHIN = 15_000
RINGS_AGAIN_WITHIN = 12_000


@pytest.fixture(scope="module")
def line() -> Iterator[RunningLine]:
    with running_line([SUBSCRIBER], staff=hire, browsers=True, demo="enabled = true") as running:
        yield running


def hire(session: Session) -> None:
    """Write the only agent and what may be chosen after a call."""
    dispositions.seed(session, dispositions.read(DISPOSITIONS))
    agents.create(
        session,
        user="camila",
        name="Camila Rojas",
        role=Role.AGENT,
        password=PASSWORD,
        now=datetime.now(UTC),
        skills={"attention": 1, "emergency": 1},
    )


@pytest_asyncio.fixture(loop_scope="session")
async def agent(line: RunningLine, tmp_path: Path) -> AsyncIterator[Page]:
    """The desk of an agent who signed in and became available."""
    async with (
        chromium(voice(tmp_path / "agent.wav", AGENT_HERTZ)) as browser,
        desk_context(browser) as context,
    ):
        await keep_connections(context)
        page = await context.new_page()
        await page.goto(f"{url(line)}/puesto")
        await page.get_by_label("Usuario").fill("camila")
        await page.get_by_label("Contraseña").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/puesto")
        await become(page, "Disponible")
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def caller(line: RunningLine, tmp_path: Path) -> AsyncIterator[Page]:
    """The demonstration telephone, about to call from the subscriber's number."""
    async with (
        chromium(voice(tmp_path / "caller.wav", CALLER_HERTZ)) as browser,
        desk_context(browser) as context,
    ):
        await keep_connections(context)
        page = await context.new_page()
        await page.goto(f"{url(line)}/telefono")
        await page.get_by_placeholder("Por ejemplo").fill(SUBSCRIBER.phone)
        await expect(page.get_by_role("status")).to_have_text("Listo para llamar")
        yield page


def url(line: RunningLine) -> str:
    return f"http://127.0.0.1:{line.settings.ports.web}"


async def become(desk: Page, state: str) -> None:
    """Choose a state in the desk's menu."""
    button = desk.locator(".state-button")
    await button.click()
    await desk.get_by_role("menuitemradio", name=state).click()
    await expect(button).to_contain_text(state)


async def ask_for_a_person(caller: Page) -> None:
    """Call, choose «Factura y pagos» with the mouse and a person with the keyboard."""
    await caller.get_by_role("button", name="Llamar").click()
    await expect(caller.get_by_role("status")).to_have_text("En llamada")
    await caller.get_by_role("button", name="2", exact=True).click()
    await caller.keyboard.press("0")


async def rings(desk: Page, within: float = RINGS_WITHIN) -> None:
    """The desk's telephone rings: it can be answered."""
    await expect(desk.get_by_role("button", name="Contestar")).to_be_enabled(timeout=within)


async def wrap_up(desk: Page, disposition: str, note: str) -> None:
    """Close the call by keyboard."""
    await expect(desk.get_by_role("combobox")).to_be_focused()
    await desk.keyboard.type(disposition)
    await desk.keyboard.press("Enter")
    await desk.get_by_label("Nota").fill(note)
    await desk.keyboard.press("Control+Enter")
    await expect(desk.locator(".subject")).to_contain_text("Sin llamada")


@pytest.mark.timeout(180)
async def test_who_calls_is_seen_before_the_answer_and_both_hear_each_other(
    line: RunningLine, agent: Page, caller: Page
) -> None:
    await ask_for_a_person(caller)
    await rings(agent)
    await expect(agent.locator(".happening")).to_contain_text("Llamada entrante")
    await expect(agent.locator(".subject")).to_contain_text("310 555 0199")
    await expect(agent.locator(".panel-caller")).to_contain_text("Titular de prueba")
    await expect(agent.locator(".panel-caller")).to_contain_text(SUBSCRIBER.number)
    await expect(agent.locator(".panel-reason")).to_contain_text("Factura y pagos")
    await expect(agent.locator(".path kbd")).to_have_text(["2", "0"])
    await expect(agent.locator(".panel-invoices")).to_contain_text("$ 128.350")

    await agent.keyboard.press("F2")
    await expect(agent.locator(".happening")).to_contain_text("En llamada")
    assert await pitch_heard(caller) == pytest.approx(AGENT_HERTZ, abs=HERTZ_APART)
    assert await pitch_heard(agent) == pytest.approx(CALLER_HERTZ, abs=HERTZ_APART)
    received = await packets_received(caller)
    assert received > 50

    await agent.keyboard.press("F4")
    await expect(agent.locator(".happening")).to_contain_text("En espera")
    assert await pitch_heard(caller) != pytest.approx(AGENT_HERTZ, abs=HERTZ_APART)
    await agent.keyboard.press("F4")
    await expect(agent.locator(".happening")).to_contain_text("En llamada")
    assert await pitch_heard(caller) == pytest.approx(AGENT_HERTZ, abs=HERTZ_APART)

    await agent.keyboard.press("F9")
    await expect(caller.get_by_role("status")).to_have_text("Llamada terminada")
    await wrap_up(agent, "acuerdo de pago", "Tres cuotas")
    await expect(agent.locator(".state-button")).to_have_text("Disponible")

    record = await line.record(SUBSCRIBER.phone, lambda call: call.ended_at is not None)
    assert record.outcome is Outcome.AGENT
    answered = [leg for leg in record.legs if leg.role == "agent" and leg.answered_at]
    assert len(answered) == 1

    await ask_for_a_person(caller)
    await rings(agent)
    await expect(agent.locator(".panel-history")).to_contain_text("Tres cuotas")
    await expect(agent.locator(".panel-history")).to_contain_text("Acuerdo de pago")
    await caller.get_by_role("button", name="Colgar").click()
    await expect(agent.locator(".subject")).to_contain_text("colgó antes de que usted contestara")


@pytest.mark.timeout(120)
async def test_a_desk_reloaded_while_it_rings_is_rung_again(agent: Page, caller: Page) -> None:
    await ask_for_a_person(caller)
    await rings(agent)
    await agent.reload()
    await rings(agent, RINGS_AGAIN_WITHIN)
    await expect(agent.locator(".panel-caller")).to_contain_text("Titular de prueba")
    await agent.get_by_role("button", name="Contestar").click()
    await expect(agent.locator(".happening")).to_contain_text("En llamada")
    assert await pitch_heard(caller) == pytest.approx(AGENT_HERTZ, abs=HERTZ_APART)
    await caller.get_by_role("button", name="Colgar").click()
    await wrap_up(agent, "llamada de prueba", "")


@pytest.mark.timeout(120)
async def test_the_telephone_rings_while_the_server_is_away(
    line: RunningLine, agent: Page, caller: Page
) -> None:
    stopped = line.signal("cti", signal.SIGSTOP)
    try:
        await ask_for_a_person(caller)
        await rings(agent)
        await agent.keyboard.press("F2")
        await expect(agent.locator(".happening")).to_contain_text("En llamada")
        assert await pitch_heard(agent) == pytest.approx(CALLER_HERTZ, abs=HERTZ_APART)
        await agent.keyboard.press("F9")
        await expect(caller.get_by_role("status")).to_have_text("Llamada terminada")
    finally:
        assert line.signal("cti", signal.SIGCONT) == stopped
