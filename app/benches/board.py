"""How far the board lags: from an event of Asterisk to the message at a supervisor's socket.

Asterisk is played by the tests' own, so it runs where the project's repository is; server,
WebSocket and store are the real ones, at the pace of the real board, on demonstration data.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import ClientWebSocketResponse

from app.demonstration import DISPOSITIONS
from cti.board import BoardTimes
from ivr import demo
from ivr.errors import Invalid
from ivr.services import dispositions
from ivr.store import Store
from ivr.store.schema import upgrade

try:
    from tests.cti.desk_server import DeskServer, desk_server
    from tests.cti.sequence import BEGIN
except ImportError as missing:
    raise Invalid("esta medición necesita las pruebas del proyecto (carpeta tests)") from missing

CALLS = 50
WITHIN = 10.0
LOADS_WITHIN = 120.0
LONGEST_PAUSE = 0.5
"""Between two calls, so that they begin anywhere between two of the board's looks."""

Row = dict[str, object]
Board = dict[str, Any]


def measure() -> Sequence[Row]:
    """Seconds until a caller who joins a queue is shown, and until one who left is counted."""
    with tempfile.TemporaryDirectory(prefix="linea-bench-") as named:
        folder = Path(named)
        with closing(_store(folder / "linea.sqlite")) as store:
            upgrade(store)
            with store.unit_of_work() as session:
                demo.make(session, dispositions.read(DISPOSITIONS), today=BEGIN.date())
            shown, counted = asyncio.run(_lags(folder, store))
    return [_row("joins a queue, is shown", shown), _row("gives up, is counted", counted)]


def _store(file: Path) -> Store:
    return Store(f"sqlite:///{file}", statement_seconds=LOADS_WITHIN)


async def _lags(folder: Path, store: Store) -> tuple[list[float], list[float]]:
    chance = random.Random(1)
    shown, counted = [], []
    async with desk_server(folder, store, board_times=BoardTimes()) as server:
        page = await server.signed_in("sofia")
        board = await page.client.ws_connect("/api/v1/board")
        gave_up = _gave_up(await _until(board, lambda told: told["day"] is not None))
        for turn in range(1, CALLS + 1):
            await asyncio.sleep(chance.uniform(0, LONGEST_PAUSE))
            shown.append(await _lag(server, board, _joins(turn), lambda told: told["waiting"]))
            counts = partial(_has_counted, gave_up + turn)
            counted.append(await _lag(server, board, _gives_up(turn), counts))
    return shown, counted


async def _lag(
    server: DeskServer,
    board: ClientWebSocketResponse,
    events: str,
    shows: Callable[[Board], bool],
) -> float:
    begin = time.monotonic()
    await server.event(events)
    await _until(board, shows)
    return time.monotonic() - begin


async def _until(board: ClientWebSocketResponse, shows: Callable[[Board], bool]) -> Board:
    """The first message that shows something. Raises TimeoutError."""
    async with asyncio.timeout(WITHIN):
        while True:
            told: Board = json.loads(await board.receive_str())
            if shows(told):
                return told


def _has_counted(gave_up: int, told: Board) -> bool:
    return _gave_up(told) == gave_up


def _gave_up(told: Board) -> int:
    together = told["day"]["together"]
    return int(together["short"] + together["abandoned"])


def _joins(turn: int) -> str:
    call_id = f"0190a000-0000-7000-8000-{turn:012}"
    return f"""
NewAccountCode Uniqueid=c{turn} Channel=PJSIP/trunk-local-{turn:08x} AccountCode={call_id}
Newstate Uniqueid=c{turn} ChannelStateDesc=Up
QueueCallerJoin Uniqueid=c{turn} Queue=attention Position=1 AccountCode={call_id}
"""


def _gives_up(turn: int) -> str:
    return f"""
QueueCallerAbandon Uniqueid=c{turn} Queue=attention
QueueCallerLeave Uniqueid=c{turn} Queue=attention
Hangup Uniqueid=c{turn} Cause=16
"""


def _row(what: str, lags: Sequence[float]) -> Row:
    return {
        "what": what,
        "calls": len(lags),
        "median s": round(statistics.median(lags), 2),
        "p95 s": round(statistics.quantiles(lags, n=20)[-1], 2),
        "longest s": round(max(lags), 2),
    }
