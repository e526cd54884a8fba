"""A desk behind a firewall that lets only TCP out: a TURN server passes on its sound over TLS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from sqlalchemy.orm import Session

from app.certificates import OwnAuthority, own_authority
from app.doctor import media_servers
from app.doctor.check import Check
from app.network_settings import Turn
from app.settings import Settings
from tests.calls.talk import talking
from tests.pages.other_network import OtherNetwork, other_network
from tests.pages.people import become, desk_of, employ, rings
from tests.pages.sound import hears_pitch, near, packets_received, voice
from tests.running.line import WELCOME, RunningLine, running_line
from tests.running.turn_server import BY_SECRET, SECRET, free_port, turn_server

pytestmark = [pytest.mark.long, pytest.mark.timeout(240)]

AGENT_HERTZ, CALLER_HERTZ = 1000.0, 1700.0
WAYS = """
async () => {
  const report = await window.connections.at(-1).getStats();
  const entries = [...report.values()];
  const transport = entries.find((entry) => entry.type === "transport");
  const chosen = report.get(transport.selectedCandidatePairId);
  const {candidateType, relayProtocol} = report.get(chosen.localCandidateId);
  return {candidateType, relayProtocol};
}
"""
"""How the sound goes, by WebRTC's own statistics."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A line whose desk stands in a network that lets no datagram out."""

    line: RunningLine
    own: OwnAuthority
    network: OtherNetwork


@pytest.fixture(scope="module")
def behind() -> Iterator[Behind]:
    with other_network() as network:
        network.lets_no_datagram_out()
        port = free_port(network.here)
        turn = f'{{urls = ["turns:{network.here}:{port}"], secret = "{SECRET}"}}'
        listens = f'host = "{network.here}"\nturn = {turn}'
        with running_line(staff=hire, browsers=True, host=network.here, network=listens) as line:
            own = own_authority(line.settings)
            assert own is not None
            pair = own.current(datetime.now(UTC))
            with turn_server(host=network.here, port=port, pair=pair):
                yield Behind(line, own, network)


def hire(session: Session) -> None:
    """The only agent."""
    employ(session, camila="Camila Rojas")


async def test_a_desk_that_lets_no_datagram_out_talks_through_the_turn_server(
    behind: Behind, tmp_path: Path
) -> None:
    line, network = behind.line, behind.network
    network.trusts(behind.own.authority.certificate, tmp_path)
    over_there = network.runs("chromium", tmp_path)
    microphone = voice(tmp_path / "agent.wav", AGENT_HERTZ)
    async with desk_of(line, "camila", microphone, over_there) as desk, line.phone() as phone:
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
        assert await way_of(desk) == {"candidateType": "relay", "relayProtocol": "tls"}
        assert await packets_received(desk) > 50
        await call.hang_up()
        await expect(desk.locator(".subject")).not_to_contain_text("En llamada")


async def way_of(desk: Page) -> object:
    """By which kind of candidate the desk's sound goes, and how that reaches its server."""
    return await desk.evaluate(WAYS)


async def test_the_doctor_finds_the_way_that_the_sound_goes(behind: Behind) -> None:
    (check,) = await examined(behind.line.settings)
    assert check.ok, check.detail
    assert f"presta la dirección {behind.network.here}:4" in check.detail


async def test_the_doctor_finds_a_server_that_lets_nothing_through_to_the_line(
    behind: Behind,
) -> None:
    here = behind.network.here
    with turn_server(*BY_SECRET, f"--denied-peer-ip={here}", host=here) as port:
        turn = Turn(urls=(f"turn:{here}:{port}",), secret=SECRET)
        settings = behind.line.settings
        network = settings.network.model_copy(update={"turn": turn})
        (check,) = await examined(settings.model_copy(update={"network": network}))
    assert not check.ok
    assert f"no llega a {here}" in check.detail
    assert "allowed-peer-ip" in check.mend


async def examined(settings: Settings) -> list[Check]:
    return [check async for check in media_servers.checks(settings)]
