"""A real Asterisk of a test's own: free ports, an own instance folder, nothing left behind."""

from __future__ import annotations

import secrets
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any

from app.asterisk import Configuration, Instance, Trunk
from app.settings import PROJECT, Ports

HOST = "127.0.0.1"
ROOT = PROJECT / "var" / "asterisk-root"
RTP_PORTS = 100


def free_ports(**chosen: int) -> Ports:
    """Ports that nothing listens on now, but for those that the test chose itself."""
    names = [name for name in Ports.model_fields if not name.startswith("rtp_")]
    with ExitStack() as held:
        free = {name: _free_port(held) for name in names}
    first = 20_000 + secrets.randbelow(200) * RTP_PORTS
    return Ports(**(free | {"rtp_first": first, "rtp_last": first + RTP_PORTS - 1} | chosen))


def configuration(ports: Ports, **changes: Any) -> Configuration:
    """An instance for tests: this machine is its trunk, three desks, a caller's page."""
    basic = Configuration(
        root=ROOT,
        instance=f"test-{secrets.token_hex(4)}",
        ports=ports,
        password=lambda name: f"secret-of-{name}",
        host=HOST,
        desks=3,
        demonstration=True,
        trunks=(Trunk("local", (HOST,)),),
    )
    return replace(basic, **changes)


@asynccontextmanager
async def running_asterisk(
    ports: Ports | None = None, *, agi: int | None = None, **changes: Any
) -> AsyncIterator[Instance]:
    """A started instance; ``agi`` is where the test's FastAGI listens, if anywhere.

    ``changes`` replace fields of `Configuration`. The folder is removed at the end.
    """
    ports = ports or free_ports(**({"agi": agi} if agi else {}))
    instance = Instance(configuration(ports, **changes))
    async with AsyncExitStack() as at_the_end:
        at_the_end.callback(shutil.rmtree, instance.configuration.folder, ignore_errors=True)
        at_the_end.push_async_callback(instance.stop)
        await instance.start()
        yield instance


def _free_port(held: ExitStack) -> int:
    """A port free for TCP and UDP, held until all are chosen so that none is given twice."""
    while True:
        tcp = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        tcp.bind((HOST, 0))
        port: int = tcp.getsockname()[1]
        udp = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        try:
            udp.bind((HOST, port))
        except OSError:
            continue
        return port
