"""One running Asterisk: its command line, its start, its console and its end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from app.asterisk.configuration import AsteriskError, Configuration
from app.asterisk.rendering import owner, render

BOOT_SECONDS = 20.0
CONSOLE_SECONDS = 5.0
STOP_SECONDS = 8.0
BOOTED = "Asterisk has fully booted."
TRANSPORTS = ("transport-udp", "transport-tcp", "transport-ws")


class Instance:
    """An Asterisk of ours, run in the foreground as the user `asterisk` inside its root.

    A supervisor renders it, runs ``argv`` as a child and asks ``is_ready``; SIGTERM
    ends it at once with all its calls. Tests use ``start`` and ``stop``.
    """

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self._process: asyncio.subprocess.Process | None = None

    @property
    def argv(self) -> tuple[str, ...]:
        """The command that runs this instance in the foreground. Raises AsteriskError."""
        return (*self._asterisk, "-f", "-n")

    @property
    def environment(self) -> dict[str, str]:
        """All that Asterisk is given: nothing of ours, and its log in UTC."""
        return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def render(self) -> None:
        """Write the configuration. Raises AsteriskError."""
        render(self.configuration)

    async def is_ready(self) -> bool:
        """Whether it has fully booted and answers telephones."""
        try:
            return await self._has_booted() and await self._answers_telephones()
        except AsteriskError:
            return False

    async def console(self, command: str, seconds: float = CONSOLE_SECONDS) -> str:
        """Return what the console answers to ``command``. Raises AsteriskError."""
        process = await asyncio.create_subprocess_exec(
            *self._asterisk,
            "-rx",
            command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=self.environment,
        )
        try:
            answer, _ = await asyncio.wait_for(process.communicate(), seconds)
        except TimeoutError as error:
            process.kill()
            await process.wait()
            raise AsteriskError(f"Asterisk no contestó a «{command}» en {seconds:g} s.") from error
        if process.returncode != 0:
            raise AsteriskError("La consola de Asterisk no contesta: no está en marcha.")
        return answer.decode(errors="replace")

    def version(self) -> str:
        """Return what Asterisk calls itself, such as ``22.10.1``. Raises AsteriskError."""
        root = self.configuration.root
        try:
            answer = subprocess.run(
                (*_entry(root), "asterisk", "-V"),
                capture_output=True,
                text=True,
                env=self.environment,
                timeout=CONSOLE_SECONDS,
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise AsteriskError(f"No hay un Asterisk que funcione en {root}.") from error
        return answer.stdout.strip().removeprefix("Asterisk ")

    async def start(self) -> None:
        """Render, run, and return once fully booted. Raises AsteriskError."""
        self.render()
        self._process = await asyncio.create_subprocess_exec(
            *self.argv,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env=self.environment,
        )
        try:
            await asyncio.wait_for(self._booted(self._process), BOOT_SECONDS)
        except TimeoutError as error:
            await self.stop()
            raise AsteriskError(
                f"Asterisk no terminó de arrancar en {BOOT_SECONDS:g} s; vea {self.log}."
            ) from error
        if not await self._answers_telephones():
            await self.stop()
            raise AsteriskError(
                f"Asterisk no pudo usar el puerto SIP {self.configuration.ports.sip}: "
                f"puede estar ocupado; vea {self.log}."
            )

    async def stop(self) -> None:
        """End it with all its calls, by force when it takes longer than 8 s."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    @property
    def log(self) -> Path:
        """Asterisk's own log: warnings and errors."""
        return self.configuration.folder / "log" / "messages.log"

    async def _has_booted(self) -> bool:
        try:
            return BOOTED in await self.console("core waitfullybooted")
        except AsteriskError:
            return False

    async def _answers_telephones(self) -> bool:
        """A taken port stops a transport alone, and Asterisk goes on without it."""
        shown = await self.console("pjsip show transports")
        return all(transport in shown for transport in TRANSPORTS)

    async def _booted(self, process: asyncio.subprocess.Process) -> None:
        ended = asyncio.create_task(process.wait())
        try:
            while not ended.done():
                if await self._has_booted():
                    return
                await asyncio.wait({ended}, timeout=0.05)
        finally:
            ended.cancel()
        self._process = None
        raise AsteriskError(f"Asterisk terminó al arrancar ({process.returncode}); vea {self.log}.")

    @property
    def _asterisk(self) -> tuple[str, ...]:
        configuration_file = str(self.configuration.place / "etc" / "asterisk.conf")
        return (*_entry(self.configuration.root), "asterisk", "-C", configuration_file)


def _entry(root: Path) -> Sequence[str]:
    """How to get into ``root`` as an unprivileged user. Raises AsteriskError."""
    if os.geteuid() == 0:
        user, group = owner(root)
        return ("chroot", f"--userspec=+{user}:+{group}", str(root))
    if root.resolve() == Path("/"):
        return ()
    raise AsteriskError(
        f"Hace falta ser root para usar el Asterisk de {root}; "
        "ejecute como root o instale Asterisk 22 en el sistema."
    )
