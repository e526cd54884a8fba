"""The desks' server on a real Asterisk: plain telephones stand for the browsers' ones."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar
from aiohttp.test_utils import TestServer
from sqlalchemy.orm import Session

from ami import AmiAddress, Timing
from app.asterisk import Configuration, Instance, Trunk
from app.filing import pqrs_catalogue
from app.voice import damage_menus
from cti.app import init_app
from cti.cel import parse, rebuild
from cti.config import CtiConfig
from cti.floor import FloorTimes
from cti.listening import Listening
from cti.tracker import LegAnswered, LegEnded, LegRang, QueueEntered, QueueLeft
from cti.web.keys import PARTS
from cti.web.place import Place
from ivr.bus import MemoryBus
from ivr.clock import SystemClock
from ivr.services import agents, calls, dispositions
from ivr.services.agents import Role
from ivr.store import Store
from ivr.store.schema import upgrade
from recordings.keys import Keys
from recordings.library import Library
from tests.asterisk.agi_server import Session as AgiSession
from tests.asterisk.agi_server import agi_server
from tests.calls import sip
from tests.calls.call import Call
from tests.calls.phone import Phone
from tests.running.asterisk import HOST, configuration, free_ports
from tests.running.line import eventually

PASSWORD = "clave-de-prueba"
PEOPLE = {"ana": 1, "beto": 2}
QUICK = Timing(action=2, retry_first=0.1, retry_longest=0.5)


HAND_ON = """[transfer]
exten => _desk-XX,1,Dial(PJSIP/${EXTEN},25,b(agent-leg^s^1))
"""


class Exchange(Instance):
    """An Asterisk that a test may kill, and that lets desks hand callers on if it is told so.

    The line itself refuses REFER until transfers are built; the tracker knows them already.
    """

    def __init__(self, configured: Configuration, *, transfers: bool) -> None:
        super().__init__(configured)
        self._transfers = transfers

    def render(self) -> None:
        """Write the configuration, with transfers where they are asked for."""
        super().render()
        if not self._transfers:
            return
        etc = self.configuration.folder / "etc"
        _change(etc / "modules.conf", r"\Z", "load = res_pjsip_refer.so\n")
        _change(etc / "pjsip.conf", r"^allow_transfer = no$", "allow_transfer = yes")
        _change(etc / "pjsip.conf", r"^auth = desk-.*$", "set_var = TRANSFER_CONTEXT=transfer")
        _change(etc / "extensions.conf", r"\A", HAND_ON)

    async def kill(self) -> None:
        """End it at once, with a last word to nobody."""
        if self._process is not None:
            self._process.kill()
        await self.stop()


def _change(file: Path, pattern: str, text: str) -> None:
    changed, count = re.subn(pattern, lambda _: text, file.read_text(), flags=re.MULTILINE)
    assert count, f"{pattern} is not in {file.name}"
    file.write_text(changed)


class Desk:
    """An agent at a page: signed in, with the page's messages and the desk's telephone."""

    def __init__(self, client: ClientSession, name: str, phone: Phone) -> None:
        self.client = client
        self.name = name
        self.phone = phone
        self.messages: list[dict[str, Any]] = []
        self._socket: ClientWebSocketResponse | None = None

    async def open(self) -> dict[str, Any]:
        """Open the page's WebSocket; gives its hello."""
        self._socket = await self.client.ws_connect("/api/v1/live")
        return await self.told("hello")

    async def close(self) -> None:
        """Close the page."""
        if self._socket is not None:
            await self._socket.close()

    async def told(self, kind: str, within: float = 8.0, **fields: Any) -> dict[str, Any]:
        """The next message of a kind with these fields; those before it are kept."""
        assert self._socket is not None
        async with asyncio.timeout(within):
            while True:
                message: dict[str, Any] = json.loads(await self._socket.receive_str())
                self.messages.append(message)
                if message["type"] == kind and fields.items() <= message.items():
                    return message

    async def choose(self, state: str, reason: str | None = None) -> None:
        """Ask for a state."""
        await self.post("/api/v1/me/state", {"state": state, "reason": reason})

    async def post(self, path: str, body: dict[str, Any]) -> None:
        """Send a change; fails unless it is accepted."""
        async with self.client.post(path, json=body) as answer:
            assert answer.status < 300, await answer.text()

    async def get(self, path: str) -> Any:
        """Ask something; fails unless it is answered."""
        async with self.client.get(path) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()


async def transfer(call: Call, to: str, replacing: Call | None = None) -> None:
    """Send the other side to ``to`` by REFER (RFC 3515); with ``replacing`` an attended one."""
    target = f"sip:{to}@{HOST}"
    if replacing is not None:
        theirs = sip.parameter(replacing.dialog.remote, "tag")
        ours = sip.parameter(replacing.dialog.local, "tag")
        dialog = f"{replacing.dialog.call_id};to-tag={theirs};from-tag={ours}"
        target = f"{replacing.dialog.target}?Replaces={quote(dialog, safe='')}"
    refer = call.dialog.new("REFER")
    refer.headers += [("Refer-To", f"<{target}>"), ("Referred-By", "<sip:desk>")]
    answer = await call.dialog.wire.request(refer, call.dialog.peer)
    assert answer.status == 202, answer.status


async def hold(call: Call, direction: str = "sendonly") -> None:
    """Re-INVITE with another direction: ``sendonly`` holds, ``sendrecv`` takes back."""
    invite = call.dialog.new("INVITE")
    invite.headers.append(("Content-Type", "application/sdp"))
    invite.body = call.dialog.description.replace("a=sendrecv", f"a={direction}")
    assert f"a={direction}" in invite.body
    answer = await call.dialog.wire.request(invite, call.dialog.peer)
    assert answer.status == 200, answer.status
    call.dialog.acknowledge(invite, answer)


class DeskLine:
    """A line with desks: Asterisk, the server of the desks, and the telephones of both sides."""

    def __init__(self, asterisk: Exchange, folder: Path, times: FloorTimes) -> None:
        self.asterisk = asterisk
        self.store = Store(f"sqlite:///{folder / 'linea.sqlite'}")
        self._config = _config(asterisk, folder, times)
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
        await eventually(lambda: ami.connected is connected or None, 10.0, "the connection")

    async def restart_asterisk(self) -> None:
        """Kill Asterisk with all its calls, and start it again."""
        await self.asterisk.kill()
        await self.asterisk.start()

    async def connected(self) -> None:
        """Wait until Asterisk has put two telephones together."""

        def together() -> bool | None:
            events = self._config.cel_file.read_text()
            return events.count('"BRIDGE_ENTER"') >= 2 or None

        await eventually(together, 8.0, "the conversation")

    def password(self, endpoint: str) -> str:
        """The password of a telephone."""
        return self.asterisk.configuration.password(f"sip.{endpoint}")

    async def desk(self, user: str) -> Desk:
        """An agent signed in, page open, telephone registered, not yet available."""
        headers = {"X-Linea": "1"}
        client = ClientSession(
            self.server.make_url("/"), headers=headers, cookie_jar=CookieJar(unsafe=True)
        )
        await self._stack.enter_async_context(client)
        phone = await self._phone("")
        desk = Desk(client, "", phone)
        await desk.post("/api/v1/login", {"user": user, "password": PASSWORD})
        me = await desk.get("/api/v1/me")
        endpoint = f"desk-{me['desk']['display']}"
        desk.name = phone.number = endpoint
        await phone.register(endpoint, me["desk"]["password"])
        await desk.open()
        return desk

    async def caller(self, number: str = "3151234567") -> Phone:
        """A telephone outside."""
        return await self._phone(number)

    async def _phone(self, number: str) -> Phone:
        phone = Phone((HOST, self.asterisk.configuration.ports.sip), number)
        return await self._stack.enter_async_context(phone)

    async def record(
        self, call_id: str, complete: Callable[[calls.CallRecord], bool], within: float = 8.0
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

        await eventually(so, 8.0, f"{user} {state}")

    async def differences_from_cel(self, call_id: str) -> list[str]:
        """Where the log and Asterisk's own record of a call differ by more than 50 ms."""
        record = await self.record(call_id, lambda call: call.ended_at is not None)
        lines = self._config.cel_file.read_text().splitlines()
        events = [event for line in lines if (event := parse(line))]
        channels = {event.uniqueid for event in events if event.call_id == call_id}
        facts = rebuild(
            [event for event in events if event.uniqueid in channels],
            lambda desk: None,
            closed_at=None,
        )
        told = {
            **{f"{leg.channel} rang": leg.rang_at for leg in record.legs},
            **{f"{leg.channel} answered": leg.answered_at for leg in record.legs},
            **{f"{leg.channel} ended": leg.ended_at for leg in record.legs},
            **{f"{stay.queue} entered": stay.entered_at for stay in record.stays},
            **{f"{stay.queue} left {stay.reason}": stay.left_at for stay in record.stays},
        }
        kept = {}
        for fact in facts:
            match fact:
                case LegRang():
                    kept[f"{fact.leg.channel} rang"] = fact.at
                case LegAnswered():
                    kept[f"{fact.leg.channel} answered"] = fact.at
                case LegEnded():
                    kept[f"{fact.leg.channel} ended"] = fact.at
                case QueueEntered():
                    kept[f"{fact.queue} entered"] = fact.at
                case QueueLeft():
                    kept[f"{fact.queue} left {fact.reason}"] = fact.at
        near = timedelta(milliseconds=50)
        return [
            f"{name}: log {told.get(name)}, CEL {kept.get(name)}"
            for name in sorted(told.keys() | kept.keys())
            if (at := told.get(name)) is None
            or (by_cel := kept.get(name)) is None
            or abs(at - by_cel) > near
        ]

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
    transfers: bool = False,
) -> AsyncIterator[DeskLine]:
    """A running line whose callers go to the queue at once, or else by the ladder.

    ``folder`` keeps its store. Seconds: the longest wrap-up, the grace of a closed page.
    """
    async with AsyncExitStack() as stack:
        agi = await stack.enter_async_context(
            agi_server(to_the_queue if answered_by_us else nothing)
        )
        trunks = (Trunk("local", (HOST,)),)
        configured = configuration(free_ports(agi=agi), trunks=trunks, plain_desks=True)
        asterisk = Exchange(configured, transfers=transfers)
        stack.callback(shutil.rmtree, asterisk.configuration.folder, ignore_errors=True)
        stack.push_async_callback(asterisk.stop)
        await asterisk.start()
        times = FloorTimes(timedelta(seconds=wrap_up), timedelta(seconds=grace))
        line = DeskLine(asterisk, folder, times)
        stack.push_async_callback(line.close)
        await line.start_server()
        yield line


def staff(session: Session) -> None:
    """Two agents who serve one queue, two desks, one disposition."""
    agents.ensure_desks(session, 3)
    for user in PEOPLE:
        agents.create(
            session,
            user=user,
            name=user.title(),
            role=Role.AGENT,
            password=PASSWORD,
            now=datetime.now(UTC),
            skills={"attention": 1},
        )
    dispositions.seed(session, [dispositions.Disposition("resuelto", "Resuelto", "General")])


def _config(asterisk: Instance, folder: Path, times: FloorTimes) -> CtiConfig:
    configured = asterisk.configuration
    password = configured.password
    return CtiConfig(
        ami=AmiAddress(HOST, configured.ports.ami, "tracker", password("ami.tracker")),
        originate=AmiAddress(HOST, configured.ports.ami, "originate", password("ami.originate")),
        store_url=f"sqlite:///{folder / 'linea.sqlite'}",
        cel_file=configured.folder / "log" / "cel-custom" / "linea.csv",
        state_folder=folder / "cti",
        place=Place(
            entity="Prueba",
            line="linea",
            area_code="608",
            sip_ws=f"ws://{HOST}:{configured.ports.http}/ws",
            sip_host=HOST,
            sip_password=lambda endpoint: password(f"sip.{endpoint}"),
        ),
        listening=Listening(Library(folder / "recordings", Keys(folder / "keys.json"))),
        pqrs=pqrs_catalogue(),
        damages=damage_menus().catalogue,
        times=times,
    )


async def _there() -> None:
    """The bus of a test is always there."""
