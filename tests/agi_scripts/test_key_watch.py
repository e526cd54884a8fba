"""Keys from Asterisk's Manager Interface to the calls that ask for them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from agi_scripts.key_watch import EARLY_SECONDS, KeyWatch
from ami import AmiAddress

CHANNEL, ANOTHER = "linea-main-1.1", "linea-main-1.2"
PATIENCE = 5.0


class Manager:
    """Asterisk's side: lets anyone in, tells what it is told to tell."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        host, port = self._listener.getsockname()
        self.address = AmiAddress(host, port, "keys", "secret")
        self._peer: socket.socket | None = None

    def let_in(self) -> None:
        """Accept a connection and its login."""
        self._listener.settimeout(PATIENCE)
        self._peer = self._listener.accept()[0]
        self._peer.sendall(b"Asterisk Call Manager/11.0.0\r\n")
        lines = self._peer.recv(4096).decode().splitlines()
        login = next(line for line in lines if line.startswith("ActionID"))
        self._tell(f"Response: Success\n{login}", "Event: FullyBooted")

    def tell(self, event: str, key: str, channel: str = CHANNEL, way: str = "Received") -> None:
        """One event of a key."""
        self._tell(f"Event: {event}\nUniqueid: {channel}\nDigit: {key}\nDirection: {way}")

    def _tell(self, *messages: str) -> None:
        assert self._peer is not None
        for message in messages:
            self._peer.sendall(message.replace("\n", "\r\n").encode() + b"\r\n\r\n")

    def leave(self) -> None:
        """End the connection, and accept none."""
        self._listener.close()
        if self._peer is not None:
            self._peer.close()


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agi_scripts.key_log.WITNESS_LATE", PATIENCE)


@contextmanager
def watching(
    now: Callable[[], float] = time.monotonic,
) -> Iterator[tuple[Manager, KeyWatch]]:
    manager = Manager()
    watch = KeyWatch(manager.address, now=now)
    try:
        with watch.running():
            manager.let_in()
            assert watch.wait(PATIENCE)
            yield manager, watch
    finally:
        manager.leave()


def test_each_call_gets_its_own_keys() -> None:
    with (
        watching() as (manager, watch),
        watch.log(CHANNEL) as one,
        watch.log(ANOTHER) as another,
    ):
        for key in "12":
            manager.tell("DTMFBegin", key)
            manager.tell("DTMFEnd", key)
            manager.tell("DTMFBegin", "9", ANOTHER)
            manager.tell("DTMFEnd", "9", ANOTHER)
        manager.tell("DTMFBegin", "3")
        assert one.take("3") == "123"  # told last: whatever was told before has come
        assert another.take("9") == "99"


@pytest.mark.parametrize(
    ("channel", "way"), [("linea-main-7.7", "Received"), (CHANNEL, "Sent")], ids=["other", "sent"]
)
def test_what_is_no_key_of_the_caller_is_dropped(channel: str, way: str) -> None:
    with watching() as (manager, watch), watch.log(CHANNEL) as log:
        manager.tell("DTMFBegin", "5", channel, way)
        manager.tell("DTMFBegin", "1")
        assert log.take("1") == "1"


def test_a_call_that_is_over_hears_no_more() -> None:
    with watching() as (manager, watch):
        with watch.log(CHANNEL) as over:
            pass
        with watch.log(ANOTHER) as log:
            manager.tell("DTMFBegin", "5")
            manager.tell("DTMFBegin", "1", ANOTHER)
            assert log.take("1") == "1"
        assert over.take() == ""


def test_a_lost_connection_is_known() -> None:
    with watching() as (manager, watch), watch.log(CHANNEL) as log:
        lost = threading.Event()
        log.unwatched = lost.set  # type: ignore[method-assign]
        manager.leave()
        assert lost.wait(PATIENCE)
        assert not watch.watching
        assert not log.watched
        assert log.take("1") == "1"


def test_keys_from_before_a_call_is_attended_are_its_own_where_it_begins() -> None:
    with watching() as (manager, watch):
        for key in "12":
            manager.tell("DTMFBegin", key)
            manager.tell("DTMFEnd", key)
        with watch.log(ANOTHER) as told:  # what is told in order has come when this has
            manager.tell("DTMFBegin", "3", ANOTHER)
            assert told.take("3") == "3"
        with watch.log(CHANNEL, begins=True) as begun:
            assert begun.take() == "12"
        with watch.log(CHANNEL) as comes_back:
            assert comes_back.take() == ""


def test_keys_of_long_before_are_nobody_s() -> None:
    seconds = [0.0]
    with watching(lambda: seconds[0]) as (manager, watch):
        manager.tell("DTMFBegin", "1")
        with watch.log(ANOTHER) as told:
            manager.tell("DTMFBegin", "3", ANOTHER)
            assert told.take("3") == "3"
        seconds[0] = EARLY_SECONDS + 1.0
        with watch.log(CHANNEL, begins=True) as begun:
            assert begun.take() == ""
