"""What a signed-in person is told of themselves, as the API's document shows it."""

from __future__ import annotations

from typing import TypedDict

from cti.web.place import SipAccount
from ivr.services.agents import Role
from ivr.services.desk_rules import PauseReason, TaskQueue
from ivr.services.own_day import OwnDay
from ivr.store import AgentState


class Myself(TypedDict):
    """Who it is."""

    id: int
    name: str
    user: str
    role: Role


class LoggedIn(TypedDict):
    """Who signed in."""

    agent: Myself


class Left(TypedDict):
    """Where the browser goes to sign out at the identity provider too."""

    leave: str


class WhoIAm(TypedDict):
    """Who one is, and what one may do."""

    agent: Myself
    rights: list[str]


class Me(WhoIAm):
    """The same with state, desk and day; ``desk`` or ``telephone`` for who serves queues."""

    state: AgentState
    reason: str | None
    desk: SipAccount | None
    telephone: str | None
    queues: list[str]
    today: OwnDay
    pauses: tuple[PauseReason, ...]
    task_queues: tuple[TaskQueue, ...]
    more_seconds: int
