"""The board: how the line stands now, told to every open board as a whole, twice a second.

What changes from moment to moment is taken from the tracker and the floor, the day's
figures from the store. Each message is the whole board: a page that missed one lost nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

import structlog

from cti.fields import fields
from cti.figure_fields import day_fields
from cti.floor import Floor
from cti.help_requests import HelpRequests
from cti.live import Feed, Live
from cti.tracker import Tracker
from ivr.clock import Clock
from ivr.errors import LineaError
from ivr.services.board import Today
from ivr.services.desk_rules import PauseReason
from ivr.services.figures import Promise
from ivr.store import AgentState

log = structlog.get_logger(__name__)

LONGEST_SILENCE = 4
"""Ticks after which an unchanged board is told again, so that a page knows it is not stale."""


@dataclass(frozen=True, slots=True)
class BoardTimes:
    """``tick``: seconds between two looks. The day is counted no oftener."""

    tick: float = 0.4


class Board:
    """Tells the open boards while :meth:`run` runs. ``count`` counts the day in the store."""

    def __init__(
        self,
        *,
        tracker: Tracker,
        floor: Floor,
        help_requests: HelpRequests,
        pauses: Iterable[PauseReason] = (),
        asterisk_is_there: Callable[[], bool],
        count: Callable[[], Awaitable[Today]],
        promise: Promise,
        clock: Clock,
        times: BoardTimes,
    ) -> None:
        self._tracker = tracker
        self._floor = floor
        self._help = help_requests
        self._reasons = {one.code: one.label for one in pauses}
        self._asterisk_is_there = asterisk_is_there
        self._count = count
        self._promise = promise
        self._clock = clock
        self._times = times
        self._pages = Live()
        self._today: Today | None = None
        self._store_answers = True
        self._opened = asyncio.Event()

    def open_page(self, agent_id: int) -> Feed:
        """A board is opened: it gets the whole at once, and all that follows."""
        self._opened.set()
        return self._pages.join(agent_id, self.snapshot())

    def close_page(self, feed: Feed) -> None:
        """A board is gone."""
        self._pages.leave(feed)

    @property
    def counting(self) -> bool:
        """Whether a board is open, for which the day is counted."""
        return self._opened.is_set()

    def close_all(self) -> None:
        """Close every board: the server goes away."""
        self._pages.close_all()

    async def run(self) -> None:
        """Count and tell until cancelled; at rest while no board is open."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._counting())
            both.create_task(self._telling())

    async def _counting(self) -> None:
        while True:
            await self._opened.wait()
            try:
                self._today = await self._count()
            except LineaError as error:
                if self._store_answers:
                    log.warning("board_not_counted", code=error.code)
                self._store_answers = False
            else:
                self._store_answers = True
            await asyncio.sleep(self._times.tick)

    async def _telling(self) -> None:
        told: Mapping[str, object] = {}
        silent = 0
        while True:
            await self._opened.wait()
            if not self._pages.open_feeds:
                self._opened.clear()
                self._today = None
                continue
            snapshot = self.snapshot()
            silent += 1
            if silent >= LONGEST_SILENCE or _without_moments(snapshot) != told:
                self._pages.tell_all("board", **snapshot)
                told, silent = _without_moments(snapshot), 0
            await asyncio.sleep(self._times.tick)

    def snapshot(self) -> dict[str, object]:
        """The whole board. No number and no caller's name is in it."""
        now = self._clock.now()
        standing = self._tracker.standing()
        queues: dict[str, list[object]] = {}
        for one in standing.waiting:
            queues.setdefault(one.queue, []).append(one.since)
        return {
            "at": now,
            "asterisk": self._asterisk_is_there(),
            "store": self._store_answers,
            "in_machine": standing.in_machine,
            "talking": standing.talking,
            "waiting": {
                queue: {"count": len(all_), "since": all_[0]} for queue, all_ in queues.items()
            },
            "agents": self._agents(),
            "help": [
                fields(one, "agent_id", "call_id", "asked_at", "by", "coming", "text")
                for one in self._help.open
            ],
            "day": None if self._today is None else day_fields(self._today, self._promise),
        }

    def _agents(self) -> list[dict[str, object]]:
        """Those who serve a queue, by name; who was never seen is offline."""
        if self._today is None:
            return []
        seen = {one.agent_id: one for one in self._floor.overview()}
        rows: list[dict[str, object]] = []
        for agent_id, name in sorted(self._today.agents.items(), key=lambda pair: pair[1]):
            one = seen.get(agent_id)
            talks = one is not None and one.shown.state is AgentState.TALKING
            reason = one.shown.reason if one else None
            rows.append(
                {
                    "id": agent_id,
                    "name": name,
                    "state": one.shown.state if one else AgentState.OFFLINE,
                    "reason": reason,
                    "why": self._reasons.get(reason or ""),
                    "until": one.shown.until if one else None,
                    "since": one.since if one else None,
                    "call_id": one.call_id if one and talks else None,
                    "answered_at": one.answered_at if one and talks else None,
                }
            )
        return rows


def _without_moments(snapshot: Mapping[str, object]) -> dict[str, object]:
    """What of a board is worth telling anew: not the time by itself."""
    day = snapshot["day"]
    still = {name: value for name, value in snapshot.items() if name not in ("at", "day")}
    if isinstance(day, dict):
        still["day"] = {name: value for name, value in day.items() if name != "at"}
    return still
