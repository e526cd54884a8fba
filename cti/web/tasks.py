"""Follow-up tasks of the desk: one's own and those that wait in a queue of tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import RIGHTS, Right, may
from cti.web.body import RowId, done, json_answer, read_body
from cti.web.keys import API, CLOCK, DESK_RULES, LIVE, SIGNED_IN
from cti.web.operation import operation
from ivr.errors import Invalid, NotFound
from ivr.services import agents, tasks
from ivr.services.agents import Role
from ivr.services.tasks import NewTask, Task

LONGEST_ID = 18
WHO_HAS_TASKS = frozenset(role for role in Role if Right.SERVE_CALLS in RIGHTS[role])


class TaskWish(msgspec.Struct, forbid_unknown_fields=True):
    """A task to be noted: for a person (oneself where neither is named) or a queue of tasks."""

    what: Annotated[str, msgspec.Meta(min_length=1, max_length=tasks.LONGEST_WHAT)]
    due_at: datetime
    agent_id: RowId | None = None
    queue: Annotated[str, msgspec.Meta(max_length=tasks.LONGEST_QUEUE)] | None = None

    def new(self, request: web.Request) -> NewTask:
        """The task. Raises Invalid for a queue that there isn't, and for two owners."""
        if self.queue is not None:
            if self.agent_id is not None:
                raise Invalid("una tarea es de una persona o de una bandeja")
            if self.queue not in {one.code for one in request.app[DESK_RULES].task_queues}:
                raise Invalid("esa bandeja no existe", field="queue")
            return NewTask(self.what, self.due_at, queue=self.queue)
        own = request[SIGNED_IN].agent.id
        return NewTask(self.what, self.due_at, agent_id=self.agent_id or own)


class Postponed(msgspec.Struct, forbid_unknown_fields=True):
    """A task's new moment."""

    due_at: datetime


class Colleague(msgspec.Struct):
    """Somebody for whom a task may be noted."""

    id: int
    name: str


class Tasks(msgspec.Struct):
    """One's open tasks, those of the queues, and for whom else a task may be noted."""

    tasks: tuple[Task, ...]
    colleagues: tuple[Colleague, ...]


@may(Right.SERVE_CALLS)
@operation("Mis tareas y las de las bandejas", answer=Tasks)
async def list_tasks(request: web.Request) -> web.Response:
    """What is to be done, the first due first."""
    own = request[SIGNED_IN].agent.id

    def found(session: Session) -> Tasks:
        people = (one for one in agents.everyone(session) if one.active)
        return Tasks(
            tasks=tasks.open_for(session, own),
            colleagues=tuple(
                Colleague(one.id, one.name)
                for one in sorted(people, key=lambda one: one.name)
                if one.role in WHO_HAS_TASKS and one.id != own
            ),
        )

    return json_answer(await request.app[API].read(found))


@may(Right.SERVE_CALLS)
@operation("Anotar una tarea", body=TaskWish, errors=(404,))
async def add(request: web.Request) -> web.Response:
    """Note a task that follows from no call."""
    wish, now = await read_body(request, TaskWish), request.app[CLOCK].now()
    new, own = wish.new(request), request[SIGNED_IN].agent.id
    await request.app[API].write(lambda session: tasks.add(session, new, own, now))
    tell(request, new)
    return done()


@may(Right.SERVE_CALLS)
@operation("Tomar una tarea de su bandeja", errors=(409,))
async def take(request: web.Request) -> web.Response:
    """Take a task from its queue."""
    own = request[SIGNED_IN].agent.id
    return await _change(request, lambda session, one: tasks.take(session, one, own))


@may(Right.SERVE_CALLS)
@operation("Terminar una tarea", errors=(409,))
async def finish(request: web.Request) -> web.Response:
    """It is done."""
    own, now = request[SIGNED_IN].agent.id, request.app[CLOCK].now()
    return await _change(request, lambda session, one: tasks.done(session, one, own, now))


@may(Right.SERVE_CALLS)
@operation("Aplazar una tarea", body=Postponed, errors=(409,))
async def postpone(request: web.Request) -> web.Response:
    """Put it off."""
    due_at = (await read_body(request, Postponed)).due_at
    own, now = request[SIGNED_IN].agent.id, request.app[CLOCK].now()
    return await _change(
        request, lambda session, one: tasks.postpone(session, one, own, due_at, now)
    )


def tell(request: web.Request, new: NewTask) -> None:
    """Let the desks concerned look again."""
    if new.agent_id is not None:
        request.app[LIVE].tell(new.agent_id, "tasks")
    else:
        request.app[LIVE].tell_all("tasks")


async def _change(request: web.Request, change: Callable[[Session, int], None]) -> web.Response:
    text = request.match_info["task_id"]
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID):
        raise NotFound("esa tarea no existe")
    await request.app[API].write(lambda session: change(session, int(text)))
    request.app[LIVE].tell_all("tasks")
    return done()
