"""What the tracker remembers of calls that are alive."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cti.tracker.facts import LeftBecause, LegView, Role, Why

CALL_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DESK_CHANNEL = re.compile(r"PJSIP/(desk-\d+|telephone-[a-z0-9-]+)-[0-9a-f]+")
MEMBER = re.compile(r"agent-(\d+)")
NO_TELEPHONE = "Local/s@aside-"
"""What the dialplan dials for what it does aside, and nobody answers (contexts ``aside-…``)."""

HUNG_UP = (0, 16)
"""Q.850 causes with which the dialplan takes a talk for ended (context ``talked``)."""

LEFT_QUEUE = "left-queue"
"""The dialplan's step after a queue that nobody answered; its detail is QUEUESTATUS."""
AFTER_TALK = "after-talk"
"""The dialplan's step where a talk with a person is over, as it judged the agent's end."""
PLACED = "outbound"
"""The dialplan's step on the telephone of an agent who calls somebody; its detail is the agent."""
KEY_STEPS = ("waiting", "queue", "emergency")
"""Where the dialplan's ``waiting`` context leads a caller who pressed a key in the queue."""


def desk_of(channel_name: str) -> str | None:
    """The desk whose telephone a channel is, None for any other channel."""
    found = DESK_CHANNEL.fullmatch(channel_name)
    return found[1] if found else None


@dataclass(slots=True)
class Leg:
    """A telephone within a call, from its ringing to its hang-up.

    ``handed_on``: the dialplan has led its caller on already, to somebody else or past the talk.
    ``keeps_caller``: its agent lets the caller wait and asks a colleague, whose own leg was
    ``consulted``.
    """

    view: LegView
    answered: bool = False
    picked_up: bool = False
    not_answered: bool = False
    handed_on: bool = False
    keeps_caller: bool = False
    consulted: bool = False

    def why(self, call: Call, cause: int | None) -> Why:
        """How this leg ended, judged at its hang-up. ``cause``: Q.850, None where unknown."""
        others = [leg for leg in call.legs.values() if leg is not self]
        if call.placed and not self.answered and self.view.channel == call.origin:
            return "not_placed"
        if self.answered:
            kept = self.view.role == "agent" and not self.handed_on and call.origin in call.legs
            kept &= not any(leg.answered and leg.view.role != "caller" for leg in others)
            return "lost" if kept and cause is not None and cause not in HUNG_UP else "talked"
        if self.not_answered or self.picked_up:
            return "ring_no_answer"
        if self.consulted:
            return "given_up"
        if any(leg.picked_up and leg.view.role != "caller" for leg in others):
            return "answered_elsewhere"
        return "caller_left"


@dataclass(slots=True)
class Stay:
    """A stay in a queue. ``left_at`` may be known before the reason is."""

    queue: str
    entered_at: datetime
    left_at: datetime | None = None


@dataclass(slots=True)
class Call:
    """One caller's journey. ``origin`` is the Uniqueid of the channel that began it.

    ``about`` is set on a call that an agent places while a caller waits on another
    line: it belongs to that caller's call. ``own`` marks calls placed by a desk. ``placed``
    ones go from a desk to somebody outside, whose channel is the origin from the answer on.
    ``rings_next`` is the telephone to which the caller is being handed on.
    """

    call_id: str
    origin: str
    own: bool = False
    about: str | None = None
    placed: bool = False
    whole: bool = True
    channels: set[str] = field(default_factory=set)
    legs: dict[str, Leg] = field(default_factory=dict)
    stay: Stay | None = None
    rings_next: str = ""

    def role_of(self, desk: str | None) -> Role:
        """What a telephone is that is dialled in it: whom an agent calls is the caller."""
        has_caller = any(leg.view.role == "caller" for leg in self.legs.values())
        return "caller" if self.placed and desk is None and not has_caller else role_of(desk)

    def handed_to(self, agent_at: Callable[[str], int | None]) -> str | None:
        """The telephone to which the caller is handed on, once: it may be an extension outside."""
        desk, self.rings_next = self.rings_next, ""
        return desk if agent_at(desk) is not None else None

    def leg_at(self, desk: str) -> Leg | None:
        """The leg of a desk's telephone in this call."""
        return next((leg for leg in self.legs.values() if leg.view.desk == desk), None)


@dataclass(slots=True)
class Channel:
    """A channel that belongs to one of our calls."""

    name: str
    call_id: str


def role_of(desk: str | None) -> Role:
    """A dialled telephone is a desk's, or else one of the on-call numbers."""
    return "agent" if desk else "oncall"


def reason_of_walking_on(step: str, detail: str) -> LeftBecause:
    """Why a caller is in the queue no more, by the dialplan's first step after it."""
    if step == LEFT_QUEUE:
        return _reason_for(detail)
    return "key" if step in KEY_STEPS else "timeout"


def _reason_for(queue_status: str) -> LeftBecause:
    """Asterisk's QUEUESTATUS in our words (app_queue's documentation)."""
    if queue_status in ("JOINEMPTY", "LEAVEEMPTY", "JOINUNAVAIL", "LEAVEUNAVAIL", "FULL"):
        return "empty"
    return "key" if queue_status == "KEY" else "timeout"
