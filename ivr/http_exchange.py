"""One HTTP request and its whole answer, within one deadline and one size.

Redirects are not followed and proxies not asked: what is configured is what is spoken to.
A server that trickles its answer is cut off at the deadline all the same.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ivr.errors import LineaError

LARGEST_ANSWER = 256 * 1024


class NoAnswer(LineaError):
    """The server did not answer, or not as HTTP does.

    ``details["reason"]``: ``timeout``, ``connection``, ``tls``, ``broken``, ``too_large``.
    """

    code = "no_answer"

    def __init__(self, reason: str) -> None:
        super().__init__(f"el servidor no respondió como se esperaba ({reason})", reason=reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked. ``url`` is http or https; ``body`` None for a GET."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def exchange(request: Request, *, seconds: float, largest: int = LARGEST_ANSWER) -> Answer:
    """Send ``request`` and read its answer, all within ``seconds``. Raises NoAnswer.

    The resolution of a name is the system's and has its own time-out.
    """
    deadline = time.monotonic() + seconds
    connection = _connection(request.url, seconds)
    try:
        connection.connect()
        with _cut_off(connection.sock, deadline) as cut:
            try:
                answer = _exchanged(connection, request, largest)
            except (OSError, http.client.HTTPException) as error:
                if cut.is_set():
                    raise NoAnswer("timeout") from error
                raise
            if cut.is_set():
                raise NoAnswer("timeout")
            return answer
    except TimeoutError as error:
        raise NoAnswer("timeout") from error
    except ssl.SSLError as error:
        raise NoAnswer("tls") from error
    except OSError as error:
        raise NoAnswer("connection") from error
    except (http.client.HTTPException, ValueError) as error:
        raise NoAnswer("broken") from error
    finally:
        connection.close()


def _connection(url: str, seconds: float) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    assert parts.hostname, url
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=seconds, context=context
        )
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=seconds)


def _exchanged(connection: http.client.HTTPConnection, request: Request, largest: int) -> Answer:
    parts = urlsplit(request.url)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection.request(request.method, target, request.body, dict(request.headers))
    response = connection.getresponse()
    body = response.read(largest + 1)
    if len(body) > largest:
        raise NoAnswer("too_large")
    if response.length:  # it ended before the length that it announced
        raise NoAnswer("broken")
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, body)


@contextmanager
def _cut_off(sock: socket.socket, deadline: float) -> Iterator[threading.Event]:
    """End whatever is read or written on ``sock`` at ``deadline``; the event tells whether."""
    cut = threading.Event()

    def end() -> None:
        cut.set()
        with suppress(OSError):  # it may be closed by now
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), end)
    timer.daemon = True
    timer.start()
    try:
        yield cut
    finally:
        timer.cancel()
