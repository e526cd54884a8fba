"""Time as the project sees it: UTC inside, America/Bogota at the edges."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

BOGOTA = ZoneInfo("America/Bogota")


class Clock(Protocol):
    """Tells the time; passed in wherever time matters so that tests can set it."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def today(self) -> date:
        """The present civil date in Colombia."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The present civil date in Colombia."""
        return self.now().astimezone(BOGOTA).date()


@dataclass(slots=True)
class FixedClock:
    """A clock that stands still until told to move; for tests and demonstrations."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 22, 15, 0, tzinfo=UTC))

    def now(self) -> datetime:
        """The moment that was set."""
        return self.at

    def today(self) -> date:
        """Its civil date in Colombia."""
        return self.at.astimezone(BOGOTA).date()

    def advance(self, step: timedelta) -> None:
        """Move the clock on by ``step``."""
        self.at += step
