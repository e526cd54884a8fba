"""How soon an agent sees who calls: from Asterisk's AgentCalled to the painted screen.

Fifty agents, ten calls a second, five million past calls in which each caller is looked up, and
a supervisor who asks for the year's report all the while. Asterisk is scripted for that pace (its
events over TCP); some of the agents are desks in a real Chromium, the others WebSockets alone.
Then a real Asterisk with real telephones, at the pace that two cores carry. Everything else is
the real thing: the processes `cti` and `door`, Redis and the store.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, closing, contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from agi_scripts.path_writer import PathWriter
from app.benches.pop import past, town
from app.benches.pop.agents import SocketAgent
from app.benches.pop.beside import beside
from app.benches.pop.desks_process import desks_process
from app.benches.pop.exchange import RealCalls, running, to_the_queue
from app.benches.pop.moments import Moments, Row, row
from app.benches.pop.reporting import report_on
from app.benches.pop.screens import screens
from app.benches.pop.scripted import ScriptedCalls
from app.benches.pop.town import AGENTS, Town, agent_user
from app.desk_settings import DeskSection
from app.network_settings import Network
from app.settings import (
    AsteriskSection,
    BusSection,
    Data,
    Demo,
    LineSection,
    Settings,
    Trunk,
    load,
)
from app.settings import Store as StoreSection
from ivr.bus import RedisBus
from ivr.errors import Invalid
from ivr.store import Store

try:
    from tests.calls.desk import page_of
    from tests.cti.fake_asterisk import fake_asterisk
    from tests.pages.sound import voice
    from tests.running.asterisk import free_ports
except ImportError as missing:
    raise Invalid("esta medición necesita las pruebas del proyecto (carpeta tests)") from missing

CALLS = 5_000_000
SECONDS = 120
CALLS_A_SECOND = 10.0
SCREENS = 6
"""Of the fifty agents."""
REAL_DESKS = 2
TO_THE_SCREEN = "AgentCalled to the painted screen"


def measure(
    calls: int = CALLS, seconds: int = SECONDS, store: str = "", pace: float = CALLS_A_SECOND
) -> Sequence[Row]:
    """Milliseconds of each hop. ``calls`` are the past ones, ``store`` an empty PostgreSQL.

    The past is kept in ``<data>/bench`` (or in that database) for the next time.
    """
    settings, calls = load(), calls - calls % past.YEARS
    url = store or f"sqlite:///{_kept(settings, calls)}"
    began = time.monotonic()
    with closing(town.open_store(url)) as kept:
        with _progress() as tell:
            past.make(kept, calls, tell)
        town.begin_shift(kept)
    made = round(time.monotonic() - began)
    with tempfile.TemporaryDirectory(prefix="linea-pop-") as named:
        bench = _Bench(settings, url, Path(named), Town.for_calls(calls))
        rows = asyncio.run(bench.scripted(seconds, pace))
        with closing(town.open_store(url)) as kept:
            town.begin_shift(kept)
        rows += asyncio.run(bench.real(seconds / 3))
    return [*rows, row("past calls", (), how=f"made or found in {made} s") | {"count": calls}]


class _Bench:
    """The store with its past, and where the measurement's files are."""

    def __init__(self, settings: Settings, url: str, folder: Path, people: Town) -> None:
        self._settings = settings
        self._url = url
        self._folder = folder
        self._town = people

    async def scripted(self, seconds: float, pace: float) -> list[Row]:
        """Fifty agents, ``pace`` calls a second, the year's report beside it."""
        moments, reports = Moments(), list[float]()
        users = [agent_user(turn) for turn in range(1, AGENTS + 1)]
        async with AsyncExitStack() as stack:
            asterisk = await stack.enter_async_context(fake_asterisk())
            settings = self._settings_with("scripted", ami=asterisk.address.port)
            url = await stack.enter_async_context(desks_process(settings))
            await asterisk.asked("CoreShowChannels")
            desks = await stack.enter_async_context(screens(url, users[:SCREENS], moments))
            sockets = [
                SocketAgent(await stack.enter_async_context(page_of(url)), user, moments)
                for user in users[SCREENS:]
            ]
            for desk in desks:
                await desk.come()
            for socket in sockets:
                await socket.come()
            supervisor = await stack.enter_async_context(page_of(url))
            paths = stack.enter_context(self._paths(settings))
            placed = ScriptedCalls(asterisk, paths, self._town, (*desks, *sockets), moments, pace)
            watching = [socket.watch() for socket in sockets]
            async with beside(*watching, report_on(supervisor, reports)):
                await placed.run(seconds)
            for desk in desks:
                await desk.take_painted()
        how = f"scripted AMI, {pace:g} calls a second"
        return [
            _row(TO_THE_SCREEN, moments, users[:SCREENS], f"{how}, {SCREENS} desks in Chromium"),
            _row("AgentCalled to the WebSocket's message", moments, users[SCREENS:],
                 f"{how}, the other {AGENTS - SCREENS} agents"),
            row("the year's report", reports, how="one after the other, meanwhile"),
        ]  # fmt: skip

    async def real(self, seconds: float) -> list[Row]:
        """A real Asterisk, some desks whose telephones ring in Chromium."""
        moments = Moments()
        users = [agent_user(turn) for turn in range(1, REAL_DESKS + 1)]
        async with AsyncExitStack() as stack:
            settings = self._settings_with("real")
            paths = stack.enter_context(self._paths(settings))
            agi = await stack.enter_async_context(to_the_queue(paths))
            chosen = settings.ports.model_copy(update={"agi": agi})
            settings = settings.model_copy(update={"ports": chosen})
            asterisk = await stack.enter_async_context(running(settings))
            url = await stack.enter_async_context(desks_process(settings))
            sound = voice(self._folder / "agent.wav", 1000.0)
            desks = await stack.enter_async_context(screens(url, users, moments, sound))
            for desk in desks:
                await desk.come()
            calls = RealCalls(settings, asterisk, desks, self._town, moments)
            await calls.run(seconds)
            for desk in desks:
                await desk.take_painted()
        how = f"real Asterisk and telephones, {REAL_DESKS} desks in Chromium, no other load"
        return [_row(TO_THE_SCREEN, moments, users, how)]

    def _settings_with(self, name: str, **chosen: int) -> Settings:
        """Settings of a line of the measurement's own; ``chosen`` ports are as given."""
        folder = self._folder / name
        folder.mkdir()
        return self._settings.model_copy(
            update={
                "data": Data(folder=folder),
                "store": StoreSection(url=self._url),
                "bus": BusSection(),
                "network": Network(),
                "ports": free_ports(**chosen),
                "asterisk": AsteriskSection(
                    root=str(self._settings.asterisk_root),
                    instance=f"bench-{secrets.token_hex(4)}",
                ),
                "line": LineSection(trunks=(Trunk(name="local", addresses=("127.0.0.1",)),)),
                "desk": DeskSection(seats=AGENTS),
                "demo": Demo(enabled=False),
            }
        )

    @contextmanager
    def _paths(self, settings: Settings) -> Iterator[PathWriter]:
        """What the process `agi` writes by."""
        with closing(Store(self._url)) as store, closing(RedisBus(settings.bus_url)) as bus:
            paths = PathWriter(store, bus.publish)
            try:
                yield paths
            finally:
                paths.close()


def _row(what: str, moments: Moments, users: Sequence[str], how: str) -> Row:
    seconds, lost = moments.lags(users)
    strayed = f"; {moments.strayed} at another's desk" if moments.strayed else ""
    return row(what, seconds, missing=lost, how=how + strayed)


def _kept(settings: Settings, calls: int) -> Path:
    folder = settings.data_folder / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"pop-{calls}.sqlite"


@contextmanager
def _progress() -> Iterator[past.Progress]:
    """A bar in the terminal, beside the table that goes to standard output."""
    with Progress(console=Console(file=sys.stderr)) as shown:
        task = shown.add_task("Llamadas pasadas")

        def tell(there: int, wanted: int) -> None:
            shown.update(task, completed=there, total=wanted)

        yield tell
