"""Gathers CEL's lines into calls, writes those that were missed, keeps its place durably."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from cti.call_log import CallLog
from cti.cel.parse import CelEvent, parse
from cti.cel.rebuild import rebuild
from cti.cel.tail import Line, Position, Tail
from cti.tracker.state import CALL_ID
from ivr.clock import Clock
from ivr.services.calls import Built

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0
SETTLE_SECONDS = 30.0
CUT_OFF_AFTER = timedelta(seconds=5)
SEEN_LIVE_AT_MOST = 20_000


@dataclass(slots=True)
class _Open:
    """The lines of one linked set of channels, until the last one ends."""

    at: Position
    events: list[CelEvent] = field(default_factory=list)
    alive: set[str] = field(default_factory=set)


class CelReader:
    """Reads ``path`` while :meth:`run` runs; ``place`` is where its position is kept."""

    def __init__(
        self,
        path: Path,
        place: Path,
        call_log: CallLog,
        agent_at: Callable[[str], int | None],
        clock: Clock,
    ) -> None:
        self.rebuilt = 0
        self.unreadable = 0
        self._place = place
        self._call_log = call_log
        self._agent_at = agent_at
        self._clock = clock
        self._listed: tuple[datetime, frozenset[str]] | None = None
        self._tail = Tail(path, Position.load(place))
        self._saved = Position.load(place)
        self._open: dict[str, _Open] = {}
        self._linked: dict[str, str] = {}
        self._seen_live: OrderedDict[str, None] = OrderedDict()

    def seen_live(self, call_id: str) -> None:
        """The tracker saw this call from its beginning to its end: CEL adds nothing."""
        self._seen_live[call_id] = None
        while len(self._seen_live) > SEEN_LIVE_AT_MOST:
            self._seen_live.popitem(last=False)

    def only_alive(self, call_ids: frozenset[str], now: datetime) -> None:
        """Asterisk listed all its calls: older ones still open here were cut off.

        They are closed a while later, since their last lines may be on their way.
        """
        self._listed = (now, call_ids)

    def _close_cut_off(self) -> None:
        if self._listed is None:
            return
        listed_at, alive = self._listed
        if self._clock.now() < listed_at + CUT_OFF_AFTER:
            return
        self._listed = None
        for key, group in list(self._open.items()):
            calls = {event.call_id for event in group.events if event.call_id}
            if group.events[0].at < listed_at and not calls & alive:
                self._finish(key, cut_off=True)

    async def run(self) -> None:
        """Look for new lines every second, until cancelled."""
        try:
            while True:
                lines = await asyncio.to_thread(self._tail.read)
                for line in lines:
                    self._take(line)
                if not lines:
                    self._close_cut_off()
                    await self._keep_place()
                    await asyncio.sleep(LOOK_SECONDS)
        finally:
            self._tail.close()

    def _take(self, line: Line) -> None:
        event = parse(line.text)
        if event is None:
            self.unreadable += 1
            return
        if event.kind == "LINKEDID_END":
            return  # comes after the last CHAN_END, which has closed the call already
        key = self._linked.setdefault(event.uniqueid, event.linkedid)
        group = self._open.setdefault(key, _Open(line.at))
        group.events.append(event)
        if event.kind == "CHAN_START":
            group.alive.add(event.uniqueid)
        elif event.kind == "CHAN_END":
            group.alive.discard(event.uniqueid)
            if not group.alive:
                self._finish(key, cut_off=False)

    def _finish(self, key: str, *, cut_off: bool) -> None:
        group = self._open.pop(key)
        for uniqueid in {event.uniqueid for event in group.events}:
            self._linked.pop(uniqueid, None)
        accounts = {event.uniqueid: event.call_id for event in group.events if event.call_id}
        by_call: dict[str, list[CelEvent]] = {}
        for event in group.events:
            call_id = accounts.get(event.uniqueid, "")
            if CALL_ID.fullmatch(call_id):
                by_call.setdefault(call_id, []).append(event)
        for call_id, events in by_call.items():
            if call_id not in self._seen_live:
                self._write(call_id, events, cut_off)

    def _write(self, call_id: str, events: list[CelEvent], cut_off: bool) -> None:
        facts = rebuild(events, self._agent_at, closed_at=events[-1].at if cut_off else None)
        for fact in facts:
            self._call_log.take(fact, Built.CEL)
        if facts:
            self.rebuilt += 1
            log.info("call_rebuilt_from_cel", call_id=call_id, cut_off=cut_off)

    async def _keep_place(self) -> None:
        """Keep the place of the oldest line still needed, once what came before is written."""
        oldest = next(iter(self._open.values()), None)
        place = oldest.at if oldest else self._tail.position
        if place is None or place == self._saved:
            return
        if await self._call_log.settled(SETTLE_SECONDS):
            await asyncio.to_thread(place.save, self._place)
            self._saved = place
