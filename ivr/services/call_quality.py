"""How well agents' telephones carried their calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Refused
from ivr.services.calls import minted_at
from ivr.services.upserts import insert


@dataclass(frozen=True, slots=True)
class Measured:
    """What a browser measured of one talk (see ``ivr.store.CallQuality``)."""

    seconds: int
    rtt_ms: float
    jitter_ms: float
    loss: float
    mos: float
    worst_mos: float


@dataclass(frozen=True, slots=True)
class Quality(Measured):
    """The same with who talked, and until when."""

    agent_id: int
    agent: str
    at: datetime


def keep(session: Session, call_id: str, agent_id: int, measured: Measured, now: datetime) -> None:
    """Keep what the browser of an agent of that call measured. Raises Refused to others."""
    leg = store.Leg
    try:
        minted_at(call_id)
        own = select(leg.id).where(leg.call_id == call_id, leg.agent_id == agent_id)
        talked = session.scalar(own.where(leg.answered_at.is_not(None)).limit(1))
    except ValueError:
        talked = None
    if talked is None:
        raise Refused("solo quien atendió la llamada puede decir cómo se oyó")
    row = insert(session, store.CallQuality).values(
        call_id=call_id,
        agent_id=agent_id,
        at=now,
        seconds=measured.seconds,
        rtt_ms=measured.rtt_ms,
        jitter_ms=measured.jitter_ms,
        loss=measured.loss,
        mos=measured.mos,
        worst_mos=measured.worst_mos,
    )
    session.execute(row.on_conflict_do_nothing())


def of_call(session: Session, call_id: str) -> tuple[Quality, ...]:
    """What was measured of a call, in order."""
    row = store.CallQuality
    query = (
        select(row, store.Agent.name)
        .join(store.Agent, store.Agent.id == row.agent_id)
        .where(row.call_id == call_id)
        .order_by(row.at, row.id)
    )
    return tuple(
        Quality(
            one.seconds,
            one.rtt_ms,
            one.jitter_ms,
            one.loss,
            one.mos,
            one.worst_mos,
            one.agent_id,
            name,
            one.at,
        )
        for one, name in session.execute(query)
    )
