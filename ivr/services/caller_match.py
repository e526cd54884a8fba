"""Whose the call is: the account, how sure that is, why, and which others it may be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from ivr.services import accounts, caller_account, calls, identity_notes
from ivr.services.accounts import Account
from ivr.services.calls import CallSoFar
from ivr.services.identity_notes import VERIFIED_LEVEL

AT_THE_DESK = (caller_account.CHOSEN, caller_account.NONE)


class Match(StrEnum):
    """How sure it is that the caller belongs to the account shown.

    ``LIKELY`` without an account: to one of the candidates.
    """

    CERTAIN = "certain"
    LIKELY = "likely"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Matched:
    """``evidence`` says in Spanish why; ``candidates`` are the telephone's other accounts."""

    account: Account | None
    candidates: tuple[Account, ...]
    match: Match
    evidence: str


def matched(session: Session, call: CallSoFar | None) -> Matched:
    """The account of a call; unknown where the store knows nothing of it."""
    if call is None:
        return Matched(None, (), Match.UNKNOWN, "La llamada llegó sin datos")
    if call.account_id is not None and call.identity_level >= VERIFIED_LEVEL:
        proof = _last(call, identity_notes.NOTED)
        evidence = proof or "Confirmó el segundo dato en esta llamada"
        return Matched(accounts.by_id(session, call.account_id), (), Match.CERTAIN, evidence)
    known = accounts.by_phone(session, call.number) if call.number else ()
    said = _last(call, *AT_THE_DESK)
    if call.account_id is not None:
        theirs = next((one for one in known if one.id == call.account_id), None)
        others = tuple(one for one in known if one is not theirs)
        evidence = "Indicó la cuenta, sin confirmar el segundo dato"
        if theirs is not None:
            evidence = "Llama de un teléfono registrado en la cuenta"
        account = theirs or accounts.by_id(session, call.account_id)
        return Matched(account, others, Match.LIKELY, said or evidence)
    if said is not None:
        return Matched(None, known, Match.UNKNOWN, said)
    if len(known) == 1:
        evidence = "Llama de un teléfono registrado en la cuenta"
        return Matched(known[0], (), Match.LIKELY, evidence)
    if known:
        evidence = "El teléfono está registrado en varias cuentas"
        return Matched(None, known, Match.LIKELY, evidence)
    evidence = "Número oculto" if call.withheld else "Teléfono sin cuenta registrada"
    return Matched(None, (), Match.UNKNOWN, evidence)


def account_of(session: Session, call_id: str) -> Account | None:
    """The account that a call's card shows, None where it shows none."""
    return matched(session, calls.so_far(session, call_id)).account


def _last(call: CallSoFar, *kinds: str) -> str | None:
    """What the last step of these kinds says."""
    told = (step.label for step in reversed(call.steps) if step.kind in kinds)
    return next(told, None)
