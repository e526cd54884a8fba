"""Agents at the desks of a running line: signed in by its web server, a telephone on the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.calls.desk import Desk, page_of
from tests.running.asterisk import HOST
from tests.running.line import RunningLine


@asynccontextmanager
async def at_desk(line: RunningLine, user: str) -> AsyncIterator[Desk]:
    """An agent whose page is open and whose telephone is registered; away again at the end."""
    server = f"http://{HOST}:{line.settings.ports.web}"
    async with page_of(server) as client, line.phone("600") as phone:
        desk = Desk(client, phone, line.asterisk)
        await desk.sign_in(user)
        await desk.open()
        try:
            yield desk
        finally:
            await desk.choose("offline")
            await desk.post("/api/v1/logout", {})
            await desk.close()
