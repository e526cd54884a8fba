"""Agents at the desks of a running line: signed in by its web server, a telephone on the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession, CookieJar

from tests.calls.desks import PASSWORD, Desk
from tests.running.asterisk import HOST
from tests.running.line import RunningLine


@asynccontextmanager
async def at_desk(line: RunningLine, user: str) -> AsyncIterator[Desk]:
    """An agent whose page is open and whose telephone is registered; away again at the end."""
    base = f"http://{HOST}:{line.settings.ports.web}"
    async with (
        ClientSession(base, headers={"X-Linea": "1"}, cookie_jar=CookieJar(unsafe=True)) as client,
        line.phone("600") as phone,
    ):
        desk = Desk(client, "", phone)
        await desk.post("/api/v1/login", {"user": user, "password": PASSWORD})
        me = await desk.get("/api/v1/me")
        desk.name = phone.number = f"desk-{me['desk']['display']}"
        await phone.register(desk.name, me["desk"]["password"])
        await desk.open()
        try:
            yield desk
        finally:
            await desk.choose("offline")
            await desk.post("/api/v1/logout", {})
            await desk.close()
