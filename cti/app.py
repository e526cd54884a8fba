"""The application: parts, web and what runs beside it, one cleanup context a resource."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable

import aiohttp_jinja2
import jinja2
import structlog
from aiohttp import web
from sqlalchemy.orm import Session

from ami import Timing
from cti.agent_status import Shown
from cti.config import CtiConfig
from cti.floor import Floor
from cti.health import Check
from cti.oidc.provider import Provider, provider_session
from cti.oidc.ways import OidcLogin
from cti.parts import Parts, assemble
from cti.pop import Pops
from cti.running import Running
from cti.store_work import StoreWork
from cti.watch import watch_health, watch_metrics
from cti.web import keys
from cti.web.access import guard
from cti.web.api_document import unchanged
from cti.web.assets import Assets
from cti.web.login_limit import LoginLimit
from cti.web.openapi import document
from cti.web.problem import problems
from cti.web.routes import ROUTES
from cti.web.security import add_headers
from cti.web.streams import Streams
from cti.web.token_gate import TokenGate
from cti.web.visitor import through_the_door
from ivr import events
from ivr.bus import Bus, Subscription
from ivr.clock import Clock
from ivr.errors import LineaError
from ivr.services import agents

log = structlog.get_logger(__name__)

BODY_AT_MOST = 64 * 1024
BUS_LOOK_SECONDS = 2.0
SWEEP_SECONDS = 300.0
LAST_FACTS_SECONDS = 3.0
MEMBERS_SECONDS = 10.0
"""How long CEL waits, at the start, for Asterisk to say who sits at which desk."""


def end_process() -> None:
    """Ask this process to end in order; its supervisor starts it anew."""
    signal.raise_signal(signal.SIGTERM)


def init_app(
    config: CtiConfig,
    *,
    bus: Bus,
    check_bus: Check,
    clock: Clock,
    timing: Timing | None = None,
    on_fault: Callable[[], None] = end_process,
) -> web.Application:
    """The application; nothing is opened before it starts.

    ``check_bus`` raises where the bus is gone; ``on_fault`` is called when a loop fails.
    """
    parts = assemble(config, bus, clock, timing)
    app = web.Application(
        middlewares=[problems, unchanged, through_the_door, guard], client_max_size=BODY_AT_MOST
    )
    _give_keys(app, config, parts, bus, check_bus, clock)
    aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(config.templates))
    app.add_routes(ROUTES)
    app.on_response_prepare.append(add_headers)

    async def store(app: web.Application) -> AsyncIterator[None]:
        config.state_folder.mkdir(parents=True, exist_ok=True)
        await asyncio.gather(parts.works.pop.begin(), parts.works.log.begin())
        yield
        await asyncio.to_thread(parts.works.close)
        if parts.billing is not None:
            parts.billing.close()

    async def writing(app: web.Application) -> AsyncIterator[None]:
        async with Running([parts.call_log.run()], on_fault):
            yield
            await parts.call_log.settled(LAST_FACTS_SECONDS)

    async def telephony(app: web.Application) -> AsyncIterator[None]:
        await _restore_agents(parts.works.api, parts.floor)
        loops = [parts.ami.run(), parts.switchboard.run(), parts.members.run(), _read_cel(parts)]
        async with Running(loops, on_fault):
            yield
        await parts.numbers.close()
        await parts.placing.close()
        await parts.pops.close()

    async def events_of_others(app: web.Application) -> AsyncIterator[None]:
        heard = bus.subscribe((events.PathGrew,))
        loops = [
            _pass_paths(heard, parts.pops),
            _look_at_bus(check_bus, parts.pops),
            _sweep_sessions(parts.works.api, clock),
            parts.board.run(),
            parts.waiting.run(),
        ]
        async with Running(loops, on_fault):
            yield
            await heard.aclose()

    async def close_pages(app: web.Application) -> None:
        parts.live.close_all()
        parts.board.close_all()
        await app[keys.STREAMS].close_all()

    async def identity_provider(app: web.Application) -> AsyncIterator[None]:
        if config.oidc is None:
            yield
            return
        async with provider_session() as http:
            app[keys.OIDC] = OidcLogin(Provider(config.oidc, clock, http))
            yield

    app.cleanup_ctx.extend([store, identity_provider, writing, telephony, events_of_others])
    app.on_shutdown.append(close_pages)
    return app


def _give_keys(
    app: web.Application,
    config: CtiConfig,
    parts: Parts,
    bus: Bus,
    check_bus: Check,
    clock: Clock,
) -> None:
    watch_metrics(parts)
    app[keys.PARTS] = parts
    app[keys.CLOCK] = clock
    app[keys.API] = parts.works.api
    app[keys.TOKENS] = TokenGate(parts.works.api, clock, config.api)
    app[keys.BUS] = bus
    app[keys.SCHEMA] = document(ROUTES, config.place.entity)
    app[keys.STREAMS] = Streams(config.api.streams)
    app[keys.LOGINS] = parts.works.logins
    app[keys.LOGIN_LIMIT] = LoginLimit()
    app[keys.FLOOR] = parts.floor
    app[keys.LISTENING] = config.listening
    app[keys.LIVE] = parts.live
    app[keys.BOARD] = parts.board
    app[keys.MONITORING] = parts.monitoring
    app[keys.PLACING] = parts.placing
    app[keys.HANDSETS] = parts.handsets
    app[keys.HELP] = parts.help_requests
    app[keys.HANDOVERS] = parts.handovers
    app[keys.TRANSFERS] = parts.transfers
    app[keys.WAITING] = parts.waiting
    app[keys.DESK_RULES] = config.desk_rules
    app[keys.MORE_TIME] = config.times.more_time
    app[keys.WORDINGS] = config.wordings
    app[keys.REPORTS] = parts.works.reports
    app[keys.PROMISE] = config.promise
    app[keys.SEATS] = parts.seats
    app[keys.PLACE] = config.place
    app[keys.PQRS] = config.pqrs
    app[keys.DAMAGES] = config.damages
    app[keys.ATTENDING] = config.attending
    app[keys.ASSETS] = Assets(config.static)
    app[keys.HEALTH] = watch_health(parts, check_bus)
    app[keys.METRICS] = parts.metrics
    app[keys.CALL_LOG] = parts.call_log


async def _restore_agents(work: StoreWork, floor: Floor) -> None:
    """Take up the agents' states; without the store everybody begins by their page."""

    def everyone(session: Session) -> list[tuple[agents.Agent, agents.Standing | None]]:
        stood = agents.standings(session)
        return [(one, stood.get(one.id)) for one in agents.everyone(session) if one.active]

    try:
        for one, standing in await work.read(everyone):
            shown = Shown(one.state, one.state_reason)
            floor.restore(one.id, shown, one.state_since, standing)
    except LineaError as error:
        log.warning("agents_not_restored", code=error.code)


async def _read_cel(parts: Parts) -> None:
    """Read CEL from where we were. It names desks alone: their agents are the queues' members."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(MEMBERS_SECONDS):
            await parts.members.known.wait()
    await parts.cel.run()


async def _pass_paths(heard: Subscription, pops: Pops) -> None:
    async for event in heard:
        if isinstance(event, events.PathGrew):
            pops.path_grew(event)
    await asyncio.Event().wait()


async def _look_at_bus(check_bus: Check, pops: Pops) -> None:
    while True:
        try:
            async with asyncio.timeout(BUS_LOOK_SECONDS):
                await check_bus()
        except (LineaError, TimeoutError):
            pops.path_is_live(False)
        else:
            pops.path_is_live(True)
        await asyncio.sleep(BUS_LOOK_SECONDS)


async def _sweep_sessions(work: StoreWork, clock: Clock) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await work.write(lambda session: agents.sweep(session, clock.now()))
        except LineaError as error:
            log.warning("sessions_not_swept", code=error.code)
