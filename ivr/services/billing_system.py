"""The billing system asked over HTTP, account by account (docs/billing_adapter.md)."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

import structlog

from ivr.circuit import Circuit, CircuitState
from ivr.http_exchange import Answer, NoAnswer, Request, exchange
from ivr.services import billing_answer
from ivr.services.accounts import Account
from ivr.services.billing_answer import OddAnswer
from ivr.services.billing_source import BillingUnavailable, Position

MOST_CACHED = 2000
LEAST_LEFT_TO_RETRY = 0.3
"""Of the time allowed: with less left a second attempt would only be cut off."""
RETRIED = frozenset({502, 503, 504})

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class BillingAddress:
    """Where the billing system is. ``seconds`` is for a whole question, its retry included."""

    url: str
    token: str = field(default="", repr=False)
    seconds: float = 3.0
    cache_seconds: float = 30.0


class BillingSystem:
    """Asks the billing system; ``tell`` hears each outcome in one word, and its seconds."""

    def __init__(
        self,
        address: BillingAddress,
        circuit: Circuit,
        tell: Callable[[str, float], None] = lambda outcome, seconds: None,
    ) -> None:
        self.circuit = circuit
        self._address = address
        self._tell = tell
        self._lock = threading.Lock()
        self._cached: OrderedDict[tuple[str, date], tuple[float, Position]] = OrderedDict()

    @property
    def works(self) -> bool:
        """False while its circuit is not closed."""
        return self.circuit.state is CircuitState.CLOSED

    def position(self, account: Account, today: date) -> Position:
        """What the account owes. Raises BillingUnavailable.

        A short memory serves those who ask to hear it again, and the agent who takes the call.
        """
        kept = self._remembered(account, today)
        if kept is not None:
            return kept
        if not self.circuit.allows():
            self._tell("circuit_open", 0.0)
            raise BillingUnavailable("circuit_open")
        began = time.monotonic()
        try:
            position = self._asked(account, today)
        except BillingUnavailable as failure:
            self._tell(failure.reason, time.monotonic() - began)
            _log.warning("billing_unavailable", reason=failure.reason)
            raise
        self._tell("answered", time.monotonic() - began)
        self._remember(account, today, position)
        return position

    def _asked(self, account: Account, today: date) -> Position:
        try:
            answer = self._answer(account)
        except NoAnswer as error:
            self.circuit.failed()
            raise BillingUnavailable(error.reason) from error
        except BaseException:
            self.circuit.failed()
            raise
        if answer.status == 404:  # it works, and doesn't know this account
            self.circuit.succeeded()
            raise BillingUnavailable("unknown_account")
        if answer.status != 200:
            self.circuit.failed()
            raise BillingUnavailable(f"http_{answer.status}")
        try:
            position = billing_answer.read(answer.body, account, today)
        except OddAnswer as error:
            self.circuit.failed()
            raise BillingUnavailable(error.code) from error
        self.circuit.succeeded()
        return position

    def _answer(self, account: Account) -> Answer:
        """One question, asked again once where it failed quickly: a GET changes nothing."""
        url = f"{self._address.url.rstrip('/')}/accounts/{quote(account.number)}/statement"
        headers = {"Accept": "application/json"}
        if self._address.token:
            headers["Authorization"] = f"Bearer {self._address.token}"
        request = Request("GET", url, headers)
        deadline = time.monotonic() + self._address.seconds
        try:
            answer = exchange(request, seconds=self._address.seconds)
        except NoAnswer as error:
            if error.reason != "connection" or not self._may_retry(deadline):
                raise
        else:
            if answer.status not in RETRIED or not self._may_retry(deadline):
                return answer
        return exchange(request, seconds=deadline - time.monotonic())

    def _may_retry(self, deadline: float) -> bool:
        return deadline - time.monotonic() > self._address.seconds * LEAST_LEFT_TO_RETRY

    def _remembered(self, account: Account, today: date) -> Position | None:
        with self._lock:
            until, position = self._cached.get((account.number, today), (0.0, None))
        return position if time.monotonic() < until else None

    def _remember(self, account: Account, today: date, position: Position) -> None:
        if not self._address.cache_seconds:
            return
        with self._lock:
            until = time.monotonic() + self._address.cache_seconds
            self._cached[account.number, today] = (until, position)
            self._cached.move_to_end((account.number, today))
            if len(self._cached) > MOST_CACHED:
                self._cached.popitem(last=False)
