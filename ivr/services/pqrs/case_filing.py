"""What a person files: everything that is known when the radicado is given.

Fields follow the constancia of a verbal petition (Decreto 1069 de 2015, art. 2.2.3.12.3).
None of them is needed to file: a petition is never refused for what it lacks.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from ivr.services.pqrs.deadlines import Due
from ivr.store import CaseKind


class AnswerBy(StrEnum):
    """Where the person wants the answer."""

    EMAIL = "correo"
    ADDRESS = "direccion"
    OFFICE = "oficina"
    PHONE = "telefono"


@dataclass(frozen=True, slots=True, kw_only=True)
class Petitioner:
    """Who asks. ``anonymous`` petitions are lawful; nothing else of them is then kept."""

    name: str = ""
    document_kind: str = ""  # CC, CE, NIT, TI, PPT, PAS
    document: str = ""
    representative: str = ""
    representative_document: str = ""
    anonymous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailAuthorisation:
    """The proof that the person lets us notify by e-mail (Ley 1437 de 2011, art. 56).

    ``proof``: the name of the recording, ``key:1`` or ``agent:<id>``.
    """

    email: str
    at: datetime
    text_version: str
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where to reach the person. ``phone``: E.164; ``text_message``: may we send the radicado."""

    phone: str = ""
    email: str = ""
    address: str = ""
    answer_by: AnswerBy | None = None
    text_message: bool = False
    email_authorisation: EmailAuthorisation | None = None


def new_filing_id() -> str:
    """A filing's id: what makes posting it twice harmless."""
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFiling:
    """A PQRS as it is filed. ``service`` and ``cause`` are codes of the catalogue.

    ``narrative``: names of the recordings in which it was told; ``told``: what was written
    down; ``received_by``: the agent, None for the automatic line. ``due`` and ``called``, the
    kind in words, are the catalogue's: who files sets them.
    """

    kind: CaseKind
    service: str | None = None
    cause: str | None = None
    subject: str = ""
    told: str = ""
    narrative: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    petitioner: Petitioner = field(default_factory=Petitioner)
    contact: Contact = field(default_factory=Contact)
    account_id: int | None = None
    invoice_number: str = ""
    invoice_issued_on: date | None = None
    call_id: str | None = None
    channel: str = "telefono"
    received_by: int | None = None
    priority: bool = False
    due: Due | None = None
    called: str = ""
    filing_id: str = field(default_factory=new_filing_id)
