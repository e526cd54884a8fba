"""A supervisor who asks for the year's report, again and again, while the agents work."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

from aiohttp import ClientSession

from app.benches.pop.past import LAST
from app.benches.pop.town import PASSWORD, SUPERVISOR

PATH = "/api/v1/reports"
YEAR = {"from": (LAST - timedelta(days=364)).isoformat(), "to": LAST.isoformat()}


async def report_on(client: ClientSession, seconds: list[float]) -> None:
    """Sign in and report until cancelled; ``seconds`` gets how long each took."""
    person = {"user": SUPERVISOR, "password": PASSWORD}
    async with client.post("/api/v1/login", json=person) as answer:
        answer.raise_for_status()
    while True:
        begin = time.monotonic()
        async with client.get(PATH, params=YEAR) as answer:
            await answer.read()
            if answer.ok:
                seconds.append(time.monotonic() - begin)
            else:
                await asyncio.sleep(1)
