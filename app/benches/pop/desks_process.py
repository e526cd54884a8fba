"""The processes `cti` and `door` with a Redis of their own, as `linea serve` runs them."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout

from app import ports, redis_server
from app.child import Child, PartLog
from app.settings import PROJECT, Settings
from ivr.errors import LineaError

STARTS_WITHIN = 60.0
STOPS_WITHIN = 10.0
PROCESSES = ("cti", "door")
OF_CTI = "application/json"
"""What `cti` answers about its health; the door alone answers by a problem."""


class DidNotStart(LineaError):
    """A process ended, or never answered."""

    code = "did_not_start"


@asynccontextmanager
async def desks_process(settings: Settings) -> AsyncIterator[str]:
    """Run them by these settings; gives the address. Raises DidNotStart, with the log's end."""
    assert settings.redis_socket is not None
    log = PartLog(settings.data_folder / "log" / "desks.log")
    told = _environment(settings)
    commands = [redis_server.command(settings.redis_socket)]
    commands += [(sys.executable, "-m", "app.cli", name) for name in PROCESSES]
    children: list[Child] = []
    try:
        for command in commands:
            child = await Child.start(command, env=told, folder=PROJECT, write=log.write)
            children.append(child)
        url = f"http://{settings.network.host}:{settings.ports.web}"
        await _answers(url, settings.data_folder / "log" / "desks.log")
        yield url
    finally:
        for child in reversed(children):
            await _stop(child)
        log.close()


def _environment(settings: Settings) -> dict[str, str]:
    """What the process is told: these settings, and nothing of this one's."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("LINEA_")}
    trunks = [trunk.model_dump(mode="json") for trunk in settings.line.trunks]
    given: Mapping[str, str] = {
        "LINEA_DATA__FOLDER": str(settings.data_folder),
        "LINEA_STORE__URL": settings.store_url,
        "LINEA_ASTERISK__ROOT": str(settings.asterisk_root),
        "LINEA_ASTERISK__INSTANCE": settings.asterisk.instance,
        "LINEA_LINE__TRUNKS": json.dumps(trunks),
        "LINEA_DESK__SEATS": str(settings.desk.seats),
        "LINEA_DEMO__ENABLED": "false",
    }
    return {**ours, **given, **ports.environment(settings.ports)}


async def _answers(url: str, log: Path) -> None:
    try:
        async with (
            asyncio.timeout(STARTS_WITHIN),
            ClientSession(timeout=ClientTimeout(total=2)) as client,
        ):
            while True:
                with suppress(ClientError, TimeoutError):
                    async with client.get(f"{url}/health") as answer:
                        if answer.content_type == OF_CTI:
                            return
                await asyncio.sleep(0.1)
    except TimeoutError:
        end = (await asyncio.to_thread(log.read_text, "utf-8"))[-2000:]
        raise DidNotStart(f"el proceso de los puestos no responde:\n{end}") from None


async def _stop(child: Child) -> None:
    child.terminate()
    try:
        async with asyncio.timeout(STOPS_WITHIN):
            await child.wait()
    except TimeoutError:
        child.kill()
        await child.wait()
