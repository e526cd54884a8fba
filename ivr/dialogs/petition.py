"""A PQRS while it is being told: what is known so far, and the filing or draft that it makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from ivr.call import CallInfo
from ivr.dialogs.pqrs_menu import Cause, Choice
from ivr.services.accounts import Account
from ivr.services.billing import Invoice
from ivr.services.pqrs import AnswerBy, CaseFiling, Contact, Petitioner
from ivr.store import CaseKind
from speech.understanding.dates import Day

KINDS = {
    CaseKind.PETITION: "Petición",
    CaseKind.INFORMATION: "Solicitud de información",
    CaseKind.QUERY: "Consulta",
    CaseKind.COMPLAINT: "Queja",
    CaseKind.CLAIM: "Reclamo",
    CaseKind.SUGGESTION: "Sugerencia",
    CaseKind.PRAISE: "Felicitación",
}
"""How agents read what was chosen."""


@dataclass(slots=True)
class Petition:
    """What the caller told. ``name`` and ``narrative`` are names of recordings.

    ``phone`` is E.164; ``authorised`` the text and key of an express authorisation to answer
    by telephone; ``filed`` tells that a radicado was given.
    """

    kind: CaseKind | None = None
    service: Choice | None = None
    cause: Cause | None = None
    account: Account | None = None
    month: date | None = None
    paid: Day | None = None
    invoice: Invoice | None = None
    anonymous: bool = False
    name: list[str] = field(default_factory=list)
    narrative: list[str] = field(default_factory=list)
    phone: str = ""
    answer_by: AnswerBy | None = None
    authorised: str = ""
    text_message: bool = False
    filed: bool = False

    def filing(self, call: CallInfo, *, priority: bool) -> CaseFiling:
        """As it is filed; of who stays anonymous no call is kept, and no account was asked."""
        assert self.kind is not None
        return CaseFiling(
            kind=self.kind,
            service=self.service.code if self.service else None,
            cause=self.cause.code if self.cause else None,
            subject=self._subject(),
            told=". ".join(self._written()),
            narrative=(*self.name, *self.narrative),
            petitioner=Petitioner(anonymous=self.anonymous),
            contact=Contact(
                phone=self.phone,
                address=self._address(),
                answer_by=self.answer_by,
                text_message=self.text_message,
            ),
            account_id=self.account.id if self.account else None,
            invoice_number=self.invoice.number if self.invoice else "",
            invoice_issued_on=self.invoice.issued_on if self.invoice else None,
            call_id=None if self.anonymous else call.call_id,
            priority=priority,
        )

    def fields(self) -> dict[str, str]:
        """What a draft keeps, as staff read it."""
        said = {
            "Tipo": KINDS[self.kind] if self.kind else "",
            "Servicio": self.service.label if self.service else "",
            "Causa": self.cause.label if self.cause else "",
            "Cuenta": self.account.number if self.account else "",
            "Factura": f"{self.month:%m/%Y}" if self.month else "",
            "Pagó": _when(self.paid) if self.paid else "",
            "Anónima": "Sí" if self.anonymous else "",
            "Teléfono": self.phone,
            "Respuesta": self.answer_by.value if self.answer_by else "",
        }
        return {name: value for name, value in said.items() if value}

    def _subject(self) -> str:
        about = [one.label for one in (self.service, self.cause) if one is not None]
        return ": ".join(about)

    def _address(self) -> str:
        return self.account.address if self.account and self.answer_by is AnswerBy.ADDRESS else ""

    def _written(self) -> Iterator[str]:
        if self.month is not None:
            yield f"Reclama por la factura de {self.month:%m/%Y}"
        if self.paid is not None:
            yield f"Dice que pagó {_when(self.paid)}"
        if self.authorised:
            yield self.authorised


def _when(day: Day) -> str:
    first, last = f"{day.first:%d/%m/%Y}", f"{day.last:%d/%m/%Y}"
    return f"el {first}" if day.exact else f"entre el {first} y el {last}"
