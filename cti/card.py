"""The caller's card as the desk's page gets it (docs/architecture.md, section 5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from cti.fields import fields
from cti.pop_address import PopAddress
from ivr.services import callers
from ivr.services.accounts import Account
from ivr.services.billing import Invoice
from ivr.services.billing_source import Position
from ivr.services.callers import INVOICES_SHOWN, CallerCard
from ivr.services.calls import CallLine
from ivr.services.damage import DamageReport
from ivr.services.drafts import Draft
from ivr.services.pqrs import Case


def card_of(
    session: Session, call_id: str, now: datetime, address: PopAddress | None
) -> dict[str, object]:
    """Read a call's card and give its fields; ``address`` is the other CRM's, if there is one."""
    return card_fields(callers.card(session, call_id, now), address)


def card_fields(card: CallerCard, pop_address: PopAddress | None = None) -> dict[str, object]:
    """The card's fields, named as the contract has them; moments and money as they are."""
    crm = pop_address and pop_address.fields(
        call_id=card.call_id,
        number=card.caller.number,
        account=card.account.number if card.account else None,
        queue=card.queue,
        intent=card.intent,
    )
    return {
        **fields(card, "call_id", "queue", "waiting_since", "priority"),
        **fields(card, "match", "evidence", "identity_level", "reason", "intent"),
        "caller": fields(card.caller, "number", "masked", "withheld"),
        "crm": crm,
        "account": None if card.account is None else _account_fields(card.account),
        "candidates": [fields(one, "number", "address") for one in card.candidates],
        "invoices": [_invoice_fields(one) for one in card.invoices],
        "overdue": fields(card.overdue, "count", "total"),
        "cases": [_case_fields(one) for one in card.cases],
        "damages": [_damage_fields(one) for one in card.damages],
        "nearby": [fields(one, "service", "kind", "reports", "since") for one in card.nearby],
        "promises": [
            fields(one, "id", "amount", "paid", "due_on", "made_at", "made_with")
            for one in card.promises
        ],
        "drafts": [_draft_fields(one) for one in card.drafts],
        "outages": [fields(one, "service", "zone", "restoration") for one in card.outages],
        "calls": [_call_fields(one) for one in card.calls],
        "path": [fields(step, "at", "label", "heard", "kind", "by") for step in card.path],
    }


def _account_fields(one: Account) -> dict[str, object]:
    own = fields(one, "number", "holder", "address", "zone", "stratum", "suspended_since")
    return {**own, "services": list(one.services)}


def _case_fields(one: Case) -> dict[str, object]:
    return {**fields(one, "radicado", "kind", "subject", "filed_at", "state"), "due": one.due_on}


def _damage_fields(one: DamageReport) -> dict[str, object]:
    own = fields(one, "ticket", "kind", "opened_at", "state")
    return {**own, "service": one.service or "emergencia"}


def _draft_fields(one: Draft) -> dict[str, object]:
    own = fields(one, "id", "kind", "call_id", "at")
    return {**own, "fields": dict(one.fields), "recorded": len(one.recorded)}


def _call_fields(one: CallLine) -> dict[str, object]:
    return {
        **fields(one, "call_id", "started_at", "agent", "seconds", "note"),
        "reason": one.intent or one.reason,
        "outcome": one.disposition or one.outcome,
    }


def billing_fields(position: Position) -> dict[str, object]:
    """The fields of a card that the billing system knows better than the last import."""
    late = position.statement.overdue
    return {
        "billing": "live",
        "invoices": [_invoice_fields(one) for one in position.invoices[:INVOICES_SHOWN]],
        "overdue": fields(late, "count", "total"),
    }


def _invoice_fields(one: Invoice) -> dict[str, object]:
    return {**fields(one, "period", "total", "state"), "due": one.due_on, "paid_at": one.paid_on}
