"""The caller's card as the desk's page gets it (docs/architecture.md, section 5)."""

from __future__ import annotations

from ivr.services.callers import CallerCard


def card_fields(card: CallerCard) -> dict[str, object]:
    """The card's fields, named as the contract has them; moments and money as they are."""
    account = card.account
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
        "account": None
        if account is None
        else {
            "number": account.number,
            "holder": account.holder,
            "address": account.address,
            "zone": account.zone,
            "stratum": account.stratum,
            "services": list(account.services),
            "suspended_since": account.suspended_since,
        },
        "candidates": [{"number": one.number, "address": one.address} for one in card.candidates],
        "invoices": [
            {
                "period": one.period,
                "total": one.total,
                "due": one.due_on,
                "paid_at": one.paid_on,
                "state": one.state,
            }
            for one in card.invoices
        ],
        "overdue": {"count": card.overdue.count, "total": card.overdue.total},
        "cases": [
            {
                "radicado": one.radicado,
                "kind": one.kind,
                "subject": one.subject,
                "filed_at": one.filed_at,
                "due": one.due_on,
                "state": one.state,
            }
            for one in card.cases
        ],
        "damages": [
            {
                "ticket": one.ticket,
                "service": one.service,
                "kind": one.kind,
                "opened_at": one.opened_at,
                "state": one.state,
            }
            for one in card.damages
        ],
        "outages": [
            {"service": one.service, "zone": one.zone, "restoration": one.restoration}
            for one in card.outages
        ],
        "calls": [
            {
                "call_id": one.call_id,
                "started_at": one.started_at,
                "reason": one.intent or one.reason,
                "outcome": one.disposition or one.outcome,
                "agent": one.agent,
                "seconds": one.seconds,
                "note": one.note,
            }
            for one in card.calls
        ],
        "path": [
            {"at": step.at, "label": step.label, "heard": step.heard, "kind": step.kind}
            for step in card.path
        ],
    }
