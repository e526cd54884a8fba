"""The `cti` process: what its web, its connection to Asterisk and its health are made of."""

from __future__ import annotations

import ipaddress
from contextlib import ExitStack

import redis.asyncio
from aiohttp import web
from prometheus_client import CollectorRegistry

from app.ami_user import ami_user
from app.billing import billing_system_of
from app.filing import pqrs_catalogue
from app.recordings import library_of
from app.secrets import Secrets
from app.settings import Settings
from app.voice import damage_menus
from cti.app import init_app
from cti.config import CtiConfig
from cti.health import Check, PartDown
from cti.listening import Listening
from cti.web.place import DemoCaller, Place
from ivr import demo
from ivr.bus import RedisBus
from ivr.clock import SystemClock

STOPS_WITHIN = 3.0
BUS_ANSWERS_WITHIN = 1.0


def run(settings: Settings) -> None:
    """Serve the desks until SIGTERM or SIGINT. Raises OSError where the port is taken."""
    with ExitStack() as at_the_end:
        bus = RedisBus(settings.bus_url)
        at_the_end.callback(bus.close)
        app = init_app(
            config_of(settings),
            bus=bus,
            check_bus=redis_check(settings.bus_url),
            clock=SystemClock(),
        )
        web.run_app(
            app,
            host=settings.network.host,
            port=settings.ports.web,
            access_log=None,
            print=None,
            shutdown_timeout=STOPS_WITHIN,
        )


def config_of(settings: Settings) -> CtiConfig:
    """What the process is told, out of the settings. Raises UnusableSecrets."""
    secrets = Secrets.of(settings.data_folder)
    host, ports = reachable(settings), settings.ports
    return CtiConfig(
        ami=ami_user(settings, "tracker"),
        originate=ami_user(settings, "originate"),
        store_url=settings.store_url,
        cel_file=settings.instance_folder / "log" / "cel-custom" / "linea.csv",
        state_folder=settings.data_folder / "cti",
        listening=Listening(
            library_of(settings),
            agents_hear_their_own=settings.recordings.agents_hear_their_own,
        ),
        promise=settings.measures.promise,
        billing=billing_system_of(settings, CollectorRegistry()),
        place=Place(
            entity=settings.entity.name,
            line="linea",
            area_code=settings.line.area_code,
            sip_ws=f"ws://{host}:{ports.http}/ws",
            sip_host=host,
            sip_password=lambda endpoint: secrets.password(f"sip.{endpoint}"),
            demo=settings.demo.enabled,
            demo_callers=demo_callers() if settings.demo.enabled else (),
        ),
        pqrs=pqrs_catalogue(),
        damages=damage_menus().catalogue,
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
