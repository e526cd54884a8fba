"""What a call costs this side of Asterisk: a command's round trip, and memory, at many calls."""

from __future__ import annotations

import socket
import statistics
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from agi_scripts.agi import Agi
from agi_scripts.metrics import Metrics
from agi_scripts.server import Script, Server, bound_thread_stacks

HEADER = b"agi_network: yes\nagi_network_script: bench\nagi_uniqueid: 1.1\n\n"
ANSWER = b"200 result=1 (0123456789)\n"
CALLS = 300
COMMANDS = 2_000

Row = dict[str, object]


class _Bench:
    """The script of a call: waits to begin, sends commands, waits for the end."""

    def __init__(self) -> None:
        self.arrived = threading.Semaphore(0)
        self.over = threading.Event()
        self.times: list[float] = []

    def hold(self, agi: Agi) -> str:
        """One command, then silence: what an open call takes."""
        agi.get_variable("LINEA_DIALLED")
        self.arrived.release()
        self.over.wait()
        return "end"

    def measure(self, agi: Agi) -> str:
        """Many commands, one after the other."""
        for _ in range(COMMANDS):
            began = time.perf_counter()
            agi.get_variable("LINEA_DIALLED")
            self.times.append(1e6 * (time.perf_counter() - began))
        self.arrived.release()
        return "end"


def measure() -> Sequence[Row]:
    """Microseconds of a command against a peer that answers at once; kilobytes of an open call."""
    bound_thread_stacks()
    times = _round_trips()
    p50, p99 = statistics.median(times), statistics.quantiles(times, n=100)[-1]
    return [
        {"what": "a command's round trip, median", "value": round(p50), "unit": "µs"},
        {"what": "a command's round trip, p99", "value": round(p99), "unit": "µs"},
        {"what": f"memory of an open call ({CALLS} of them)", "value": _memory(), "unit": "kB"},
    ]


def _round_trips() -> list[float]:
    bench = _Bench()
    server = _serving(bench.measure)
    with socket.create_connection(server.address) as peer:
        peer.sendall(HEADER)
        while peer.recv(100):
            peer.sendall(ANSWER)
    server.stop(0)
    return bench.times


def _memory() -> int:
    bench = _Bench()
    server = _serving(bench.hold)
    before = _resident()
    peers = [_held(server, bench) for _ in range(CALLS)]
    used = _resident() - before
    bench.over.set()
    for peer in peers:
        peer.close()
    server.stop(1)
    return round(used / CALLS)


def _held(server: Server, bench: _Bench) -> socket.socket:
    peer = socket.create_connection(server.address)
    peer.sendall(HEADER)
    peer.recv(100)
    peer.sendall(ANSWER)
    bench.arrived.acquire()
    return peer


def _serving(script: Script) -> Server:
    server = Server(("127.0.0.1", 0), {"bench": script}, calls_at_most=CALLS, metrics=Metrics())
    threading.Thread(target=server.serve, daemon=True).start()
    return server


def _resident() -> int:
    """This process's resident memory in kB (proc(5), statm counts pages of 4 kB)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4
