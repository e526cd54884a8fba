"""Who waits in the queues that an agent serves: told to the desks, numbers and times alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime

from cti.live import Feed, Live
from cti.seats import Seats
from cti.tracker import Tracker

TICK_SECONDS = 0.5


class WaitingCallers:
    """Tells each desk its queues while :meth:`run` runs, whenever they changed."""

    def __init__(self, *, tracker: Tracker, live: Live, seats: Seats) -> None:
        self._tracker = tracker
        self._live = live
        self._seats = seats
        self._told: dict[int, Mapping[str, object]] = {}

    def greet(self, feed: Feed) -> None:
        """Tell a page that has just opened."""
        self._told[feed.agent_id] = queues = self._of(feed.agent_id, self._standing())
        feed.put("waiting", {"queues": queues})

    async def run(self) -> None:
        """Look and tell until cancelled."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self._tell()

    def _tell(self) -> None:
        present = self._live.agents
        if not present:
            self._told.clear()
            return
        standing = self._standing()
        for agent_id in present:
            queues = self._of(agent_id, standing)
            if self._told.get(agent_id) != queues:
                self._told[agent_id] = queues
                self._live.tell(agent_id, "waiting", queues=queues)

    def _of(self, agent_id: int, standing: Mapping[str, list[datetime]]) -> dict[str, object]:
        seat = self._seats.of(agent_id)
        served = [queue for queue, _ in seat.queues] if seat else []
        return {
            queue: {"count": len(standing[queue]), "since": standing[queue][0]}
            for queue in served
            if queue in standing
        }

    def _standing(self) -> dict[str, list[datetime]]:
        """Since when callers wait, by queue, the longest first."""
        waiting: dict[str, list[datetime]] = {}
        for one in self._tracker.standing().waiting:
            waiting.setdefault(one.queue, []).append(one.since)
        return waiting
