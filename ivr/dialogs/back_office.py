"""What dialogs ask of the utility: each method is one unit of work, over before the line speaks.

Every method may raise :class:`ivr.errors.StoreUnavailable`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ivr.call import CallInfo
from ivr.clock import Clock
from ivr.dialogs.survey_office import SurveyOffice
from ivr.dialogs.waiting_office import WaitingOffice
from ivr.errors import NotFound
from ivr.services import (
    accounts,
    arrival,
    billing,
    calls,
    damage,
    identity,
    outages,
    outbound,
    staff_settings,
)
from ivr.services.accounts import Account
from ivr.services.arrival import Arrival
from ivr.services.billing import Statement
from ivr.services.billing_source import BillingSource, ImportedBilling
from ivr.services.callbacks import CallbackRules
from ivr.services.damage import DamageFiling
from ivr.services.filing import FilingDesk, Ticketed
from ivr.services.identity import Datum
from ivr.services.outages import Outage
from ivr.services.outbound import Message
from ivr.services.surveys import SurveyRules
from ivr.store import Store, Verification

POINTS_SAID = 3
NO_SURVEYS, NO_CALLBACKS = SurveyRules(enabled=False), CallbackRules(enabled=False)


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
    filing: FilingDesk
    billing_source: BillingSource | None = None
    survey_rules: SurveyRules = NO_SURVEYS
    callback_rules: CallbackRules = NO_CALLBACKS

    @property
    def waiting(self) -> WaitingOffice:
        """The queue as its callers see it."""
        return WaitingOffice(self.store, self.clock, self.callback_rules)

    @property
    def surveys(self) -> SurveyOffice:
        """What callers are asked after a call."""
        return SurveyOffice(self.store, self.clock, self.survey_rules)

    def arrived(self, call: CallInfo) -> Arrival:
        """What is known of a call as it arrives."""
        with self.store.reading() as session:
            return arrival.of_call(session, call.caller.number, self.clock.now())

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
        """What the account owes today. May raise BillingUnavailable."""
        source = self.billing_source or ImportedBilling(self.store)
        return source.position(account, self.clock.today()).statement

    def payment_points(self, account: Account) -> tuple[str, ...]:
        """The names of a few places to pay, the nearest first."""
        with self.store.reading() as session:
            points = billing.payment_points(session, account.zone_id, limit=POINTS_SAID)
            return tuple(point.name for point in points)

    def zones(self) -> Mapping[str, int]:
        """The id of every barrio and vereda, by its name."""
        with self.store.reading() as session:
            return {zone.name: zone.id for zone in outages.zones(session)}

    def outages(self, zone_id: int | None, service: str) -> tuple[Outage, ...]:
        """What is interrupted of a service, in a zone or anywhere, oldest first."""
        with self.store.reading() as session:
            return outages.current(session, self.clock.now(), zone_id=zone_id, services=(service,))

    def outages_near(
        self, known: tuple[Account, ...], services: tuple[str, ...]
    ) -> tuple[Outage, ...]:
        """What is interrupted of ``services`` at those accounts; anywhere, without accounts."""
        with self.store.reading() as session:
            now = self.clock.now()
            if not known:
                return outages.current(session, now, services=services)
            found = outages.of_accounts(session, known, now)
            return tuple(outage for outage in found if outage.service in services)

    def keep_draft(
        self,
        call_id: str | None,
        kind: str,
        fields: Mapping[str, str],
        recorded: Iterable[str] = (),
    ) -> None:
        """Keep what a caller had said of a filing when they hung up. Raises CannotFile.

        No ``call_id``: of who stays anonymous.
        """
        self.filing.keep_draft(call_id, kind, fields, recorded)

    def report_damage(self, filing: DamageFiling) -> Ticketed:
        """File a damage report, durable. Raises :class:`ivr.services.filing.CannotFile`."""
        return self.filing.report_damage(filing)

    def place_damage(self, filing: DamageFiling, number: str | None) -> None:
        """Add the account that the caller's telephone is known for, if it is but one."""
        if number is None or filing.account_id is not None:
            return
        with self.store.unit_of_work() as session:
            known = accounts.by_phone(session, number)
            if len(known) == 1:
                damage.complete(session, filing.filing_id, account_id=known[0].id)

    def notify_of_damage(self, filing: DamageFiling, mobile: str) -> None:
        """Who filed it wants an SMS when the service is back.

        Raises NotFound while the report waits in a journal: then nobody would be told.
        """
        with self.store.unit_of_work() as session:
            if not damage.complete(session, filing.filing_id, notify=mobile):
                raise NotFound("ese reporte todavía no está en la base de datos")

    def attention_hours(self, priority: int) -> int:
        """How many hours dispatch says a damage of that priority takes; 0 when it says none."""
        with self.store.reading() as session:
            return staff_settings.number(session, f"damage.attention_hours_{priority}")

    def send(self, message: Message) -> None:
        """Have a message sent; the same key once only."""
        with self.store.unit_of_work() as session:
            outbound.queue(session, message, self.clock.now())
