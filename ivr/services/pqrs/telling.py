"""What a person is written about their case, in the transaction of what it tells.

An SMS goes to whom agreed to it, a constancia to whom left an e-mail address.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from ivr import store
from ivr.services import outbound
from ivr.services.outbound import Message, Template, is_mobile
from ivr.services.pqrs.case_filing import CaseFiling
from ivr.services.sounds import tells_name
from ivr.store import ContactChannel, ContactPurpose

AUTOMATIC = "la línea de atención automática"
IN_RECORDING = "Las contó de viva voz; su grabación hace parte del expediente"
NAME_IN_RECORDING = "Lo dijo de viva voz; su grabación hace parte del expediente"
NOT_SAID = "No las dio"
LONGEST_REASONS = 2000


def tell_filed(session: Session, filing: CaseFiling, radicado: str, at: datetime) -> None:
    """Send the radicado by SMS, the constancia by e-mail, as far as the person wants them."""
    if filing.due is None:
        return
    about = {"tipo": filing.called, "radicado": radicado, "limite": filing.due.on}
    if filing.contact.text_message and is_mobile(filing.contact.phone):
        message = Message(
            f"radicado:{filing.filing_id}", ContactChannel.SMS, filing.contact.phone,
            Template.CASE_FILED, ContactPurpose.REQUESTED, about, filing.call_id,
        )  # fmt: skip
        outbound.queue(session, message, at)
    if filing.contact.email:
        message = Message(
            f"constancia:{filing.filing_id}", ContactChannel.EMAIL, filing.contact.email,
            Template.RECEIPT, ContactPurpose.REQUESTED,
            about | _constancia(session, filing, at), filing.call_id,
        )  # fmt: skip
        outbound.queue(session, message, at)


def tell_answered(session: Session, case: store.Case, called: str, at: datetime) -> None:
    """Tell by SMS that there is an answer; it does not notify it."""
    if not (case.text_message and is_mobile(case.phone)):
        return
    message = Message(
        f"respuesta:{case.answer_radicado}", ContactChannel.SMS, case.phone,
        Template.CASE_ANSWERED, ContactPurpose.REQUESTED,
        {"tipo": called, "radicado": case.radicado}, case.call_id,
    )  # fmt: skip
    outbound.queue(session, message, at)


def _constancia(session: Session, filing: CaseFiling, at: datetime) -> dict[str, object]:
    """The fields of Decreto 1069 de 2015, art. 2.2.3.12.3, beside radicado and deadline."""
    who, contact = filing.petitioner, filing.contact
    agent = filing.received_by and session.get(store.Agent, filing.received_by)
    aloud = [IN_RECORDING] if any(not tells_name(one) for one in filing.narrative) else []
    reasons = ". ".join([*filter(None, [filing.told[:LONGEST_REASONS]]), *aloud])
    name_aloud = any(tells_name(one) for one in filing.narrative)
    return {
        "recibida": at,
        "nombre": who.name or (NAME_IN_RECORDING if name_aloud else "No lo dio"),
        "identificacion": f"{who.document_kind} {who.document}".strip() or "No la dio",
        "direccion": contact.email or contact.address,
        "objeto": filing.subject,
        "razones": reasons or NOT_SAID,
        "documentos": ", ".join(filing.documents) or "Ninguno",
        "recibida_por": agent.name if agent else AUTOMATIC,
    }
