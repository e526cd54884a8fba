"""How often one network address may fail to sign in; users have a limit of their own."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

FAILURES_ALLOWED = 30
WITHIN = timedelta(minutes=5)
ADDRESSES_AT_MOST = 10_000


class LoginLimit:
    """Failures of each address in the last five minutes, kept in memory."""

    def __init__(self) -> None:
        self._failures: dict[str, deque[datetime]] = {}

    def wait(self, address: str, now: datetime) -> int | None:
        """Whole seconds until this address may try again, None when it may now."""
        failures = self._recent(address, now)
        if len(failures) < FAILURES_ALLOWED:
            return None
        return max(1, int((failures[0] + WITHIN - now).total_seconds()))

    def failed(self, address: str, now: datetime) -> None:
        """Count a failure."""
        if address not in self._failures and len(self._failures) >= ADDRESSES_AT_MOST:
            del self._failures[next(iter(self._failures))]
        self._failures.setdefault(address, deque(maxlen=FAILURES_ALLOWED)).append(now)

    def _recent(self, address: str, now: datetime) -> deque[datetime]:
        failures = self._failures.get(address, deque())
        while failures and failures[0] <= now - WITHIN:
            failures.popleft()
        if not failures:
            self._failures.pop(address, None)
        return failures
