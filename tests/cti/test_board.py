"""The board: what it tells, how soon, and what it says when something is gone."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSServerHandshakeError

from cti.web.keys import BOARD
from ivr.store import Store
from tests.cti.desk_server import DeskServer, Page, desk_server
from tests.cti.sequence import CALL
from tests.running.line import eventually
from tests.running.patience import PATIENCE

ARRIVES = f"""
NewAccountCode Uniqueid=c1 Channel=PJSIP/trunk-local-01 AccountCode={CALL}
Newstate Uniqueid=c1 ChannelStateDesc=Up
"""
WAITS = f"QueueCallerJoin Uniqueid=c1 Queue=attention Position=1 AccountCode={CALL}"


async def talks(desk: str, agent_id: int) -> str:
    return f"""
AgentCalled Uniqueid=c1 DestChannel=PJSIP/{desk}-02 DestUniqueid=d1 Queue=attention \
MemberName=agent-{agent_id} AccountCode={CALL}
DialEnd Uniqueid=c1 DestUniqueid=d1 DialStatus=ANSWER
QueueCallerLeave Uniqueid=c1 Queue=attention
AgentConnect Uniqueid=c1 DestUniqueid=d1 Queue=attention
BridgeEnter Uniqueid=d1
"""


class BoardPage:
    """A board's page."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.seqs: list[int] = []

    @classmethod
    async def of(cls, page: Page) -> BoardPage:
        return cls(await page.client.ws_connect("/api/v1/board"))

    async def until(self, **wanted: Any) -> dict[str, Any]:
        """The first message in which these fields are so, and the day is counted."""
        async with asyncio.timeout(5):
            while True:
                message: dict[str, Any] = json.loads(await self.socket.receive_str())
                self.seqs.append(message["seq"])
                as_wanted = all(message[name] == value for name, value in wanted.items())
                if as_wanted and message["day"] is not None:
                    return message


async def test_a_call_walks_over_the_board(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        ana = await server.page()
        await ana.sit("ana")
        await ana.post("/api/v1/me/state", {"state": "available"})
        board = await BoardPage.of(await server.signed_in("sofia"))
        first = await board.until(in_machine=0, waiting={})
        assert first["asterisk"]
        assert first["store"]

        await server.event(ARRIVES)
        await board.until(in_machine=1)
        await server.event(WAITS)
        waiting = (await board.until(in_machine=0, talking=0))["waiting"]
        assert waiting["attention"]["count"] == 1
        await server.event(await talks("desk-01", server.ids["ana"]))
        told = await board.until(talking=1, waiting={})
        agents = {one["name"]: one for one in told["agents"]}
        assert (agents["Ana"]["state"], agents["Ana"]["call_id"]) == ("talking", CALL)
        assert agents["Beto"]["state"] == "offline"
        async with asyncio.timeout(5):
            while (await board.until())["day"]["together"]["answered"] != 1:
                pass
        assert board.seqs == list(range(len(board.seqs)))
        assert "+57" not in json.dumps(told)


async def test_the_day_has_every_figure(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        board = await BoardPage.of(await server.signed_in("sofia"))
        day = (await board.until())["day"]
        assert day["promise"]["variant"] == "B"
        assert set(day["together"]["levels"]) == set("ABCDE")
        assert day["queues"]["attention"]["offered"] == 0
        assert day["cases"] == {"overdue": 0, "due_soon": 0, "silence": 0}
        assert day["survey"]["answered"] == day["callbacks_waiting"] == day["dangers_open"] == 0


async def test_what_is_gone_is_said(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        board = await BoardPage.of(await server.signed_in("sofia"))
        await board.until(asterisk=True, store=True)
        server.asterisk.silent.add("CoreShowChannels")
        server.asterisk.refuses = True
        server.asterisk.hang_up()
        await board.until(asterisk=False)


async def test_an_agent_sees_no_board(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        ana = await server.signed_in("ana")
        with pytest.raises(WSServerHandshakeError) as refused:
            await ana.client.ws_connect("/api/v1/board")
        assert refused.value.status == 403


async def test_a_closed_board_is_counted_no_more(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        board = await BoardPage.of(await server.signed_in("sofia"))
        await board.until()
        await board.socket.close()
        shown = server.server.app[BOARD]
        await eventually(lambda: not shown.counting or None, PATIENCE, "the rest")


async def _report(server: DeskServer, user: str, query: str = "") -> Any:
    page = await server.signed_in(user)
    return await page.get(f"/api/v1/reports{query}")


async def test_reports_are_for_those_with_the_right(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        assert (await _report(server, "ana")).status == 403
        answer = await _report(server, "sofia", "?from=2026-11-20&to=2026-11-22")
        assert answer.status == 200
        told = await answer.json()
        assert (told["from"], told["to"], len(told["days"])) == ("2026-11-20", "2026-11-22", 3)


async def test_what_cannot_be_a_period_is_said_in_spanish(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("sofia")
        for query in (
            "?from=2026-13-01",
            "?from=2026-11-22&to=2026-11-01",
            "?from=2020-01-01&to=2026-11-01",
            "?from=0001-01-01&to=0001-01-02",
            "?queue=../../etc",
            "?cola=attention",
        ):
            answer = await page.get(f"/api/v1/reports{query}")
            assert answer.status == 422, query
            title = (await answer.json())["title"]
            assert title[0] == title[0].upper()


async def test_files_for_spreadsheets(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("sofia")
        text = await page.get("/api/v1/reports.csv")
        assert (await text.text()).startswith("\ufeffResumen")
        assert "informe-2026-11-22" in text.headers["Content-Disposition"]
        book = await page.get("/api/v1/reports.xlsx?published=1")
        assert (await book.read())[:2] == b"PK"
        assert "-para-publicar.xlsx" in book.headers["Content-Disposition"]
