"""Placing the calls that are owed: whose turn it is, and what came of each try."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services import calls, contact, queue_wait
from ivr.services.callbacks.owing import when
from ivr.services.callbacks.record import OPEN, Callback, CallbackRules, close, given, row_of
from ivr.services.callbacks.turn import Floor, is_due
from ivr.services.contact import Allowed
from ivr.services.locks import key_of, wait_for_others
from ivr.services.upserts import insert
from ivr.store import Attempt, CallbackState, ContactChannel, ContactPurpose, LinkKind

LONGEST_CALL = timedelta(hours=2)
"""A call without an end that began earlier was not seen to end."""


def queues_owing(session: Session, now: datetime) -> Sequence[str]:
    """The queues in which somebody is owed a call by now."""
    row = store.Callback
    query = select(row.queue).where(row.state == CallbackState.WAITING, row.not_before <= now)
    return session.scalars(query.distinct().order_by(row.queue)).all()


def take_next(session: Session, queue: str, now: datetime) -> Callback | None:
    """The callback whose turn it is, marked as being called; None while it is nobody's.

    Who is on the line already is not called, and nobody outside the hours of contact.
    """
    _alone(session, queue)
    row = store.Callback
    due = (
        select(row)
        .where(row.queue == queue, row.state == CallbackState.WAITING, row.not_before <= now)
        .where(~_on_the_line(now))
        .order_by(row.urgent.desc(), row.priority.desc())
        .with_for_update(skip_locked=True)
    )
    for one in session.scalars(due):
        allowed = when(session, one.number, now)
        if not allowed:
            _put_off(one, allowed, now)
            continue
        if not one.urgent and not is_due(one.priority, _floor(session, queue, now)):
            return None
        one.state, one.called_at = CallbackState.CALLING, now
        one.attempts += 1
        one.placed_call_id = None
        session.flush()
        return given(one)
    return None


def placed(session: Session, callback_id: int, call_id: str, now: datetime) -> Callback:
    """The telephone was picked up: the call placed, and what is known from the one before.

    Whoever picked up has proven nothing. Raises NotFound.
    """
    row = row_of(session, callback_id)
    row.placed_call_id = call_id
    calls.begin(session, call_id, started_at=now, number=row.number, answered_at=now)
    link = insert(session, store.CallLink).values(
        call_id=call_id, of_call_id=row.call_id, kind=LinkKind.CALLBACK
    )
    session.execute(link.on_conflict_do_nothing())
    asked_in = session.get(store.Call, row.call_id)
    if asked_in is not None:
        if asked_in.account_id is not None:
            calls.set_account(session, call_id, asked_in.account_id, level=1)
        if asked_in.intent is not None:
            calls.set_intent(session, call_id, asked_in.intent)
    contact.made(
        session,
        ContactPurpose.REQUESTED,
        ContactChannel.CALL,
        row.number,
        now,
        call_id=call_id,
    )
    return given(row)


def reached(session: Session, callback_id: int, now: datetime) -> None:
    """The person is there and goes to the queue: the callback is kept. Raises NotFound."""
    row = row_of(session, callback_id)
    if row.state in OPEN:
        close(row, CallbackState.REACHED, now)


def missed(
    session: Session, callback_id: int, how: Attempt, rules: CallbackRules, now: datetime
) -> None:
    """This try came to nothing: again later, or given up. Raises NotFound."""
    row = row_of(session, callback_id)
    if row.state is not CallbackState.CALLING:
        return
    row.last_attempt, row.urgent = how, False
    if row.attempts >= rules.attempts:
        close(row, CallbackState.FAILED, now)
        return
    row.state = CallbackState.WAITING
    row.not_before = now + timedelta(minutes=rules.minutes_between)


def put_back(session: Session, callback_id: int, not_before: datetime) -> None:
    """It could not even be dialled: that was no try. Raises NotFound."""
    row = row_of(session, callback_id)
    if row.state is CallbackState.CALLING:
        row.state, row.attempts, row.not_before = (
            CallbackState.WAITING,
            row.attempts - 1,
            not_before,
        )


def has_silent(session: Session, before: datetime) -> bool:
    """Whether a try begun ``before`` is still without an end."""
    row = store.Callback
    query = select(row.id).where(row.state == CallbackState.CALLING, row.called_at < before)
    return session.scalar(query.limit(1)) is not None


def give_up_on_silent(
    session: Session, before: datetime, rules: CallbackRules, now: datetime
) -> int:
    """End tries begun ``before`` of which nothing more was heard. Gives how many."""
    row = store.Callback
    query = select(row.id).where(row.state == CallbackState.CALLING, row.called_at < before)
    silent = session.scalars(query).all()
    for callback_id in silent:
        missed(session, callback_id, Attempt.UNREACHABLE, rules, now)
    return len(silent)


def unheard(
    session: Session, callback_ids: Sequence[int], rules: CallbackRules, now: datetime
) -> None:
    """End tries that were picked up and whose conversation never began: they hung up at once."""
    row = store.Callback
    query = select(row.id).where(row.id.in_(callback_ids), row.placed_call_id.is_(None))
    for callback_id in session.scalars(query).all():
        missed(session, callback_id, Attempt.NOT_CONFIRMED, rules, now)


def of_placed_call(session: Session, call_id: str) -> str | None:
    """The call in which the callback was asked for that ``call_id`` keeps, None for others."""
    link = store.CallLink
    query = select(link.of_call_id).where(link.call_id == call_id, link.kind == LinkKind.CALLBACK)
    return session.scalar(query)


def _alone(session: Session, queue: str) -> None:
    """Wait for whoever else takes one of this queue: they see the same free agent as we do."""
    wait_for_others(session, [key_of("callbacks", queue)])


def _floor(session: Session, queue: str, now: datetime) -> Floor:
    people = queue_wait.staff(session, queue)
    row = store.Callback
    being_called = select(func.count()).where(
        row.queue == queue, row.state == CallbackState.CALLING
    )
    return Floor(
        callers=[one.priority for one in queue_wait.waiting(session, queue, now)],
        free=people.free,
        at_work=people.at_work,
        calling=session.scalar(being_called) or 0,
    )


def _on_the_line(now: datetime) -> ColumnElement[bool]:
    call = store.Call
    return exists().where(
        call.number == store.Callback.number,
        call.ended_at.is_(None),
        call.started_at > now - LONGEST_CALL,
    )


def _put_off(row: store.Callback, allowed: Allowed, now: datetime) -> None:
    if allowed.next_moment is None:
        row.last_attempt = Attempt.UNREACHABLE
        close(row, CallbackState.FAILED, now)
    else:
        row.not_before = allowed.next_moment
