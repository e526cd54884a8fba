"""The caller's card as the desk's page gets it (docs/architecture.md, section 5)."""

from __future__ import annotations

from ivr.services.accounts import Account
from ivr.services.billing import Invoice
from ivr.services.billing_source import Position
from ivr.services.callers import INVOICES_SHOWN, CallerCard
from ivr.services.calls import CallLine
from ivr.services.damage import DamageReport
from ivr.services.pqrs import Case


def card_fields(card: CallerCard) -> dict[str, object]:
    """The card's fields, named as the contract has them; moments and money as they are."""
    return {
        "call_id": card.call_id,
        "queue": card.queue,
        "waiting_since": card.waiting_since,
        "caller": {
            "number": card.caller.number,
            "masked": card.caller.masked,
            "withheld": card.caller.withheld,
        },
        "match": card.match,
        "evidence": card.evidence,
        "identity_level": card.identity_level,
        "reason": card.reason,
        "intent": card.intent,
        "account": None if card.account is None else _account_fields(card.account),
        "candidates": [{"number": one.number, "address": one.address} for one in card.candidates],
        "invoices": [_invoice_fields(one) for one in card.invoices],
        "overdue": {"count": card.overdue.count, "total": card.overdue.total},
        "cases": [_case_fields(one) for one in card.cases],
        "damages": [_damage_fields(one) for one in card.damages],
        "outages": [
            {"service": one.service, "zone": one.zone, "restoration": one.restoration}
            for one in card.outages
        ],
        "calls": [_call_fields(one) for one in card.calls],
        "path": [
            {"at": step.at, "label": step.label, "heard": step.heard, "kind": step.kind}
            for step in card.path
        ],
    }


def _account_fields(one: Account) -> dict[str, object]:
    return {
        "number": one.number,
        "holder": one.holder,
        "address": one.address,
        "zone": one.zone,
        "stratum": one.stratum,
        "services": list(one.services),
        "suspended_since": one.suspended_since,
    }


def _case_fields(one: Case) -> dict[str, object]:
    return {
        "radicado": one.radicado,
        "kind": one.kind,
        "subject": one.subject,
        "filed_at": one.filed_at,
        "due": one.due_on,
        "state": one.state,
    }


def _damage_fields(one: DamageReport) -> dict[str, object]:
    return {
        "ticket": one.ticket,
        "service": one.service or "emergencia",
        "kind": one.kind,
        "opened_at": one.opened_at,
        "state": one.state,
    }


def _call_fields(one: CallLine) -> dict[str, object]:
    return {
        "call_id": one.call_id,
        "started_at": one.started_at,
        "reason": one.intent or one.reason,
        "outcome": one.disposition or one.outcome,
        "agent": one.agent,
        "seconds": one.seconds,
        "note": one.note,
    }


def billing_fields(position: Position) -> dict[str, object]:
    """The fields of a card that the billing system knows better than the last import."""
    late = position.statement.overdue
    return {
        "billing": "live",
        "invoices": [_invoice_fields(one) for one in position.invoices[:INVOICES_SHOWN]],
        "overdue": {"count": late.count, "total": late.total},
    }


def _invoice_fields(one: Invoice) -> dict[str, object]:
    return {
        "period": one.period,
        "total": one.total,
        "due": one.due_on,
        "paid_at": one.paid_on,
        "state": one.state,
    }
