"""The FastAGI server: blocking sockets, one thread a call, a stated limit.

At the limit, and while stopping, a connection is closed at once: AGI() ends in the
dialplan without ``LINEA_NEXT`` and its ladder serves the caller. A connection that says
nothing, or anything but an AGI header, costs a thread for ``HEADER_SECONDS`` at most.
AGI knows no password, and its header says who calls: only this machine's Asterisk is heard.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Mapping

import structlog

from agi_scripts.agi import Agi
from agi_scripts.connection import Connection
from agi_scripts.errors import AgiClosed, AgiOverdue, AgiProtocolError
from agi_scripts.failure import where
from agi_scripts.header import read_header, script_of
from agi_scripts.metrics import Metrics
from ivr.call import CallEnded

HEADER_SECONDS = 3.0
STOP_SECONDS = 3.0
"""Seconds that calls have to finish; with what is still to be written 5 s in all."""
LET_GO_SECONDS = 1.0
"""Seconds for the threads of calls that were closed."""
UNANNOUNCED_AT_MOST = 64
"""Connections that may be open beyond the calls' limit before they have sent a header."""

_STACK = 512 * 1024
_log = structlog.get_logger(__name__)

Script = Callable[[Agi], str]
"""What serves one call and tells how it ended, one word for the metric."""


class Server:
    """Listens, and runs the script that the header names for each call."""

    def __init__(
        self,
        address: tuple[str, int],
        scripts: Mapping[str, Script],
        *,
        calls_at_most: int,
        metrics: Metrics,
    ) -> None:
        """Bind ``address`` (port 0: the kernel's choice). Raises ``OSError`` where it is taken."""
        self._scripts = scripts
        self._metrics = metrics
        self._calls_at_most = calls_at_most
        metrics.calls_at_most.set(calls_at_most)
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._listener = socket.create_server(address, family=family, backlog=512)
        self.address: tuple[str, int] = self._listener.getsockname()[:2]
        self._open: set[Connection] = set()
        self._calls = 0
        self._changed = threading.Condition()
        self._stopping = False
        self._stopped = threading.Event()

    @property
    def calls_in_flight(self) -> int:
        """Calls being served now."""
        return self._calls

    @property
    def full(self) -> bool:
        """Whether the next call would be left to the ladder."""
        return self._calls >= self._calls_at_most

    def serve(self) -> None:
        """Accept until :meth:`stop`; returns when that is done and the calls are over."""
        while not self._stopping:
            try:
                peer, (there, *_) = self._listener.accept()
            except OSError as error:
                if self._stopping:
                    break
                _log.error("accept_failed", error=error.strerror)
                time.sleep(0.1)  # out of descriptors: the next try may find one
                continue
            if not is_of_this_machine(there, peer.getsockname()[0]):
                self._refuse(Connection(peer), "elsewhere")
                continue
            self._admit(peer)
        self._stopped.wait()
        with self._changed:
            self._changed.wait_for(lambda: not self._open, timeout=LET_GO_SECONDS)

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Stop accepting, let calls finish for ``seconds``, then close what is left."""
        self._stopping = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # close() alone doesn't wake accept()
        self._listener.close()
        with self._changed:
            self._changed.wait_for(lambda: not self._open, timeout=seconds)
            left = list(self._open)
        for connection in left:
            connection.close()
        self._stopped.set()

    def _admit(self, peer: socket.socket) -> None:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(peer)
        with self._changed:
            room = len(self._open) < self._calls_at_most + UNANNOUNCED_AT_MOST
            if room:
                self._open.add(connection)
        if not room:
            self._refuse(connection, "connections")
            return
        thread = threading.Thread(
            target=self._converse, args=(connection, time.monotonic()), name="call", daemon=True
        )
        try:
            thread.start()
        except RuntimeError:  # the system gives no more threads
            self._forget(connection)
            self._refuse(connection, "threads")

    def _converse(self, connection: Connection, began: float) -> None:
        try:
            header = read_header(connection, HEADER_SECONDS)
            self._serve_call(connection, header, began)
        except (CallEnded, AgiClosed):
            pass  # a bare connect: a health check, a scanner
        except (AgiOverdue, AgiProtocolError) as error:
            self._metrics.refused.labels(error.code).inc()
            _log.warning("not_agi", code=error.code, why=error.message)
        finally:
            connection.close()
            self._forget(connection)

    def _serve_call(self, connection: Connection, header: dict[str, str], began: float) -> None:
        script = self._scripts.get(script_of(header))
        if script is None:
            self._metrics.refused.labels("unknown_script").inc()
            _log.error("unknown_script", channel=header.get("uniqueid"))
            return
        if not self._take_place():
            self._metrics.refused.labels("full").inc()
            _log.warning("calls_at_most", limit=self._calls_at_most)
            return
        agi = Agi(connection, header, began=began)
        how = "failed"
        try:
            how = script(agi)
        except CallEnded:
            how = "hung_up"
        except AgiClosed:
            how = "closed"
        except Exception as error:
            _log.error("script_failed", uniqueid=header.get("uniqueid"), **where(error))
        finally:
            self._metrics.commands.inc(agi.commands)
            self._metrics.calls.labels(how).inc()
            self._give_place_back()

    def _take_place(self) -> bool:
        with self._changed:
            if self._stopping or self.full:
                return False
            self._calls += 1
        self._metrics.calls_in_flight.inc()
        return True

    def _give_place_back(self) -> None:
        with self._changed:
            self._calls -= 1
        self._metrics.calls_in_flight.dec()

    def _refuse(self, connection: Connection, why: str) -> None:
        self._metrics.refused.labels(why).inc()
        connection.close()

    def _forget(self, connection: Connection) -> None:
        with self._changed:
            self._open.discard(connection)
            self._changed.notify_all()


def is_of_this_machine(there: str, here: str) -> bool:
    """Whether a connection from ``there`` to our address ``here`` began on this machine."""
    return there == here or ipaddress.ip_address(there).is_loopback


def bound_thread_stacks() -> None:
    """Give every later thread a small stack: hundreds of calls, few frames each."""
    threading.stack_size(_STACK)
