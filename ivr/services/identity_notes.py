"""Identity as an agent verifies it in a call: by a datum that the line checks, or vouched for.

A datum is checked and counted as the line itself does (:mod:`ivr.services.identity`), so a
person who fails at the keypad has no more tries with an agent.
"""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
from sqlalchemy.orm import Session

from ivr.errors import Invalid, Refused
from ivr.services import calls, identity
from ivr.services.accounts import Account
from ivr.services.agents import Agent
from ivr.services.calls import CallRecord
from ivr.services.identity import SECOND_DATUM_DIGITS, Datum
from ivr.store import Verification

VERIFIED_LEVEL = 2
NOTED, FAILED = "identity_noted", "identity_failed"
"""Kinds of the steps of a path that say so."""
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way; ``checked``: the datum that the line compares, None where the agent vouches."""

    code: Annotated[str, msgspec.Meta(pattern="^[a-z_]{1,20}$")]
    label: Words
    checked: Datum | None = None


class IdentityWays(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The ways that the entity accepts (``config/catalogues/identity.toml``)."""

    approved_by: str
    way: tuple[Way, ...]

    def by_code(self, code: str) -> Way:
        """A way by its code. Raises Invalid for one that isn't accepted."""
        for one in self.way:
            if one.code == code:
                return one
        raise Invalid("esa forma de verificar la identidad no existe")


def read(file: Path) -> IdentityWays:
    """The ways as written down. Raises Invalid, naming file and fault."""
    try:
        ways = msgspec.convert(tomllib.loads(file.read_text("utf-8")), IdentityWays)
    except (OSError, ValueError) as failure:
        raise Invalid(f"{file}: no se pueden leer las formas de verificar: {failure}") from failure
    if len({one.code for one in ways.way}) < len(ways.way):
        raise Invalid(f"{file}: hay dos formas con el mismo código")
    return ways


def note(
    session: Session,
    call: CallRecord,
    account: Account,
    way: Way,
    answer: str,
    agent: Agent,
    now: datetime,
) -> Verification:
    """Note that ``agent`` verified the caller's identity by ``way`` for ``account``.

    ``answer`` is what the caller said of a checked datum: three digits. Raises Invalid when
    it is no such thing, Refused for a datum that proves nothing; a wrong one is counted, so
    call it in a ``unit_of_work``.
    """
    result = Verification.VERIFIED
    if way.checked is not None:
        result = _check(session, call, account, way.checked, answer, now)
    if result is Verification.VERIFIED:
        calls.set_account(session, call.call_id, account.id, VERIFIED_LEVEL)
        label = f"{agent.name} verificó la identidad: {way.label}"
        calls.add_desk_step(session, call.call_id, NOTED, label, now)
    else:
        label = f"{agent.name} no pudo verificar la identidad: {way.label}"
        calls.add_desk_step(session, call.call_id, FAILED, label, now)
    return result


def _check(
    session: Session,
    call: CallRecord,
    account: Account,
    datum: Datum,
    answer: str,
    now: datetime,
) -> Verification:
    if len(answer) != SECOND_DATUM_DIGITS or not (answer.isascii() and answer.isdecimal()):
        raise Invalid(f"escriba los {SECOND_DATUM_DIGITS} últimos dígitos que le dijeron")
    if datum is Datum.PHONE and call.number in account.phones:
        raise Refused("llama de un teléfono de esa cuenta: pida otro dato")
    return identity.verify(
        session,
        claimed=account.number,
        account_id=account.id,
        caller=call.number,
        answer=answer,
        call_id=call.call_id,
        now=now,
        datum=datum,
    )
