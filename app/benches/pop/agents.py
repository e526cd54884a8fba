"""Agents without a browser: signed in, a WebSocket open, each call wrapped up."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from http import HTTPStatus
from typing import Protocol

from aiohttp import ClientError, ClientSession, ClientWebSocketResponse, WSMsgType

from app.benches.pop.moments import Moments
from app.benches.pop.town import PASSWORD

NOTED = "factura.informacion"
"""What every call comes to (config/catalogues/dispositions.toml)."""

LIVE = "/api/v1/live"
SHOWS_A_CALL = ("pop", "hello")
AGAIN = 0.4
"""Seconds until a page comes back that lost its connection."""

NOT_YET = frozenset({HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.CONFLICT})
"""What a server says that has not yet written that the call was answered."""


class Agent(Protocol):
    """Someone at a desk, whatever they look at."""

    user: str
    id: int
    desk: str

    async def noted(self, call_id: str) -> bool:
        """Note the call's result; False where the server is too busy: to be asked again."""
        ...


class SocketAgent:
    """An agent whose page is a mere WebSocket. ``desk`` is the telephone lent."""

    def __init__(self, client: ClientSession, user: str, moments: Moments) -> None:
        self.user = user
        self.id = 0
        self.desk = ""
        self._client = client
        self._moments = moments
        self._socket: ClientWebSocketResponse | None = None

    async def come(self) -> None:
        """Sign in, take a desk, open the page's WebSocket, become available."""
        await self._post("/api/v1/login", {"user": self.user, "password": PASSWORD})
        async with self._client.get("/api/v1/me") as answer:
            answer.raise_for_status()
            me = await answer.json()
        self.id, self.desk = me["agent"]["id"], f"desk-{me['desk']['display']}"
        self._socket = await self._client.ws_connect(LIVE)
        await self._post("/api/v1/me/state", {"state": "available"})

    async def watch(self) -> None:
        """Note each card until cancelled; a connection that is lost is made anew, as pages do."""
        while True:
            with suppress(ClientError):
                if self._socket is None:
                    self._socket = await self._client.ws_connect(LIVE)
                await self._note(self._socket)
            self._socket = None
            await asyncio.sleep(AGAIN)

    async def _note(self, socket: ClientWebSocketResponse) -> None:
        async for message in socket:
            at = time.time()
            if message.type is not WSMsgType.TEXT:
                break
            told = json.loads(message.data)
            if told["type"] in SHOWS_A_CALL and told.get("call"):
                self._moments.see(told["call"]["call_id"], self.user, at)

    async def noted(self, call_id: str) -> bool:
        """Note the call's result; False where the server is too busy."""
        note = {"disposition": NOTED, "note": ""}
        return await self._post(f"/api/v1/calls/{call_id}/wrap-up", note)

    async def _post(self, path: str, body: dict[str, str]) -> bool:
        async with self._client.post(path, json=body) as answer:
            if answer.status in NOT_YET:
                return False
            answer.raise_for_status()
            return True
