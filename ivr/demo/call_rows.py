"""The rows of calls that are over, as the line itself would have recorded them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ivr.demo.history import Known
from ivr.store import (
    Built,
    Call,
    Callback,
    CallLink,
    Leg,
    LegRole,
    Offer,
    Outcome,
    PathStep,
    PaymentPromise,
    QueueStay,
    Survey,
    WrapUp,
)
from ivr.store.bulk import load

LINE = "6082770000"
NORMAL_CLEARING = 16  # Q.850

Row = tuple[Any, ...]
Step = tuple[int, str, str | None, str | None, str | None]

CALL_COLUMNS = (
    "call_id",
    "number",
    "withheld",
    "dialled",
    "account_id",
    "identity_level",
    "agent_id",
    "intent",
    "reason",
    "started_at",
    "answered_at",
    "ended_at",
    "noted",
    "ended_how",
    "built",
)
LEG_COLUMNS = (
    "call_id",
    "channel",
    "role",
    "agent_id",
    "rang_at",
    "answered_at",
    "ended_at",
    "hangup_cause",
    "missed",
)
STAY_COLUMNS = ("call_id", "queue", "entered_at", "left_at", "reason", "position")
OFFER_COLUMNS = ("call_id", "queue", "entered_at", "ended", "wait", "talk", "hold")
STEP_COLUMNS = (
    "call_id",
    "writer",
    "position",
    "at",
    "kind",
    "prompt",
    "heard",
    "confidence",
    "label",
)
WRAP_UP_COLUMNS = ("call_id", "agent_id", "disposition", "note", "at")

CALLBACK_COLUMNS = (
    "call_id",
    "number",
    "queue",
    "priority",
    "head_start",
    "requested_at",
    "last_attempt",
    "state",
    "not_before",
    "urgent",
    "attempts",
    "called_at",
    "placed_call_id",
    "closed_at",
)
LINK_COLUMNS = ("call_id", "of_call_id", "kind")
SURVEY_COLUMNS = (
    "call_id",
    "origin",
    "agent_id",
    "queue",
    "flow",
    "invited_at",
    "accepted",
    "csat",
    "resolved",
    "nps",
)
PROMISE_COLUMNS = (
    "promise_id",
    "account_id",
    "call_id",
    "amount",
    "owed",
    "due_on",
    "made_at",
    "made_with",
)


@dataclass(frozen=True)
class Rows:
    """The rows of all calls, by table."""

    calls: list[Row] = field(default_factory=list)
    legs: list[Row] = field(default_factory=list)
    stays: list[Row] = field(default_factory=list)
    offers: list[Row] = field(default_factory=list)
    steps: list[Row] = field(default_factory=list)
    wrap_ups: list[Row] = field(default_factory=list)
    callbacks: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    surveys: list[Row] = field(default_factory=list)
    promises: list[Row] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    """The numbers that a survey was offered to."""

    def write(self, session: Session) -> None:
        """Put them all into the store."""
        load(session, Call, CALL_COLUMNS, self.calls)
        load(session, Leg, LEG_COLUMNS, self.legs)
        load(session, QueueStay, STAY_COLUMNS, self.stays)
        load(session, Offer, OFFER_COLUMNS, self.offers)
        load(session, PathStep, STEP_COLUMNS, self.steps)
        load(session, WrapUp, WRAP_UP_COLUMNS, self.wrap_ups)
        load(session, Callback, CALLBACK_COLUMNS, self.callbacks)
        load(session, CallLink, LINK_COLUMNS, self.links)
        load(session, Survey, SURVEY_COLUMNS, self.surveys)
        load(session, PaymentPromise, PROMISE_COLUMNS, self.promises)


@dataclass(frozen=True)
class Caller:
    """One call as it begins: from which telephone, for which account, wanting what."""

    call_id: str
    at: datetime
    number: str
    account: Known | None
    intent: str
    label: str
    key: str

    @property
    def verifies(self) -> bool:
        """Whether this caller gives the second datum."""
        return self.intent == "factura" and self.account is not None


def walk(rows: Rows, caller: Caller, *last: Step) -> None:
    """The steps of the path: from the greeting to what was wanted, and ``last``."""
    steps: list[Step] = [
        (1, "said", "bienvenida.saludo", None, None),
        (14, "chosen", "menu.principal", caller.key, caller.label),
        (14, "intent", None, caller.intent, caller.label),
    ]
    if caller.verifies:
        steps.append((36, "verified", None, None, "Se verificó su identidad"))
    rows.steps.extend(
        (caller.call_id, "line", position, caller.at + timedelta(seconds=after), kind, prompt,
         heard, 1.0 if kind == "chosen" else None, label)
        for position, (after, kind, prompt, heard, label) in enumerate((*steps, *last))
    )  # fmt: skip


def record(
    rows: Rows,
    caller: Caller,
    seconds: int,
    outcome: Outcome,
    *,
    noted: Outcome | None = None,
    reason: str | None = None,
    agent_id: int | None = None,
) -> None:
    """The call, over after ``seconds``, and the caller's leg."""
    ended = caller.at + timedelta(seconds=seconds)
    account_id = caller.account.id if caller.account else None
    level = 2 if caller.verifies else int(account_id is not None)
    rows.calls.append(
        (caller.call_id, caller.number, False, LINE, account_id, level, agent_id, caller.intent,
         reason, caller.at, caller.at, ended, noted, outcome, Built.LIVE)
    )  # fmt: skip
    leg(rows, caller, LegRole.CALLER, caller.at, caller.at, ended)


def leg(
    rows: Rows,
    caller: Caller,
    role: LegRole,
    rang: datetime,
    answered: datetime,
    ended: datetime,
    agent_id: int | None = None,
) -> None:
    """One leg of a call."""
    channel = f"{rang.timestamp():.0f}.{len(rows.legs)}"
    rows.legs.append(
        (caller.call_id, channel, role, agent_id, rang, answered, ended, NORMAL_CLEARING, False)
    )


def uuid7(rng: Random, at: datetime) -> str:
    """A call's id, minted at that moment (RFC 9562, 5.7)."""
    milliseconds = int(at.timestamp() * 1000)
    value = milliseconds << 80 | 7 << 76 | rng.getrandbits(12) << 64
    return str(UUID(int=value | 2 << 62 | rng.getrandbits(62)))
