"""One line for all call tests; each test calls from a number of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete

from ivr.clock import BOGOTA
from ivr.services import hours
from ivr.services.hours import Stretch
from ivr.store import Account, AccountPhone, OpeningHours, Service, Zone, ZoneKind
from tests.calls.staff import staff
from tests.calls.subscribers import HOTLINES, TOWN
from tests.running.line import RunningLine, running_line


@pytest.fixture(scope="session")
def line() -> Iterator[RunningLine]:
    hotlines = [
        f'{{ number = "{number}", purpose = "{purpose}" }}' for number, purpose in HOTLINES.items()
    ]
    with running_line(TOWN, staff=staff, line=f"hotlines = [{', '.join(hotlines)}]") as running:
        yield running


@pytest.fixture
def resident(line: RunningLine) -> str:
    """The telephone of an account in a zone of its own."""
    number = line.new_number()
    with line.store.unit_of_work() as session:
        zone = Zone(name=f"Sector {number}", kind=ZoneKind.BARRIO)
        session.add(zone)
        session.flush()
        session.add(
            Account(
                number=f"88{number[-6:]}", holder="Titular de prueba", document=number,
                address="Calle 9 # 8-07", zone_id=zone.id, stratum=2, services=(Service.WATER,),
                phones=[AccountPhone(number=f"+57{number}")],
            )
        )  # fmt: skip
    return number


@pytest.fixture
def closed(line: RunningLine) -> Iterator[None]:
    """Agents attend an hour that is not this one, until the test is over."""
    here = datetime.now(UTC).astimezone(BOGOTA)
    opens = (here.hour + 12) % 23 * 60
    week = tuple(Stretch(day, opens, opens + 60) for day in range(8))
    with line.store.unit_of_work() as session:
        hours.put(session, week, now=here)
    yield
    with line.store.unit_of_work() as session:
        session.execute(delete(OpeningHours))
