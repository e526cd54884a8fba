"""A supervisor at the board goes into a call by the telephone of their own page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import expect
from sqlalchemy.orm import Session

from ivr.services import agents, monitorings
from ivr.store import Role
from tests.pages.people import (
    PASSWORD,
    ask_for_a_person,
    become,
    board_of,
    desk_of,
    employ,
    rings,
    telephone,
)
from tests.pages.sound import hears_pitch, near, voice
from tests.running.line import RunningLine, eventually, running_line
from tests.running.patience import PATIENCE
from tests.running.town import Subscriber

CALLER = Subscriber("700101", "52001401", "3105550199", ())
CALLER_HERTZ, AGENT_HERTZ, SUPERVISOR_HERTZ = 1500.0, 2300.0, 3100.0


@pytest.fixture(scope="module")
def line() -> Iterator[RunningLine]:
    with running_line([CALLER], staff=hire, browsers=True, demo="enabled = true") as running:
        yield running


def hire(session: Session) -> None:
    """An agent, and who supervises."""
    employ(session, camila="Camila Rojas")
    agents.create(
        session,
        user="jefe",
        name="Supervisión",
        role=Role.SUPERVISOR,
        password=PASSWORD,
        now=datetime.now(UTC),
    )


@pytest.mark.timeout(180)
async def test_a_supervisor_listens_and_whispers_from_the_board(
    line: RunningLine, tmp_path: Path
) -> None:
    voices = {"caller": CALLER_HERTZ, "agent": AGENT_HERTZ, "supervisor": SUPERVISOR_HERTZ}
    files = {who: voice(tmp_path / f"{who}.wav", hertz) for who, hertz in voices.items()}
    async with (
        desk_of(line, "camila", files["agent"]) as agent,
        telephone(line, CALLER.phone, files["caller"]) as caller,
        board_of(line, "jefe", files["supervisor"]) as board,
    ):
        await become(agent, "Disponible")
        await ask_for_a_person(caller)
        await rings(agent)
        await agent.keyboard.press("F2")
        await expect(agent.locator(".happening")).to_contain_text("En llamada")

        row = board.get_by_role("row", name="Camila Rojas")
        await row.get_by_role("button", name="Escuchar").click()
        await expect(board.get_by_text("Está en una llamada.")).to_contain_text("nadie lo oye")
        await hears_pitch(board, near(CALLER_HERTZ, AGENT_HERTZ))
        await row.get_by_role("button", name="Susurrar").click()
        await expect(board.get_by_text("Está en una llamada.")).to_contain_text("solo al asesor")
        record = await line.record(CALLER.phone, lambda call: len(call.legs) > 1)

        def modes() -> list[str] | None:
            with line.store.reading() as session:
                told = monitorings.of_call(session, record.call_id)
            return [one.mode for one in told] if len(told) == 2 else None

        assert await eventually(modes, PATIENCE, "the audit") == ["listen", "whisper"]
        await row.get_by_role("button", name="Salir").click()
        await expect(row.get_by_role("button", name="Escuchar")).to_be_enabled()
        await agent.keyboard.press("F9")
