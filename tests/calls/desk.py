"""An agent at a desk, as the page and the telephone there; a plain one stands for the browser's."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar
from yarl import URL

from app.asterisk import Instance
from tests.calls.call import Call
from tests.calls.phone import Phone
from tests.calls.staff import PASSWORD
from tests.running.line import eventually
from tests.running.patience import PATIENCE


@asynccontextmanager
async def page_of(server: URL | str) -> AsyncIterator[ClientSession]:
    """What a page asks a server with."""
    jar = CookieJar(unsafe=True)
    async with ClientSession(server, headers={"X-Linea": "1"}, cookie_jar=jar) as client:
        yield client


class Desk:
    """An agent at a page: signed in, with the page's messages and the desk's telephone."""

    def __init__(self, client: ClientSession, phone: Phone, asterisk: Instance) -> None:
        self.client = client
        self.phone = phone
        self.name = ""
        self._asterisk = asterisk
        self.messages: list[dict[str, Any]] = []
        self._socket: ClientWebSocketResponse | None = None

    async def sign_in(self, user: str) -> None:
        """Sign in and register the desk's telephone; the page is not open yet."""
        await self.post("/api/v1/login", {"user": user, "password": PASSWORD})
        lent = (await self.get("/api/v1/me"))["desk"]
        self.name = self.phone.number = f"desk-{lent['display']}"
        password = self._asterisk.configuration.password(f"sip.{self.name}")
        await self.phone.register(self.name, password)

    async def open(self) -> dict[str, Any]:
        """Open the page's WebSocket; gives its hello."""
        self._socket = await self.client.ws_connect("/api/v1/live")
        return await self.told("hello")

    async def close(self) -> None:
        """Close the page."""
        if self._socket is not None:
            await self._socket.close()

    async def hears(self) -> dict[str, Any]:
        """The next message, whatever it is."""
        assert self._socket is not None
        message: dict[str, Any] = json.loads(await self._socket.receive_str())
        self.messages.append(message)
        return message

    async def told(self, kind: str, within: float = PATIENCE, **fields: Any) -> dict[str, Any]:
        """The next message of a kind with these fields; those before it are kept."""
        async with asyncio.timeout(within):
            while True:
                message = await self.hears()
                if message["type"] == kind and fields.items() <= message.items():
                    return message

    async def handed(self, **fields: Any) -> dict[str, Any]:
        """The next word of a call that is handed on, with these fields."""
        while True:
            handover: dict[str, Any] = (await self.told("handover"))["handover"]
            if fields.items() <= handover.items():
                return handover

    async def choose(self, state: str, reason: str | None = None) -> None:
        """Ask for a state; whoever is available is rung by the next call from here on."""
        await self.post("/api/v1/me/state", {"state": state, "reason": reason})
        if state == "available":
            await self.is_free()

    async def is_free(self) -> None:
        """Asterisk's queue has the desk among its free members."""
        member = re.compile(rf"\(PJSIP/{self.name}\)(?!.*paused).*\(Not in use\)")

        def free() -> bool | None:
            shown = asyncio.run(self._asterisk.console("queue show attention"))
            return member.search(shown) is not None or None

        await eventually(free, PATIENCE, f"{self.name} in the queue")

    async def post(self, path: str, body: dict[str, Any]) -> None:
        """Send a change; fails unless it is accepted."""
        async with self.client.post(path, json=body) as answer:
            assert answer.status < 300, await answer.text()

    async def get(self, path: str) -> Any:
        """Ask something; fails unless it is answered."""
        async with self.client.get(path) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()


async def hold(call: Call, direction: str = "sendonly") -> None:
    """Re-INVITE with another direction: ``sendonly`` holds, ``sendrecv`` takes back."""
    invite = call.dialog.new("INVITE")
    invite.headers.append(("Content-Type", "application/sdp"))
    invite.body = call.dialog.description.replace("a=sendrecv", f"a={direction}")
    assert f"a={direction}" in invite.body
    answer = await call.dialog.wire.request(invite, call.dialog.peer)
    assert answer.status == 200, answer.status
    call.dialog.acknowledge(invite, answer)


async def lose(desk: Desk, call: Call) -> None:
    """The desk's page closes or loads again, and says so in its BYE (RFC 3326)."""
    bye = call.dialog.new("BYE")
    bye.headers.append(("Reason", 'Q.850;cause=41;text="page closed"'))
    await desk.phone.wire.request(bye, desk.phone.line)
    call.was_ended()
    await call.stream.close()
