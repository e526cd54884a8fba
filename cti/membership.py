"""Agents as members of Asterisk's queues: what the store wants, made true by AMI.

The wish is compared with what Asterisk last said, and only the difference is sent:
after a restart of Asterisk or a lost connection everything is compared anew. Actions
that fail are tried again, since a member that is missing is an agent whom nobody calls.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from ami import ActionFailed, AmiClient, AmiError, Message

MEMBER = re.compile(r"agent-(\d+)")

log = structlog.get_logger(__name__)

RETRY_FIRST, RETRY_LONGEST = 1.0, 30.0
"""Seconds until what failed is tried again, doubling."""


@dataclass(frozen=True, slots=True)
class Membership:
    """One telephone in one queue. ``penalty`` 0 is called first; ``paused`` says why, or None.

    ``state_interface`` is by what Asterisk knows its state, where that isn't the telephone.
    """

    queue: str
    interface: str
    name: str
    penalty: int = 0
    paused: str | None = None
    state_interface: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What Asterisk knows a member by."""
        return self.queue, self.interface


@dataclass(frozen=True, slots=True)
class Action:
    """An AMI action with its headers."""

    name: str
    headers: Mapping[str, str]


def difference(
    wanted: Mapping[int, Sequence[Membership]], actual: Mapping[tuple[str, str], Membership]
) -> list[Action]:
    """The actions that make ``actual`` what is ``wanted`` of each agent.

    Members of whom nothing is wished stay as they are.
    """
    ours = {f"agent-{agent_id}" for agent_id in wanted}
    by_key = {member.key: member for members in wanted.values() for member in members}
    gone = [
        member
        for key, member in actual.items()
        if (member.name in ours and key not in by_key)
        or (key in by_key and by_key[key].name != member.name)
    ]
    actions = [_remove(member) for member in gone]
    removed = {member.key for member in gone}
    for key, member in by_key.items():
        present = None if key in removed else actual.get(key)
        if present is None:
            actions.append(_add(member))
            continue
        if (present.paused is None) != (member.paused is None):
            actions.append(_pause(member))
        if present.penalty != member.penalty:
            actions.append(_penalty(member))
    return actions


def member_of(event: Message) -> Membership:
    """The member that a QueueMember… event tells of."""
    reason = event.get("PausedReason") or "paused"
    return Membership(
        queue=event.get("Queue"),
        interface=event.get("Interface") or event.get("Location"),
        name=event.get("MemberName") or event.get("Name"),
        penalty=int(event.get("Penalty") or 0),
        paused=reason if event.get("Paused") == "1" else None,
    )


class QueueMembers:
    """Keeps Asterisk's queues as wished while :meth:`run` runs.

    ``known`` is set once Asterisk has listed its members, until the connection is lost.
    """

    def __init__(self, ami: AmiClient) -> None:
        self.actual: dict[tuple[str, str], Membership] = {}
        self._ami = ami
        self._wanted: dict[int, tuple[Membership, ...]] = {}
        self.known = asyncio.Event()
        self._changed = asyncio.Event()

    def want(self, agent_id: int, members: Iterable[Membership]) -> None:
        """From now on the agent shall be exactly these members."""
        self._wanted[agent_id] = tuple(members)
        self._changed.set()

    def agent_at(self, desk: str) -> int | None:
        """Who sits at a desk as far as Asterisk's queues tell."""
        interface = f"PJSIP/{desk}"
        names = (one.name for one in self.actual.values() if one.interface == interface)
        found = MEMBER.fullmatch(next(names, ""))
        return int(found[1]) if found else None

    def connection_lost(self) -> None:
        """What Asterisk said before no longer counts."""
        self.known.clear()
        self.actual.clear()

    def see(self, event: Message) -> None:
        """Learn from an event of the AMI stream."""
        match event.event:
            case "QueueMember" | "QueueMemberAdded" | "QueueMemberPause" | "QueueMemberPenalty":
                member = member_of(event)
                self.actual[member.key] = member
            case "QueueMemberRemoved":
                self.actual.pop(member_of(event).key, None)
            case "QueueStatusComplete":
                self.known.set()
                self._changed.set()

    async def run(self) -> None:
        """Send what is missing, again and again, until cancelled."""
        pause = RETRY_FIRST
        while True:
            await self._changed.wait()
            self._changed.clear()
            if not self.known.is_set() or not self._ami.connected:
                continue
            if await self._apply():
                pause = RETRY_FIRST
                continue
            asyncio.get_running_loop().call_later(pause, self._changed.set)
            pause = min(pause * 2, RETRY_LONGEST)

    async def _apply(self) -> bool:
        done = True
        for action in difference(self._wanted, self.actual):
            try:
                await self._ami.send(action.name, **action.headers)
            except ActionFailed as error:
                log.warning("queue_action_failed", **error.details)
                done = False
            except AmiError as error:
                log.warning("queue_action_lost", action=action.name, code=error.code)
                return False
            else:
                self._believe(action)
        return done

    def _believe(self, action: Action) -> None:
        """Take an accepted action for done; its event, a moment later, says the same."""
        headers = action.headers
        key = headers["Queue"], headers["Interface"]
        present = self.actual.pop(key, None)
        paused = headers.get("Reason") if headers.get("Paused") == "true" else None
        match action.name:
            case "QueueAdd":
                penalty = int(headers["Penalty"])
                self.actual[key] = Membership(*key, headers["MemberName"], penalty, paused)
            case "QueuePause" if present:
                self.actual[key] = replace(present, paused=paused)
            case "QueuePenalty" if present:
                self.actual[key] = replace(present, penalty=int(headers["Penalty"]))


def _add(member: Membership) -> Action:
    headers = {
        "Queue": member.queue,
        "Interface": member.interface,
        "StateInterface": member.state_interface or member.interface,
        "MemberName": member.name,
        "Penalty": str(member.penalty),
        "Paused": "true" if member.paused else "false",
    }
    if member.paused:
        headers["Reason"] = member.paused
    return Action("QueueAdd", headers)


def _remove(member: Membership) -> Action:
    return Action("QueueRemove", {"Queue": member.queue, "Interface": member.interface})


def _pause(member: Membership) -> Action:
    headers = {
        "Queue": member.queue,
        "Interface": member.interface,
        "Paused": "true" if member.paused else "false",
        "Reason": member.paused or "",
    }
    return Action("QueuePause", headers)


def _penalty(member: Membership) -> Action:
    headers = {
        "Queue": member.queue,
        "Interface": member.interface,
        "Penalty": str(member.penalty),
    }
    return Action("QueuePenalty", headers)
