"""The `door` process: the one origin of browsers, over TLS where others than this machine come."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import ssl
from pathlib import Path

import structlog
from aiohttp import web

from app import certificates
from app.certificates import Pair, UnusableCertificate
from app.probe import LOOPBACK
from app.secrets import Secrets
from app.settings import Settings
from cti.door.app import health_app, init_door
from cti.door.config import DoorConfig
from cti.web.place import SIP_WS
from ivr.clock import Clock, SystemClock

log = structlog.get_logger(__name__)

STOPS_WITHIN = 3.0
LOOK_SECONDS = 60.0
"""How often the certificate is looked at: renewed, or given anew, it is shown from then on."""

FROM_HERE = "127.0.0.64"
"""Whence telephones come to Asterisk: an address of this machine that no trunk has."""


def run(settings: Settings) -> None:
    """Serve browsers until SIGTERM or SIGINT.

    Raises OSError where the port is taken, UnusableCertificate.
    """
    asyncio.run(_serve(settings, SystemClock()))


def config_of(settings: Settings) -> DoorConfig:
    """What the process is told, out of the settings. Raises UnusableSecrets."""
    secrets = Secrets.of(settings.data_folder)
    own = certificates.own_authority(settings)
    return DoorConfig(
        cti=settings.socket_of("cti"),
        exchange=f"ws://{LOOPBACK}:{settings.ports.http}{SIP_WS}",
        exchange_from=FROM_HERE,
        store_url=settings.store_url,
        password=lambda endpoint: secrets.password(f"sip.{endpoint}"),
        page_password=lambda endpoint, session: secrets.password(f"page.{endpoint}.{session}"),
        demo=settings.demo.enabled and settings.network.on_loopback,
        proxies=frozenset(settings.web.proxies),
        authority=own.authority.certificate if own else None,
    )


class ShownCertificate:
    """The TLS of the door. Connections that stand go on with what they began with."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Raises UnusableCertificate."""
        self._settings = settings
        self._clock = clock
        self._shown = ""
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_alpn_protocols(["http/1.1"])
        self.look()

    def look(self) -> bool:
        """Renew it where it is due and show what is there now; whether it changed."""
        pair = certificates.current(self._settings, self._clock.now())
        assert pair is not None
        try:
            digest = pair.digest
            if digest == self._shown:
                return False
            self.context.load_cert_chain(pair.certificate, pair.key)
        except (OSError, ssl.SSLError) as error:
            raise UnusableCertificate(_what_is_wrong(pair, error)) from error
        self._shown = digest
        return True

    async def keep_current(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                if await asyncio.to_thread(self.look):
                    log.info("certificate_changed")
            except UnusableCertificate as error:
                log.error("certificate_not_changed", code=error.code)


async def _serve(settings: Settings, clock: Clock) -> None:
    shown = ShownCertificate(settings, clock) if settings.https else None
    door = init_door(config_of(settings), clock)
    own_socket = settings.socket_of("door")
    own_socket.parent.mkdir(parents=True, exist_ok=True)
    async with contextlib.AsyncExitStack() as at_the_end:
        browsers = await _set_up(door, at_the_end)
        health = await _set_up(health_app(door), at_the_end)
        await web.TCPSite(
            browsers,
            settings.network.host,
            settings.ports.web,
            ssl_context=shown.context if shown else None,
        ).start()
        await web.UnixSite(health, str(own_socket)).start()
        renewing = asyncio.create_task(shown.keep_current()) if shown else None
        await _signal()
        if renewing is not None:
            renewing.cancel()


async def _set_up(app: web.Application, at_the_end: contextlib.AsyncExitStack) -> web.AppRunner:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOPS_WITHIN)
    at_the_end.push_async_callback(runner.cleanup)
    await runner.setup()
    return runner


async def _signal() -> None:
    """Wait until this process is told to stop."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()


def _what_is_wrong(pair: Pair, error: Exception) -> str:
    missing = [str(file) for file in (pair.certificate, pair.key) if not _is_readable(file)]
    if missing:
        return f"web.certificate: no se puede leer {', '.join(missing)}."
    return f"web.certificate: {pair.certificate} y {pair.key} no van juntos ({error})."


def _is_readable(path: Path) -> bool:
    try:
        return bool(path.read_bytes())
    except OSError:
        return False
