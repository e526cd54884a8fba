"""What the process is told by whoever starts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DoorConfig:
    """``cti`` is the socket where everything but telephones is answered.

    ``exchange`` is Asterisk's WebSocket, reached from ``exchange_from``: an address that no trunk
    has, so that nobody is taken for one. ``password`` gives an endpoint's own password at
    Asterisk, ``page_password`` what the page of a session was told instead (endpoint, session's
    key). ``proxies`` are the addresses whose word on the browser's address is believed.
    """

    cti: Path
    exchange: str
    store_url: str
    password: Callable[[str], str] = field(repr=False)
    page_password: Callable[[str, str], str] = field(repr=False)
    exchange_from: str = "127.0.0.1"
    demo: bool = False
    proxies: frozenset[str] = frozenset()
    authority: Path | None = None
