"""A real Asterisk with real telephones: callers by SIP, desks that ring in Chromium.

Fewer calls than the scripted ones, since the sound of each is carried; each caller hangs up
when the agent has looked at the card.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from agi_scripts.path_writer import PathWriter
from ami import AmiClient, Message
from app.ami_user import ami_user
from app.asterisk import Instance, from_settings
from app.benches.pop.beside import beside
from app.benches.pop.moments import Moments
from app.benches.pop.past import DIALLED
from app.benches.pop.screens import Screen
from app.benches.pop.town import Town
from app.secrets import Secrets
from app.settings import Settings
from ivr.call import Caller, CallInfo, PathStep
from ivr.errors import Invalid

try:
    from tests.asterisk.agi_server import Session, agi_server
    from tests.calls.phone import Phone
except ImportError as missing:
    raise Invalid("esta medición necesita las pruebas del proyecto (carpeta tests)") from missing

LOOKS = 1.5
"""Seconds that a telephone rings before its caller hangs up."""
PAUSE = 0.3
RINGS_WITHIN = 20.0
REGISTERED_WITHIN = 30.0


@asynccontextmanager
async def to_the_queue(paths: PathWriter) -> AsyncIterator[int]:
    """Our side of the dialplan, in short: who calls is written, then straight to the people."""

    async def script(session: Session) -> None:
        if session.variables["agi_network_script"] != "line":
            return
        call_id, number = [await session.variable(f"LINEA_{name}") for name in ("CALL_ID", "FROM")]
        now = datetime.now(UTC)
        path = paths.begin(CallInfo(call_id, Caller(f"+57{number}"), DIALLED, now))
        path.add(PathStep(now, "intent", heard="factura", label="Factura y pagos"))
        path.add(PathStep(now, "transfer", label="Pidió un asesor"))
        await asyncio.to_thread(path.flush)
        await session.command("SET VARIABLE TIMEOUT(absolute) 0")
        await session.command('SET VARIABLE LINEA_QUEUE "attention"')
        await session.command('SET VARIABLE LINEA_NEXT "queue"')

    async with agi_server(script) as port:
        yield port


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Instance]:
    """An Asterisk by these settings; its folder is removed. Raises AsteriskError."""
    asterisk = Instance(from_settings(settings, Secrets.of(settings.data_folder)))
    try:
        await asterisk.start()
        yield asterisk
    finally:
        await asterisk.stop()
        shutil.rmtree(settings.instance_folder, ignore_errors=True)


@dataclass(slots=True)
class RealCalls:
    """As many callers as desks, one call after the other; ``desks`` are at work already."""

    settings: Settings
    asterisk: Instance
    desks: list[Screen]
    town: Town
    moments: Moments

    async def run(self, seconds: float) -> None:
        """Call for so long."""
        ami = AmiClient(ami_user(self.settings, "tracker"))
        ringing: asyncio.Queue[str] = asyncio.Queue()
        async with beside(ami.run(), self._note_rings(ami, ringing)):
            await self._registered()
            async with asyncio.TaskGroup() as callers:
                for turn in range(len(self.desks)):
                    callers.create_task(self._caller(turn, seconds, ringing))

    async def _caller(self, turn: int, seconds: float, ringing: asyncio.Queue[str]) -> None:
        host, port = self.settings.network.host, self.settings.ports.sip
        until = asyncio.get_running_loop().time() + seconds
        number = self.town.number(turn).removeprefix("+57")
        async with Phone((host, port), number) as phone:
            while asyncio.get_running_loop().time() < until:
                call = await phone.dial()
                async with asyncio.timeout(RINGS_WITHIN):
                    await ringing.get()
                await asyncio.sleep(LOOKS)
                await call.hang_up()
                await asyncio.sleep(PAUSE)

    async def _note_rings(self, ami: AmiClient, ringing: asyncio.Queue[str]) -> None:
        users = {f"agent-{desk.id}": desk.user for desk in self.desks}
        async for item in ami.items():
            if isinstance(item, Message) and item.event == "AgentCalled":
                user, at = users[item.get("MemberName")], float(item.get("Timestamp"))
                self.moments.ring(item.get("AccountCode"), user, at)
                ringing.put_nowait(user)

    async def _registered(self) -> None:
        """Wait until every desk's page has registered its telephone."""
        async with asyncio.timeout(REGISTERED_WITHIN):
            while True:
                contacts = await self.asterisk.console("pjsip show contacts")
                if all(f"{desk.desk}/" in contacts for desk in self.desks):
                    return
                await asyncio.sleep(0.2)
