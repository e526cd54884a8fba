"""A message as whoever queues it writes it: to whom, why, and what it tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from ivr.errors import Invalid
from ivr.phone_number import masked
from ivr.store import ContactChannel, ContactPurpose
from ivr.store.outbound import LONGEST_RECIPIENT

Field = str | int | date | datetime | tuple[str, ...]

_MOBILE = re.compile(r"\+573[0-9]{9}")
_ADDRESS = re.compile(r"[!-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_NEVER_IN_ADDRESS = frozenset('<>()[],;:\\"')


class Template(StrEnum):
    """What can be told; the wording is ``config/messages/es_CO.toml``."""

    CASE_FILED = "radicado"
    CASE_ANSWERED = "respuesta"
    RECEIPT = "constancia"
    DAMAGE_REPORTED = "dano"
    SERVICE_RESTORED = "servicio_restablecido"
    CALLBACK_PROMISED = "devolucion"
    PAYMENT_POINTS = "puntos_pago"
    INVOICE_DUPLICATE = "factura_duplicado"
    PAYMENT_LINK = "enlace_pago"
    CASE_STATUS = "estado_caso"


FIELDS: Mapping[str, frozenset[str]] = {
    Template.CASE_FILED: frozenset({"tipo", "radicado", "limite"}),
    Template.CASE_ANSWERED: frozenset({"tipo", "radicado"}),
    Template.RECEIPT: frozenset(
        {"tipo", "radicado", "recibida", "nombre", "identificacion", "direccion", "objeto",
         "razones", "documentos", "recibida_por", "limite"}
    ),
    Template.DAMAGE_REPORTED: frozenset({"ticket", "servicio"}),
    Template.SERVICE_RESTORED: frozenset({"servicio", "zona"}),
    Template.CALLBACK_PROMISED: frozenset({"cuando"}),
    Template.PAYMENT_POINTS: frozenset({"puntos"}),
    Template.INVOICE_DUPLICATE: frozenset({"cuenta"}),
    Template.PAYMENT_LINK: frozenset({"cuenta"}),
    Template.CASE_STATUS: frozenset({"tipo", "radicado", "estado"}),
}  # fmt: skip
"""The fields that whoever queues a template gives, all of them."""


@dataclass(frozen=True, slots=True)
class Message:
    """``key`` makes it one: the same key queued again is the same message.

    ``recipient``: E.164 for an SMS, an address for an e-mail, an endpoint's name for a
    webhook. ``template`` says what is told, of a webhook the event. ``call_id`` never of a
    call to the ethics line.
    """

    key: str
    channel: ContactChannel
    recipient: str
    template: str
    purpose: ContactPurpose
    fields: Mapping[str, object] = field(default_factory=dict)
    call_id: str | None = None

    def __post_init__(self) -> None:
        expected = FIELDS.get(self.template)
        if expected is not None and expected != self.fields.keys():
            odd = ", ".join(sorted(expected.symmetric_difference(self.fields)))
            raise Invalid(f"el mensaje «{self.template}» no lleva esos datos: {odd}")

    @property
    def fault(self) -> str | None:
        """Why it can never be delivered; None when it can."""
        if self.channel is ContactChannel.SMS and not is_mobile(self.recipient):
            return "not_a_mobile"
        if self.channel is ContactChannel.EMAIL and not is_address(self.recipient):
            return "not_an_address"
        return None


def is_mobile(number: str | None) -> bool:
    """Whether an E.164 number is a Colombian mobile, the only kind that gets SMS."""
    return number is not None and _MOBILE.fullmatch(number) is not None


def is_address(text: str) -> bool:
    """Whether ``text`` is one plain e-mail address: nothing that a mail's head could misread."""
    return (
        len(text) <= LONGEST_RECIPIENT
        and not _NEVER_IN_ADDRESS & set(text)
        and _ADDRESS.fullmatch(text) is not None
    )


def masked_recipient(recipient: str, channel: ContactChannel) -> str:
    """A recipient as it may be shown: a number's last three digits, an address's domain."""
    if channel is ContactChannel.WEBHOOK:
        return recipient
    _, at, domain = recipient.rpartition("@")
    return f"•••@{domain}" if at else masked(recipient)
