"""Follow-up tasks: what was promised to a caller, by when, and who is to do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from ivr import store
from ivr.errors import Invalid, NotFound, Refused
from ivr.services.text import storable

LONGEST_WHAT = 300
LONGEST_QUEUE = 40
FURTHEST = timedelta(days=366)
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be noted: for one person or for a queue of tasks, one of both."""

    what: str
    due_at: datetime
    agent_id: int | None = None
    queue: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """An open task. ``agent_id`` None: it waits in its queue for somebody to take it."""

    id: int
    what: str
    due_at: datetime
    agent_id: int | None
    queue: str | None
    call_id: str | None
    made_by: int
    made_by_name: str
    made_at: datetime
    postponed: int


def add(
    session: Session, new: NewTask, made_by: int, now: datetime, call_id: str | None = None
) -> int:
    """Note a task, and give its id. ``call_id``: the call that it follows from.

    Raises Invalid for a task without words, for nobody or of another time than the year to come.
    """
    what = storable(new.what.strip(), LONGEST_WHAT + 1)
    if not 0 < len(what) <= LONGEST_WHAT:
        raise Invalid(f"una tarea dice qué hay que hacer, en a lo más {LONGEST_WHAT} letras")
    if (new.agent_id is None) == (new.queue is None):
        raise Invalid("una tarea es de una persona o de una bandeja")
    if new.agent_id is not None:
        agent = session.get(store.Agent, new.agent_id)
        if agent is None or not agent.active:
            raise Invalid("esa persona no está")
    row = store.Task(
        what=what,
        due_at=_in_time(new.due_at, now),
        agent_id=new.agent_id,
        queue=None if new.queue is None else storable(new.queue, LONGEST_QUEUE),
        call_id=call_id,
        made_by=made_by,
        made_at=now,
        postponed=0,
    )
    session.add(row)
    session.flush()
    return row.id


def open_for(session: Session, agent_id: int) -> tuple[Task, ...]:
    """One's own open tasks and those that wait in a queue, the first due first."""
    owner = store.Task.agent_id
    query = _open().where(or_(owner == agent_id, owner.is_(None)))
    return tuple(_given(row, maker) for row, maker in session.execute(query))


def of_call(session: Session, call_id: str) -> tuple[Task, ...]:
    """The open tasks that follow from a call."""
    query = _open().where(store.Task.call_id == call_id)
    return tuple(_given(row, maker) for row, maker in session.execute(query))


def take(session: Session, task_id: int, agent_id: int) -> None:
    """Take a task from its queue. Raises NotFound, and Refused where another did."""
    row = _open_row(session, task_id)
    if row.agent_id not in (None, agent_id):
        raise Refused("otra persona ya tomó esa tarea")
    row.agent_id = agent_id


def done(session: Session, task_id: int, agent_id: int, now: datetime) -> None:
    """It is done. Raises NotFound, and Refused for another person's."""
    row = _own(session, task_id, agent_id)
    row.done_at, row.done_by = now, agent_id


def postpone(
    session: Session, task_id: int, agent_id: int, due_at: datetime, now: datetime
) -> None:
    """Put it off until ``due_at``. Raises NotFound, Refused for another's, Invalid as ``add``."""
    row = _own(session, task_id, agent_id)
    row.due_at = _in_time(due_at, now)
    row.postponed += 1


def _in_time(due_at: datetime, now: datetime) -> datetime:
    if due_at.tzinfo is None or not now - timedelta(minutes=5) <= due_at <= now + FURTHEST:
        raise Invalid("una tarea es para un momento del próximo año")
    return due_at


def _own(session: Session, task_id: int, agent_id: int) -> store.Task:
    """An open task that a person may settle: their own, or one that waits in a queue."""
    row = _open_row(session, task_id)
    if row.agent_id not in (None, agent_id):
        raise Refused("esa tarea es de otra persona")
    return row


def _open_row(session: Session, task_id: int) -> store.Task:
    row = session.get(store.Task, task_id, with_for_update=True)
    if row is None or row.done_at is not None:
        raise NotFound("esa tarea no existe o ya se hizo")
    return row


def _open() -> Select[store.Task, str]:
    row, maker = store.Task, aliased(store.Agent)
    return (
        select(row, maker.name)
        .join(maker, maker.id == row.made_by)
        .where(row.done_at.is_(None))
        .order_by(row.due_at, row.id)
        .limit(MOST_SHOWN)
    )


def _given(row: store.Task, maker: str) -> Task:
    return Task(
        id=row.id,
        what=row.what,
        due_at=row.due_at,
        agent_id=row.agent_id,
        queue=row.queue,
        call_id=row.call_id,
        made_by=row.made_by,
        made_by_name=maker,
        made_at=row.made_at,
        postponed=row.postponed,
    )
