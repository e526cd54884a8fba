"""The `cti` process: what its web, its connection to Asterisk and its health are made of."""

from __future__ import annotations

import ipaddress
import sys
from contextlib import ExitStack
from datetime import timedelta

import redis.asyncio
from aiohttp import web
from prometheus_client import CollectorRegistry

from app.ami_user import ami_user
from app.attending import attending
from app.billing import billing_system_of
from app.desk_rules import desk_rules
from app.filing import pqrs_catalogue
from app.recordings import library_of
from app.secrets import Secrets
from app.settings import Settings
from app.voice import damage_menus
from app.wordings import wordings_of
from cti.app import init_app
from cti.config import CtiConfig
from cti.floor import FloorTimes
from cti.handset import Telephone
from cti.health import Check, PartDown
from cti.listening import Listening
from cti.oidc.config import OidcConfig
from cti.placing import Outward
from cti.web.place import DemoCaller, Place
from cti.web.token_gate import ApiLimits
from cti.web.turn import MediaServers
from ivr import demo
from ivr.bus import RedisBus
from ivr.clock import SystemClock
from ivr.services.agents import Newcomers

STOPS_WITHIN = 3.0
TURN_SECONDS = 0.0005
"""How long a busy thread keeps the interpreter from the others (Python's own 5 ms): a card asks
for its turn a hundred times, and a year's report beside it would make it wait each time."""

BUS_ANSWERS_WITHIN = 1.0


def run(settings: Settings) -> None:
    """Serve the desks, behind the door, until SIGTERM or SIGINT."""
    sys.setswitchinterval(TURN_SECONDS)
    with ExitStack() as at_the_end:
        bus = RedisBus(settings.bus_url)
        at_the_end.callback(bus.close)
        app = init_app(
            config_of(settings),
            bus=bus,
            check_bus=redis_check(settings.bus_url),
            clock=SystemClock(),
        )
        socket = settings.socket_of("cti")  # the door's alone (cti.door)
        socket.parent.mkdir(parents=True, exist_ok=True)
        web.run_app(
            app,
            path=str(socket),
            access_log=None,
            print=None,
            shutdown_timeout=STOPS_WITHIN,
        )


def config_of(settings: Settings) -> CtiConfig:
    """What the process is told, out of the settings. Raises UnusableSecrets."""
    secrets = Secrets.of(settings.data_folder)
    turn = settings.network.turn
    return CtiConfig(
        ami=ami_user(settings, "tracker"),
        originate=ami_user(settings, "originate"),
        handset=ami_user(settings, "handset"),
        outside=settings.transfers.outside,
        outward=Outward(
            settings.callback.dial, settings.callback.shown, settings.callback.ring_seconds
        ),
        telephones=tuple(
            Telephone(one.name, one.label, one.dial) for one in settings.desk.telephones
        ),
        store_url=settings.store_url,
        store_apart=True,
        cel_file=settings.instance_folder / "log" / "cel-custom" / "linea.csv",
        state_folder=settings.data_folder / "cti",
        listening=Listening(
            library_of(settings),
            agents_hear_their_own=settings.recordings.agents_hear_their_own,
        ),
        promise=settings.measures.promise,
        pop_address=settings.desk.pop_address,
        api=ApiLimits(settings.api.requests_per_minute, settings.api.streams),
        billing=billing_system_of(settings, CollectorRegistry()),
        oidc=identity_provider(settings),
        place=Place(
            entity=settings.entity.name,
            line="linea",
            area_code=settings.line.area_code,
            sip_host=reachable(settings),
            page_password=lambda endpoint, session: secrets.password(f"page.{endpoint}.{session}"),
            passwords=settings.login.passwords,
            provider=settings.login.oidc.label if settings.login.oidc.issuer else "",
            demo=settings.demo.enabled,
            demo_phone=settings.network.on_loopback,
            demo_callers=demo_callers() if settings.demo.enabled else (),
            media=MediaServers(turn.stun, turn.urls, turn.secret),
        ),
        times=FloorTimes(
            wrap_up=timedelta(seconds=settings.desk.wrap_up_seconds),
            more_time=timedelta(seconds=settings.desk.more_time_seconds),
        ),
        desk_rules=desk_rules(),
        wordings=wordings_of(settings),
        pqrs=pqrs_catalogue(),
        damages=damage_menus().catalogue,
        attending=attending(calls_back=bool(settings.callback.dial)),
    )


def identity_provider(settings: Settings) -> OidcConfig | None:
    """The identity provider of the settings, if they name one."""
    oidc = settings.login.oidc
    if not oidc.issuer:
        return None
    made = None if oidc.unknown == "refuse" else oidc.unknown
    return OidcConfig(
        issuer=oidc.issuer,
        client_id=oidc.client_id,
        client_secret=oidc.client_secret,
        label=oidc.label,
        scopes=oidc.scopes,
        user_claim=oidc.user_claim,
        name_claim=oidc.name_claim,
        role_claim=oidc.role_claim,
        roles=oidc.roles,
        users=oidc.users,
        newcomers=Newcomers(made, oidc.queues),
        skew=timedelta(seconds=oidc.skew_seconds),
    )


def demo_callers() -> tuple[DemoCaller, ...]:
    """Whom the demonstration's telephone may play, each with the datum that proves it."""
    return tuple(DemoCaller(number, label) for number, label in demo.callers())


def reachable(settings: Settings) -> str:
    """The address by which this machine and its browsers reach what listens on the host."""
    host = settings.network.host
    try:
        unspecified = ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host
    return settings.network.external_address or "127.0.0.1" if unspecified else host


def redis_check(url: str) -> Check:
    """A check that asks Redis for an answer. Raises PartDown where there is none."""

    async def check() -> None:
        client = redis.asyncio.Redis.from_url(
            url, socket_timeout=BUS_ANSWERS_WITHIN, socket_connect_timeout=BUS_ANSWERS_WITHIN
        )
        try:
            await client.ping()
        except (redis.RedisError, OSError) as failure:
            raise PartDown("Redis no responde: los avisos en vivo están en pausa") from failure
        finally:
            await client.aclose()

    return check
