"""Our own authority: made once, limited to the line's names, renewed without a break."""

from __future__ import annotations

import asyncio
import ssl
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from cryptography import x509

from app import certificates
from app.certificates import OwnAuthority, UnusableCertificate
from app.door_process import ShownCertificate
from app.settings import Settings
from ivr.clock import FixedClock

pytestmark = pytest.mark.service

NOW = datetime.now(UTC)
NAMES = ("linea.example", "10.1.2.3", "localhost", "127.0.0.1")


def own(folder: Path, *names: str) -> OwnAuthority:
    return OwnAuthority(folder / "tls", names or NAMES, "Aguas de Prueba")


def settings(folder: Path, **sections: Any) -> Settings:
    return Settings(data={"folder": folder}, **sections)  # type: ignore[arg-type]


def test_it_is_made_on_first_use_and_its_keys_are_ours_alone(tmp_path: Path) -> None:
    authority = own(tmp_path)
    pair = authority.current(NOW)
    assert stat.S_IMODE((tmp_path / "tls").stat().st_mode) == 0o700
    for key in (pair.key, authority.authority.key):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    shown = pair.read()
    names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["linea.example", "localhost"]
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == [
        "10.1.2.3",
        "127.0.0.1",
    ]
    assert shown.not_valid_after_utc - NOW <= timedelta(days=90)


def test_what_lasts_stays_and_what_ends_is_renewed_by_the_same_authority(tmp_path: Path) -> None:
    authority = own(tmp_path)
    first = authority.current(NOW).digest
    trusted = authority.authority.digest
    assert authority.current(NOW + timedelta(days=59)).digest == first
    assert authority.current(NOW + timedelta(days=61)).digest != first
    assert authority.authority.digest == trusted


def test_a_name_less_is_signed_anew_and_one_more_needs_another_authority(tmp_path: Path) -> None:
    own(tmp_path).current(NOW)
    fewer = own(tmp_path, "10.1.2.3", "localhost")
    names = fewer.current(NOW).read().extensions
    told = names.get_extension_for_class(x509.SubjectAlternativeName).value
    assert len(list(told)) == 2
    more = own(tmp_path, *NAMES, "otra.example", "10.9.9.9")
    assert more.uncovered() == ("otra.example", "10.9.9.9")
    more.current(NOW)
    more.create(NOW)
    assert more.uncovered() == ()


@pytest.mark.parametrize("damaged", ["linea.pem", "linea.key"])
def test_what_is_lost_or_damaged_is_made_again(tmp_path: Path, damaged: str) -> None:
    authority = own(tmp_path)
    authority.current(NOW)
    (tmp_path / "tls" / damaged).unlink()
    pair = authority.current(NOW)
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(pair.certificate, pair.key)


def trusting(authority: OwnAuthority) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(authority.authority.certificate))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


@asynccontextmanager
async def served(context: ssl.SSLContext) -> AsyncIterator[int]:
    """A server that says hello."""

    async def hello(request: web.Request) -> web.Response:
        return web.Response(text="hello")

    app = web.Application()
    app.add_routes([web.get("/", hello)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def test_who_trusts_the_authority_reaches_the_line_and_nothing_else(tmp_path: Path) -> None:
    here = settings(tmp_path, network={"host": "127.0.0.1"}, web={"names": ["linea.example"]})
    authority = own(tmp_path, *certificates.names_of(here))
    pair = authority.current(NOW)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pair.certificate, pair.key)
    async with served(context) as port, ClientSession() as browser:
        trusted = trusting(authority)
        async with browser.get(f"https://127.0.0.1:{port}/", ssl=trusted) as answer:
            assert await answer.text() == "hello"
        with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
            await browser.get(f"https://127.0.0.1:{port}/")


async def test_the_authority_can_not_vouch_for_other_names(tmp_path: Path) -> None:
    """Its key in wrong hands is no key to other sites: a name beyond its limits is refused."""
    authority = own(tmp_path, "linea.example", "127.0.0.9")
    authority.current(NOW)
    beyond = OwnAuthorityWithoutLimits(tmp_path / "tls", ("127.0.0.1",), "x")
    beyond.sign_anyway(NOW)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(beyond.pair.certificate, beyond.pair.key)
    async with served(context) as port, ClientSession() as browser:
        with pytest.raises(OSError, match="permitted subtree violation"):
            await browser.get(f"https://127.0.0.1:{port}/", ssl=trusting(authority))


class OwnAuthorityWithoutLimits(OwnAuthority):
    """What somebody would do who stole the key."""

    def uncovered(self) -> tuple[str, ...]:
        return ()

    def sign_anyway(self, now: datetime) -> None:
        self._sign(now)


async def test_a_renewal_breaks_no_connection(tmp_path: Path) -> None:
    away = settings(tmp_path, network={"host": "192.0.2.7"})
    clock = FixedClock(NOW - timedelta(days=61))
    shown = ShownCertificate(away, clock)
    own_one = certificates.own_authority(away)
    assert own_one is not None
    trusted = trusting(own_one)
    async with served(shown.context) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusted)
        first = own_one.pair.read().serial_number
        assert serial(writer) == first
        assert not shown.look()
        clock.advance(timedelta(days=61))
        assert shown.look()
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
        _, newer = await asyncio.open_connection("127.0.0.1", port, ssl=trusted)
        assert serial(newer) == own_one.pair.read().serial_number != first
        for one in (writer, newer):
            one.close()


def serial(writer: asyncio.StreamWriter) -> int:
    """The number of the certificate that a connection was begun with."""
    shown: dict[str, str] = writer.get_extra_info("ssl_object").getpeercert()
    return int(shown["serialNumber"], 16)


def test_a_given_certificate_is_taken_again_when_it_changed(tmp_path: Path) -> None:
    other = own(tmp_path / "issued")
    pair = other.current(NOW)
    given = settings(tmp_path, web={"certificate": str(pair.certificate), "key": str(pair.key)})
    assert given.https
    assert certificates.own_authority(given) is None
    shown = ShownCertificate(given, FixedClock(NOW))
    assert not shown.look()
    other.create(NOW)
    assert shown.look()
    pair.key.write_text("damaged")
    with pytest.raises(UnusableCertificate, match="no van juntos"):
        shown.look()


def test_a_certificate_that_is_not_there_is_said(tmp_path: Path) -> None:
    given = settings(tmp_path, web={"certificate": "/nowhere.pem", "key": "/nowhere.key"})
    with pytest.raises(UnusableCertificate, match=r"nowhere\.pem"):
        ShownCertificate(given, FixedClock(NOW))


# network.host, whether browsers are served over TLS
PLACES = [
    ("127.0.0.1", False),
    ("::1", False),
    ("127.0.0.5", False),
    ("0.0.0.0", True),
    ("::", True),
    ("192.0.2.7", True),
]


@pytest.mark.parametrize(("host", "https"), PLACES)
def test_away_from_loopback_it_is_https(tmp_path: Path, host: str, https: bool) -> None:
    asked = settings(tmp_path, network={"host": host})
    assert asked.https is https
    assert (certificates.own_authority(asked) is not None) is https
