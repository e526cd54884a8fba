"""The bus read as a log: what was told since a place in it, as far as it reaches back.

A reader asks for what follows its place and may take its time: nothing waits in memory for it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import redis
import redis.asyncio

from ivr.errors import LineaError
from ivr.events import Event, UnreadableEvent, decode

START = "0-0"
AT_ONCE = 200
_ANSWERS_WITHIN = 1.0


class TooOld(LineaError):
    """The log no longer reaches back to that place, or never had it."""

    code = "too_old"


class LogUnavailable(LineaError):
    """The log can't be read now."""

    code = "bus_unavailable"


@dataclass(frozen=True, slots=True)
class Entry:
    """An event and its place."""

    place: str
    event: Event


class EventLog(Protocol):
    """One reader of the log."""

    async def end(self) -> str:
        """The place behind which the next event will be. Raises LogUnavailable."""

    async def after(self, place: str, wait: float) -> Sequence[Entry]:
        """Some of what follows ``place``; nothing where nothing came within ``wait`` seconds.

        Raises TooOld where anything in between is lost, LogUnavailable.
        """

    async def aclose(self) -> None:
        """Let go of the connection."""


class RedisLog:
    """A reader of the bus's Redis stream."""

    def __init__(self, url: str, stream: str, field: bytes, longest_wait: float) -> None:
        self._stream = stream
        self._field = field
        self._longest_wait = longest_wait
        self._client = redis.asyncio.Redis.from_url(
            url, socket_timeout=longest_wait + _ANSWERS_WITHIN, protocol=2
        )

    async def end(self) -> str:
        """The newest entry's place."""
        try:
            newest = await self._client.xrevrange(self._stream, count=1)
        except (redis.RedisError, OSError) as failure:
            raise LogUnavailable("Redis no responde") from failure
        return cast("bytes", newest[0][0]).decode() if newest else START

    async def after(self, place: str, wait: float) -> Sequence[Entry]:
        """What follows; whether anything was cut off is looked at after reading."""
        milliseconds = max(1, round(min(wait, self._longest_wait) * 1000))
        try:
            found = await self._client.xread(
                {self._stream: place}, count=AT_ONCE, block=milliseconds
            )
            there = place == START or await self._client.xrange(self._stream, place, place)
        except redis.ResponseError as failure:
            raise TooOld("ese lugar no existe") from failure
        except (redis.RedisError, OSError) as failure:
            raise LogUnavailable("Redis no responde") from failure
        if not there:
            raise TooOld("el registro ya no llega hasta ese lugar")
        entries: list[Entry] = []
        for _, told in cast("list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]]", found):
            for key, fields in told:
                with contextlib.suppress(UnreadableEvent):  # written by a later version
                    entries.append(Entry(key.decode(), decode(fields.get(self._field, b""))))
        return entries

    async def aclose(self) -> None:
        """Close the connection."""
        await self._client.aclose()


class MemoryLog:
    """A reader of what a bus within the process keeps; ``news`` waits for the next event."""

    def __init__(
        self,
        kept: Callable[[], Sequence[tuple[int, Event]]],
        news: Callable[[], Awaitable[object]],
    ) -> None:
        self._kept = kept
        self._news = news

    async def end(self) -> str:
        """The newest entry's place."""
        kept = self._kept()
        return f"{kept[-1][0]}-0" if kept else START

    async def after(self, place: str, wait: float) -> Sequence[Entry]:
        """What follows, as soon as there is something."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                while not self._since(place):
                    await self._news()
        return self._since(place)[:AT_ONCE]

    def _since(self, place: str) -> list[Entry]:
        kept = self._kept()
        number = int(place.partition("-")[0])
        if place != START and number not in {one for one, _ in kept}:
            raise TooOld("el registro ya no llega hasta ese lugar")
        return [Entry(f"{one}-0", event) for one, event in kept if one > number]

    async def aclose(self) -> None:
        """Nothing is held."""
