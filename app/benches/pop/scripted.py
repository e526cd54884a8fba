"""Calls as Asterisk tells of them, at a pace that no machine could also carry the sound of.

The events are those of a call through the queue (tests/cti/test_tracker.py), over a real TCP
connection. Before it, the machine writes the caller's number and path as the process `agi` does.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from agi_scripts.path_writer import PathWriter
from app.benches.pop.agents import Agent
from app.benches.pop.moments import Moments
from app.benches.pop.past import DIALLED
from app.benches.pop.town import Town
from ivr.call import Caller, CallInfo, PathStep
from ivr.errors import Invalid

try:
    from tests.cti.fake_asterisk import FakeAsterisk
except ImportError as missing:
    raise Invalid("esta medición necesita las pruebas del proyecto (carpeta tests)") from missing

IN_THE_MENU = 0.8
RINGS = 0.8
TALKS = 1.5
WRAPS_UP = 0.4
"""Seconds of a call's parts: so short that fifty agents can take ten calls a second."""


@dataclass(slots=True)
class ScriptedCalls:
    """Places calls to whoever of ``agents`` is free, at random moments, ``pace`` a second.

    ``agents`` know their id and desk by then.
    """

    asterisk: FakeAsterisk
    paths: PathWriter
    town: Town
    agents: Sequence[Agent]
    moments: Moments
    pace: float

    async def run(self, seconds: float) -> None:
        """Place calls for so long, and see the last of them out."""
        chance, free = Random(6), asyncio.Queue[Agent]()
        for agent in self.agents:
            free.put_nowait(agent)
        begin, at = time.monotonic(), 0.0
        async with asyncio.TaskGroup() as calls:
            while (at := at + chance.expovariate(self.pace)) < seconds:
                await asyncio.sleep(max(0.0, begin + at - time.monotonic()))
                caller = int(self.town.numbers * chance.random() ** 2)
                calls.create_task(self._call(caller, free))

    async def _call(self, caller: int, free: asyncio.Queue[Agent]) -> None:
        now = datetime.now(UTC)
        call_id = _call_id(now)
        tag = f"c{call_id[-12:]}"
        channel = f"Channel: PJSIP/trunk-local-{call_id[-8:]}"
        await self._say("NewAccountCode", call_id, tag, channel)
        await self._say("Newstate", call_id, tag, "ChannelStateDesc: Up")
        await self._say("UserEvent", call_id, tag, "UserEvent: LineaCall", "Step: line")
        await self._walk(CallInfo(call_id, Caller(self.town.number(caller)), DIALLED, now))
        queue = ("UserEvent: LineaCall", "Step: queue", "Detail: attention")
        await self._say("UserEvent", call_id, tag, *queue)
        await self._say("QueueCallerJoin", call_id, tag, "Queue: attention", "Position: 1")
        agent = await free.get()
        leg = f"d{tag}"
        desk = (
            f"DestChannel: PJSIP/{agent.desk}-{call_id[-8:]}", f"DestUniqueid: {leg}",
            "Queue: attention", f"Interface: PJSIP/{agent.desk}", f"MemberName: agent-{agent.id}",
        )  # fmt: skip
        self.moments.ring(call_id, agent.user, time.time())
        await self._say("AgentCalled", call_id, tag, *desk)
        await asyncio.sleep(RINGS)
        await self._say("QueueCallerLeave", call_id, tag, "Queue: attention")
        await self._say("AgentConnect", call_id, tag, f"DestUniqueid: {leg}", "Queue: attention")
        await asyncio.sleep(TALKS)
        await self._say("Hangup", call_id, leg, "Cause: 16")
        await self._say("UserEvent", call_id, tag, "UserEvent: LineaCall", "Step: after-talk")
        await self._say("Hangup", call_id, tag, "Cause: 16")
        noted = False
        while not noted:
            await asyncio.sleep(WRAPS_UP)
            noted = await agent.noted(call_id)
        free.put_nowait(agent)

    async def _walk(self, call: CallInfo) -> None:
        """The caller chooses the invoice, then asks for a person."""
        path = self.paths.begin(call)
        path.add(PathStep(call.started_at, "said", prompt="menu.opciones"))
        path.add(PathStep(call.started_at, "intent", heard="factura", label="Factura y pagos"))
        await asyncio.sleep(IN_THE_MENU)
        path.add(PathStep(datetime.now(UTC), "transfer", label="Pidió un asesor"))
        await asyncio.to_thread(path.flush)

    async def _say(self, event: str, call_id: str, channel: str, *fields: str) -> None:
        at = f"Timestamp: {time.time():.6f}"
        account = f"AccountCode: {call_id}"
        await self.asterisk.say(f"Event: {event}", at, f"Uniqueid: {channel}", account, *fields)


def _call_id(now: datetime) -> str:
    """A UUIDv7, as the dialplan mints it (RFC 9562)."""
    value = int(now.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62
    return str(uuid.UUID(int=value | uuid.uuid4().int & (1 << 62) - 1))
