"""What the call log asks the store, each question made once.

Making a statement takes longer than SQLite needs to answer it, and the card is asked for while
the telephone rings. Columns stand in the order of the records that they fill.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BindParameter, bindparam, select

from ivr import store

_of_these: BindParameter[Sequence[str]] = bindparam("ids", expanding=True)
CALL = select(
    store.Call.call_id,
    store.Call.number,
    store.Call.withheld,
    store.Call.dialled,
    store.Call.account_id,
    store.Call.identity_level,
    store.Call.intent,
    store.Call.reason,
    store.Call.started_at,
    store.Call.answered_at,
    store.Call.ended_at,
    store.Call.ended_how.label("outcome"),
    store.Call.built,
).where(store.Call.call_id == bindparam("call_id"))
NEWEST = (
    select(
        store.Call.call_id,
        store.Call.number,
        store.Call.withheld,
        store.Call.account_id,
        store.Call.started_at,
        store.Call.ended_at,
        store.Call.ended_how.label("outcome"),
        store.Call.intent,
        store.Call.reason,
        store.Call.built,
        store.Call.agent_id,
        store.Agent.name.label("agent"),
    )
    .outerjoin(store.Agent, store.Agent.id == store.Call.agent_id)
    .order_by(store.Call.started_at.desc(), store.Call.call_id.desc())
    .limit(bindparam("most"))
)
OF_NUMBER = NEWEST.where(store.Call.number == bindparam("whose"))
OF_ACCOUNT = NEWEST.where(store.Call.account_id == bindparam("whose"))
LEGS = (
    select(
        store.Leg.call_id,
        store.Leg.channel,
        store.Leg.role,
        store.Leg.agent_id,
        store.Agent.name,
        store.Leg.rang_at,
        store.Leg.answered_at,
        store.Leg.ended_at,
        store.Leg.hangup_cause,
        store.Leg.missed,
    )
    .outerjoin(store.Agent, store.Agent.id == store.Leg.agent_id)
    .where(store.Leg.call_id.in_(_of_these))
    .order_by(store.Leg.call_id, store.Leg.rang_at, store.Leg.id)
)
STAYS = (
    select(
        store.QueueStay.call_id,
        store.QueueStay.queue,
        store.QueueStay.entered_at,
        store.QueueStay.left_at,
        store.QueueStay.reason,
        store.QueueStay.position,
    )
    .where(store.QueueStay.call_id.in_(_of_these))
    .order_by(store.QueueStay.call_id, store.QueueStay.entered_at)
)
STEPS = (
    select(
        store.PathStep.at,
        store.PathStep.kind,
        store.PathStep.prompt,
        store.PathStep.heard,
        store.PathStep.confidence,
        store.PathStep.label,
        store.PathStep.answered_by,
        store.PathStep.certainty,
    )
    .where(store.PathStep.call_id == bindparam("call_id"))
    .order_by(store.PathStep.at, store.PathStep.writer, store.PathStep.position)
)
WRAP_UPS = (
    select(
        store.WrapUp.call_id,
        store.WrapUp.agent_id,
        store.Agent.name,
        store.WrapUp.disposition,
        store.Disposition.label,
        store.WrapUp.note,
        store.WrapUp.at,
    )
    .join(store.Agent, store.Agent.id == store.WrapUp.agent_id)
    .join(store.Disposition, store.Disposition.code == store.WrapUp.disposition)
    .where(store.WrapUp.call_id.in_(_of_these))
    .order_by(store.WrapUp.call_id, store.WrapUp.at)
)
