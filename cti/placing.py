"""Calls that agents place: their telephone is called first, then the person's.

The agent's telephone answers by itself where it can, and goes into the dialplan's context
``outbound``, which dials the person. The tracker is told beforehand whose call it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

import structlog
from sqlalchemy.orm import Session

from ami import AmiError
from cti.call_log import CallLog
from cti.floor import Floor
from cti.seats import Seat, Seats
from cti.store_work import StoreWork
from cti.tracker import Fact, LegAnswered, Tracker
from ivr.clock import Clock
from ivr.errors import Refused
from ivr.phone_number import national
from ivr.services import calls, placed_calls
from ivr.services.placed_calls import PlacedCall, Wish

log = structlog.get_logger(__name__)

CONTEXT = "outbound"
DESK_SECONDS = 20.0
"""How long the agent's own telephone rings where it doesn't answer by itself."""
ANSWERS_BY_ITSELF = {
    "PJSIP_HEADER(add,X-Linea-Placed)": "1",
    "PJSIP_HEADER(add,Answer-Mode)": "Auto",
    "PJSIP_HEADER(add,Call-Info)": "<sip:linea>;answer-after=0",
}
"""Our page's own header, RFC 5373, and what most makers' telephones understand."""
Place = Callable[[Mapping[str, str], float], Awaitable[bool]]
"""Places a call with these headers, ringing so long; whether it was picked up."""


@dataclass(frozen=True, slots=True)
class Outward:
    """How people are dialled: ``dial`` holds ``{number}`` or ``{e164}``, empty where nobody is.

    ``shown`` is the number that they see; they are rung for ``ring_seconds``.
    """

    dial: str = ""
    shown: str = ""
    ring_seconds: int = 30


class Placing:
    """Places agents' calls, and notes whom they reached."""

    def __init__(
        self,
        *,
        outward: Outward,
        area_code: str,
        tracker: Tracker,
        floor: Floor,
        seats: Seats,
        work: StoreWork,
        call_log: CallLog,
        clock: Clock,
        place: Place,
    ) -> None:
        self._outward = outward
        self._area_code = area_code
        self._tracker = tracker
        self._floor = floor
        self._seats = seats
        self._work = work
        self._call_log = call_log
        self._clock = clock
        self._place = place
        self._placed: dict[str, int] = {}
        self._asking: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def call(self, agent_id: int, wish: Wish, placing_id: str | None = None) -> str:
        """Call somebody from an agent's telephone; gives the call_id, while that one rings.

        ``placing_id`` becomes its call_id; with the same one it is placed once. Raises Refused
        where the agent has no telephone or is in a call, and what
        :func:`ivr.services.placed_calls.was_placed` and ``prepare`` raise.
        """
        if placing_id is not None and await self._was_placed(placing_id):
            return placing_id
        seat = self._seats.of(agent_id)
        if seat is None:
            raise Refused("abra su puesto para llamar desde allí", code="no_desk")
        if not self._outward.dial:
            raise Refused("esta línea no está preparada para llamar afuera", code="cannot_dial")
        if agent_id in self._asking:
            raise Refused("su llamada ya se está haciendo", code="agent_busy")
        self._asking.add(agent_id)
        try:
            self._floor.may_call(agent_id)
            placed = await self._prepared(wish, placing_id)
        finally:
            self._asking.discard(agent_id)
        call_id = placed.call_id
        self._placed[call_id] = agent_id
        self._tracker.will_place(call_id, agent_id)
        self._floor.will_call(agent_id, call_id)
        task = asyncio.create_task(self._ring(seat, placed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return call_id

    async def _was_placed(self, placing_id: str) -> bool:
        now = self._clock.now()
        return await self._work.read(
            lambda session: placed_calls.was_placed(session, placing_id, now)
        )

    async def _prepared(self, wish: Wish, placing_id: str | None) -> PlacedCall:
        now = self._clock.now()
        call_id = placing_id or calls.minted(now)

        def job(session: Session) -> PlacedCall:
            return placed_calls.prepare(
                session, wish, call_id=call_id, area_code=self._area_code, now=now
            )

        return await self._work.write(job)

    def take(self, fact: Fact) -> None:
        """Note a contact as soon as the person picks up."""
        if not isinstance(fact, LegAnswered) or fact.leg.role != "caller":
            return
        agent_id = self._placed.pop(fact.call_id, None)
        if agent_id is not None:
            self._call_log.do(
                partial(
                    placed_calls.reached,
                    call_id=fact.call_id,
                    agent_id=agent_id,
                    now=fact.at,
                )
            )

    async def _ring(self, seat: Seat, placed: PlacedCall) -> None:
        """Call the agent's telephone; what becomes of the call from there, the tracker tells."""
        try:
            picked_up = await self._place(self._headers(seat, placed), DESK_SECONDS)
        except AmiError as error:
            log.warning("call_not_placed", code=error.code, call_id=placed.call_id)
            picked_up = False
        if picked_up:
            return
        self._placed.pop(placed.call_id, None)
        if self._tracker.will_not_place(placed.call_id):
            self._call_log.do(partial(calls.end, call_id=placed.call_id, at=self._clock.now()))
        self._floor.not_called(seat.agent_id, placed.call_id)

    def _headers(self, seat: Seat, placed: PlacedCall) -> dict[str, str]:
        told = {
            "__LINEA_CALL_ID": placed.call_id,
            "LINEA_AGENT_ID": str(seat.agent_id),
            "__LINEA_FROM": placed.number,
            "__LINEA_DIALLED": self._outward.shown,
            "LINEA_DIAL": self._outward.dial.format(
                number=national(placed.number), e164=placed.number
            ),
            "LINEA_SHOWN": self._outward.shown,
            "LINEA_RING": str(self._outward.ring_seconds),
            "__MEMBERINTERFACE": seat.interface,
            "__MEMBERNAME": f"agent-{seat.agent_id}",
            "PJSIP_HEADER(add,X-Linea-Call)": placed.call_id,
            **ANSWERS_BY_ITSELF,
        }
        return {
            "Channel": seat.interface,
            "Context": CONTEXT,
            "Exten": "s",
            "Priority": "1",
            "Account": placed.call_id,
            "CallerID": f'"Llamada saliente" <{placed.number[-3:]}>',
            "Variable": ",".join(f"{name}={value}" for name, value in told.items()),
        }

    async def close(self) -> None:
        """Drop what is still being placed."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
