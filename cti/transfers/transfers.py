"""Hands callers on as agents ask for it: checks who and where to, and tells Asterisk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import structlog

from ami import ActionFailed, AmiAddress, AmiError
from cti.call_log import CallLog
from cti.floor import Floor
from cti.report_tables import QUEUES
from cti.seats import Seat, Seats
from cti.store_work import StoreWork
from cti.tracker import Tracker
from cti.transfers import orders
from cti.transfers.handovers import Handover, Handovers, Party, Stage
from cti.transfers.orders import Order, Side, Talk
from cti.transfers.outside import Outside
from cti.transfers.targets import Targets, is_free, targets
from ivr.clock import Clock
from ivr.errors import NotFound, Refused
from ivr.services import agents, calls
from ivr.store import AgentState

log = structlog.get_logger(__name__)

STEP = "handover"
NOBODYS = Side("", "", "outside")
"""A telephone outside, to which no caller is given back."""
GONE = "esa llamada ya no está en su teléfono"
NOT_DONE = "la central no pudo hacerlo y la llamada sigue con usted; intente de nuevo"
NOTE_SECONDS = 1.0
"""How long the note is waited for to be in the call's path, where the next one reads it."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where to: exactly one of an agent, a queue and a number outside."""

    agent_id: int | None = None
    queue: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a handing on: its telephone, and whose it is."""

    side: Side
    party: Party


class Transfers:
    """Every way in which an agent hands a caller on.

    Each raises Refused, with a Spanish text for the agent, where it can't be done; the caller
    stays with the agent then.
    """

    def __init__(
        self,
        *,
        handset: AmiAddress,
        tracker: Tracker,
        floor: Floor,
        seats: Seats,
        work: StoreWork,
        call_log: CallLog,
        handovers: Handovers,
        outside: Outside,
        clock: Clock,
    ) -> None:
        self._handset = handset
        self._tracker = tracker
        self._floor = floor
        self._seats = seats
        self._work = work
        self._call_log = call_log
        self._handovers = handovers
        self._outside = outside
        self._clock = clock

    async def targets(self, agent_id: int) -> Targets:
        """To whom an agent may hand a caller on."""
        people = await self._work.read(agents.everyone)
        standing = self._tracker.standing()
        return targets(people, self._floor.shown, standing, self._outside, agent_id)

    async def hand_over(self, agent_id: int, call_id: str, to: Destination, note: str) -> None:
        """Send the caller there without asking first."""
        by, end = await self._ends(agent_id, to)
        talk = self._talk_alone(agent_id, call_id, by)
        order = orders.to_queue if to.queue else orders.to_telephone
        handover = Handover(call_id, "transfer", by.party, end.party, note)
        await self._begin(handover, order(talk, end.side))

    async def consult(self, agent_id: int, call_id: str, to: Destination, note: str) -> None:
        """Let the caller wait with music, and ask there."""
        if to.queue:
            raise Refused("a una cola no se le puede consultar: pásele la llamada")
        by, end = await self._ends(agent_id, to)
        talk = self._talk_alone(agent_id, call_id, by)
        handover = Handover(call_id, "consultation", by.party, end.party, note)
        await self._begin(handover, orders.consult(talk, end.side))

    async def complete(self, agent_id: int, call_id: str) -> None:
        """Hand the caller on to whom the agent asks, who has answered: the agent leaves."""
        self._consultation(agent_id, call_id, "talking")
        await self._order(call_id, [orders.hang_up(self._own(agent_id, call_id))])

    async def take_back(self, agent_id: int, call_id: str) -> None:
        """Go back to the caller, whether or not the other one has answered."""
        self._consultation(agent_id, call_id, "ringing", "talking")
        self._handovers.taking_back(call_id)
        others = self._tracker.colleagues(call_id, agent_id)
        own = self._own(agent_id, call_id)
        order = [orders.hang_up(one) for one in others] or orders.take_back(own)
        await self._order(call_id, order)

    async def together(self, agent_id: int, call_id: str) -> None:
        """Have the caller join the agent and whom they ask."""
        handover = self._consultation(agent_id, call_id, "talking")
        others = self._tracker.colleagues(call_id, agent_id)
        caller = self._tracker.channel_of(call_id)
        if not others or caller is None:
            raise Refused(GONE)
        seat = self._seats.of(handover.to.agent_id or 0)
        side = _side_of(seat) if seat else NOBODYS
        own = self._own(agent_id, call_id)
        await self._order(call_id, orders.together(caller, own, others[0], side))

    # Whose call it is, and where to

    def _own(self, agent_id: int, call_id: str) -> str:
        channel = self._tracker.agent_channels(call_id).get(agent_id)
        if channel is None:
            raise Refused(GONE)
        return channel

    def _talk_alone(self, agent_id: int, call_id: str, by: _End) -> Talk:
        """The agent's talk with the caller, in which nobody else is."""
        agent, caller = self._own(agent_id, call_id), self._tracker.channel_of(call_id)
        if caller is None or caller == agent:
            raise Refused("quien llamaba ya no está en la línea")
        if self._tracker.colleagues(call_id, agent_id) or self._handovers.of(call_id):
            raise Refused("ya hay un colega en esta llamada")
        return Talk(caller, agent, by.side)

    def _consultation(self, agent_id: int, call_id: str, *stages: Stage) -> Handover:
        handover = self._handovers.of(call_id)
        if handover is None or handover.part(agent_id) != "by":
            raise Refused("esa consulta ya terminó")
        if handover.stage not in stages:
            raise Refused("su colega aún no contesta")
        return handover

    async def _ends(self, agent_id: int, to: Destination) -> tuple[_End, _End]:
        """The agent, and where to."""
        people = await self._work.read(agents.everyone)
        names = {one.id: one.name for one in people}
        seat = self._seats.of(agent_id)
        if seat is None:
            raise Refused(GONE)
        by = _End(_side_of(seat), Party(names.get(agent_id, ""), agent_id))
        if to.number is not None:
            if not self._outside.permits(to.number):
                raise Refused("a ese número no se pueden pasar llamadas")
            side = Side(self._outside.interface(to.number), "", "outside")
            return by, _End(side, Party(self._outside.label(to.number)))
        if to.queue is not None:
            serving = [one.id for one in people if one.active and to.queue in one.skills]
            if not any(self._is_present(one) for one in serving if one != agent_id):
                raise Refused("en esa cola no hay nadie más en turno")
            return by, _End(Side(to.queue, "", to.queue), Party(QUEUES.get(to.queue, to.queue)))
        other = self._seats.of(to.agent_id or 0)
        if other is None or other.agent_id == agent_id:
            raise NotFound("ese colega no está en su puesto")
        name = names.get(other.agent_id, "")
        if not is_free(self._floor.shown(other.agent_id).state):
            raise Refused(f"{name} no está disponible ahora")
        return by, _End(_side_of(other), Party(name, other.agent_id))

    def _is_present(self, agent_id: int) -> bool:
        return self._floor.shown(agent_id).state is not AgentState.OFFLINE

    # What is done

    async def _begin(self, handover: Handover, wanted: Iterable[Order]) -> None:
        """Keep the note where the next one reads it, and order it."""
        self._handovers.begin(handover)
        if handover.note:
            self._note(handover)
            await self._call_log.settled(NOTE_SECONDS)
        try:
            await self._order(handover.call_id, wanted)
        except Refused:
            self._handovers.drop(handover.call_id)
            raise

    def _note(self, handover: Handover) -> None:
        label = f"{handover.by.name}, para {handover.to.name}: {handover.note}"
        step = partial(
            calls.add_desk_step,
            call_id=handover.call_id,
            kind=STEP,
            label=label,
            at=self._clock.now(),
        )
        self._call_log.do(step)

    async def _order(self, call_id: str, wanted: Iterable[Order]) -> None:
        try:
            await orders.carry_out(self._handset, wanted)
        except AmiError as error:
            reason = error.details.get("reason") if isinstance(error, ActionFailed) else None
            log.warning("not_handed_on", call_id=call_id, code=error.code, reason=reason)
            raise Refused(NOT_DONE) from error


def _side_of(seat: Seat) -> Side:
    return Side(seat.interface, f"agent-{seat.agent_id}", seat.desk)
