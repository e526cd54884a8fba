"""Whose account the caller's is, as an agent says: one of the candidates, another, or none.

A choice is kept with the call and in its path, with who chose. It identifies and never
authorises: nobody's identity level rises by it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from ivr.errors import NotFound
from ivr.services import accounts, calls
from ivr.services.agents import Agent

CHOSEN, NONE = "account_chosen", "account_none"
"""Kinds of the steps of a path that say so."""


def choose(session: Session, call_id: str, number: str | None, agent: Agent, now: datetime) -> None:
    """Keep the account ``number`` for the call, None where it is none that can be found.

    What was proven for another account is not proven for this one. Raises NotFound for a
    number that no account has.
    """
    if number is None:
        calls.clear_account(session, call_id)
        label = f"{agent.name} dijo que ninguna cuenta es la de quien llama"
        calls.add_desk_step(session, call_id, NONE, label, now)
        return
    found = accounts.by_number(session, number)
    if not found:
        raise NotFound("no hay una cuenta con ese número")
    (account,) = found
    call = calls.by_id(session, call_id)
    if call is None or call.account_id != account.id:
        calls.set_account(session, call_id, account.id, 0)
    label = f"{agent.name} eligió la cuenta {account.number}"
    calls.add_desk_step(session, call_id, CHOSEN, label, now)
