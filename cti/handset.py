"""Desk telephones in place of the browser's: which there are, and what is done for them by AMI."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from ami import AmiAddress, AmiError
from ami.console import send_once
from cti.tracker import Tracker
from ivr.errors import Refused

log = structlog.get_logger(__name__)

NORMAL_CLEARING = "16"
"""Q.850: the agent hung up, and no desk was lost."""


@dataclass(frozen=True, slots=True)
class Telephone:
    """A telephone that may stand at a desk; ``dial`` is an extension behind a trunk, or empty."""

    name: str
    label: str
    dial: str = ""

    @property
    def endpoint(self) -> str:
        """The name by which Asterisk knows it."""
        return f"telephone-{self.name}"


class Handsets:
    """The telephones of the settings, by name."""

    def __init__(
        self, telephones: Iterable[Telephone], *, tracker: Tracker, address: AmiAddress
    ) -> None:
        self._telephones = {one.name: one for one in telephones}
        self._tracker = tracker
        self._address = address

    @property
    def every(self) -> tuple[Telephone, ...]:
        """All of them, as the settings list them."""
        return tuple(self._telephones.values())

    def named(self, name: str) -> Telephone | None:
        """The telephone of that name; None where the settings have none."""
        return self._telephones.get(name)

    async def hang_up(self, agent_id: int, call_id: str) -> None:
        """Hang up an agent's telephone. Raises Refused where the agent talks to nobody."""
        channel = self._tracker.agent_channels(call_id).get(agent_id)
        if channel is None:
            raise Refused("no hay una llamada en curso en su teléfono")
        headers = {"Channel": channel, "Cause": NORMAL_CLEARING}
        try:
            await send_once(self._address, "Hangup", headers)
        except AmiError as error:
            log.warning("not_hung_up", code=error.code, call_id=call_id)
            raise Refused("no se pudo colgar: cuelgue en su teléfono") from error
