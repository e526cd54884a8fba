"""What dialogs ask of the utility: each method is one unit of work, over before the line speaks.

Every method may raise :class:`ivr.errors.StoreUnavailable`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ivr.call import CallInfo
from ivr.clock import Clock
from ivr.services import accounts, billing, calls, identity
from ivr.services.accounts import Account
from ivr.services.billing import Statement
from ivr.services.identity import Datum
from ivr.store import Store, Verification

POINTS_SAID = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """Who a caller claims to be: what was typed, or the number that their telephone found.

    ``accounts`` are those of one holder, empty when none exists; ``datum`` is what must
    be proven; ``known`` tells that the telephone found them, so that they are no secret.
    """

    typed: str
    accounts: tuple[Account, ...]
    datum: Datum
    known: bool = False

    @property
    def account_id(self) -> int | None:
        """The first account claimed."""
        return self.accounts[0].id if self.accounts else None


@dataclass(frozen=True, slots=True)
class BackOffice:
    """The services behind the dialogs."""

    store: Store
    clock: Clock

    def accounts_of_phone(self, number: str) -> tuple[Account, ...]:
        """The accounts that a telephone in E.164 is known for."""
        with self.store.reading() as session:
            return accounts.by_phone(session, number)

    def claim_account(self, number: str) -> Claim:
        """Claim an account by its number."""
        with self.store.reading() as session:
            return Claim(number, accounts.by_number(session, number), Datum.DOCUMENT)

    def claim_document(self, document: str) -> Claim:
        """Claim the accounts of a holder by cédula or NIT."""
        with self.store.reading() as session:
            return Claim(document, accounts.by_document(session, document), Datum.PHONE)

    def may_try(self, claim: Claim, call: CallInfo) -> bool:
        """Whether too many failures of today don't forbid another second datum."""
        with self.store.reading() as session:
            return identity.gate(
                session,
                claim.typed,
                call.caller.number,
                self.clock.now(),
                account_id=claim.account_id,
                call_id=call.call_id,
            )

    def verify(self, claim: Claim, answer: str, call: CallInfo) -> Verification:
        """Judge the second datum."""
        with self.store.unit_of_work() as session:
            return identity.verify(
                session,
                claimed=claim.typed,
                account_id=claim.account_id,
                caller=call.caller.number,
                answer=answer,
                call_id=call.call_id,
                now=self.clock.now(),
                datum=claim.datum,
            )

    def identified(self, call: CallInfo, account: Account, level: int) -> None:
        """Note whose call it is. ``level``: 1 claimed, 2 second datum given."""
        with self.store.unit_of_work() as session:
            calls.set_account(session, call.call_id, account.id, level)

    def statement(self, account: Account) -> Statement:
        """What the account owes today."""
        with self.store.reading() as session:
            return billing.statement(session, account.id, self.clock.today())

    def payment_points(self, account: Account) -> tuple[str, ...]:
        """The names of a few places to pay, the nearest first."""
        with self.store.reading() as session:
            points = billing.payment_points(session, account.zone_id, limit=POINTS_SAID)
            return tuple(point.name for point in points)
