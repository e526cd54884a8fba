"""`linea serve`: prepares a line on this machine and supervises it until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress

from app import ports
from app.announcer import say, spanish
from app.line_parts import line_parts
from app.part import PartEvent
from app.preparation import prepare
from app.running import Run, RunFolder
from app.settings import Settings
from app.supervisor import Supervisor

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def serve(
    settings: Settings,
    *,
    demonstration: bool = False,
    echo: bool = True,
    when_ready: Callable[[Settings], Awaitable[None]] | None = None,
) -> None:
    """Run the line of a data folder until a signal stops it.

    ``demonstration`` adds demonstration data and users first, ``echo`` repeats the parts'
    output in the terminal, ``when_ready`` is called once every part has answered.
    Raises AlreadyRunning, and what the preparation raises.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's `&` has it ignored
    folder = RunFolder(settings.data_folder)
    with folder.lock():
        chosen = ports.choose(settings.ports, settings.network.host)
        for notice in chosen.notices():
            say(notice)
        settings = settings.model_copy(update={"ports": chosen.ports})
        prepare(settings, demonstration=demonstration)
        folder.write(Run(os.getpid(), settings.network.host, settings.ports))
        asyncio.run(_supervise(settings, echo=echo, when_ready=when_ready))


async def _supervise(
    settings: Settings,
    *,
    echo: bool,
    when_ready: Callable[[Settings], Awaitable[None]] | None,
) -> None:
    logs = settings.data_folder / "log"

    def tell(event: PartEvent) -> None:
        if line := spanish(event, logs):
            say(line)

    supervisor = Supervisor(
        line_parts(settings),
        logs,
        tell,
        echo=(lambda name, line: say(f"{name:>8} | {line}")) if echo else None,
    )
    _stop_on_signals(supervisor)
    announcement = asyncio.create_task(_announce(supervisor, settings, when_ready))
    try:
        await supervisor.run()
    finally:
        announcement.cancel()
        with suppress(asyncio.CancelledError):
            await announcement


async def _announce(
    supervisor: Supervisor,
    settings: Settings,
    when_ready: Callable[[Settings], Awaitable[None]] | None,
) -> None:
    await supervisor.ready.wait()
    if when_ready is not None:
        await when_ready(settings)


def _stop_on_signals(supervisor: Supervisor) -> None:
    """Stop in order at the first signal, at once at the second: the kernel ends the children."""
    asked: list[int] = []

    def stop(number: int) -> None:
        if asked:
            os._exit(128 + number)
        asked.append(number)
        say("Deteniendo la línea…")
        supervisor.stop()

    for number in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stop, number)
