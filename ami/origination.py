"""Placing one call: a connection of its own, from the action until somebody picks up or not."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from enum import Enum

from ami.client import AmiAddress
from ami.console import CONNECT_SECONDS, Console, console
from ami.errors import ActionFailed
from ami.protocol import Message

MARGIN_SECONDS = 10.0
"""Beyond the ringing: the far end's own answers and Asterisk's."""


class Outcome(Enum):
    """What became of a call that was placed, by the Reason of OriginateResponse.

    The numbers are Asterisk's control frames (``AST_CONTROL_…``): 4 answer, 5 busy, 8 congestion,
    3 ringing, where the time ran out. chan_pjsip tells 486 Busy Here as 0, like any refusal.
    """

    ANSWERED = "4"
    NO_ANSWER = "3"
    BUSY = "5"
    FAILED = ""

    @classmethod
    def of(cls, response: Message) -> Outcome:
        """What the event tells."""
        if response.get("Response") == "Success":
            return cls.ANSWERED
        reason = response.get("Reason")
        return cls(reason) if reason in (cls.NO_ANSWER.value, cls.BUSY.value) else cls.FAILED


async def originate(address: AmiAddress, headers: Mapping[str, str], *, ring: float) -> Outcome:
    """Place a call that rings for ``ring`` seconds and goes where ``headers`` say.

    Once Asterisk has accepted it a telephone may ring: what can't be learnt of it from then on
    is FAILED, since trying at once again would ring it without end. Raises NotConnected,
    LoginRefused, ActionFailed, and UnsafeHeader for a value that can't be sent.
    """
    async with console(address) as session:
        async with asyncio.timeout(CONNECT_SECONDS):
            action_id = await _place(session, headers, ring)
        with contextlib.suppress(OSError, TimeoutError, EOFError):
            async with asyncio.timeout(ring + MARGIN_SECONDS):
                return await _outcome(session, action_id)
        return Outcome.FAILED


async def _place(session: Console, headers: Mapping[str, str], ring: float) -> str:
    asked = {**headers, "Timeout": str(round(ring * 1000)), "Async": "true"}
    action_id, answer = await session.ask("Originate", asked)
    if answer.response != "Success":
        raise ActionFailed("Asterisk no aceptó la llamada", action="Originate")
    return action_id


async def _outcome(session: Console, action_id: str) -> Outcome:
    while True:
        message = await session.message()
        if message.event == "OriginateResponse" and message.action_id == action_id:
            return Outcome.of(message)
