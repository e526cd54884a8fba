"""What the line knows of a call as it arrives: outages, hours, and an earlier call in vain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services import accounts, hours, outages, staff_settings
from ivr.services.hours import Opening
from ivr.services.outages import Outage
from ivr.store import Outcome

MOST_TOLD = 2
"""Outages told in the welcome; who is hit by more hears of them when reporting one."""
MOST_OF_A_PHONE = 7
"""Accounts of a telephone whose zones are looked at; one with more is a firm's."""
IN_VAIN = (
    Outcome.ABANDONED_IVR,
    Outcome.ABANDONED_QUEUE,
    Outcome.LADDER_MESSAGE,
    Outcome.FAILED,
)
NOTICES = ("bienvenida.aviso", "bienvenida.aviso_grabacion")


@dataclass(frozen=True, slots=True)
class Arrival:
    """``again`` is what the caller wanted in ``times`` calls in a row that came to nothing.

    ``knows_notice``: they heard the whole notice lately, and the short one is allowed.
    """

    opening: Opening
    outages: tuple[Outage, ...] = ()
    again: str | None = None
    times: int = 0
    knows_notice: bool = False


def of_call(session: Session, number: str | None, now: datetime) -> Arrival:
    """What is known of a call from ``number`` (E.164) at ``now``, before it is on record."""
    opening = hours.open_at(session, now)
    if number is None:
        return Arrival(opening)
    again, times = _again(session, number, now)
    return Arrival(
        opening=opening,
        outages=_outages(session, number, now),
        again=again,
        times=times,
        knows_notice=_knows_notice(session, number, now),
    )


def _outages(session: Session, number: str, now: datetime) -> tuple[Outage, ...]:
    """The outages of the caller's accounts, the newest first."""
    known = accounts.by_phone(session, number)
    if len(known) > MOST_OF_A_PHONE:
        return ()
    return outages.of_accounts(session, known, now)[:MOST_TOLD]


def _again(session: Session, number: str, now: datetime) -> tuple[str | None, int]:
    """What the last calls of today's hours wanted in vain, and how often in a row."""
    within = staff_settings.number(session, "welcome.returning_hours")
    if not within:
        return None, 0
    call = store.Call
    query = (
        select(call.intent, call.ended_how)
        .where(call.number == number, call.ended_how.is_not(None))
        .where(call.started_at.between(now - timedelta(hours=within), now))
        .order_by(call.started_at.desc())
    )
    wanted: str | None = None
    times = 0
    for intent, ended_how in session.execute(query):
        if ended_how not in IN_VAIN or intent is None or intent != (wanted or intent):
            break
        wanted, times = intent, times + 1
    return wanted, times


def _knows_notice(session: Session, number: str, now: datetime) -> bool:
    """Whether this telephone heard the whole notice within the days that the lawyers allow."""
    days = staff_settings.number(session, "welcome.short_notice_days")
    if not days:
        return False
    call, step = store.Call, store.PathStep
    query = (
        select(step.call_id)
        .join(call, call.call_id == step.call_id)
        .where(call.number == number, call.started_at >= now - timedelta(days=days))
        .where(step.kind == "said", step.prompt.in_(NOTICES))
    )
    return session.scalar(query.limit(1)) is not None
