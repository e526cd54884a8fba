"""How browsers come in: the certificate, and what passes on their sound."""

from __future__ import annotations

import asyncio
import secrets
import ssl
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

from app import certificates
from app.certificates import OwnAuthority, Pair, UnusableCertificate
from app.cti_process import identity_provider
from app.doctor.check import Check
from app.settings import Settings
from cti.oidc.config import OidcConfig
from cti.oidc.provider import DESCRIPTION, Provider, provider_session
from ivr.clock import SystemClock
from ivr.errors import LineaError

SOON = timedelta(days=14)
ANSWER_SECONDS = 3.0
STUN_PORT, TLS_PORT = 3478, 5349
MAGIC = 0x2112A442
BINDING, BINDING_ANSWER = 0x0001, 0x0101
HTTPS = "HTTPS"
EXTERNAL = "dirección externa"
PROVIDER = "proveedor de identidad"
CERTIFICATES = "«./linea certificates show» lo muestra"


async def checks(settings: Settings) -> AsyncIterator[Check]:
    """Yield what can be told without any part of the line running."""
    now = datetime.now(UTC)
    yield _certificate(settings, now)
    for check in _network(settings):
        yield check
    if (config := identity_provider(settings)) is not None:
        yield await _provider(config)
    turn = settings.network.turn
    for address in (*turn.stun, *turn.urls):
        yield await _media_server(address)


def _certificate(settings: Settings, now: datetime) -> Check:
    if not settings.https:
        return Check(HTTPS, True, "no hace falta: las páginas se abren solo en este equipo")
    own = certificates.own_authority(settings)
    try:
        if own is not None:
            return _of_authority(own)
        given = certificates.given(settings)
        assert given is not None
        return _given(given, now)
    except UnusableCertificate as error:
        return Check(HTTPS, False, error.message, "corrija web.certificate y web.key")


def _of_authority(own: OwnAuthority) -> Check:
    if not own.authority.certificate.exists():
        return Check(HTTPS, True, "con una autoridad propia, que se crea al iniciar")
    if own.authority.key.stat().st_mode & 0o077:
        mend = f"«chmod 600 {own.authority.key}»"
        return Check(HTTPS, False, "otros pueden leer la clave de la autoridad propia", mend)
    if missing := own.uncovered():
        detail = f"la autoridad propia no puede responder por {', '.join(missing)}"
        return Check(HTTPS, False, detail, "«./linea certificates create --de-nuevo»")
    return Check(HTTPS, True, f"con una autoridad propia ({CERTIFICATES})")


def _given(pair: Pair, now: datetime) -> Check:
    try:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pair.certificate, pair.key)
    except (OSError, ssl.SSLError) as error:
        return Check(
            HTTPS, False, f"el certificado y la clave no sirven ({error})", "corrija [web]"
        )
    left = pair.read().not_valid_after_utc - now
    if left < timedelta(0):
        return Check(HTTPS, False, "el certificado venció", "renuévelo: la línea lo toma sola")
    if left < SOON:
        detail = f"el certificado vence en {left.days} días"
        return Check(HTTPS, False, detail, "renuévelo: la línea lo toma sola")
    return Check(HTTPS, True, f"el certificado de los ajustes, por {left.days} días más")


def _network(settings: Settings) -> Iterator[Check]:
    network = settings.network
    if not network.external_address:
        return
    if network.on_loopback:
        mend = "ponga en network.host la dirección de este equipo en su red"
        yield Check(EXTERNAL, False, "nadie llega desde fuera: todo escucha en este equipo", mend)
    elif network.on_every_address and not network.turn.stun:
        mend = (
            "ponga en network.host la dirección de este equipo, o un servidor en network.turn.stun"
        )
        yield Check(
            EXTERNAL, False, "el audio de los puestos de fuera no sabe llegar a este equipo", mend
        )
    else:
        yield Check(EXTERNAL, True, network.external_address)


async def _provider(config: OidcConfig) -> Check:
    """Whether the identity provider describes itself as the settings name it, and has keys."""
    try:
        async with provider_session() as http:
            found = await Provider(config, SystemClock(), http).check()
    except LineaError as error:
        mend = f"{config.issuer}{DESCRIPTION} debe contestar y nombrarse como login.oidc.issuer"
        return Check(PROVIDER, False, error.message, mend)
    return Check(PROVIDER, True, f"{config.issuer} contesta, con {found} claves")


async def _media_server(address: str) -> Check:
    """Ask a STUN or TURN server for an answer (RFC 8489)."""
    kind, _, rest = address.partition(":")
    place, _, query = rest.partition("?")
    tls = kind.endswith("s")
    host, port = _host_and_port(place, TLS_PORT if tls else STUN_PORT)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            if tls or query.endswith("tcp"):
                await _answers_by_stream(host, port, tls=tls)
            else:
                await _answers_by_datagram(host, port)
    except (OSError, TimeoutError, ssl.SSLError, ValueError) as error:
        detail = f"{address} no contesta ({str(error) or 'en 3 s'})"
        return Check("audio tras cortafuegos", False, detail, "revise network.turn y ese servidor")
    return Check("audio tras cortafuegos", True, f"{address} contesta")


def _host_and_port(place: str, usual: int) -> tuple[str, int]:
    host, colon, port = place.rpartition(":")
    if not colon or place.endswith("]"):
        return place.strip("[]"), usual
    return host.strip("[]"), int(port)


def _question() -> bytes:
    return struct.pack("!HHI", BINDING, 0, MAGIC) + secrets.token_bytes(12)


def _is_answer(answer: bytes, question: bytes) -> bool:
    return answer[:2] == struct.pack("!H", BINDING_ANSWER) and answer[8:20] == question[8:20]


async def _answers_by_datagram(host: str, port: int) -> None:
    loop, question = asyncio.get_running_loop(), _question()
    heard: asyncio.Future[None] = loop.create_future()

    class Asking(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            if _is_answer(data, question) and not heard.done():
                heard.set_result(None)

        def error_received(self, exc: Exception) -> None:
            if not heard.done():
                heard.set_exception(exc)

    transport, _ = await loop.create_datagram_endpoint(Asking, remote_addr=(host, port))
    with closing(transport):
        transport.sendto(question)
        await heard


async def _answers_by_stream(host: str, port: int, *, tls: bool) -> None:
    context = ssl.create_default_context() if tls else None
    reader, writer = await asyncio.open_connection(host, port, ssl=context)
    with closing(writer):
        question = _question()
        writer.write(question)
        if not _is_answer(await reader.readexactly(20), question):
            raise ValueError("no es un servidor STUN")
