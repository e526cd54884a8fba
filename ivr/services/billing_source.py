"""Where an account's position comes from: what was imported, or the billing system itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ivr.errors import LineaError
from ivr.services import billing
from ivr.services.accounts import Account
from ivr.services.billing import Invoice, Statement
from ivr.store import Store


class BillingUnavailable(LineaError):
    """The billing system can't be asked now, or what it answered can't be trusted.

    ``details["reason"]`` is why, in one word.
    """

    code = "billing_unavailable"

    def __init__(self, reason: str) -> None:
        super().__init__("el sistema comercial no responde", reason=reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Position:
    """What an account owes on one day, and its newest invoices, newest first."""

    statement: Statement
    invoices: tuple[Invoice, ...]


class BillingSource(Protocol):
    """Tells an account's position; safe to share between threads."""

    @property
    def works(self) -> bool:
        """False while it is left alone after having failed."""
        ...

    def position(self, account: Account, today: date) -> Position:
        """The position on ``today``, Bogotá's civil date.

        Raises BillingUnavailable, StoreUnavailable, NotFound.
        """
        ...


@dataclass(frozen=True, slots=True)
class ImportedBilling:
    """The accounts and invoices in the store: the source where no other is set up."""

    store: Store

    @property
    def works(self) -> bool:
        """The store's health is told elsewhere."""
        return True

    def position(self, account: Account, today: date) -> Position:
        """As the last import left it. Raises StoreUnavailable, NotFound."""
        with self.store.reading() as session:
            return Position(
                billing.statement(session, account.id, today),
                billing.invoices(session, account.id, today),
            )
