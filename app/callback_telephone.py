"""Dials whom we owe a call, through Asterisk."""

from __future__ import annotations

import asyncio

from ami.origination import Outcome, originate
from app.ami_user import ami_user
from app.settings import Settings
from ivr.phone_number import national
from ivr.services.callbacks import Callback
from ivr.store import Attempt

CONTEXT = "callback"
_FAILED = {
    Outcome.NO_ANSWER: Attempt.NO_ANSWER,
    Outcome.BUSY: Attempt.BUSY,
    Outcome.FAILED: Attempt.UNREACHABLE,
}


class CallbackTelephone:
    """Places calls by the AMI user ``originate``, one connection each."""

    def __init__(self, settings: Settings) -> None:
        self._address = ami_user(settings, "originate")
        self._dial = settings.callback.dial
        self._shown = settings.callback.shown
        self._ring = settings.callback.ring_seconds

    def place(self, owed: Callback) -> Attempt | None:
        """Ring the number; None once it is picked up and in the dialplan, else why not.

        Raises :class:`ami.AmiError` where Asterisk can't be asked.
        """
        variables = {
            "LINEA_CALLBACK": owed.id,
            "LINEA_FROM": owed.number,
            "LINEA_QUEUE": owed.queue,
            "LINEA_PRIO": owed.place.priority,
            "LINEA_HEAD_START": owed.place.head_start,
        }
        headers = {
            "Channel": self._dial.format(number=national(owed.number), e164=owed.number),
            "Context": CONTEXT,
            "Exten": "s",
            "Priority": "1",
            "CallerID": self._shown,
            "Variable": ",".join(f"{name}={value}" for name, value in variables.items()),
        }
        if not self._shown:
            del headers["CallerID"]
        outcome = asyncio.run(originate(self._address, headers, ring=self._ring))
        return None if outcome is Outcome.ANSWERED else _FAILED[outcome]
