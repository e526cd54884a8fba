"""A line whose agents call people: who may be called when, and the telephones of those people."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.asterisk import Trunk
from app.preparation import CONTACT_RULES
from cti.placing import Outward
from ivr.clock import BOGOTA
from ivr.services import calls, contact
from ivr.services.calls import Outcome
from ivr.services.contact.rules import HOLIDAY, WEEKDAYS, Hours
from tests.calls.desk import Desk
from tests.calls.desk_line import DeskLine, desk_line
from tests.calls.phone import Phone
from tests.running.asterisk import HOST, free_ports

NUMBER = "3151234567"
SHOWN = "6085550100"
ALL_DAY: Hours = (time(), None)


@dataclass(slots=True)
class PlacingLine:
    """A line with desks, the person whom they call, and that person's call of before."""

    line: DeskLine
    person: Phone
    before: str

    async def call(self, desk: Desk, **wish: Any) -> tuple[int, dict[str, Any]]:
        """Ask to call from a desk, by default whoever made the call of before."""
        asked = wish or {"call_id": self.before}
        async with desk.client.post("/api/v1/calls", json=asked) as answer:
            return answer.status, await answer.json()

    async def nothing_rings(self) -> bool:
        """No channel is there at all."""
        shown = await self.line.asterisk.console("core show channels count")
        return shown.startswith("0 active channels")


@asynccontextmanager
async def placing_line(
    folder: Path, *, ring: int = 15, open_now: bool = True, **changes: Any
) -> AsyncIterator[PlacingLine]:
    """A running line; ``ring`` seconds are people rung, unless it isn't the hour for it."""
    port = free_ports().web
    outward = Outward(f"PJSIP/trunk-people/sip:{{number}}@{HOST}:{port}", SHOWN, ring)
    trunks = (Trunk("local", (HOST,)), Trunk("people", ("127.0.0.3",)))
    async with desk_line(folder, outward=outward, trunks=trunks, **changes) as line:
        address = (HOST, line.asterisk.configuration.ports.sip)
        async with Phone(address, NUMBER, port=port) as person:
            with line.store.unit_of_work() as session:
                before = may_be_called(session, ALL_DAY if open_now else _in_twelve_hours())
            yield PlacingLine(line, person, before)


def may_be_called(session: Session, hours: Hours = ALL_DAY) -> str:
    """Everybody may be called within ``hours``; gives the call that the person made before."""
    contact.seed(
        session,
        [
            replace(rule, hours=dict.fromkeys((*WEEKDAYS, HOLIDAY), hours))
            for rule in contact.read(CONTACT_RULES)
        ],
    )
    now = datetime.now(UTC) - timedelta(hours=8)
    before = calls.minted(now)
    calls.begin(session, before, started_at=now, number=f"+57{NUMBER}")
    calls.set_outcome(session, before, Outcome.ABANDONED_QUEUE)
    calls.end(session, before, at=now)
    return before


def _in_twelve_hours() -> Hours:
    """An hour that isn't this one."""
    opens = (datetime.now(UTC).astimezone(BOGOTA).hour + 12) % 23
    return time(opens), time(opens + 1)
