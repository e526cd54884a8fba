"""The `worker` process: what runs beside the calls."""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack

from prometheus_client import CollectorRegistry

from app.health_server import health_server
from app.probe import Health
from app.settings import Settings
from ivr.bus import RedisBus
from ivr.clock import SystemClock
from ivr.errors import StoreUnavailable
from ivr.store import Store
from ivr.worker.ladder_messages import LadderMessages
from ivr.worker.outbox_relay import OutboxRelay
from ivr.worker.sweeping import Sweeping

STORE_CONNECTIONS = 3


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT. Raises OSError where the port of its health is taken."""
    registry = CollectorRegistry()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with ExitStack() as at_the_end:
        store = Store(settings.store_url, pool_size=STORE_CONNECTIONS)
        at_the_end.callback(store.close)
        bus = RedisBus(settings.bus_url, registry)
        at_the_end.callback(bus.close)
        relay = OutboxRelay(store, bus, SystemClock(), registry)
        messages = LadderMessages(
            store,
            SystemClock(),
            registry,
            spool=settings.message_spool,
            folder=settings.messages_folder,
            area_code=settings.line.area_code,
        )

        def report() -> dict[str, Health]:
            problem = relay.problem
            store_is_gone = isinstance(problem, StoreUnavailable)
            return {
                "store": Health.DOWN if store_is_gone else Health.OK,
                "bus": Health.DOWN if problem and not store_is_gone else Health.OK,
                "messages": Health.DEGRADED if messages.problem else Health.OK,
            }

        address = (settings.network.host, settings.ports.worker_health)
        at_the_end.enter_context(health_server(address, report, registry))
        beside = {"sweeping": Sweeping(store, SystemClock()).run, "messages": messages.run}
        for name, loop in beside.items():
            thread = threading.Thread(target=loop, args=(stop,), name=name)
            thread.start()
            at_the_end.callback(thread.join)
        relay.run(stop)
