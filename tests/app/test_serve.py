"""`linea serve` whole: real Redis, real Asterisk, our own processes, on ports of its own."""

from __future__ import annotations

import json
import os
import secrets
import select
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.running import Run, RunFolder
from app.settings import PROJECT, load

pytestmark = [pytest.mark.calls, pytest.mark.timeout(180)]
PARTS = ("redis", "agi", "speech", "cti", "door", "worker", "asterisk")
PATIENT_SECONDS = 90.0


def environment(data: Path, instance: str) -> dict[str, str]:
    return {
        **os.environ,
        "LINEA_DATA__FOLDER": str(data),
        "LINEA_ASTERISK__INSTANCE": instance,
        "LINEA_VOICE__ENGINE": "code",
    }


@dataclass
class Serving:
    """A line in operation, with what it has said so far."""

    process: subprocess.Popen[str]
    data: Path
    instance: str

    def until(self, told: Callable[[str], bool]) -> list[str]:
        """Read what it says up to the line wanted; a silent one is killed, which ends the wait."""
        assert self.process.stdout is not None
        watch = threading.Timer(PATIENT_SECONDS, self.process.kill)
        watch.start()
        said: list[str] = []
        try:
            for line in self.process.stdout:
                said.append(line.rstrip())
                if told(said[-1]):
                    return said
        finally:
            watch.cancel()
        pytest.fail("it never said so:\n" + "\n".join(said[-40:]))

    def ready(self) -> Run:
        """Wait until every part has answered; return where."""
        waiting = set(PARTS)

        def all_told(line: str) -> bool:
            if line.startswith("✓ "):
                waiting.discard(line.split()[1])
            return not waiting

        self.until(all_told)
        run = RunFolder(self.data).current()
        assert run is not None
        return run

    def processes(self) -> dict[int, str]:
        """The living processes with this line's data folder or instance, and their commands."""
        marks = (str(self.data).encode(), f"/srv/linea/{self.instance}/".encode())
        living = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command = (process / "cmdline").read_bytes()
                facts = command + (process / "environ").read_bytes()
            except OSError:
                continue
            if any(mark in facts for mark in marks):
                living[int(process.name)] = command.replace(b"\0", b" ").decode().strip()
        return living

    def process_of(self, part: str) -> int:
        """The process id of one of our parts."""
        commands = self.processes().items()
        return next(pid for pid, command in commands if command.endswith(f"app.cli {part}"))


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Callable[[], Serving]]:
    """Start lines with a data folder and an Asterisk instance of their own."""
    with ExitStack() as at_the_end:

        def start() -> Serving:
            instance = f"test-{secrets.token_hex(4)}"
            process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve"],
                cwd=PROJECT,
                env=environment(tmp_path, instance),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
            root = load().asterisk_root
            at_the_end.callback(shutil.rmtree, root / "srv/linea" / instance, ignore_errors=True)
            at_the_end.callback(process.wait)
            at_the_end.callback(process.kill)
            return Serving(process, tmp_path, instance)

        yield start


def health(run: Run, port: int) -> str:
    with urllib.request.urlopen(f"http://{run.host}:{port}/health", timeout=5) as answer:
        status: str = json.load(answer)["status"]
        return status


def test_every_part_is_well_and_a_signal_ends_them_all(serving: Callable[[], Serving]) -> None:
    line = serving()
    run = line.ready()
    for port in (run.ports.web, run.ports.agi_health, run.ports.worker_health, run.ports.speech):
        assert health(run, port) in ("ok", "degraded")
    assert len(line.processes()) > len(PARTS)
    line.process.send_signal(signal.SIGINT)
    assert line.process.wait(PATIENT_SECONDS) == 0
    assert line.processes() == {}
    assert RunFolder(line.data).current() is None


def test_a_second_one_is_refused_in_a_sentence(serving: Callable[[], Serving]) -> None:
    serving().ready()
    second = serving()
    assert "linea: La línea ya está en marcha." in second.until(lambda line: "ya está" in line)
    assert second.process.wait(PATIENT_SECONDS) == 1


def test_a_killed_part_comes_back(serving: Callable[[], Serving]) -> None:
    line = serving()
    run = line.ready()
    os.kill(line.process_of("agi"), signal.SIGKILL)
    line.until(lambda said: said.startswith("✗ agi terminó por la señal 9"))
    line.until(lambda said: said.startswith("✓ agi"))
    assert health(run, run.ports.agi_health) == "ok"


def test_a_killed_supervisor_leaves_nothing(serving: Callable[[], Serving]) -> None:
    line = serving()
    line.ready()
    ends = [os.pidfd_open(pid) for pid in line.processes()]
    assert len(ends) > len(PARTS)
    line.process.kill()
    for end in ends:
        assert select.select([end], [], [], PATIENT_SECONDS)[0]
        os.close(end)
    assert line.processes() == {}
