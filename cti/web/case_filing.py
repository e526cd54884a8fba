"""Filing a case by hand: an agent in a call, an officer for what came by another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may
from cti.web.body import json_answer, read_body
from cti.web.keys import API, CLOCK, PARTS, PLACE, PQRS, SIGNED_IN
from cti.web.operation import operation
from ivr.errors import Invalid
from ivr.phone_number import normalise
from ivr.services import accounts, calls, pqrs
from ivr.services.api_tokens import Scope
from ivr.services.pqrs import (
    AnswerBy,
    CaseFiling,
    CaseKind,
    Catalogue,
    Contact,
    EmailAuthorisation,
    FiledCase,
    Petitioner,
)

Short = Annotated[str, msgspec.Meta(max_length=160)]
Number = Annotated[str, msgspec.Meta(max_length=40)]
Id = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
CHANNELS = ("telefono", "oficina", "correo", "escrito")
AUTHORISED_IN = "constancia-agente-1"
"""The version of the words in which the agent asks for the authorisation."""


class NewCase(msgspec.Struct, forbid_unknown_fields=True):
    """A case that a person of the staff files. ``filing_id``: a UUID of the page's own."""

    filing_id: Id
    kind: CaseKind
    subject: Short
    told: Annotated[str, msgspec.Meta(max_length=20_000)]
    service: str | None = None
    cause: str | None = None
    anonymous: bool = False
    name: Short = ""
    document_kind: Annotated[str, msgspec.Meta(max_length=10)] = ""
    document: Number = ""
    account: Number = ""
    invoice_number: Number = ""
    phone: Number = ""
    email: Short = ""
    address: Short = ""
    answer_by: AnswerBy | None = None
    email_authorised: bool = False
    priority: bool = False
    call_id: Id | None = None
    channel: str = "telefono"


class CaseReceipt(msgspec.Struct):
    """What the person is given."""

    radicado: str
    filed_at: datetime
    due_on: date
    working_days: int


@may(Right.SERVE_CALLS, Right.WORK_CASES)
@operation(
    "Radicar un caso",
    body=NewCase,
    answer=CaseReceipt,
    status=201,
    scope=Scope.CASES_WRITE,
)
async def file_case(request: web.Request) -> web.Response:
    """File a case; the same ``filing_id`` again gives the same radicado."""
    body, rules = await read_body(request, NewCase), request.app[PQRS]
    now, agent_id = request.app[CLOCK].now(), request[SIGNED_IN].agent.id
    _check(body, rules)
    phone = _telephone(body.phone, request.app[PLACE].area_code)

    def file(session: Session) -> FiledCase:
        call = calls.by_id(session, body.call_id) if body.call_id else None
        account_id = _account(session, body.account)
        if account_id is None and call is not None:
            account_id = call.account_id
        filing = _filing(body, agent_id, phone, account_id, now)
        if call is None:
            filing = replace(filing, call_id=None)
        return pqrs.file(session, filing, rules, now)

    filed = await request.app[API].write(file)
    if body.call_id is not None:
        request.app[PARTS].pops.renew(body.call_id)
    due = filed.due
    receipt = CaseReceipt(filed.radicado, filed.filed_at, due.on, due.working_days)
    return json_answer(receipt, status=201)


def _check(body: NewCase, rules: Catalogue) -> None:
    """Raises Invalid."""
    for field, text in (("subject", body.subject), ("told", body.told)):
        if not text.strip():
            raise Invalid("escriba el asunto y lo que la persona pide", field=field)
    if body.service is not None and body.service not in rules.services:
        raise Invalid("ese servicio no está en el catálogo", field="service")
    if body.cause is not None and body.cause not in rules.causes:
        raise Invalid("esa causa no está en el catálogo", field="cause")
    if body.channel not in CHANNELS:
        raise Invalid("ese medio de recepción no existe", field="channel")
    if body.email and "@" not in body.email.strip("@"):
        raise Invalid("ese correo electrónico no está bien escrito", field="email")
    if body.email_authorised and not body.email:
        told = "escriba el correo al que la persona autorizó que se le notifique"
        raise Invalid(told, field="email")


def _telephone(written: str, area_code: str) -> str:
    if not written.strip():
        return ""
    number = normalise(written, area_code)
    if number is None:
        raise Invalid("ese número de teléfono no existe", field="phone")
    return number


def _account(session: Session, written: str) -> int | None:
    if not written.strip():
        return None
    found = accounts.by_number(session, written)
    if not found:
        raise Invalid("no hay una cuenta con ese número", field="account")
    return found[0].id


def _filing(
    body: NewCase, agent_id: int, phone: str, account_id: int | None, now: datetime
) -> CaseFiling:
    proof = EmailAuthorisation(
        email=body.email, at=now, text_version=AUTHORISED_IN, proof=f"agent:{agent_id}"
    )
    return CaseFiling(
        kind=body.kind,
        service=body.service,
        cause=body.cause,
        subject=body.subject,
        told=body.told,
        petitioner=Petitioner(
            name=body.name,
            document_kind=body.document_kind,
            document=accounts.digits(body.document) or body.document,
            anonymous=body.anonymous,
        ),
        contact=Contact(
            phone=phone,
            email=body.email,
            address=body.address,
            answer_by=body.answer_by,
            email_authorisation=proof if body.email_authorised else None,
        ),
        account_id=account_id,
        invoice_number=body.invoice_number,
        call_id=body.call_id,
        channel=body.channel,
        received_by=agent_id,
        priority=body.priority,
        filing_id=body.filing_id,
    )
