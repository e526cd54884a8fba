"""An agent's page that is loaded again or closed in mid-talk does not hang up on the caller."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from sqlalchemy.orm import Session

from tests.calls import tones
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
from tests.running.line import RunningLine, running_line
from tests.running.town import Subscriber

SUBSCRIBER = Subscriber("700201", "52001402", "3105550188", ())
CALLER_HERTZ, AGENT_HERTZ, OTHER_HERTZ = 1500.0, 2300.0, 1100.0
LONGEST_WAIT_SECONDS = 7


@pytest.fixture(scope="module")
def line() -> Iterator[RunningLine]:
    with running_line([SUBSCRIBER], staff=hire, browsers=True, demo="enabled = true") as running:
        yield running


def hire(session: Session) -> None:
    """Two agents."""
    employ(session, camila="Camila Rojas", andres="Andrés Peña")


@pytest_asyncio.fixture(loop_scope="session")
async def agent(line: RunningLine, tmp_path: Path) -> AsyncIterator[Page]:
    """The desk of the agent who is available first."""
    async with desk_of(line, "camila", voice(tmp_path / "agent.wav", AGENT_HERTZ)) as page:
        await become(page, "Disponible")
        yield page


@pytest.mark.timeout(180)
async def test_who_reloads_in_mid_talk_has_the_caller_back_without_answering(
    line: RunningLine, agent: Page, tmp_path: Path
) -> None:
    microphone = voice(tmp_path / "caller.wav", CALLER_HERTZ)
    async with telephone(line, SUBSCRIBER.phone, microphone) as caller:
        await ask_for_a_person(caller)
        await rings(agent)
        await agent.keyboard.press("F2")
        await expect(agent.locator(".happening")).to_contain_text("En llamada")
        await hears_pitch(caller, near(AGENT_HERTZ))

        await agent.reload()
        await expect(agent.locator(".happening")).to_contain_text("Recuperando la llamada")
        await expect(agent.locator(".state-button")).to_have_text("En llamada")
        await expect(agent.locator(".panel-caller")).to_contain_text(SUBSCRIBER.number)
        await expect(agent.get_by_role("button", name="Colgar")).to_be_enabled()
        await expect(agent.locator(".happening")).to_contain_text("En llamada")
        await expect(caller.get_by_role("status")).to_have_text("En llamada")
        await hears_pitch(caller, near(AGENT_HERTZ))
        await hears_pitch(agent, near(CALLER_HERTZ))

        await agent.keyboard.press("F9")
        await expect(caller.get_by_role("status")).to_have_text("Llamada terminada")
        await wrap_up(agent, "llamada de prueba", "")
        await expect(agent.locator(".state-button")).to_have_text("Disponible")

    record = await line.record(SUBSCRIBER.phone, lambda call: bool(call.wrap_ups))
    desks = [leg for leg in record.legs if leg.role != "caller"]
    assert [(leg.agent, leg.hangup_cause) for leg in desks] == [
        ("Camila Rojas", 41),
        ("Camila Rojas", 16),
    ]
    assert all(leg.answered_at and not leg.missed for leg in desks)
    assert record.outcome == "agent"
    assert [stay.reason for stay in record.stays] == ["answered"]


@pytest.mark.timeout(120)
async def test_the_caller_of_a_page_that_is_loaded_again_hears_not_to_hang_up(
    line: RunningLine, agent: Page
) -> None:
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(line.says("bienvenida.saludo"))
        await call.press("0")
        await rings(agent)
        await agent.keyboard.press("F2")
        await call.hears_tone(AGENT_HERTZ)
        await agent.reload()
        await call.hears_at_last(line.says("ladder.se_corto"))
        await call.hears_tone(AGENT_HERTZ)
        assert tones.longest_silence(call.recording()) <= LONGEST_WAIT_SECONDS
        await call.hang_up()
        await wrap_up(agent, "llamada de prueba", "")


@pytest.mark.timeout(180)
async def test_the_caller_of_a_closed_page_is_first_in_line_for_the_next_agent(
    line: RunningLine, agent: Page, tmp_path: Path
) -> None:
    microphone = voice(tmp_path / "other.wav", OTHER_HERTZ)
    async with (
        desk_of(line, "andres", microphone) as other,
        line.phone(SUBSCRIBER.phone) as first,
        line.phone() as second,
    ):
        await become(other, "Descanso")
        call = await first.dial()
        await call.hears(line.says("bienvenida.saludo"))
        await call.press("0")
        await rings(agent)
        await agent.keyboard.press("F2")
        await call.hears_tone(AGENT_HERTZ)
        behind = await second.dial()
        await behind.hears(line.says("bienvenida.saludo"))
        await behind.press("0")
        await line.record(second.number, lambda waiting: len(waiting.stays) == 1)

        await agent.close()
        await call.hears_at_last(line.says("ladder.se_corto"))
        await line.record(SUBSCRIBER.phone, lambda again: len(again.stays) == 2)
        await become(other, "Disponible")
        await rings(other)
        await expect(other.locator(".panel-caller")).to_contain_text(SUBSCRIBER.number)
        await expect(other.locator(".path")).to_contain_text("Se perdió la conexión con el puesto")
        await other.keyboard.press("F2")
        await call.hears_tone(OTHER_HERTZ)
        assert tones.longest_silence(call.recording()) <= LONGEST_WAIT_SECONDS

        await behind.hang_up()
        await other.keyboard.press("F9")
        await call.ended()
        await wrap_up(other, "llamada de prueba", "")

    record = await line.record(SUBSCRIBER.phone, lambda again: bool(again.wrap_ups))
    desks = [leg for leg in record.legs if leg.role != "caller"]
    assert [(leg.agent, leg.hangup_cause) for leg in desks] == [
        ("Camila Rojas", 41),
        ("Andrés Peña", 16),
    ]
    assert [stay.reason for stay in record.stays] == ["answered", "answered"]
    assert [one.agent for one in record.wrap_ups] == ["Andrés Peña"]
