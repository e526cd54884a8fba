"""Free ports for one run: the ones asked for, or the next free ones, which is said."""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from app.probe import LOOPBACK
from app.settings import Ports
from ivr.errors import LineaError

TRIES = 500
UDP_TOO = frozenset({"sip"})
ON_LOOPBACK = frozenset({"speech", "agi_health", "worker_health", "http"})
RANGE = frozenset({"rtp_first", "rtp_last"})  # Asterisk itself passes over taken ones in it


class NoFreePort(LineaError):
    """No port in reach can be listened on."""

    code = "no_free_port"


@dataclass(frozen=True)
class ChosenPorts:
    """The ports of a run, and which were replaced: name to (asked for, chosen)."""

    ports: Ports
    replaced: Mapping[str, tuple[int, int]]

    def notices(self) -> list[str]:
        """Return one Spanish sentence for each replaced port."""
        return [
            f"El puerto {asked} ({name}) está ocupado; se usa el {chosen}."
            for name, (asked, chosen) in self.replaced.items()
        ]


def choose(wanted: Ports, host: str) -> ChosenPorts:
    """Return ports that can be listened on now at ``host``, each used once.

    Raises NoFreePort, also when the host isn't an address of this machine.
    """
    chosen: dict[str, int] = {}
    replaced: dict[str, tuple[int, int]] = {}
    for name, asked in wanted.model_dump().items():
        if name in RANGE:
            chosen[name] = asked
            continue
        at = LOOPBACK if name in ON_LOOPBACK else host
        chosen[name] = _next_free(asked, at, name, set(chosen.values()))
        if chosen[name] != asked:
            replaced[name] = (asked, chosen[name])
    return ChosenPorts(Ports(**chosen), replaced)


def environment(ports: Ports) -> dict[str, str]:
    """Return the variables that give these ports to the line's processes."""
    return {f"LINEA_PORTS__{name.upper()}": str(port) for name, port in ports.model_dump().items()}


def _next_free(asked: int, host: str, name: str, used: set[int]) -> int:
    kinds = [socket.SOCK_STREAM] + ([socket.SOCK_DGRAM] if name in UDP_TOO else [])
    for port in range(asked, min(asked + TRIES, 65536)):
        if port not in used and all(_is_free(host, port, kind) for kind in kinds):
            return port
    raise NoFreePort(f"No hay un puerto libre para «{name}» a partir del {asked} en {host}.")


def _is_free(host: str, port: int, kind: socket.SocketKind) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise NoFreePort(
                f"No se puede escuchar en «{host}» ({error.strerror}): revise network.host."
            ) from error
    return True
