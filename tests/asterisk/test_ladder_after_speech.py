"""Who spoke to the line before our Python fell away finds the ladder whole.

Connecting to a recogniser bars a channel from reading and writing files (tcptls.c).
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.asterisk.agi_server import Session, agi_server
from tests.asterisk.line import CALLER, line, phone
from tests.calls import tones
from tests.running.asterisk import free_ports

pytestmark = pytest.mark.calls


@asynccontextmanager
async def ears() -> AsyncIterator[int]:
    """A recogniser that takes every call and hears nothing; gives its port."""

    async def listen(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("speech_to_text",))
        await socket.prepare(request)
        async for message in socket:
            asked = json.loads(message.data) if isinstance(message.data, str) else {}
            if name := asked.get("request"):
                answer = {"response": name, "id": asked["id"], "codecs": [{"name": "slin"}]}
                await socket.send_json(answer)
        return socket

    app = web.Application()
    app.router.add_get("/", listen)
    async with TestServer(app, host="127.0.0.1") as server:
        assert server.port is not None
        yield server.port


async def speak_and_fail(session: Session) -> None:
    """The call was listened to, and then the worker is gone."""
    assert await session.command("SPEECH CREATE linea") == "200 result=1"


async def test_the_prompts_are_ours_and_the_message_is_kept() -> None:
    async with (
        ears() as recogniser,
        agi_server(speak_and_fail) as port,
        line(ports=free_ports(agi=port, speech=recogniser)) as asterisk,
        phone(asterisk) as caller,
    ):
        call = await caller.dial("6088765432")
        await call.hears("disculpe", "emergencia", "espere", "mensaje")
        await call.hears_beep()
        await call.say(tones.tone(600, 1.5))
        await call.press("#")
        await call.hears("gracias")
        await call.ended()
        (kept,) = (asterisk.configuration.folder / "spool" / "messages").glob("*.json")
        record = json.loads(kept.read_text())
        assert (record["from"], record["dialled"]) == (CALLER, "6088765432")
        assert kept.with_suffix(".wav").exists()
        log = asterisk.configuration.folder / "log" / "messages.log"
        assert "Dangerous function" not in log.read_text()
