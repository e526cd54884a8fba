"""One operating-system process of a part: it dies with us, and its output goes to a rotated log."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
from collections.abc import Callable, Mapping, Sequence
from logging import INFO, LogRecord
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_BYTES = 10_000_000
LOGS_KEPT = 5
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


class Child:
    """A running process in a session of its own, with what it writes. Made by ``start``."""

    def __init__(self, process: asyncio.subprocess.Process, output: asyncio.Task[None]) -> None:
        self._process = process
        self._output = output

    @classmethod
    async def start(
        cls,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        folder: Path | None,
        write: Callable[[str], None],
    ) -> Child:
        """Start a command with this whole environment; ``write`` gets each line of output.

        Raises OSError.
        """
        process = await asyncio.create_subprocess_exec(
            *command,
            env=env,
            cwd=folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_dying_with(os.getpid()),
        )
        assert process.stdout is not None
        return cls(process, asyncio.create_task(_copy_lines(process.stdout, write)))

    @property
    def pid(self) -> int:
        """The process id, which is also its group's."""
        return self._process.pid

    async def wait(self) -> int:
        """Wait for the end; return the exit code, negative for a signal."""
        code = await self._process.wait()
        self.kill()  # what it may have left in its group
        await self._output
        return code

    def terminate(self) -> None:
        """Ask the process to leave, a paused one too."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
            os.kill(self.pid, signal.SIGCONT)

    def kill(self) -> None:
        """End the process and everything in its group at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


class PartLog:
    """The log file of one part, rotated at 10 MB, five kept; ``echo`` gets each line too."""

    def __init__(self, path: Path, echo: Callable[[str], None] | None = None) -> None:
        self._echo = echo
        path.parent.mkdir(parents=True, exist_ok=True)
        self._handler = RotatingFileHandler(
            path, maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8"
        )

    def write(self, line: str) -> None:
        """Append a line as it is."""
        self._handler.emit(LogRecord("", INFO, "", 0, line, None, None))
        if self._echo is not None:
            self._echo(line)

    def close(self) -> None:
        """Close the file."""
        self._handler.close()


def _dying_with(parent: int) -> Callable[[], None]:
    """Have the kernel end the child when this process ends, however that happens."""

    def ask_kernel() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel


async def _copy_lines(stream: asyncio.StreamReader, write: Callable[[str], None]) -> None:
    rest = b""
    while chunk := await stream.read(65536):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            write(line.decode(errors="replace"))
    if rest:
        write(rest.decode(errors="replace"))
