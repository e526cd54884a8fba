"""Queues as other systems see them: who waits, who serves, how long the next one will wait."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.tracker.standing import Waiting
from cti.web.access import Right, may
from cti.web.body import json_answer
from cti.web.keys import API, CLOCK, PARTS
from cti.web.operation import operation
from cti.web.query import Unfiltered, read_query
from ivr.errors import NotFound
from ivr.queue_place import Place
from ivr.services import queue_wait, queues
from ivr.services.api_tokens import Scope

ALWAYS = frozenset({"attention", "emergency"})
"""Queues that are there even where nobody serves them."""
NAME = re.compile(r"[a-z0-9_-]{1,40}")


class ListedQueue(msgspec.Struct, kw_only=True):
    """A queue now. ``wait_seconds``: the estimate for who joins now, None where unknown.

    ``longest_since``: when who waits longest joined.
    """

    name: str
    waiting: int
    longest_since: datetime | None
    members: int
    at_work: int
    free: int
    wait_seconds: int | None


class QueueList(msgspec.Struct):
    """Every queue, by name; there is no further page."""

    queues: list[ListedQueue]
    next: None = None


class WaitingCall(msgspec.Struct):
    """A caller who waits."""

    call_id: str
    since: datetime


class QueueInFull(ListedQueue, kw_only=True):
    """A queue with who waits in it, the longest first, and who serves it (agents' ids)."""

    calls: list[WaitingCall]
    agents: list[int]


@may(Right.SEE_BOARD)
@operation(
    "Las colas, con quienes esperan y atienden",
    query=Unfiltered,
    answer=QueueList,
    scope=Scope.QUEUES_READ,
)
async def list_queues(request: web.Request) -> web.Response:
    """Every queue that somebody serves or waits in."""
    read_query(request, Unfiltered)
    waiting = _waiting(request)
    there = await request.app[API].read(queues.members)
    names = {one.queue for one in there} | {one.queue for one in waiting} | ALWAYS
    found = await request.app[API].read(
        lambda session: [_of(request, session, name, waiting) for name in sorted(names)]
    )
    return json_answer(QueueList([_short(one) for one in found]))


@may(Right.SEE_BOARD)
@operation("Una cola, con sus llamadas en espera", answer=QueueInFull, scope=Scope.QUEUES_READ)
async def one_queue(request: web.Request) -> web.Response:
    """One queue."""
    name, waiting = request.match_info["queue"], _waiting(request)
    if NAME.fullmatch(name) is None:
        raise NotFound("esa cola no existe")
    found = await request.app[API].read(lambda session: _of(request, session, name, waiting))
    if name not in ALWAYS and not found.agents and not found.calls:
        raise NotFound("esa cola no existe")
    return json_answer(found)


def _waiting(request: web.Request) -> Sequence[Waiting]:
    return request.app[PARTS].tracker.standing().waiting


def _of(
    request: web.Request, session: Session, name: str, waiting: Sequence[Waiting]
) -> QueueInFull:
    now = request.app[CLOCK].now()
    here = [WaitingCall(one.call_id, one.since) for one in waiting if one.queue == name]
    people, staff = queues.members(session, queue=name), queue_wait.staff(session, name)
    place = Place(int(now.timestamp()), 0)
    return QueueInFull(
        name=name,
        waiting=len(here),
        longest_since=here[0].since if here else None,
        members=len(people),
        at_work=staff.at_work,
        free=staff.free,
        wait_seconds=queue_wait.estimate(session, name, place, now).seconds,
        calls=here,
        agents=[one.agent_id for one in people],
    )


def _short(one: QueueInFull) -> ListedQueue:
    names = (field.name for field in msgspec.structs.fields(ListedQueue))
    return ListedQueue(**{name: getattr(one, name) for name in names})
