"""What the ethics line asks of the utility: each method is one unit of work.

It knows no call: nothing that it is given tells who reports, or when of the day.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from ivr.clock import Clock
from ivr.dialogs.back_office import BackOffice
from ivr.services import ethics
from ivr.services.ethics import EthicsAddition, EthicsFiling, Progress
from ivr.services.filing import FilingDesk
from ivr.store import EthicsMode, Store


@dataclass(frozen=True, slots=True)
class EthicsOffice:
    """The reports. Every method may raise :class:`ivr.errors.StoreUnavailable`."""

    store: Store
    clock: Clock
    filing: FilingDesk

    @classmethod
    def of(cls, office: BackOffice) -> EthicsOffice:
        """The same services behind another counter."""
        return cls(office.store, office.clock, office.filing)

    def secret(self) -> bytes:
        """What codes are hashed with; asked first, it tells whether reports can be kept."""
        return self.filing.ethics_secret()

    def file(
        self,
        secret: bytes,
        mode: EthicsMode,
        facts: Sequence[str],
        identity: Sequence[str],
        *,
        complete: bool = True,
    ) -> str:
        """Keep a report, durable, and give its tracking code.

        ``complete`` unless the caller hung up. Raises CannotFile instead.
        """
        code = ethics.new_code()
        filing = EthicsFiling(
            filing_id=str(uuid.uuid4()),
            code_hash=ethics.code_hash(secret, code),
            mode=mode,
            facts=tuple(facts),
            identity=tuple(identity),
            filed_on=self.clock.today(),
            complete=complete,
        )
        self.filing.keep_report(filing)
        return code

    def may_try(self) -> bool:
        """Whether tracking codes may be tried now."""
        with self.store.reading() as session:
            return ethics.may_try(session, self.clock.now())

    def progress(self, secret: bytes, code: str) -> Progress | None:
        """How a report is going; None for a code that doesn't exist, which counts."""
        hashed = ethics.code_hash(secret, code)
        with self.store.unit_of_work() as session:
            return ethics.progress(session, hashed, self.clock.now())

    def add(self, report_id: str, recordings: Sequence[str]) -> None:
        """Keep what was told later, durable. Raises CannotFile instead."""
        added = EthicsAddition(
            filing_id=str(uuid.uuid4()),
            report_id=report_id,
            recordings=tuple(recordings),
            told_on=self.clock.today(),
        )
        self.filing.keep_addition(added)
