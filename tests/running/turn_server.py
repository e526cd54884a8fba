"""A real TURN server (coturn) of a test's own, with the secret that the line shares with it."""

from __future__ import annotations

import secrets
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.certificates import Pair
from tests.running.asterisk import HOST
from tests.running.patience import PATIENCE

SECRET = "north"
RELAY_PORTS = 50
QUIET = ("-n", "--no-cli", "--simple-log", "--no-dtls", "--realm=prueba")
BY_SECRET = ("--use-auth-secret", f"--static-auth-secret={SECRET}")
WITHOUT_PASSWORD = ("--no-auth",)


def free_port(host: str = HOST) -> int:
    """A port that nothing listens on now."""
    with socket.create_server((host, 0)) as held:
        return int(held.getsockname()[1])


@contextmanager
def turn_server(
    *admission: str, host: str = HOST, port: int | None = None, pair: Pair | None = None
) -> Iterator[int]:
    """Run one at ``host`` and give its port: UDP and TCP, or TLS alone with a certificate.

    ``admission`` are its options that say who may use it, our secret's holders unless told.
    """
    port = port or free_port(host)
    listens = [f"--listening-port={port}", "--no-tls"]
    if pair is not None:
        files = (f"--cert={pair.certificate}", f"--pkey={pair.key}")
        listens = [f"--tls-listening-port={port}", f"--listening-port={free_port(host)}", *files]
    with tempfile.TemporaryDirectory(prefix="turn-") as folder:
        own = (f"--{name}={folder}/{name}" for name in ("log-file", "pidfile", "userdb"))
        addresses = (f"--listening-ip={host}", f"--relay-ip={host}")
        first = 40_000 + secrets.randbelow(200) * RELAY_PORTS
        relays = (f"--min-port={first}", f"--max-port={first + RELAY_PORTS - 1}")
        words = ["turnserver", *QUIET, *relays, *(admission or BY_SECRET), *addresses]
        process = subprocess.Popen([*words, *listens, *own], stdout=subprocess.DEVNULL)
        try:
            _wait_until_up(process, host, port, Path(folder, "log-file"))
            yield port
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _wait_until_up(process: subprocess.Popen[bytes], host: str, port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection((host, port)).close()
        except ConnectionRefusedError:
            said = log.read_text() if log.exists() else ""
            assert process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.02)
        else:
            return
