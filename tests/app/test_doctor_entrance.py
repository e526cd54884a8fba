"""What the doctor says of the way in: certificate, addresses, media servers, identity provider."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from app.certificates import OwnAuthority
from app.doctor import entrance
from app.doctor.check import Check
from app.settings import Settings
from ivr.clock import FixedClock
from tests.cti.oidc.identity_provider import identity_provider

pytestmark = pytest.mark.service

NOW = datetime.now(UTC)


async def examined(folder: Path, **sections: Any) -> dict[str, Check]:
    settings = Settings(data={"folder": folder}, **sections)  # type: ignore[arg-type]
    return {check.name: check async for check in entrance.checks(settings)}


async def test_on_loopback_there_is_nothing_to_say(tmp_path: Path) -> None:
    found = await examined(tmp_path)
    assert {name: check.ok for name, check in found.items()} == {"HTTPS": True}


# network, whether the external address can serve
PLACES: list[tuple[dict[str, Any], bool]] = [
    ({"host": "127.0.0.1"}, False),
    ({"host": "10.1.2.3"}, True),
    ({"host": "0.0.0.0"}, False),
    ({"host": "0.0.0.0", "turn": {"stun": ("stun:127.0.0.1:9",)}}, True),
]


@pytest.mark.parametrize(("network", "ok"), PLACES)
async def test_an_external_address_needs_an_own_one(
    tmp_path: Path, network: dict[str, Any], ok: bool
) -> None:
    found = await examined(tmp_path, network=network | {"external_address": "198.51.100.4"})
    check = found["dirección externa"]
    assert check.ok is ok
    assert ok or check.mend


async def test_the_own_authority_is_looked_at(tmp_path: Path) -> None:
    network = {"host": "10.1.2.3"}
    assert (await examined(tmp_path, network=network))["HTTPS"].ok
    settings = Settings(data={"folder": tmp_path}, network=network)  # type: ignore[arg-type]
    own = OwnAuthority(settings.certificates_folder, ("10.1.2.3",), "Prueba")
    own.current(NOW)
    narrow = (await examined(tmp_path, network=network))["HTTPS"]
    assert not narrow.ok
    assert "localhost" in narrow.detail
    assert "--de-nuevo" in narrow.mend
    own.authority.key.chmod(0o644)
    assert "chmod 600" in (await examined(tmp_path, network=network))["HTTPS"].mend


ENDS = [(timedelta(days=-1), False, "venció"), (timedelta(days=5), False, "vence en"),
        (timedelta(days=60), True, "días más")]  # fmt: skip


@pytest.mark.parametrize(("left", "ok", "said"), ENDS)
async def test_a_given_certificate_s_end_is_told_in_time(
    tmp_path: Path, left: timedelta, ok: bool, said: str
) -> None:
    own = OwnAuthority(tmp_path / "issued", ("10.1.2.3",), "Prueba")
    pair = own.current(NOW + left - timedelta(days=90) + timedelta(hours=1))
    web = {"certificate": str(pair.certificate), "key": str(pair.key)}
    check = (await examined(tmp_path, web=web))["HTTPS"]
    assert check.ok is ok
    assert said in check.detail
    pair.key.unlink()
    assert not (await examined(tmp_path, web=web))["HTTPS"].ok


class Stun(asyncio.DatagramProtocol):
    """Answers what is asked of it, as a STUN server does (RFC 8489)."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        self.transport.sendto(answer(data), addr)


def answer(question: bytes) -> bytes:
    return struct.pack("!HH", 0x0101, 0) + question[4:20]


@asynccontextmanager
async def stun(*, stream: bool) -> AsyncIterator[int]:
    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            writer.write(answer(await reader.readexactly(20)))
        writer.close()

    if stream:
        server = await asyncio.start_server(take, "127.0.0.1", 0)
        async with server:
            yield server.sockets[0].getsockname()[1]
        return
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Stun, local_addr=("127.0.0.1", 0))
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_media_server_that_answers_is_told_from_one_that_does_not(
    tmp_path: Path, transport: str
) -> None:
    async with stun(stream=transport == "tcp") as port:
        turn = {"urls": (f"turn:127.0.0.1:{port}?transport={transport}",), "secret": "s"}
        assert (await examined(tmp_path, network={"turn": turn}))["audio tras cortafuegos"].ok
    found = (await examined(tmp_path, network={"turn": turn}))["audio tras cortafuegos"]
    assert not found.ok
    assert "network.turn" in found.mend


async def test_the_identity_provider_is_asked_who_it_is(tmp_path: Path) -> None:
    async with identity_provider(FixedClock(NOW)) as provider:
        oidc = {"issuer": provider.issuer, "client_id": "linea"}
        check = (await examined(tmp_path, login={"oidc": oidc}))["proveedor de identidad"]
        assert check.ok, check.detail
        provider.description = {"issuer": "https://another.example"}
        assert not (await examined(tmp_path, login={"oidc": oidc}))["proveedor de identidad"].ok
    gone = (await examined(tmp_path, login={"oidc": oidc}))["proveedor de identidad"]
    assert not gone.ok
    assert "login.oidc.issuer" in gone.mend
