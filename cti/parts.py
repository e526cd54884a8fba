"""The objects of the process, put together once; none of them runs yet."""

from __future__ import annotations

from dataclasses import dataclass

from cti.ami import AmiClient, Timing
from cti.call_log import CallLog
from cti.caller_number import CallerNumbers
from cti.card import card_fields
from cti.cel import CelReader
from cti.config import CtiConfig
from cti.floor import Floor
from cti.live import Live
from cti.membership import QueueMembers
from cti.metrics import Metrics
from cti.pop import Card, Pops
from cti.seats import Seats
from cti.store_work import StoreWork
from cti.switchboard import Switchboard
from cti.tracker import Tracker
from ivr.bus import Bus
from ivr.clock import Clock
from ivr.services import callers
from ivr.store import Store


@dataclass(frozen=True, slots=True)
class Works:
    """The executors. The pop's statements are cut off first; nothing else delays them."""

    pop: StoreWork
    api: StoreWork
    logins: StoreWork
    log: StoreWork

    @classmethod
    def on(cls, url: str) -> Works:
        """Executors with connections of their own."""
        quick = Store(url, statement_seconds=1.5, lock_seconds=1.5, pool_size=4)
        return cls(
            pop=StoreWork("pop", quick, threads=4, waiting_at_most=200),
            api=StoreWork("api", Store(url, pool_size=4), threads=4, waiting_at_most=100),
            logins=StoreWork("logins", Store(url, pool_size=1), threads=1, waiting_at_most=50),
            log=StoreWork("log", Store(url, pool_size=1), threads=1, waiting_at_most=4),
        )

    def close(self) -> None:
        """Close them all."""
        for work in (self.pop, self.api, self.logins, self.log):
            work.close()


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that lives as long as the process."""

    works: Works
    metrics: Metrics
    ami: AmiClient
    live: Live
    seats: Seats
    members: QueueMembers
    pops: Pops
    floor: Floor
    tracker: Tracker
    call_log: CallLog
    cel: CelReader
    numbers: CallerNumbers
    switchboard: Switchboard


def assemble(config: CtiConfig, bus: Bus, clock: Clock, timing: Timing | None = None) -> Parts:
    """Make the parts and tell them of each other."""
    works, metrics, live, seats = Works.on(config.store_url), Metrics(), Live(), Seats()
    ami = AmiClient(config.ami, timing=timing)
    members = QueueMembers(ami)
    call_log = CallLog(works.log)

    async def fetch(call_id: str) -> Card:
        now = clock.now()
        card = await works.pop.read(lambda session: callers.card(session, call_id, now))
        return card_fields(card)

    def agent_at(desk: str) -> int | None:
        return seats.agent_at(desk) or members.agent_at(desk)

    pops = Pops(live, fetch, clock, metrics.pop_seconds.observe)
    floor = Floor(
        clock=clock,
        times=config.times,
        live=live,
        seats=seats,
        members=members,
        pops=pops,
        states=call_log,
        publish=bus.publish,
    )
    tracker = Tracker(agent_at)
    cel_place = config.state_folder / "cel-position.json"
    cel = CelReader(config.cel_file, cel_place, call_log, agent_at, clock)
    numbers = CallerNumbers(ami, call_log, tracker.channel_of, config.place.area_code)
    switchboard = Switchboard(
        ami=ami,
        tracker=tracker,
        members=members,
        floor=floor,
        call_log=call_log,
        cel=cel,
        numbers=numbers,
        clock=clock,
        publish=bus.publish,
    )
    return Parts(
        works=works,
        metrics=metrics,
        ami=ami,
        live=live,
        seats=seats,
        members=members,
        pops=pops,
        floor=floor,
        tracker=tracker,
        call_log=call_log,
        cel=cel,
        numbers=numbers,
        switchboard=switchboard,
    )
