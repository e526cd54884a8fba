"""The `agi` process: what its server, its line and its health are made of."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import ExitStack, suppress
from functools import partial

from agi_scripts.key_watch import KeyWatch
from agi_scripts.line import IncomingCall
from agi_scripts.metrics import Metrics
from agi_scripts.path_writer import PathWriter
from agi_scripts.recogniser import SpeechService
from agi_scripts.recording_folder import RecordingFolder
from agi_scripts.returning import ReturningCall
from agi_scripts.server import Server, bound_thread_stacks
from app import barge_in
from app.ami_user import ami_user
from app.billing import billing_of
from app.filing import filing_desk, pqrs_menu
from app.health_server import health_server
from app.probe import LOOPBACK, Health
from app.settings import Settings
from app.speech_processes import SpeechProcesses
from app.vocabulary import SPEECH
from app.voice import damage_menus, main_menu, prompts_of, voice_of
from ivr.bus import RedisBus
from ivr.clock import SystemClock
from ivr.dialogs import (
    BackOffice,
    DialogSettings,
    attend,
    attend_after_talk,
    attend_callback,
    attend_waiting,
)
from ivr.store import Store
from speech.understanding.understanding import Understanding

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
        billing = billing_of(settings, store, metrics.registry)
        filing = at_the_end.enter_context(filing_desk(settings, clock))
        keys = KeyWatch(ami_user(settings, "keys"))
        at_the_end.enter_context(keys.running())
        office = BackOffice(
            store,
            clock,
            filing,
            billing,
            survey_rules=settings.survey.rules,
            callback_rules=settings.callback.rules,
        )
        dialogs = DialogSettings(
            menu=main_menu(),
            damages=damage_menus(),
            hotlines=tuple(one.hotline for one in settings.line.hotlines),
            records_calls=settings.recordings.calls,
            pqrs=pqrs_menu(),
        )
        incoming = IncomingCall(
            partial(attend, office=office, settings=dialogs),
            prompts=prompts_of(settings),
            voice=voice_of(settings),
            writer=writer,
            clock=clock,
            metrics=metrics,
            area_code=settings.line.area_code,
            key_log=keys.log,
            recordings=RecordingFolder(
                settings.instance_folder, str(settings.instance_folder_in_asterisk)
            ),
            ears=Understanding.load(SPEECH) if settings.speech.enabled else None,
            speech=speech_service(settings, metrics) if settings.speech.enabled else None,
        )
        server = Server(
            (settings.network.host, settings.ports.agi),
            {"line": incoming, **coming_back(incoming, office, dialogs)},
            calls_at_most=settings.line.calls_at_most,
            metrics=metrics,
        )

        def report() -> dict[str, Health]:
            return {
                "calls": Health.DEGRADED if server.full else Health.OK,
                "store": Health.DEGRADED if writer.store_is_gone else Health.OK,
                "keys": Health.OK if keys.watching else Health.DEGRADED,
                "filing": Health.DEGRADED if filing.problem else Health.OK,
                "billing": Health.OK if billing.works else Health.DEGRADED,
            }

        health = health_server(settings.ports.agi_health, report, metrics.registry)
        at_the_end.enter_context(health)
        _stop_on_signals(server)
        server.serve()


def speech_service(settings: Settings, metrics: Metrics) -> SpeechService:
    """What recognises the callers' words."""
    return SpeechService(
        LOOPBACK,
        settings.ports.speech,
        beside=SpeechProcesses.of(settings).hosts[1:],
        barge_in=partial(barge_in.allowed, settings),
        count=lambda what: metrics.turns.labels(what).inc(),
    )


def coming_back(
    incoming: IncomingCall, office: BackOffice, settings: DialogSettings
) -> dict[str, ReturningCall]:
    """The dialplan's entry points for calls that come back, served by what serves the others."""
    attended = {
        "waiting": attend_waiting,
        "after-talk": attend_after_talk,
        "callback": attend_callback,
    }
    return {
        name: ReturningCall(incoming, partial(attend, office=office, settings=settings))
        for name, attend in attended.items()
    }


def _stop_on_signals(server: Server) -> None:
    """A signal's handler may not wait, so stopping is a thread's."""

    def stop(number: int, frame: object) -> None:
        threading.Thread(target=server.stop, name="stop").start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
