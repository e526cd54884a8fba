"""The objects of the process, put together once; none of them runs yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from ami import AmiClient, Timing
from ami.origination import Outcome, originate
from cti.billing_desk import BillingDesk
from cti.board import Board
from cti.call_log import CallLog
from cti.caller_number import CallerNumbers
from cti.card import card_of
from cti.cel import CelReader
from cti.config import CtiConfig
from cti.floor import Floor
from cti.handset import Handsets
from cti.help_requests import HelpRequests
from cti.live import Live
from cti.membership import QueueMembers
from cti.metrics import Metrics
from cti.monitoring import Monitoring
from cti.placing import Placing
from cti.pop import Card, Pops
from cti.seats import Seats
from cti.store_apart import StoreAddress, StoreApart
from cti.store_work import StoreWork
from cti.switchboard import Switchboard
from cti.tracker import Tracker
from cti.transfers.handovers import Handovers
from cti.transfers.transfers import Transfers
from cti.waiting_callers import WaitingCallers
from ivr.bus import Bus
from ivr.clock import Clock
from ivr.services.board import Today, today

REPORT_SECONDS = 30.0
"""How long one statement of a report may take."""


LAST_OF_ALL = 19


def _with_threads(
    name: str, address: StoreAddress, *, workers: int, waiting_at_most: int, nice: int = 0
) -> StoreWork:
    """The same in threads of this process, all as urgent as it is."""
    store = address.opened(workers)
    return StoreWork(name, store, threads=workers, waiting_at_most=waiting_at_most)


@dataclass(frozen=True, slots=True)
class Works:
    """The executors. The pop's statements are cut off first; nothing else delays them."""

    pop: StoreWork
    api: StoreWork
    logins: StoreWork
    log: StoreWork
    board: StoreWork
    reports: StoreWork

    @classmethod
    def on(cls, url: str, *, apart: bool) -> Works:
        """Executors with connections of their own.

        ``apart``: pop, log and reports work in processes of their own, the reports on what
        processor time the others leave.
        """
        usual = StoreAddress(url)
        quick = StoreAddress(url, statement_seconds=1.5, lock_seconds=1.5)
        board = StoreAddress(url, statement_seconds=3.0)
        long = StoreAddress(url, statement_seconds=REPORT_SECONDS)
        beside = StoreApart if apart else _with_threads
        return cls(
            pop=beside("pop", quick, workers=2, waiting_at_most=200),
            api=_with_threads("api", usual, workers=4, waiting_at_most=100),
            logins=_with_threads("logins", usual, workers=1, waiting_at_most=50),
            log=beside("log", usual, workers=1, waiting_at_most=4),
            board=_with_threads("board", board, workers=1, waiting_at_most=1),
            reports=beside("reports", long, workers=2, waiting_at_most=20, nice=LAST_OF_ALL),
        )

    def close(self) -> None:
        """Close them all."""
        for work in self.all:
            work.close()

    @property
    def all(self) -> tuple[StoreWork, ...]:
        """Every executor."""
        return self.pop, self.api, self.logins, self.log, self.board, self.reports


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
    board: Board
    monitoring: Monitoring
    placing: Placing
    handsets: Handsets
    help_requests: HelpRequests
    handovers: Handovers
    transfers: Transfers
    waiting: WaitingCallers
    billing: BillingDesk | None


def assemble(config: CtiConfig, bus: Bus, clock: Clock, timing: Timing | None = None) -> Parts:
    """Make the parts and tell them of each other."""
    works, metrics, live, seats = (
        Works.on(config.store_url, apart=config.store_apart),
        Metrics(),
        Live(),
        Seats(),
    )
    ami = AmiClient(config.ami, timing=timing)
    members = QueueMembers(ami)
    call_log = CallLog(works.log)

    async def fetch(call_id: str) -> Card:
        work = partial(card_of, call_id=call_id, now=clock.now(), address=config.pop_address)
        return await works.pop.read(work)

    def agent_at(desk: str) -> int | None:
        return seats.agent_at(desk) or members.agent_at(desk)

    billing = BillingDesk(config.billing, works.pop, clock) if config.billing else None
    pops = Pops(
        live, fetch, clock, metrics.pop_seconds.observe, billing.fields if billing else None
    )
    floor = Floor(
        clock=clock,
        times=config.times,
        live=live,
        seats=seats,
        members=members,
        pops=pops,
        states=call_log,
        publish=bus.publish,
        pause_limits=config.desk_rules.limits,
    )
    tracker = Tracker(agent_at)
    cel_place = config.state_folder / "cel-position.json"
    cel = CelReader(config.cel_file, cel_place, call_log, agent_at, clock)
    numbers = CallerNumbers(ami, call_log, tracker.channel_of, config.place.area_code)

    async def place(headers: Mapping[str, str], ring: float) -> bool:
        return await originate(config.originate, headers, ring=ring) is Outcome.ANSWERED

    monitoring = Monitoring(
        tracker=tracker, work=works.api, call_log=call_log, clock=clock, place=place
    )
    placing = Placing(
        outward=config.outward,
        area_code=config.place.area_code,
        tracker=tracker,
        floor=floor,
        seats=seats,
        work=works.api,
        call_log=call_log,
        clock=clock,
        place=place,
    )
    help_requests = HelpRequests(floor=floor, live=live, call_log=call_log, clock=clock)
    handovers = Handovers(live)
    transfers = Transfers(
        handset=config.handset,
        tracker=tracker,
        floor=floor,
        seats=seats,
        work=works.api,
        call_log=call_log,
        handovers=handovers,
        outside=config.outside,
        clock=clock,
    )
    switchboard = Switchboard(
        ami=ami,
        tracker=tracker,
        members=members,
        floor=floor,
        call_log=call_log,
        cel=cel,
        numbers=numbers,
        monitoring=monitoring,
        placing=placing,
        help_requests=help_requests,
        handovers=handovers,
        clock=clock,
        publish=bus.publish,
    )

    async def count_today() -> Today:
        now, soon = clock.now(), config.pqrs.due_soon_days
        return await works.board.read(lambda session: today(session, config.promise, now, soon))

    board = Board(
        tracker=tracker,
        floor=floor,
        help_requests=help_requests,
        pauses=config.desk_rules.pauses,
        asterisk_is_there=lambda: ami.connected,
        count=count_today,
        promise=config.promise,
        clock=clock,
        times=config.board_times,
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
        board=board,
        monitoring=monitoring,
        help_requests=help_requests,
        handovers=handovers,
        transfers=transfers,
        waiting=WaitingCallers(tracker=tracker, live=live, seats=seats),
        placing=placing,
        handsets=Handsets(config.telephones, tracker=tracker, address=config.handset),
        billing=billing,
    )
