"""What the floor holds of one agent: state, the call on screen, what runs out by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from cti.agent_status import AgentNow, AgentStatus
from cti.live import Live
from cti.pop import Pop
from ivr.services.agents import Standing


class AgentPlace:
    """One agent, from ``since`` on. ``shown`` is the state that was told last.

    ``standing`` is what was kept last for a restart.
    """

    def __init__(self, agent_id: int, since: datetime) -> None:
        self.status = AgentStatus(agent_id)
        self.shown = self.status.shown
        self.standing: Standing | None = None
        self.since = since
        self.pop: Pop | None = None
        self.answered_at: datetime | None = None
        self._wrap_up: asyncio.TimerHandle | None = None
        self._grace: asyncio.TimerHandle | None = None

    @property
    def now(self) -> AgentNow:
        """What the agent is doing."""
        status = self.status
        return AgentNow(status.agent_id, self.shown, self.since, status.call_id, self.answered_at)

    def hello(self, path_live: bool) -> dict[str, object]:
        """What a page that opens is told first: the state, and the call on screen."""
        shown = self.shown
        hello: dict[str, object] = {
            "state": shown.state,
            "reason": shown.reason,
            "until": shown.until,
            "prolonged": shown.prolonged,
            "path_live": path_live,
        }
        if self.pop is not None and self.pop.call_id == self.status.call_id:
            hello["call"] = self.pop.card
            hello["answered_at"] = self.answered_at
        return hello

    def tell(self, live: Live, kind: str, **fields: object) -> None:
        """Tell the agent's pages, in order: nothing overtakes a pop whose card is awaited."""
        if self.pop is not None:
            self.pop.tell(live, kind, **fields)
        else:
            live.tell(self.status.agent_id, kind, **fields)

    def begin_wrap_up(self, length: timedelta, over: Callable[[], None]) -> None:
        """Have ``over`` called once the wrap-up has lasted; one begun before is forgotten."""
        if self._wrap_up is not None:
            self._wrap_up.cancel()
        seconds = max(0.0, length.total_seconds())
        self._wrap_up = asyncio.get_running_loop().call_later(seconds, over)

    def begin_grace(self, length: timedelta, over: Callable[[], None]) -> None:
        """Have ``over`` called unless a page is back by then; one grace at a time."""

        def ended() -> None:
            self._grace = None
            over()

        if self._grace is None:
            self._grace = asyncio.get_running_loop().call_later(length.total_seconds(), ended)

    def end_grace(self) -> None:
        """A page is back."""
        if self._grace is not None:
            self._grace.cancel()
            self._grace = None
