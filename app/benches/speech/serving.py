"""A recogniser's server as a process of its own on one core, and what it uses of it."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import AF_INET, SOCK_STREAM, create_connection, socket

from aiohttp import web
from prometheus_client import CollectorRegistry

from app import log
from app.benches.speech.chain import CONFIG
from ivr.errors import Invalid
from speech.aeap.admission import Admission
from speech.aeap.ears import Ears
from speech.aeap.figures import Figures
from speech.aeap.server import AeapServer
from speech.grammars import Grammars
from speech.recognizer.hearing import Hearing
from speech.recognizer.model import Model
from speech.recognizer.tuning import Tuning

HOST = "127.0.0.1"
STARTS_WITHIN = 60.0
MANY = 10_000
TICKS = os.sysconf("SC_CLK_TCK")

THEIRS = """
import runpy, sys, websockets
try:
    from websockets.legacy.server import serve
    websockets.serve = serve  # their handler takes the path as well, as the older library gave it
except ImportError:
    pass
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@dataclass(frozen=True, slots=True)
class Server:
    """One that runs."""

    port: int
    pid: int

    @property
    def memory(self) -> float:
        """What it holds, in MB (proc(5), statm: pages)."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    @property
    def seconds(self) -> float:
        """Processor time that it has used (proc(5), stat: utime and stime)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def ours(model: Path, core: int) -> Iterator[Server]:
    """The line's own, without a limit of admission."""
    port = _free_port()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(model, port, core), daemon=True
    )
    process.start()
    try:
        assert process.pid is not None
        _await(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.join(5)


@contextmanager
def theirs(checkout: Path, model: Path, core: int) -> Iterator[Server]:
    """alphacep/vosk-server's websocket server from a checkout. Raises Invalid."""
    program = checkout / "websocket" / "asr_server.py"
    if not program.is_file():
        raise Invalid(f"no hay un websocket/asr_server.py en {checkout}")
    port = _free_port()
    env = os.environ | {"VOSK_SERVER_INTERFACE": HOST, "VOSK_SERVER_PORT": str(port)}
    process = subprocess.Popen(
        (sys.executable, "-c", THEIRS, str(program), str(model)),
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        os.sched_setaffinity(process.pid, {core})
        _await(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(5)


def _serve(model: Path, port: int, core: int) -> None:
    log.set_up()
    os.sched_setaffinity(0, {core})
    hearing = Hearing(Model.load(model), Grammars.load(CONFIG), Tuning.load(CONFIG))
    with ThreadPoolExecutor(1) as threads:
        ears = Ears(threads, Admission(MANY), Figures(CollectorRegistry(), MANY))
        server = AeapServer(ears, lambda: hearing, MANY)
        app = web.Application()
        app.router.add_get("/", server.answer)
        web.run_app(app, host=HOST, port=port, print=None, access_log=None)


def _free_port() -> int:
    with closing(socket(AF_INET, SOCK_STREAM)) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _await(port: int) -> None:
    """Wait until somebody listens. Raises Invalid."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        try:
            create_connection((HOST, port), 1.0).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Invalid("el servidor que se mide no arrancó")
