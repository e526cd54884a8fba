"""What the conversations about cases ask of the utility: each method is one unit of work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ivr.clock import BOGOTA, Clock
from ivr.dialogs.back_office import BackOffice
from ivr.errors import StoreUnavailable
from ivr.services import billing, pqrs, working_days
from ivr.services.accounts import Account
from ivr.services.billing import Invoice
from ivr.services.filing import Filed, FilingDesk
from ivr.services.pqrs import CaseFiling, CaseStatus
from ivr.services.working_days import Calendar
from ivr.store import Store

MOST_CASES = 5
MOST_INVOICES = 24


@dataclass(frozen=True, slots=True)
class CaseOffice:
    """Cases as a caller files and follows them.

    Every method may raise :class:`ivr.errors.StoreUnavailable`; ``file`` raises
    :class:`ivr.services.filing.CannotFile` instead.
    """

    store: Store
    clock: Clock
    filing: FilingDesk

    @classmethod
    def of(cls, office: BackOffice) -> CaseOffice:
        """The same services behind another counter."""
        return cls(office.store, office.clock, office.filing)

    def file(self, filing: CaseFiling) -> Filed:
        """File a case, durable."""
        return self.filing.file_case(filing)

    def first_day(self, filed: Filed) -> date | None:
        """The first day of a term that does not begin to count as usual; None where it does.

        It doesn't when a case is filed on a day off, or out of hours where the rules say so.
        """
        day = filed.filed_at.astimezone(BOGOTA).date()
        calendar = self._calendar()
        counted = pqrs.filing_day(self.filing.catalogue, calendar, filed.filed_at)
        if counted == day and calendar.is_working_day(day):
            return None
        return calendar.add(counted, 1)

    def last_day_to_claim(self, issued_on: date) -> date:
        """The last day for a claim against an invoice issued then."""
        return pqrs.last_day_to_claim(self.filing.catalogue, issued_on)

    def invoice_of(self, account: Account, month: date) -> Invoice | None:
        """The account's invoice of a month."""
        with self.store.reading() as session:
            found = billing.invoices(session, account.id, self.clock.today(), limit=MOST_INVOICES)
        return next((invoice for invoice in found if invoice.period == month), None)

    def status(self, radicado: str) -> CaseStatus | None:
        """How a case stands; None where there is no such radicado."""
        with self.store.reading() as session:
            return pqrs.status(session, radicado, self.clock.today())

    def open_cases(self, account: Account) -> tuple[CaseStatus, ...]:
        """What an account has open, the newest first."""
        today = self.clock.today()
        with self.store.reading() as session:
            found = pqrs.of_account(session, account.id, limit=MOST_CASES)
            statuses = [pqrs.status(session, case.radicado, today) for case in found]
        return tuple(status for status in statuses if status is not None)

    def _calendar(self) -> Calendar:
        """The calendar of the store; without it the country's holidays."""
        try:
            with self.store.reading() as session:
                return working_days.calendar(session)
        except StoreUnavailable:
            return Calendar()
