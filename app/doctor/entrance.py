"""How browsers come in: the certificate, and what passes on their sound."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

from app import certificates
from app.certificates import OwnAuthority, Pair, UnusableCertificate
from app.cti_process import identity_provider
from app.doctor import media_servers
from app.doctor.check import Check
from app.settings import Settings
from cti.oidc.config import OidcConfig
from cti.oidc.provider import DESCRIPTION, Provider, provider_session
from ivr.clock import SystemClock
from ivr.errors import LineaError

SOON = timedelta(days=14)
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
    async for check in media_servers.checks(settings):
        yield check


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
