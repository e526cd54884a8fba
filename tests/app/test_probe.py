"""Probes: an answer in time is a sign of life, anything else is none."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from app import probe
from app.health_server import health_server
from app.probe import Health

pytestmark = pytest.mark.service

HOST = "127.0.0.1"


@pytest.fixture
def mute(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A port whose connections are accepted and never answered, as of a paused process."""
    monkeypatch.setattr(probe, "ANSWER_SECONDS", 0.1)
    with socket.create_server((HOST, 0)) as server:
        yield int(server.getsockname()[1])


@pytest.fixture
def free() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({}, Health.OK),
        ({"store": Health.OK}, Health.OK),
        ({"store": Health.DOWN, "bus": Health.OK}, Health.DEGRADED),
    ],
)
async def test_our_processes_tell_their_health(
    free: int, parts: dict[str, Health], told: Health
) -> None:
    with health_server(free, lambda: parts, CollectorRegistry()):
        assert await probe.http(HOST, free)() is told
        assert await probe.http("0.0.0.0", free)() is told
        assert await probe.http(HOST, free, "/elsewhere")() is Health.OK


async def test_health_is_told_to_this_machine_alone(free: int) -> None:
    with health_server(free, lambda: {"store": Health.OK}, CollectorRegistry()):
        assert await probe.http("127.0.0.2", free)() is None


async def test_silence_and_absence_are_no_answer(mute: int, free: int, tmp_path: Path) -> None:
    assert await probe.http(HOST, mute)() is None
    assert await probe.http(HOST, free)() is None
    assert await probe.redis(tmp_path / "no.sock")() is None


async def test_an_answer_that_is_no_http_is_none(free: int) -> None:
    with socket.create_server((HOST, free)) as server:

        def answer() -> None:
            peer, _ = server.accept()
            with peer:
                peer.recv(1000)
                peer.sendall(b"\xff\x00\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        assert await probe.http(HOST, free)() is None
        thread.join()
