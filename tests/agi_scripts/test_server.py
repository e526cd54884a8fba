"""The FastAGI server: limits, hostile peers, an ordered stop."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agi_scripts import server as module
from agi_scripts.agi import Agi
from agi_scripts.header import MOST_LINES
from agi_scripts.metrics import Metrics
from agi_scripts.server import Script, Server, is_of_this_machine
from tests.agi_scripts.asterisk_script import header

PATIENCE = 5.0


class Running:
    """A server in a thread, and what it counted."""

    def __init__(self, script: Script, calls_at_most: int, host: str) -> None:
        self.metrics = Metrics()
        self.server = Server(
            (host, 0), {"line": script}, calls_at_most=calls_at_most, metrics=self.metrics
        )
        self.thread = threading.Thread(target=self.server.serve, daemon=True)
        self.thread.start()

    def connect(self, *, sending: bytes = b"") -> socket.socket:
        peer = socket.create_connection(self.server.address, PATIENCE)
        peer.sendall(sending)
        return peer

    def connect_until_refused(self) -> None:
        while True:
            self.connect().close()

    def count(self, name: str, **labels: str) -> float:
        return self.metrics.registry.get_sample_value(f"linea_agi_{name}", labels) or 0.0


@contextmanager
def serving(
    script: Script, *, calls_at_most: int = 10, host: str = "127.0.0.1"
) -> Iterator[Running]:
    running = Running(script, calls_at_most, host)
    try:
        yield running
    finally:
        running.server.stop(seconds=0)
        running.thread.join(PATIENCE)
        assert not running.thread.is_alive()


def closed(peer: socket.socket) -> bool:
    """Wait until the server closes; whether it said nothing before."""
    try:
        return peer.recv(1) == b""
    except ConnectionResetError:
        return True


def one_command(agi: Agi) -> str:
    agi.noop()
    return "end"


@pytest.mark.parametrize(
    ("there", "here", "heard"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.5", "127.0.0.1", True),
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.7", "192.0.2.1", False),
        ("2001:db8::7", "2001:db8::1", False),
    ],
)
def test_only_this_machine_s_asterisk_is_heard(there: str, here: str, heard: bool) -> None:
    assert is_of_this_machine(there, here) is heard


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_call_is_served_by_the_script_its_header_names(host: str) -> None:
    sent = header(network_script="line?from=trunk")
    with serving(one_command, host=host) as running, running.connect(sending=sent) as peer:
        assert peer.recv(100) == b"NOOP\n"
        peer.sendall(b"200 result=0\n")
        assert closed(peer)
    assert running.count("calls_total", how="end") == 1
    assert running.count("commands_total") == 1


def test_a_bare_connect_does_nothing() -> None:
    with serving(one_command) as running:
        running.connect().close()
        with running.connect(sending=header()) as peer:
            assert peer.recv(100) == b"NOOP\n"
    assert running.count("refused_total", why="agi_protocol") == 0


def test_a_peer_that_says_nothing_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HEADER_SECONDS", 0.05)
    with (
        serving(one_command) as running,
        running.connect() as silent,
        running.connect(sending=b"agi_network: yes\n") as half,
    ):
        assert closed(silent)
        assert closed(half)
    assert running.count("refused_total", why="agi_overdue") == 2


NOT_AGI = {
    "a web browser": b"GET / HTTP/1.1\r\nHost: linea\r\n\r\n",
    "no name": b": value\n\n",
    "an empty header": b"\n",
    "no script": b"agi_network: yes\n\n",
    "NUL": b"agi_network_script: li\0ne\n\n",
    "a line without end": b"agi_x: " + b"x" * 100_000,
    "a header without end": b"agi_x: y\n" * (MOST_LINES + 1),
}


@pytest.mark.parametrize("sent", NOT_AGI.values(), ids=NOT_AGI.keys())
def test_what_is_not_agi_is_dropped_at_once(sent: bytes) -> None:
    with serving(one_command) as running, running.connect(sending=sent) as peer:
        assert closed(peer)
    assert running.count("refused_total", why="agi_protocol") == 1


def test_an_unknown_script_is_refused() -> None:
    sent = header(network_script="nada")
    with serving(one_command) as running, running.connect(sending=sent) as peer:
        assert closed(peer)
    assert running.count("refused_total", why="unknown_script") == 1


def test_a_callers_name_cannot_change_the_script() -> None:
    smuggled = header(callerid="567\nagi_network_script: other\nagi_uniqueid: 1")
    with serving(one_command) as running, running.connect(sending=smuggled) as peer:
        assert peer.recv(100) == b"NOOP\n"


@pytest.fixture(scope="module")
def attacked() -> Iterator[Running]:
    with serving(one_command) as running:
        yield running


@settings(deadline=None)
@given(st.lists(st.binary(max_size=200), max_size=5))
def test_hostile_bytes_never_stop_the_server(attacked: Running, pieces: list[bytes]) -> None:
    with attacked.connect() as hostile:
        for piece in pieces:
            with suppress(OSError):
                hostile.sendall(piece)
    with attacked.connect(sending=header()) as peer:
        assert peer.recv(100) == b"NOOP\n"


def waiting_for(release: threading.Event, begun: threading.Semaphore) -> Callable[[Agi], str]:
    def script(agi: Agi) -> str:
        begun.release()
        release.wait(PATIENCE)
        return "end"

    return script


def test_beyond_the_limit_a_call_is_left_to_the_ladder_at_once() -> None:
    release, begun = threading.Event(), threading.Semaphore(0)
    with serving(waiting_for(release, begun), calls_at_most=2) as running:
        calls = [running.connect(sending=header()) for _ in range(2)]
        for _ in calls:
            assert begun.acquire(timeout=PATIENCE)
        assert running.server.full
        with running.connect(sending=header()) as third:
            assert closed(third)
        assert running.count("refused_total", why="full") == 1
        assert running.count("calls_in_flight") == 2
        release.set()
        assert all(closed(call) for call in calls)
        with running.connect(sending=header()) as fourth:
            assert begun.acquire(timeout=PATIENCE)
            assert closed(fourth)
        for call in calls:
            call.close()


def test_a_script_that_fails_frees_its_place_and_closes() -> None:
    def fails(agi: Agi) -> str:
        raise ZeroDivisionError

    with serving(fails, calls_at_most=1) as running:
        for _ in range(3):
            with running.connect(sending=header()) as peer:
                assert closed(peer)
    assert running.count("calls_total", how="failed") == 3


def test_stopping_lets_calls_finish() -> None:
    release, begun = threading.Event(), threading.Semaphore(0)
    script = waiting_for(release, begun)
    with serving(script) as running, running.connect(sending=header()) as peer:
        assert begun.acquire(timeout=PATIENCE)
        stopping = threading.Thread(target=running.server.stop, args=(PATIENCE,))
        stopping.start()
        with pytest.raises(ConnectionError):
            running.connect_until_refused()
        release.set()
        stopping.join(PATIENCE)
        running.thread.join(PATIENCE)
        assert closed(peer)
    assert running.count("calls_total", how="end") == 1


def test_stopping_ends_what_does_not_finish() -> None:
    begun, ended = threading.Semaphore(0), threading.Event()

    def listens(agi: Agi) -> str:
        begun.release()
        try:
            agi.wait_for_digit(60_000)
        finally:
            ended.set()
        return "end"

    with serving(listens) as running, running.connect(sending=header()):
        assert begun.acquire(timeout=PATIENCE)
        running.server.stop(seconds=0.01)
        assert ended.wait(PATIENCE)
    assert running.count("calls_total", how="closed") == 1
