"""«Ask the supervisor», and who waits in one's queues: what the desk and the board are told."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from ivr.services import calls
from ivr.store import Store
from tests.cti.desk_server import DeskServer, Page
from tests.cti.sequence import CALL, OTHER
from tests.cti.test_board import BoardPage
from tests.cti.test_live import ARRIVES, CONNECTS, ENDS, at_work, ring

ANOTHER_WAITS = f"""
NewAccountCode Uniqueid=c2 Channel=PJSIP/trunk-local-02 AccountCode={OTHER}
QueueCallerJoin Uniqueid=c2 Queue=attention Position=2 AccountCode={OTHER}
"""
SOMEBODY_IN_DANGER = f"""
NewAccountCode Uniqueid=c2 Channel=PJSIP/trunk-local-02 AccountCode={OTHER}
QueueCallerJoin Uniqueid=c2 Queue=emergency Position=1 AccountCode={OTHER}
"""


async def talking(server: DeskServer, ana: Page) -> None:
    await ring(server)
    await ana.told("pop")
    await server.event(CONNECTS)
    await ana.told("answered")


async def board_until(board: BoardPage, *help_: dict[str, Any]) -> list[dict[str, Any]]:
    """The board once the requests on it have these fields."""
    async with asyncio.timeout(5):
        while True:
            shown: list[dict[str, Any]] = (await board.until())["help"]
            if len(shown) == len(help_) and all(
                wanted.items() <= one.items() for one, wanted in zip(shown, help_, strict=True)
            ):
                return shown


def labels(store: Store) -> list[str | None]:
    with store.reading() as session:
        return [step.label for step in calls.path(session, CALL) if step.kind == "help"]


async def test_an_agent_asks_and_the_supervisor_answers_in_words(
    tmp_path: Path, store: Store
) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        sofia = await server.signed_in("sofia")
        board = await BoardPage.of(sofia)
        await board_until(board)
        await talking(server, ana)
        assert (await ana.post("/api/v1/me/help")).status == 204
        asked = (await ana.told("help"))["request"]
        assert (asked["call_id"], asked["by"], asked["coming"]) == (CALL, None, False)
        mine = {"agent_id": server.ids["ana"], "call_id": CALL}
        await board_until(board, mine)
        answer = f"/api/v1/help/{server.ids['ana']}/answer"
        server.clock.advance(timedelta(seconds=5))
        assert (await sofia.post(answer, {"text": " Ofrézcale\n  el acuerdo "})).status == 204
        told = (await ana.told("help"))["request"]
        assert (told["by"], told["text"]) == ("Sofia", "Ofrézcale el acuerdo")
        await board_until(board, {**mine, "text": "Ofrézcale el acuerdo"})
        assert (await ana.open())["state"] == "talking"
        assert (await ana.told("help"))["request"] == told

        await server.event(ENDS)
        assert (await ana.told("help"))["request"] is None
        await board_until(board)
        assert (await sofia.post(answer, {"text": "Tarde"})).status == 404
        await server.parts.call_log.settled(5)
        assert labels(store) == [
            "Pidió ayuda al supervisor",
            "El supervisor respondió: Ofrézcale el acuerdo",
        ]


async def test_who_asks_sees_that_the_supervisor_is_coming_and_when_that_fails(
    tmp_path: Path, store: Store
) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        await talking(server, ana)
        await ana.post("/api/v1/me/help")
        await ana.told("help")
        server.asterisk.failing["Originate"] = "no"
        sofia = await server.signed_in("sofia")
        wish = {"agent_id": server.ids["ana"], "mode": "whisper"}
        assert (await sofia.post("/api/v1/monitorings", wish)).status == 409
        coming = (await ana.told("help"))["request"]
        assert (coming["coming"], coming["by"]) == (True, "Sofia")
        assert (await ana.told("help"))["request"]["coming"] is False


async def test_an_agent_takes_it_back(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        assert (await ana.post("/api/v1/me/help")).status == 409
        await talking(server, ana)
        for _ in range(2):  # asked twice it is one request
            assert (await ana.post("/api/v1/me/help")).status == 204
        await ana.told("help")
        server.clock.advance(timedelta(seconds=5))
        for _ in range(2):
            assert (await ana.post("/api/v1/me/help/withdraw")).status == 204
        assert (await ana.told("help"))["request"] is None
        await server.parts.call_log.settled(5)
        assert labels(store) == ["Pidió ayuda al supervisor", "Ya no necesita al supervisor"]


async def test_a_short_answer_is_asked_for(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        sofia = await server.signed_in("sofia")
        for agent, text, status in (
            (server.ids["ana"], "   ", 422),
            (server.ids["ana"], "x" * 161, 422),
            ("x", "Hola", 404),
            (404, "Hola", 404),
        ):
            answer = await sofia.post(f"/api/v1/help/{agent}/answer", {"text": text})
            assert answer.status == status
        assert (await ana.post(f"/api/v1/help/{server.ids['ana']}/answer", {})).status == 403


async def test_the_desk_sees_who_waits_in_its_queues_without_any_name(
    tmp_path: Path, store: Store
) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        first = server.clock.now().isoformat().replace("+00:00", "Z")
        await server.event(ARRIVES)
        told = await ana.told("waiting")
        assert told["queues"] == {"attention": {"count": 1, "since": first}}
        await server.event(ANOTHER_WAITS)
        told = await ana.told("waiting")
        assert told["queues"] == {"attention": {"count": 2, "since": first}}
        await ana.open()
        assert (await ana.told("waiting"))["queues"] == told["queues"]
        await server.event("Hangup Uniqueid=c2 Cause=16")
        told = await ana.told("waiting")
        assert told["queues"]["attention"]["count"] == 1
        assert CALL not in json.dumps(told)


async def test_a_queue_that_one_does_not_serve_is_not_told(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        await server.event(SOMEBODY_IN_DANGER)
        await server.event(ARRIVES)
        assert set((await ana.told("waiting"))["queues"]) == {"attention"}
