"""The block of ``agi_name: value`` lines with which Asterisk opens a conversation."""

from __future__ import annotations

import time

from agi_scripts.connection import Connection
from agi_scripts.errors import AgiProtocolError

MOST_LINES = 128
MOST_CHARACTERS = 32_768


def read_header(connection: Connection, seconds: float) -> dict[str, str]:
    """The whole header within ``seconds``, names without ``agi_``.

    The first value of a name stands: what a caller may smuggle into a later line
    can't change the script or the channel. Raises ``CallEnded`` where the peer says
    nothing and leaves, ``AgiOverdue`` and ``AgiProtocolError`` for anything else
    that isn't a header.
    """
    deadline = time.monotonic() + seconds
    header: dict[str, str] = {}
    characters = 0
    for _ in range(MOST_LINES):
        line = connection.read_line(deadline - time.monotonic())
        if not line:
            if "network_script" not in header:
                raise AgiProtocolError("la cabecera no nombra un guion")
            return header
        characters += len(line)
        name, separator, value = line.partition(":")
        if characters > MOST_CHARACTERS or not separator or not name.startswith("agi_"):
            break
        header.setdefault(name.removeprefix("agi_"), value.strip())
    raise AgiProtocolError("la cabecera no es de AGI")


def script_of(header: dict[str, str]) -> str:
    """The script's name: ``agi://host:port/NAME?…``."""
    return header["network_script"].partition("?")[0].strip("/")
