"""A small HTTP server for tests: answers what it is told to, remembers what it was asked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

LARGEST_HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Reply:
    """What is sent back: whole, or as ``raw`` bytes in ``portions`` with pauses between."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    portions: tuple[bytes, ...] = ()
    pause: float = 0.0

    def parts(self) -> tuple[bytes, ...]:
        if self.portions:
            return self.portions
        heads = {"Content-Length": str(len(self.body)), "Connection": "close", **self.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in heads.items())
        return (f"HTTP/1.1 {self.status} X\r\n{lines}\r\n".encode() + self.body,)


Behave = Callable[[Asked], Reply]


class Server:
    """``asked`` is what it was asked so far; ``behave`` may be changed at any time."""

    def __init__(self, behave: Behave) -> None:
        self.behave = behave
        self.asked: list[Asked] = []
        self.over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def close(self) -> None:
        self.over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(peer,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, peer: socket.socket) -> None:
        with peer:
            peer.settimeout(10)
            try:
                asked = _read(peer)
                if asked is None:
                    return
                self.asked.append(asked)
                reply = self.behave(asked)
                for part in reply.parts():
                    peer.sendall(part)
                    if reply.pause and self.over.wait(reply.pause):
                        return
            except OSError:
                return  # the client has seen enough


def _read(peer: socket.socket) -> Asked | None:
    data = b""
    while b"\r\n\r\n" not in data and len(data) < LARGEST_HEAD:
        more = peer.recv(4096)
        if not more:
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += peer.recv(4096)
    method, path, _ = first.split(" ")
    return Asked(method, path, headers, body)


@contextmanager
def http_server(behave: Behave = lambda asked: Reply()) -> Iterator[Server]:
    """A server on a free port, gone at the end."""
    server = Server(behave)
    try:
        yield server
    finally:
        server.close()
