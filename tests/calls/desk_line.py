"""The desks' server on a real Asterisk, and nothing else of the line."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestServer

from ami import AmiAddress, Timing
from app.asterisk import Instance, Trunk
from app.attending import attending
from app.desk_rules import desk_rules
from app.filing import pqrs_catalogue
from app.voice import damage_menus
from cti.app import init_app
from cti.config import CtiConfig
from cti.floor import FloorTimes
from cti.handset import Telephone
from cti.listening import Listening
from cti.placing import Outward
from cti.transfers.outside import Outside
from cti.web.keys import PARTS
from cti.web.place import Place
from ivr.bus import MemoryBus
from ivr.clock import SystemClock
from ivr.services import agents, calls
from ivr.store import Store
from ivr.store.schema import upgrade
from recordings.keys import Keys
from recordings.library import Library
from tests.asterisk.agi_server import Session as AgiSession
from tests.asterisk.agi_server import agi_server
from tests.calls.by_cel import differences
from tests.calls.desk import Desk, page_of
from tests.calls.exchange import Exchange
from tests.calls.phone import Phone
from tests.calls.staff import staff
from tests.running.asterisk import HOST, configuration, free_ports
from tests.running.line import eventually
from tests.running.patience import PATIENCE

QUICK = Timing(action=2, retry_first=0.1, retry_longest=0.5)


class DeskLine:
    """A line with desks: Asterisk, the server of the desks, and the telephones of both sides."""

    def __init__(
        self,
        asterisk: Exchange,
        folder: Path,
        times: FloorTimes,
        outward: Outward,
        outside: Outside,
    ) -> None:
        self.asterisk = asterisk
        self.store = Store(f"sqlite:///{folder / 'linea.sqlite'}")
        self._config = _config(asterisk, folder, times, outward, outside)
        self.asked: list[str] = []  # what the dialplan asked our side for: line, after-talk …
        self._port = 0
        self._stack = AsyncExitStack()
        upgrade(self.store)
        with self.store.unit_of_work() as session:
            staff(session)

    # Its server.

    async def start_server(self) -> None:
        """Start the desks' server; a second time at the same address."""
        app = init_app(
            self._config, bus=MemoryBus(), check_bus=_there, clock=SystemClock(), timing=QUICK
        )
        self.server = TestServer(app, port=self._port)
        await self.server.start_server()
        self._port = self.server.port or 0

    async def stop_server(self) -> None:
        """Stop it in order."""
        await self.server.close()

    async def cut_ami(self) -> None:
        """Close the tracker's connection from Asterisk's side."""
        for line in (await self.asterisk.console("manager show connected")).splitlines():
            fields = line.split()
            if fields and fields[0] == "tracker":
                await self.asterisk.console(f"manager kick session {fields[4]}")
        await self._ami(connected=False)

    async def ami_again(self) -> None:
        """Wait until the tracker is connected again."""
        await self._ami(connected=True)

    async def _ami(self, *, connected: bool) -> None:
        ami = self.server.app[PARTS].ami
        await eventually(lambda: ami.connected is connected or None, PATIENCE, "the connection")

    async def restart_asterisk(self) -> None:
        """Kill Asterisk with all its calls, and start it again."""
        await self.asterisk.kill()
        await self.asterisk.start()

    async def connected(self) -> None:
        """Wait until Asterisk has put two telephones together."""

        def together() -> bool | None:
            events = self._config.cel_file.read_text()
            return events.count('"BRIDGE_ENTER"') >= 2 or None

        await eventually(together, PATIENCE, "the conversation")

    def password(self, endpoint: str) -> str:
        """The password of a telephone."""
        return self.asterisk.configuration.password(f"sip.{endpoint}")

    async def desk(self, user: str) -> Desk:
        """An agent signed in, page open, telephone registered, not yet available."""
        client = await self._stack.enter_async_context(page_of(self.server.make_url("/")))
        desk = Desk(client, await self._phone(""), self.asterisk)
        await desk.sign_in(user)
        await desk.open()
        return desk

    async def caller(self, number: str = "3151234567") -> Phone:
        """A telephone outside."""
        return await self._phone(number)

    async def _phone(self, number: str) -> Phone:
        phone = Phone((HOST, self.asterisk.configuration.ports.sip), number)
        return await self._stack.enter_async_context(phone)

    async def record(
        self, call_id: str, complete: Callable[[calls.CallRecord], bool], within: float = PATIENCE
    ) -> calls.CallRecord:
        """A call's record once ``complete`` holds of it."""

        def read() -> calls.CallRecord | None:
            with self.store.reading() as session:
                return calls.by_id(session, call_id)

        def settled() -> calls.CallRecord | None:
            record = read()
            return record if record is not None and complete(record) else None

        return await eventually(settled, within, f"the record of {call_id}")

    async def agent_is(self, user: str, state: str) -> None:
        """Wait until the store has an agent in a state."""

        def so() -> bool | None:
            with self.store.reading() as session:
                states = {one.user: one.state for one in agents.everyone(session)}
            return states[user] == state or None

        await eventually(so, PATIENCE, f"{user} {state}")

    async def differences_from_cel(self, call_id: str) -> list[str]:
        """Where the log and Asterisk's own record of a call differ."""
        record = await self.record(call_id, lambda call: call.ended_at is not None)
        return differences(record, self._config.cel_file.read_text())

    async def close(self) -> None:
        """Hang up and close everything."""
        await self._stack.aclose()
        await self.server.close()
        self.store.close()


async def to_the_queue(session: AgiSession) -> None:
    """Our side of the dialplan, in short: straight to the people, and nothing after the talk."""
    if session.variables["agi_network_script"] != "line":
        return
    await session.command("SET VARIABLE TIMEOUT(absolute) 0")
    await session.command('SET VARIABLE LINEA_QUEUE "attention"')
    await session.command('SET VARIABLE LINEA_NEXT "queue"')


async def nothing(session: AgiSession) -> None:
    """Our side of the dialplan, failing at once."""


@asynccontextmanager
async def desk_line(
    folder: Path,
    *,
    wrap_up: float = 60.0,
    grace: float = 1.0,
    answered_by_us: bool = True,
    outward: Outward | None = None,
    outside: Outside | None = None,
    **changes: Any,
) -> AsyncIterator[DeskLine]:
    """A running line whose callers go to the queue at once, or else by the ladder.

    ``folder`` keeps its store. Seconds: the longest wrap-up, the grace of a closed page.
    ``outward`` is how people are dialled, ``outside`` where callers may be handed on to;
    ``changes`` replace fields of `Configuration`.
    """
    async with AsyncExitStack() as stack:
        asked: list[str] = []

        async def our_side(session: AgiSession) -> None:
            asked.append(session.variables["agi_network_script"])
            await (to_the_queue if answered_by_us else nothing)(session)

        agi = await stack.enter_async_context(agi_server(our_side))
        changes = {"trunks": (Trunk("local", (HOST,)),), "plain_desks": True} | changes
        configured = configuration(free_ports(agi=agi), **changes)
        asterisk = Exchange(configured)
        stack.callback(shutil.rmtree, asterisk.configuration.folder, ignore_errors=True)
        stack.push_async_callback(asterisk.stop)
        await asterisk.start()
        times = FloorTimes(timedelta(seconds=wrap_up), timedelta(seconds=grace))
        line = DeskLine(asterisk, folder, times, outward or Outward(), outside or Outside())
        line.asked = asked
        stack.push_async_callback(line.close)
        await line.start_server()
        yield line


def _config(
    asterisk: Instance, folder: Path, times: FloorTimes, outward: Outward, outside: Outside
) -> CtiConfig:
    configured = asterisk.configuration
    password = configured.password
    return CtiConfig(
        ami=AmiAddress(HOST, configured.ports.ami, "tracker", password("ami.tracker")),
        originate=AmiAddress(HOST, configured.ports.ami, "originate", password("ami.originate")),
        handset=AmiAddress(HOST, configured.ports.ami, "handset", password("ami.handset")),
        outward=outward,
        outside=outside,
        telephones=tuple(Telephone(one.name, one.label, one.dial) for one in configured.telephones),
        store_url=f"sqlite:///{folder / 'linea.sqlite'}",
        cel_file=configured.folder / "log" / "cel-custom" / "linea.csv",
        state_folder=folder / "cti",
        place=Place(
            entity="Prueba",
            line="linea",
            area_code="608",
            sip_host=HOST,
            page_password=lambda endpoint, session: password(f"page.{endpoint}.{session}"),
        ),
        listening=Listening(Library(folder / "recordings", Keys(folder / "keys.json"))),
        pqrs=pqrs_catalogue(),
        damages=damage_menus().catalogue,
        attending=attending(),
        desk_rules=desk_rules(),
        times=times,
    )


async def _there() -> None:
    """The bus of a test is always there."""
