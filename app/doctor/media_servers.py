"""The servers that pass on sound: STUN answers (RFC 8489), TURN lends an address (RFC 8656)."""

from __future__ import annotations

import asyncio
import ipaddress
import random
import secrets
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from aioice import stun
from aioice.turn import TurnTransport, create_turn_endpoint

from app.certificates import own_authority
from app.doctor.check import Check
from app.settings import Settings
from cti.web.turn import credentials
from ivr.services.agents.sign_in import SESSION

NAME = "audio tras cortafuegos"
ANSWER_SECONDS = 3.0
STUN_PORT, TLS_PORT = 3478, 5349
REFUSED = (401, 403, 438)
SECRET = (
    "ponga en network.turn.secret el «static-auth-secret» de ese servidor, que lleva "
    "«use-auth-secret», y compare los relojes"
)
ASTERISK = (
    "corrija network.turn.asterisk_user y asterisk_password: con «use-auth-secret» no valen los "
    "usuarios fijos (docs/https.md)"
)


@dataclass(frozen=True, slots=True)
class Server:
    """Where an address such as `turns:turn.example:5349?transport=tcp` leads (RFC 7065)."""

    host: str
    port: int
    stream: bool
    tls: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is shown to a TURN server, as ``whose``, and what to do where it refuses it."""

    whose: str
    name: str
    password: str
    mend: str


@dataclass(frozen=True, slots=True)
class Line:
    """Where Asterisk's sound is reached: ``addresses``, of which a desk needs one, and ports."""

    host: str
    addresses: tuple[str, ...]
    ports: range

    @classmethod
    def of(cls, settings: Settings) -> Line | None:
        """None where only this machine reaches it, or nobody knows at which address others do."""
        network, ports = settings.network, settings.ports
        named = (network.host, network.external_address)
        addresses = tuple(name for name in named if _is_reached_from_outside(name))
        if network.on_loopback or not addresses:
            return None
        return cls(network.host, addresses, range(ports.rtp_first, ports.rtp_last + 1))


async def checks(settings: Settings) -> AsyncIterator[Check]:
    """Ask every server of the settings for what browsers and Asterisk will ask of it."""
    turn = settings.network.turn
    for address in turn.stun:
        yield await _stun(address)
    if not turn.urls:
        return
    named, password = credentials(turn.secret, "doctor", datetime.now(UTC) + SESSION)
    desk = Credentials("un puesto", named, password, SECRET)
    tls = _trusted(settings)
    line = Line.of(settings)
    for address in turn.urls:
        yield await _turn(address, desk, tls, line)
    if turn.asterisk_user:
        own = Credentials("Asterisk", turn.asterisk_user, turn.asterisk_password, ASTERISK)
        yield await _turn(turn.urls[0], own, tls, None)


def _trusted(settings: Settings) -> ssl.SSLContext:
    """What a desk trusts: the usual authorities, and ours where it has one."""
    context = ssl.create_default_context()
    own = own_authority(settings)
    if own is not None and own.authority.certificate.exists():
        context.load_verify_locations(own.authority.certificate)
    return context


async def _stun(address: str) -> Check:
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await _binding(_server(address))
    except (OSError, TimeoutError, ValueError) as error:
        return _silent(address, error)
    return Check(NAME, True, f"{address} contesta")


async def _turn(address: str, shown: Credentials, tls: ssl.SSLContext, line: Line | None) -> Check:
    """Borrow an address without a password, which must fail, then with one, and send from it."""
    try:
        server = _server(address, tls)
        if await _refusal(server) is None:
            detail = f"{address} presta su dirección a cualquiera, sin clave"
            return Check(NAME, False, detail, "ponga «use-auth-secret» en ese servidor")
        async with _borrowed(server, shown) as transport:
            host, port = transport.get_extra_info("sockname")
            if line is not None and not await _reaches(transport, line):
                return _cut_off(address, line)
    except (OSError, TimeoutError, ValueError) as error:
        return _silent(address, error)
    except stun.TransactionFailed as error:
        return _refused(address, error, shown)
    detail = f"{address} acepta la clave de {shown.whose} y le presta la dirección {host}:{port}"
    return Check(NAME, True, detail)


def _cut_off(address: str, line: Line) -> Check:
    there = " ni a ".join(line.addresses)
    detail = f"{address} acepta la clave, pero lo que pasa por allí no llega a {there}"
    mend = (
        f"permita a ese servidor llegar allá (coturn: «allowed-peer-ip») y abra los puertos UDP "
        f"{line.ports.start} a {line.ports.stop - 1}"
    )
    return Check(NAME, False, detail, mend)


def _silent(address: str, error: Exception) -> Check:
    detail = f"{address} no contesta ({str(error) or f'en {ANSWER_SECONDS:.0f} s'})"
    return Check(NAME, False, detail, "revise network.turn, ese servidor y el cortafuegos")


def _refused(address: str, error: stun.TransactionFailed, shown: Credentials) -> Check:
    code, reason = error.response.attributes.get("ERROR-CODE", (0, ""))
    if code in REFUSED:
        detail = f"{address} rechaza la clave de {shown.whose} ({code} {reason})"
        return Check(NAME, False, detail, shown.mend)
    detail = f"{address} no presta una dirección ({code} {reason})"
    return Check(NAME, False, detail, "revise ese servidor")


def _server(address: str, tls: ssl.SSLContext | None = None) -> Server:
    kind, _, rest = address.partition(":")
    place, _, query = rest.partition("?")
    secure = kind == "turns"
    host, colon, port = place.rpartition(":")
    if not colon or place.endswith("]"):
        host, port = place, str(TLS_PORT if secure else STUN_PORT)
    stream = secure or query == "transport=tcp"
    return Server(host.strip("[]"), int(port), stream, tls if secure else None)


def _is_reached_from_outside(name: str) -> bool:
    """Whether it is an IPv4 address, as the relayed ones are, that others may send to."""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.version == 4 and not (address.is_loopback or address.is_unspecified)


async def _binding(server: Server) -> None:
    """A STUN binding. Raises OSError."""
    question = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    transport, heard = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Awaiting(question.transaction_id), remote_addr=(server.host, server.port)
    )
    with closing(transport):
        transport.sendto(bytes(question))
        await heard.came


class _Awaiting(asyncio.DatagramProtocol):
    """Waits for a datagram with these bytes in it."""

    def __init__(self, wanted: bytes) -> None:
        self.came: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._wanted = wanted

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self._wanted in data and not self.came.done():
            self.came.set_result(None)

    def error_received(self, exc: Exception) -> None:
        if not self.came.done():
            self.came.set_exception(exc)


async def _reaches(borrowed: TurnTransport, line: Line) -> bool:
    """Whether what is sent from a borrowed address comes to where Asterisk's sound does."""
    word = secrets.token_bytes(16)
    listening = await _listening(line, word)
    if listening is None:
        return False
    transport, heard = listening
    _, port = transport.get_extra_info("sockname")
    with closing(transport), suppress(TimeoutError):
        for address in line.addresses:
            borrowed.sendto(word, (address, port))
        async with asyncio.timeout(ANSWER_SECONDS):
            await heard.came
    return heard.came.done() and not heard.came.cancelled()


async def _listening(line: Line, word: bytes) -> tuple[asyncio.DatagramTransport, _Awaiting] | None:
    """Listen at one of Asterisk's ports for sound that no call has, None where none is free."""
    for port in random.sample(line.ports, len(line.ports)):
        with suppress(OSError):
            return await asyncio.get_running_loop().create_datagram_endpoint(
                lambda: _Awaiting(word), local_addr=(line.host, port)
            )
    return None


class _Borrower(asyncio.DatagramProtocol):
    """Whoever an address is lent to, until it is given back."""

    def __init__(self) -> None:
        self.gave_back = asyncio.Event()

    def connection_lost(self, exc: Exception | None) -> None:
        self.gave_back.set()


async def _refusal(server: Server) -> stun.TransactionFailed | None:
    """Why the server lends nothing to who shows no password. Raises OSError, TimeoutError."""
    try:
        async with _borrowed(server, None):
            return None
    except stun.TransactionFailed as error:
        return error


@asynccontextmanager
async def _borrowed(server: Server, shown: Credentials | None) -> AsyncIterator[TurnTransport]:
    """An address of the server's, ours for a moment.

    Raises stun.TransactionFailed where it lends none, OSError and TimeoutError without an answer.
    """
    async with asyncio.timeout(ANSWER_SECONDS):
        transport, borrower = await create_turn_endpoint(
            _Borrower,
            (server.host, server.port),
            shown.name if shown else None,
            shown.password if shown else None,
            ssl=server.tls,
            transport="tcp" if server.stream else "udp",
        )
    try:
        yield transport
    finally:
        transport.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_SECONDS):
                await borrower.gave_back.wait()
