"""A desk in another network: one HTTPS origin, our own authority, sound both ways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Error, expect
from sqlalchemy.orm import Session

from app.certificates import own_authority
from tests.calls.talk import talking
from tests.pages.browser import chromium
from tests.pages.other_network import OtherNetwork, other_network
from tests.pages.people import become, desk_of, employ, rings
from tests.pages.sound import hears_pitch, near, voice
from tests.running.line import WELCOME, RunningLine, running_line

pytestmark = [pytest.mark.long, pytest.mark.timeout(240)]

AGENT_HERTZ, CALLER_HERTZ = 1000.0, 1700.0


@pytest.fixture(scope="module")
def network() -> Iterator[OtherNetwork]:
    with other_network() as made:
        yield made


@pytest.fixture(scope="module")
def line(network: OtherNetwork) -> Iterator[RunningLine]:
    """A line that listens at our end of the cable."""
    with running_line(
        staff=hire, browsers=True, host=network.here, demo="enabled = true"
    ) as running:
        yield running


def hire(session: Session) -> None:
    """The only agent."""
    employ(session, camila="Camila Rojas")


@pytest.fixture
def over_there(network: OtherNetwork, line: RunningLine, tmp_path: Path) -> Path:
    """A Chromium in the other network, which trusts the line's authority and nothing of ours."""
    own = own_authority(line.settings)
    assert own is not None
    network.trusts(own.authority.certificate, tmp_path)
    return network.runs("chromium", tmp_path)


async def test_a_desk_in_another_network_takes_a_call_with_sound_both_ways(
    line: RunningLine, over_there: Path, tmp_path: Path
) -> None:
    microphone = voice(tmp_path / "agent.wav", AGENT_HERTZ)
    async with desk_of(line, "camila", microphone, over_there) as desk, line.phone() as phone:
        assert desk.url.startswith(f"https://{line.settings.network.host}:")
        await become(desk, "Disponible")
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await call.press("0")
        await rings(desk)
        await desk.keyboard.press("F2")
        await expect(desk.locator(".happening")).to_contain_text("En llamada")
        async with talking(call, CALLER_HERTZ):
            await hears_pitch(desk, near(CALLER_HERTZ))
        await call.hears_tone(AGENT_HERTZ)
        await call.hang_up()
        await expect(desk.locator(".subject")).not_to_contain_text("En llamada")


async def test_who_does_not_trust_the_authority_is_warned_and_the_caller_s_page_is_off(
    network: OtherNetwork, line: RunningLine, over_there: Path, tmp_path: Path
) -> None:
    address = f"https://{network.here}:{line.settings.ports.web}"
    async with chromium(program=over_there) as browser:
        page = await browser.new_page()
        shown = await page.goto(f"{address}/api/v1/demo/phone")
        assert shown is not None
        assert shown.status == 404
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    async with chromium(program=network.runs("chromium", stranger)) as browser:
        page = await browser.new_page()
        with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
            await page.goto(f"{address}/entrar")
