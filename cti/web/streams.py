"""The event streams that are open, of which there may be so many."""

from __future__ import annotations

import asyncio

from aiohttp import web

from cti.web.problem import Throttled

GOING_AWAY = 1001
COME_AGAIN_SECONDS = 60


class Streams:
    """Counts them, and closes them when the server goes away."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._open: set[web.WebSocketResponse] = set()

    def have_room(self) -> None:
        """Raise Throttled where no further one may be opened."""
        if len(self._open) >= self._at_most:
            why = "hay demasiadas conexiones de eventos abiertas"
            raise Throttled(why, retry_after=COME_AGAIN_SECONDS)

    def opened(self, socket: web.WebSocketResponse) -> None:
        """One more is open."""
        self._open.add(socket)

    def closed(self, socket: web.WebSocketResponse) -> None:
        """One is gone."""
        self._open.discard(socket)

    async def close_all(self) -> None:
        """Close every one."""
        closing = (socket.close(code=GOING_AWAY) for socket in tuple(self._open))
        await asyncio.gather(*closing, return_exceptions=True)
