"""Callers on a recogniser's websocket: they speak in real time and note when they are understood.

One clock sends everybody's next 20 ms, spread over the 20 ms as calls are. Where the clock
itself is late, it is the measuring that doesn't keep up, and the run tells so.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field

import aiohttp

from app.benches.speech.sounds import Samples, frames, silence

FRAME = 0.02
SLOTS = 4
"""Parts of the 20 ms, in each of which some of the callers send."""
GIVEN_UP = 10.0
"""Seconds without a result after which an utterance counts as lost."""
QUIET = list(frames(silence(1.0)))
LATE_AT_MOST = 0.05


@dataclass(frozen=True)
class Answer:
    """What a caller says, to which question; and the silence that is to end it, seconds."""

    octets: Sequence[bytes]
    grammar: str
    silence: float

    @classmethod
    def of(cls, samples: Samples, grammar: str, silence: float) -> Answer:
        """A clip as an answer."""
        return cls(list(frames(samples)), grammar, silence)


@dataclass
class Run:
    """What came of a run. ``late``: seconds by which a result came after the silence's end."""

    late: list[float] = field(default_factory=list)
    lost: int = 0
    clock_late: float = 0.0
    """The worst delay of the measuring clock."""

    @property
    def valid(self) -> bool:
        """Whether the callers themselves kept time."""
        return self.clock_late < LATE_AT_MOST


class Caller(ABC):
    """One call. ``pause``: seconds of silence between an answer and the next."""

    def __init__(self, answers: Sequence[Answer], chance: random.Random, pause: float) -> None:
        self._answers = answers
        self._chance = chance
        self._pause = pause
        self._answer = chance.choice(answers)
        self._at = -round(chance.random() * (1.0 + pause) / FRAME)
        self._spoken_at = 0.0
        self.run = Run()

    async def tick(self) -> None:
        """Send the next 20 ms."""
        await self._send(self._frame())
        self._at += 1
        if self._at == len(self._answer.octets):
            self._spoken_at = time.perf_counter()
            await self._spoken()
        elif self._spoken_at and time.perf_counter() - self._spoken_at > GIVEN_UP:
            self.run.lost += 1
            await self._go_on()

    def _frame(self) -> bytes:
        spoken = 0 <= self._at < len(self._answer.octets)
        return self._answer.octets[self._at] if spoken else QUIET[self._at % len(QUIET)]

    async def _understood(self) -> None:
        """The result came."""
        if self._spoken_at:
            after = time.perf_counter() - self._spoken_at
            self.run.late.append(after - self._answer.silence)
        await self._go_on()

    async def _go_on(self) -> None:
        self._spoken_at = 0.0
        self._answer = self._chance.choice(self._answers)
        self._at = -round(self._pause * (0.5 + self._chance.random()) / FRAME) - 5
        await self._begin()

    @abstractmethod
    async def open(self, session: aiohttp.ClientSession, url: str) -> None:
        """Connect."""

    @abstractmethod
    async def close(self) -> None:
        """Hang up."""

    @abstractmethod
    async def _begin(self) -> None:
        """Ask for the next answer to be recognised."""

    @abstractmethod
    async def _send(self, octets: bytes) -> None: ...

    @abstractmethod
    async def _spoken(self) -> None:
        """The answer is spoken; what follows is silence."""


class LineCaller(Caller):
    """A call as Asterisk makes it to the line's own server, both turns of a barge-in included."""

    async def open(self, session: aiohttp.ClientSession, url: str) -> None:
        """Connect and set up."""
        self._socket = await session.ws_connect(url, protocols=("speech_to_text",))
        codecs = [{"name": "slin"}]
        await self._ask("setup", version="0.1.0", codecs=codecs)
        await self._socket.receive()
        self._turn = 0
        self._reading = asyncio.create_task(self._read())
        await self._begin()

    async def close(self) -> None:
        """Hang up."""
        self._reading.cancel()
        await self._socket.close()

    async def _begin(self) -> None:
        await self._set(prompt="0")
        await self._next_turn(self._answer.grammar)

    async def _next_turn(self, what: str) -> None:
        self._turn += 1
        await self._set(turn=f"{self._turn} {what}")

    async def _set(self, **params: str) -> None:
        await self._ask("set", params=params)

    async def _ask(self, request: str, **content: object) -> None:
        await self._socket.send_str(json.dumps({"request": request, "id": "1", **content}))

    async def _send(self, octets: bytes) -> None:
        await self._socket.send_bytes(octets)

    async def _spoken(self) -> None:
        """Silence tells it."""

    async def _read(self) -> None:
        async for message in self._socket:
            told = json.loads(message.data)
            if told.get("request") != "set":
                continue
            what = told["params"]["results"][0]["grammar"].split()[1]
            if what == "start":
                await self._next_turn("+")
            elif self._spoken_at:
                await self._understood()
            else:  # ended within the answer: counted elsewhere, the rest of it is one more
                await self._begin()


class PeerCaller(Caller):
    """A client of alphacep's server: a connection an answer, its end told by the client."""

    def __init__(
        self,
        answers: Sequence[Answer],
        chance: random.Random,
        pause: float,
        phrases: Sequence[str],
    ) -> None:
        super().__init__(answers, chance, pause)
        self._config = json.dumps({"config": {"sample_rate": 8000, "phrase_list": phrases}})

    async def open(self, session: aiohttp.ClientSession, url: str) -> None:
        """Connect for the first answer."""
        self._session, self._url = session, url
        await self._begin()

    async def close(self) -> None:
        """Hang up."""
        self._reading.cancel()
        await self._socket.close()

    async def _begin(self) -> None:
        self._socket = await self._session.ws_connect(self._url)
        await self._socket.send_str(self._config)
        self._reading = asyncio.create_task(self._read(self._socket))

    async def _send(self, octets: bytes) -> None:
        if not self._spoken_at and not self._socket.closed:
            await self._socket.send_bytes(octets)

    async def _spoken(self) -> None:
        await self._socket.send_str('{"eof" : 1}')

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Results follow each piece; the one after the end is the last, and closes it."""
        async for _ in socket:
            pass
        await self._understood()


async def speak(port: int, callers: Sequence[Caller], seconds: float, warm_up: float) -> Run:
    """Let them all speak for so long; what came in the warm-up doesn't count."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        for caller in callers:
            await caller.open(session, f"http://127.0.0.1:{port}/")
        try:
            await _keep_time(callers, warm_up)
            for caller in callers:
                caller.run = Run()
            clock_late = await _keep_time(callers, seconds)
        finally:
            for caller in callers:
                await caller.close()
    whole = Run(clock_late=clock_late)
    for caller in callers:
        whole.late += caller.run.late
        whole.lost += caller.run.lost
    return whole


async def _keep_time(callers: Sequence[Caller], seconds: float) -> float:
    """Tick all for so long; gives the 99th percentile of the clock's own delay."""
    slots = [callers[place::SLOTS] for place in range(SLOTS)]
    due, delays = time.perf_counter(), []
    for turn in range(round(seconds / FRAME * SLOTS)):
        due += FRAME / SLOTS
        wait = due - time.perf_counter()
        await asyncio.sleep(max(0.0, wait))
        delays.append(max(0.0, time.perf_counter() - due))
        for caller in slots[turn % SLOTS]:
            await caller.tick()
    return sorted(delays)[len(delays) * 99 // 100] if delays else 0.0
