"""Supervisors in calls: Asterisk's ChanSpy on the agent's channel, every mode kept in the audit.

The supervisor's telephone is called and put into the dialplan's context ``monitor``, where
the keys 4, 5 and 6 change the mode; the dialplan tells each change before it happens
(``UserEvent(LineaMonitor, …)``). That channel has no account code, so it is no part of the call.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.orm import Session

from ami import AmiError, Message
from cti.call_log import CallLog
from cti.store_work import StoreWork
from cti.tracker import Tracker
from ivr.clock import Clock
from ivr.errors import Refused
from ivr.services import monitorings
from ivr.store import MonitorMode

log = structlog.get_logger(__name__)

CONTEXT = "monitor"
KEYS = {MonitorMode.LISTEN: "4", MonitorMode.WHISPER: "5", MonitorMode.BARGE: "6"}
RING_SECONDS = 10.0
SHOWN_AS = '"Monitoreo" <monitoreo>'
Place = Callable[[Mapping[str, str], float], Awaitable[bool]]
"""Places a call with these headers, ringing so long; whether it was picked up."""


class Monitoring:
    """Puts supervisors into calls and keeps the audit."""

    def __init__(
        self, *, tracker: Tracker, work: StoreWork, call_log: CallLog, clock: Clock, place: Place
    ) -> None:
        self._tracker = tracker
        self._work = work
        self._call_log = call_log
        self._clock = clock
        self._place = place

    async def join(
        self,
        supervisor_id: int,
        telephone: str,
        agent_id: int,
        call_id: str,
        mode: MonitorMode = MonitorMode.LISTEN,
    ) -> None:
        """Let a supervisor's telephone (an endpoint) into an agent's call, in a mode.

        The audit is written before anything can be heard. Only a talk with an agent can be
        heard: what a caller tells the machine, the ethics line above all, never can. Raises
        Refused where the agent is not in that talk, or where the telephone isn't picked up.
        """
        channel = self._tracker.agent_channels(call_id).get(agent_id)
        if channel is None:
            raise Refused("el asesor ya no está en esa llamada")
        now = self._clock.now()

        def kept(session: Session) -> None:
            monitorings.begin(
                session,
                call_id,
                agent_id=supervisor_id,
                heard_agent_id=agent_id,
                mode=mode,
                at=now,
            )

        await self._work.write(kept)
        try:
            picked_up = await self._place(
                _headers(supervisor_id, telephone, agent_id, call_id, channel, KEYS[mode]),
                RING_SECONDS,
            )
        except AmiError as error:
            log.warning("monitoring_not_placed", code=error.code, call_id=call_id)
            picked_up = False
        if not picked_up:
            self._call_log.do(partial(monitorings.end, agent_id=supervisor_id, at=now))
            raise Refused("su teléfono no contestó: permita el micrófono e intente de nuevo")

    def see(self, event: Message, now: datetime) -> None:
        """Keep what the dialplan tells of a supervisor's mode."""
        if event.event != "UserEvent" or event.get("UserEvent") != "LineaMonitor":
            return
        call_id, mode = event.get("CallId"), event.get("Mode")
        by, heard = event.get("By"), event.get("Agent")
        if not by.isdecimal() or not heard.isdecimal():
            return
        if mode not in {one.value for one in MonitorMode}:
            self._call_log.do(partial(monitorings.end, agent_id=int(by), at=now))
            return
        began = partial(
            monitorings.begin,
            call_id=call_id,
            agent_id=int(by),
            heard_agent_id=int(heard),
            mode=MonitorMode(mode),
            at=now,
        )
        self._call_log.do(began)


def _headers(
    supervisor_id: int, telephone: str, agent_id: int, call_id: str, channel: str, key: str
) -> dict[str, str]:
    told = {
        "MONITOR_CHANNEL": channel,
        "MONITOR_CALL_ID": call_id,
        "MONITOR_BY": str(supervisor_id),
        "MONITOR_AGENT": str(agent_id),
    }
    return {
        "Channel": f"PJSIP/{telephone}",
        "Context": CONTEXT,
        "Exten": key,
        "Priority": "1",
        "CallerID": SHOWN_AS,
        "Variable": ",".join(f"{name}={value}" for name, value in told.items()),
    }
