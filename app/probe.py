"""How a part shows that it lives: short questions with a deadline, answered or not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

ANSWER_SECONDS = 2.0
LOOPBACK = "127.0.0.1"
"""Where our processes tell their health and metrics, which are nobody else's business."""


class Health(StrEnum):
    """What a part answers; no answer at all is None."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


Probe = Callable[[], Awaitable[Health | None]]
Connection = Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]


def http(host: str, port: int, path: str = "/health") -> Probe:
    """Ask one of our processes for its health; an answer that isn't JSON counts as OK."""

    async def ask() -> Health | None:
        return await _health(asyncio.open_connection(reachable(host), port), path)

    return ask


def http_socket(socket: Path, path: str = "/health") -> Probe:
    """Ask one of our processes for its health on its Unix socket."""

    async def ask() -> Health | None:
        return await _health(asyncio.open_unix_connection(socket), path)

    return ask


async def _health(connection: Connection, path: str) -> Health | None:
    report = await _report(connection, path)
    if report is None:
        return None
    status = report.get("status")
    return Health(status) if status in tuple(Health) else Health.OK


async def _report(connection: Connection, path: str) -> dict[str, Any] | None:
    """Return what a process tells of itself, empty when it isn't JSON, None without an answer."""
    question = f"GET {path} HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    answer = await _exchange(connection, question)
    if not answer.startswith(b"HTTP/"):
        return None
    try:
        report = json.loads(answer.partition(b"\r\n\r\n")[2])
    except ValueError:
        return {}
    return report if isinstance(report, dict) else {}


def redis(socket: Path) -> Probe:
    """Ping a Redis on its Unix socket."""

    async def ask() -> Health | None:
        answer = await _exchange(asyncio.open_unix_connection(socket), b"PING\r\nQUIT\r\n")
        return Health.OK if answer.startswith(b"+PONG") else None

    return ask


async def _exchange(connection: Connection, question: bytes) -> bytes:
    """Send a question and read to the end; empty when there is no answer in time."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            reader, writer = await connection
            try:
                writer.write(question)
                return await reader.read()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return b""


def reachable(host: str) -> str:
    """Return the address to ask where a part listens on every address."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
