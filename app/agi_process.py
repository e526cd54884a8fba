"""The `agi` process: what its server, its line and its health are made of."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import ExitStack, suppress
from functools import partial

from agi_scripts.line import IncomingCall
from agi_scripts.metrics import Metrics
from agi_scripts.path_writer import PathWriter
from agi_scripts.server import Server, bound_thread_stacks
from app.health_server import health_server
from app.probe import Health
from app.settings import Settings
from app.voice import main_menu, prompts_of, voice_of
from ivr.bus import RedisBus
from ivr.clock import SystemClock
from ivr.dialogs import BackOffice, DialogSettings, attend
from ivr.store import Store

STORE_CONNECTIONS = 20
CALLS_FIRST = 5
"""Steps of priority before the rest: what a caller presses can't wait for a report."""


def run(settings: Settings) -> None:
    """Serve calls until SIGTERM or SIGINT; those under way have 3 s to finish.

    Raises OSError where a port is taken, and what wording, menu and voice raise.
    """
    bound_thread_stacks()
    with suppress(OSError):  # without the right to, calls share the machine as they can
        os.nice(-CALLS_FIRST)
    metrics = Metrics()
    clock = SystemClock()
    with ExitStack() as at_the_end:
        store = Store(settings.store_url, pool_size=STORE_CONNECTIONS)
        at_the_end.callback(store.close)
        bus = RedisBus(settings.bus_url, metrics.registry)
        at_the_end.callback(bus.close)
        writer = PathWriter(store, bus.publish, lost=metrics.steps_lost.inc)
        at_the_end.callback(writer.close)
        incoming = IncomingCall(
            partial(
                attend,
                office=BackOffice(store, clock),
                settings=DialogSettings(menu=main_menu()),
            ),
            prompts=prompts_of(settings),
            voice=voice_of(settings),
            writer=writer,
            clock=clock,
            metrics=metrics,
            area_code=settings.line.area_code,
        )
        server = Server(
            (settings.network.host, settings.ports.agi),
            {"line": incoming},
            calls_at_most=settings.line.calls_at_most,
            metrics=metrics,
        )

        def report() -> dict[str, Health]:
            return {
                "calls": Health.DEGRADED if server.full else Health.OK,
                "store": Health.DEGRADED if writer.store_is_gone else Health.OK,
            }

        health = (settings.network.host, settings.ports.agi_health)
        at_the_end.enter_context(health_server(health, report, metrics.registry))
        _stop_on_signals(server)
        server.serve()


def _stop_on_signals(server: Server) -> None:
    """A signal's handler may not wait, so stopping is a thread's."""

    def stop(number: int, frame: object) -> None:
        threading.Thread(target=server.stop, name="stop").start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
