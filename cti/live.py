"""What is told to the agents' screens: one feed a WebSocket, to the agent concerned alone.

Each feed numbers its messages from the ``hello`` on; a feed that is not read in time
is closed rather than kept, since its page gets a fresh snapshot by coming again.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping

import msgspec

FEED_BACKLOG = 200
"""Messages that may wait for one browser."""

FEEDS_AT_MOST = 5
"""Open pages of one agent; a sixth closes the oldest."""


class Feed:
    """The messages on their way to one page. ``closed`` is the WebSocket's close code."""

    def __init__(self, agent_id: int) -> None:
        self.agent_id = agent_id
        self.close_code: int | None = None
        self._next = 0
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()

    def put(self, kind: str, fields: Mapping[str, object]) -> None:
        """Number a message and let it wait; an overfull feed is closed as too slow."""
        if self.close_code is not None:
            return
        if self._queue.qsize() >= FEED_BACKLOG:
            self.close(CLOSE_TOO_SLOW)
            return
        message = {"type": kind, "seq": self._next, **fields}
        self._next += 1
        self._queue.put_nowait(msgspec.json.encode(message))

    def close(self, code: int) -> None:
        """End the feed; what still waits is not sent."""
        if self.close_code is None:
            self.close_code = code
            self._queue.put_nowait(None)

    async def next(self) -> bytes | None:
        """The next message as JSON, None once closed."""
        if self.close_code is not None:
            return None
        return await self._queue.get()


CLOSE_GOING_AWAY = 1001
CLOSE_SIGNED_OUT = 4001
CLOSE_TOO_SLOW = 4008
CLOSE_TOO_MANY = 4009


class Live:
    """The open feeds of every agent."""

    def __init__(self) -> None:
        self.too_slow = 0
        self._feeds: defaultdict[int, list[Feed]] = defaultdict(list)

    def join(self, agent_id: int, hello: Mapping[str, object]) -> Feed:
        """Open a feed that begins with ``hello``."""
        feeds = self._feeds[agent_id]
        while len(feeds) >= FEEDS_AT_MOST:
            feeds.pop(0).close(CLOSE_TOO_MANY)
        feed = Feed(agent_id)
        feed.put("hello", hello)
        feeds.append(feed)
        return feed

    def leave(self, feed: Feed) -> None:
        """Forget a feed whose page is gone."""
        feeds = self._feeds[feed.agent_id]
        if feed in feeds:
            feeds.remove(feed)
        if not feeds:
            del self._feeds[feed.agent_id]
        self.too_slow += feed.close_code == CLOSE_TOO_SLOW

    def tell(self, agent_id: int, kind: str, **fields: object) -> None:
        """Send a message to every page of one agent."""
        for feed in self._feeds.get(agent_id, ()):
            feed.put(kind, fields)

    def tell_all(self, kind: str, **fields: object) -> None:
        """Send a message to every page."""
        for agent_id in list(self._feeds):
            self.tell(agent_id, kind, **fields)

    def pages(self, agent_id: int) -> int:
        """How many pages of an agent are open."""
        return len(self._feeds.get(agent_id, ()))

    @property
    def agents(self) -> tuple[int, ...]:
        """Who has a page open."""
        return tuple(agent_id for agent_id, feeds in self._feeds.items() if feeds)

    @property
    def open_feeds(self) -> int:
        """How many pages are open in all."""
        return sum(len(feeds) for feeds in self._feeds.values())

    def close_agent(self, agent_id: int, code: int = CLOSE_SIGNED_OUT) -> None:
        """Close every page of one agent."""
        for feed in list(self._feeds.get(agent_id, ())):
            feed.close(code)

    def close_all(self) -> None:
        """Close every page: the server goes away."""
        for agent_id in list(self._feeds):
            self.close_agent(agent_id, CLOSE_GOING_AWAY)
