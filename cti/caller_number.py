"""The numbers of callers whom no dialog has seen: Asterisk alone knows them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from ami import AmiClient, AmiError
from cti.call_log import CallLog
from ivr.phone_number import normalise

log = structlog.get_logger(__name__)


class CallerNumbers:
    """Asks Asterisk for a call's number and has it written. ``channel_of`` names its channel."""

    def __init__(
        self,
        ami: AmiClient,
        call_log: CallLog,
        channel_of: Callable[[str], str | None],
        area_code: str,
    ) -> None:
        self._ami = ami
        self._call_log = call_log
        self._channel_of = channel_of
        self._area_code = area_code
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def look_up(self, call_id: str, at: datetime) -> None:
        """Find out who calls, once at a time for each call."""
        channel = self._channel_of(call_id)
        if channel is None or call_id in self._tasks:
            return
        task = asyncio.create_task(self._look_up(call_id, channel, at))
        self._tasks[call_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(call_id, None))

    async def _look_up(self, call_id: str, channel: str, at: datetime) -> None:
        try:
            arrived = await self._value(channel, "LINEA_FROM")
            withheld = await self._value(channel, "LINEA_WITHHELD") == "1"
            dialled = await self._value(channel, "LINEA_DIALLED")
        except AmiError as error:
            log.warning("caller_number_unknown", call_id=call_id, code=error.code)
            return
        number = None if withheld else normalise(arrived, self._area_code)
        self._call_log.caller_known(call_id, at, number, withheld, dialled)

    async def _value(self, channel: str, variable: str) -> str:
        answer = await self._ami.send("Getvar", Channel=channel, Variable=variable)
        return answer.get("Value")

    async def close(self) -> None:
        """Drop what is still asked."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
