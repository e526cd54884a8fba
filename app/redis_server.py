"""A private Redis for the bus: on a Unix socket in the data folder, no TCP, nothing on disk."""

from __future__ import annotations

import shutil
from pathlib import Path

from ivr.errors import LineaError

SOCKET_PATH_BYTES = 107  # what Linux's sun_path holds
MEMORY = "256mb"  # live state only: a full bus refuses writes, it never drops keys


class NoRedis(LineaError):
    """Our own Redis can't be started here."""

    code = "no_redis"


def command(socket: Path) -> tuple[str, ...]:
    """Return the command of a foreground Redis that listens only on ``socket``.

    Its folder is made, closed to other users. Raises NoRedis.
    """
    program = shutil.which("redis-server")
    if program is None:
        raise NoRedis(
            "Falta redis-server: ejecute «apt-get install redis-server» o nombre un Redis "
            "existente en bus.url."
        )
    if len(str(socket).encode()) > SOCKET_PATH_BYTES:
        raise NoRedis(f"La ruta {socket} es demasiado larga; elija otra carpeta en data.folder.")
    socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(socket.parent),
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
        "maxmemory": MEMORY,
        "maxmemory-policy": "noeviction",
        "loglevel": "notice",
    }
    return (program, *(word for key, value in options.items() for word in (f"--{key}", value)))
