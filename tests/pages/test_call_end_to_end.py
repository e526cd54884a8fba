"""A caller's page and an agent's desk on the whole line: real browsers, Asterisk and server."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from sqlalchemy.orm import Session

from ivr.store import Outcome
from tests.pages.people import (
    ask_for_a_person,
    become,
    desk_of,
    employ,
    rings,
    telephone,
    wrap_up,
)
from tests.pages.sound import away_from, hears_pitch, near, packets_received, voice
from tests.running.line import RunningLine, running_line
from tests.running.town import Bill, Subscriber

SUBSCRIBER = Subscriber("700101", "52001401", "3105550199", (Bill(0, 128_350, 128_350, 10),))
CALLER_HERTZ, AGENT_HERTZ = 1500.0, 2300.0
FIRST_HAS_NO_SOUND = """
() => {
  const native = Object.getPrototypeOf(RTCPeerConnection).prototype;
  const state = Object.getOwnPropertyDescriptor(native, "connectionState");
  Object.defineProperty(RTCPeerConnection.prototype, "connectionState", {
    get() { return this === window.connections[0] ? "connecting" : state.get.call(this); },
  });
}
"""
"""The handshake of the page's first connection never ends, as it looks to the page."""


@pytest.fixture(scope="module")
def line() -> Iterator[RunningLine]:
    with running_line([SUBSCRIBER], staff=hire, browsers=True, demo="enabled = true") as running:
        yield running


def hire(session: Session) -> None:
    """The only agent."""
    employ(session, camila="Camila Rojas")


@pytest_asyncio.fixture(loop_scope="session")
async def agent(line: RunningLine, tmp_path: Path) -> AsyncIterator[Page]:
    """The desk of an agent who signed in and became available."""
    async with desk_of(line, "camila", voice(tmp_path / "agent.wav", AGENT_HERTZ)) as page:
        await become(page, "Disponible")
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def caller(line: RunningLine, tmp_path: Path) -> AsyncIterator[Page]:
    """The demonstration telephone, about to call from the subscriber's number."""
    microphone = voice(tmp_path / "caller.wav", CALLER_HERTZ)
    async with telephone(line, SUBSCRIBER.phone, microphone) as page:
        yield page


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
    await hears_pitch(caller, near(AGENT_HERTZ))
    await hears_pitch(agent, near(CALLER_HERTZ))
    received = await packets_received(caller)
    assert received > 50

    await agent.keyboard.press("F4")
    await expect(agent.locator(".happening")).to_contain_text("En espera")
    await hears_pitch(caller, away_from(AGENT_HERTZ))
    await agent.keyboard.press("F4")
    await expect(agent.locator(".happening")).to_contain_text("En llamada")
    await hears_pitch(caller, near(AGENT_HERTZ))

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
async def test_a_call_that_is_answered_without_sound_is_placed_anew(
    line: RunningLine, caller: Page
) -> None:
    await caller.evaluate(FIRST_HAS_NO_SOUND)
    await caller.get_by_role("button", name="Llamar").click()
    await expect(caller.get_by_role("status")).to_have_text("En llamada")
    assert await caller.evaluate("() => window.connections.length") == 2
    await caller.get_by_role("button", name="Colgar").click()
    await line.record(SUBSCRIBER.phone, lambda call: call.ended_at is not None)


@pytest.mark.timeout(120)
async def test_a_desk_reloaded_while_it_rings_is_rung_again(agent: Page, caller: Page) -> None:
    await ask_for_a_person(caller)
    await rings(agent)
    await agent.reload()
    await rings(agent)
    await expect(agent.locator(".panel-caller")).to_contain_text("Titular de prueba")
    await agent.get_by_role("button", name="Contestar").click()
    await expect(agent.locator(".happening")).to_contain_text("En llamada")
    await hears_pitch(caller, near(AGENT_HERTZ))
    await caller.get_by_role("button", name="Colgar").click()
    await wrap_up(agent, "llamada de prueba", "")


@pytest.mark.timeout(120)
async def test_a_second_tab_leaves_the_desk_to_a_call_that_goes_on(
    agent: Page, caller: Page
) -> None:
    await ask_for_a_person(caller)
    await rings(agent)
    await agent.get_by_role("button", name="Contestar").click()
    await expect(agent.locator(".happening")).to_contain_text("En llamada")
    second = await agent.context.new_page()
    await second.goto(agent.url)
    await expect(second.get_by_role("main")).to_contain_text("Allá hay una llamada en curso")
    take_over = second.get_by_role("button", name="Usar el puesto aquí")
    await expect(take_over).to_be_disabled()
    await hears_pitch(agent, near(CALLER_HERTZ))
    await caller.get_by_role("button", name="Colgar").click()
    await expect(take_over).to_be_enabled()
    await second.close()
    await agent.bring_to_front()
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
        await hears_pitch(agent, near(CALLER_HERTZ))
        await agent.keyboard.press("F9")
        await expect(caller.get_by_role("status")).to_have_text("Llamada terminada")
    finally:
        assert line.signal("cti", signal.SIGCONT) == stopped
