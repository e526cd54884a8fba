"""The `worker` process: what runs beside the calls."""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack
from datetime import timedelta

from prometheus_client import CollectorRegistry

from app.callback_telephone import CallbackTelephone
from app.deliveries import deliveries_of, endpoints_of
from app.filing import pqrs_catalogue
from app.health_server import health_server
from app.probe import Health
from app.recordings import intake_of, retention_of, transcription_of
from app.settings import Settings
from ivr.bus import RedisBus
from ivr.clock import SystemClock
from ivr.errors import StoreUnavailable
from ivr.store import Store
from ivr.worker.callback_pacer import CallbackPacer
from ivr.worker.filing_posts import FilingPosts
from ivr.worker.ladder_messages import LadderMessages
from ivr.worker.legal_clock import LegalClock
from ivr.worker.message_retention import MessageRetention
from ivr.worker.outbox_relay import OutboxRelay
from ivr.worker.sweeping import Sweeping
from ivr.worker.webhook_events import WebhookEvents

STORE_CONNECTIONS = 12
DELIVERY_LEAVES_WITHIN = 2.0
"""Seconds to finish what is being sent; what is not is sent again, under the same key."""


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
        webhooks = WebhookEvents(endpoints_of(settings))
        relay = OutboxRelay(store, bus, SystemClock(), registry, webhooks.queue)
        deliveries = deliveries_of(settings, store, SystemClock(), registry)
        messages = LadderMessages(
            store,
            SystemClock(),
            registry,
            spool=settings.message_spool,
            folder=settings.messages_folder,
            area_code=settings.line.area_code,
        )

        intake = intake_of(settings, store, SystemClock(), registry)
        retention = retention_of(settings, store, SystemClock())
        transcription = transcription_of(settings, store, SystemClock(), registry)

        filings = FilingPosts(store, SystemClock(), registry, settings.journal_folder)
        legal_clock = LegalClock(store, SystemClock(), pqrs_catalogue())

        def report() -> dict[str, Health]:
            problem = relay.problem
            store_is_gone = isinstance(problem, StoreUnavailable)
            return {
                "store": Health.DOWN if store_is_gone else Health.OK,
                "bus": Health.DOWN if problem and not store_is_gone else Health.OK,
                "filings": Health.DEGRADED if filings.problem or filings.refused else Health.OK,
                "messages": Health.DEGRADED if messages.problem else Health.OK,
                "recordings": Health.DEGRADED if intake.problem or retention.stuck else Health.OK,
                "transcripts": Health.DEGRADED if transcription.problem else Health.OK,
                "callbacks": Health.DEGRADED if pacer.problem else Health.OK,
                "outbound": Health.DEGRADED if deliveries.trouble else Health.OK,
            }

        pacer = CallbackPacer(
            store,
            SystemClock(),
            registry,
            telephone=CallbackTelephone(settings),
            rules=settings.callback.rules,
        )
        health = health_server(settings.ports.worker_health, report, registry)
        at_the_end.enter_context(health)
        old_messages = MessageRetention(
            store,
            SystemClock(),
            folder=settings.messages_folder,
            kept=timedelta(days=settings.recordings.messages_days),
        )
        sweeping = Sweeping(store, SystemClock(), [old_messages.sweep])
        beside = {"sweeping": sweeping.run, "messages": messages.run}
        if settings.callback.rules.enabled:
            beside["callbacks"] = pacer.run
        beside |= {"recordings": intake.run, "retention": retention.run}
        beside["transcripts"] = transcription.run
        beside |= {"filings": filings.run, "legal_clock": legal_clock.run}
        for name, loop in beside.items():
            thread = threading.Thread(target=loop, args=(stop,), name=name)
            thread.start()
            at_the_end.callback(thread.join)
        at_the_end.callback(transcription.close)
        for name, delivering in deliveries.loops.items():
            thread = threading.Thread(target=delivering, args=(stop,), name=name, daemon=True)
            thread.start()
            at_the_end.callback(thread.join, DELIVERY_LEAVES_WITHIN)
        relay.run(stop)
