"""The screen pop: everything that an agent should see of a caller while the phone rings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from ivr.clock import BOGOTA
from ivr.phone_number import masked
from ivr.services import (
    billing,
    callbacks,
    calls,
    damage,
    drafts,
    messages,
    outages,
    pqrs,
    promises,
    queue_wait,
)
from ivr.services.accounts import Account
from ivr.services.billing import NOTHING_OVERDUE, Invoice, Overdue
from ivr.services.caller_match import Match, matched
from ivr.services.calls import CallLine, CallSoFar, PathStep
from ivr.services.damage import DamageReport, Nearby
from ivr.services.drafts import Draft
from ivr.services.outages import Outage
from ivr.services.pqrs import Case
from ivr.services.promises import PaymentPromise

INVOICES_SHOWN = 3
CALLS_SHOWN = 5
STEPS_SHOWN = 60
MESSAGE_WAITS = "Dejó un mensaje que nadie ha atendido"


@dataclass(frozen=True, slots=True)
class Caller:
    """The telephone that calls: E.164 for calling back, and masked for being looked at."""

    number: str | None
    masked: str
    withheld: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several accounts that the telephone is known for."""

    account_id: int
    number: str
    address: str


@dataclass(frozen=True, slots=True)
class CallerCard:
    """What the pop shows. ``evidence`` says in Spanish why the account is thought the caller's.

    ``priority``: they stand in the queue ahead of the moment at which they joined; ``nearby``
    are damages that others of their zone reported.
    """

    call_id: str
    queue: str | None
    waiting_since: datetime | None
    priority: bool
    caller: Caller
    match: Match
    evidence: str
    identity_level: int
    reason: str | None
    intent: str | None
    account: Account | None
    candidates: tuple[Candidate, ...]
    invoices: tuple[Invoice, ...]
    overdue: Overdue
    cases: tuple[Case, ...]
    damages: tuple[DamageReport, ...]
    nearby: tuple[Nearby, ...]
    promises: tuple[PaymentPromise, ...]
    drafts: tuple[Draft, ...]
    outages: tuple[Outage, ...]
    calls: tuple[CallLine, ...]
    path: tuple[PathStep, ...]


def card(session: Session, call_id: str, now: datetime) -> CallerCard:
    """The card of a call; one with an unknown caller when the store knows nothing of it."""
    call = calls.so_far(session, call_id)
    number = call.number if call else None
    found = matched(session, call)
    account = found.account
    account_id = account.id if account else None
    stay = call.stays[-1] if call and call.stays else None
    today = now.astimezone(BOGOTA).date()
    before = calls.recent(
        session, number=number, account_id=account_id, but=call_id, limit=CALLS_SHOWN
    )
    return CallerCard(
        call_id=call_id,
        queue=stay.queue if stay else None,
        waiting_since=stay.entered_at if stay else None,
        priority=bool(stay and queue_wait.is_ahead(session, call_id, stay.queue)),
        caller=Caller(number, masked(number), bool(call and call.withheld)),
        match=found.match,
        evidence=found.evidence,
        identity_level=call.identity_level if call else 0,
        reason=call.reason if call else None,
        intent=call.intent if call else None,
        account=account,
        candidates=tuple(Candidate(one.id, one.number, one.address) for one in found.candidates),
        invoices=(
            billing.invoices(session, account_id, today, limit=INVOICES_SHOWN) if account_id else ()
        ),
        overdue=billing.overdue(session, account_id, today) if account_id else NOTHING_OVERDUE,
        cases=pqrs.of_account(session, account_id) if account_id else (),
        damages=damage.of_account(session, account_id) if account_id else (),
        nearby=damage.nearby(session, account) if account else (),
        promises=promises.open_of(session, account_id, today) if account_id else (),
        drafts=_unfinished(session, call, before),
        outages=_outages(session, account, now),
        calls=with_messages(session, before),
        path=_path(session, call)[-STEPS_SHOWN:],
    )


def _path(session: Session, call: CallSoFar | None) -> tuple[PathStep, ...]:
    """The path walked; of a call that we placed, behind that of the one that asked for it."""
    if call is None:
        return ()
    asked_in = callbacks.of_placed_call(session, call.call_id)
    before = calls.path(session, asked_in) if asked_in else ()
    return (*before, *call.steps)


def _unfinished(
    session: Session, call: CallSoFar | None, before: Sequence[CallLine]
) -> tuple[Draft, ...]:
    """What this caller left unfinished, in this call and in the last ones."""
    own = [call.call_id] if call else []
    return drafts.open_of_calls(session, [*own, *(line.call_id for line in before)])


def with_messages(session: Session, before: Sequence[CallLine]) -> tuple[CallLine, ...]:
    """The calls; of one whose message still waits, the note says so."""
    waiting = messages.open_of_calls(session, [line.call_id for line in before])
    return tuple(
        replace(line, note=MESSAGE_WAITS) if line.call_id in waiting and not line.note else line
        for line in before
    )


def _outages(session: Session, account: Account | None, now: datetime) -> tuple[Outage, ...]:
    if account is None:
        return ()
    return outages.current(session, now, zone_id=account.zone_id, services=account.services)
