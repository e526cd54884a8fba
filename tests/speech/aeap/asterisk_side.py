"""The other end of the websocket: what Asterisk's `res_speech_aeap` sends, played by a test."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from speech.voice.engine import Samples

FRAME = 320
SETUP = {
    "request": "setup",
    "id": "setup",
    "version": "0.1.0",
    "codecs": [{"name": "slin"}],
}
SILENCE = bytes(FRAME)


@dataclass(frozen=True)
class Told:
    """A push: turn and what it came to, the texts with the likeliest first, their scores."""

    label: str
    texts: tuple[str, ...]
    scores: tuple[int, ...]

    @property
    def text(self) -> str:
        return self.texts[0]


class AsteriskSide:
    """One call's websocket. Messages are answered in order, as Asterisk expects."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self._responses: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._told: asyncio.Queue[Told] = asyncio.Queue()
        self.reading = asyncio.create_task(self._read())

    async def request(self, message: dict[str, Any], within: float = 10.0) -> dict[str, Any]:
        await self.socket.send_json(message)
        async with asyncio.timeout(within):
            return await self._responses.get()

    async def set(self, name: str, value: str) -> dict[str, Any]:
        return await self.request({"request": "set", "id": name, "params": {name: value}})

    async def speak(self, samples: Samples, pause: float = 0.0) -> None:
        """Send 20 ms frames as fast as they are taken, then silence for so many seconds."""
        sound = samples.astype("<i2").tobytes() + SILENCE * round(pause * 50)
        for at in range(0, len(sound), FRAME):
            await self.socket.send_bytes(sound[at : at + FRAME])
            await asyncio.sleep(0)

    async def silence(self, seconds: float = 0.02) -> None:
        for _ in range(round(seconds * 50)):
            await self.socket.send_bytes(SILENCE)

    async def told(self, within: float = 20.0) -> Told:
        """The next push."""
        async with asyncio.timeout(within):
            return await self._told.get()

    def nothing_told(self) -> bool:
        return self._told.empty()

    async def closed(self, within: float = 20.0) -> int | None:
        """Wait until the server has closed; give its code."""
        async with asyncio.timeout(within):
            await self.reading
        return self.socket.close_code

    async def _read(self) -> None:
        async for message in self.socket:
            content = json.loads(message.data)
            if "response" in content:
                self._responses.put_nowait(content)
                continue
            results = content["params"]["results"]
            self._told.put_nowait(
                Told(
                    results[0]["grammar"],
                    tuple(result["text"] for result in results),
                    tuple(result["score"] for result in results),
                )
            )
            await self.socket.send_json({"response": "set", "id": content["id"]})


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[AsteriskSide]:
    """A websocket to the server before its setup."""
    url = f"ws://127.0.0.1:{port}/"
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(url, protocols=("speech_to_text",)) as socket,
    ):
        side = AsteriskSide(socket)
        try:
            yield side
        finally:
            side.reading.cancel()


@asynccontextmanager
async def set_up(port: int) -> AsyncIterator[AsteriskSide]:
    """A call's websocket that is set up."""
    async with connected(port) as side:
        answer = await side.request(SETUP)
        assert answer["codecs"] == [{"name": "slin"}], answer
        yield side
