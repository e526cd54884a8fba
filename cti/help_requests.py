"""Agents who ask their supervisor: from the asking to the answer, the withdrawal or the call's end.

What happens is told to the agent's pages, shown on the board and kept in the call's path.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from cti.call_log import CallLog
from cti.fields import fields
from cti.floor import Floor
from cti.live import Feed, Live
from ivr.clock import Clock
from ivr.errors import NotFound, Refused
from ivr.services import calls
from ivr.store import AgentState

STEP = "help"


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """An agent who asks. ``by`` is who answered: ``coming``, or with the words ``text``."""

    agent_id: int
    call_id: str
    asked_at: datetime
    by: str | None = None
    coming: bool = False
    text: str | None = None


class HelpRequests:
    """Those that are open: at most one an agent, for the call that the agent talks on."""

    def __init__(self, *, floor: Floor, live: Live, call_log: CallLog, clock: Clock) -> None:
        self._floor = floor
        self._live = live
        self._call_log = call_log
        self._clock = clock
        self._open: dict[int, HelpRequest] = {}

    @property
    def open(self) -> tuple[HelpRequest, ...]:
        """Those that are open, the longest first."""
        return tuple(self._open.values())

    def greet(self, feed: Feed) -> None:
        """Tell a page that has just opened."""
        feed.put("help", {"request": _fields(self._open.get(feed.agent_id))})

    def ask(self, agent_id: int) -> None:
        """The agent asks, once. Raises Refused where the agent talks to nobody."""
        call_id = self._talks_on(agent_id)
        if call_id is None:
            raise Refused("solo puede pedir ayuda durante una llamada")
        if agent_id not in self._open:
            self._keep(
                HelpRequest(agent_id, call_id, self._clock.now()), "Pidió ayuda al supervisor"
            )

    def withdraw(self, agent_id: int) -> None:
        """The agent needs nobody any more; nothing happens where none was asked."""
        if agent_id in self._open:
            self._end(agent_id, "Ya no necesita al supervisor")

    def answer(self, agent_id: int, by: str, text: str) -> None:
        """A supervisor answers in words. Raises NotFound where the agent asks for nothing."""
        asked = self._open.get(agent_id)
        if asked is None:
            raise NotFound("ese asesor ya no pide ayuda")
        self._keep(replace(asked, by=by, text=text), f"El supervisor respondió: {text}")

    def coming(self, agent_id: int, by: str) -> None:
        """A supervisor is on the way into the call, asked or not."""
        if asked := self._open.get(agent_id):
            self._keep(replace(asked, by=by, coming=True), "El supervisor va a entrar")

    def not_coming(self, agent_id: int) -> None:
        """The supervisor could not come in after all."""
        if asked := self._open.get(agent_id):
            self._keep(replace(asked, coming=False), "El supervisor no pudo entrar")

    def look(self) -> None:
        """Something happened to calls: whose talk is over asks no more."""
        for asked in self.open:
            if self._talks_on(asked.agent_id) != asked.call_id:
                self._end(asked.agent_id)

    def _talks_on(self, agent_id: int) -> str | None:
        if self._floor.shown(agent_id).state is not AgentState.TALKING:
            return None
        return self._floor.call_on_screen(agent_id)

    def _keep(self, asked: HelpRequest, label: str) -> None:
        self._open[asked.agent_id] = asked
        self._tell(asked.agent_id)
        self._note(asked.call_id, label)

    def _end(self, agent_id: int, label: str | None = None) -> None:
        asked = self._open.pop(agent_id)
        self._tell(agent_id)
        if label is not None:
            self._note(asked.call_id, label)

    def _tell(self, agent_id: int) -> None:
        self._live.tell(agent_id, "help", request=_fields(self._open.get(agent_id)))

    def _note(self, call_id: str, label: str) -> None:
        at = self._clock.now()
        step = partial(calls.add_desk_step, call_id=call_id, kind=STEP, label=label, at=at)
        self._call_log.do(step)


def _fields(asked: HelpRequest | None) -> dict[str, object] | None:
    return None if asked is None else fields(asked, "call_id", "asked_at", "by", "coming", "text")
