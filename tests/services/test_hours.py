"""Opening hours: open or not, when again, holidays, and hours that can't be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ivr.clock import BOGOTA
from ivr.errors import Invalid
from ivr.services import hours, working_days
from ivr.services.hours import Stretch
from ivr.store import Store
from tests.services.town import NOW

MORNING, AFTERNOON = (480, 720), (840, 1080)
OFFICE = (
    *(Stretch(day, *half) for day in range(5) for half in (MORNING, AFTERNOON)),
    Stretch(5, *MORNING),
)
WITH_HOLIDAYS = (*OFFICE, Stretch(7, 540, 720))

MOMENTS = [
    # in Bogotá, hours, open, opens next
    ("2026-11-23 07:59", OFFICE, False, "2026-11-23 08:00"),
    ("2026-11-23 08:00", OFFICE, True, None),
    ("2026-11-23 11:59", OFFICE, True, None),
    ("2026-11-23 12:00", OFFICE, False, "2026-11-23 14:00"),
    ("2026-11-27 18:00", OFFICE, False, "2026-11-28 08:00"),
    ("2026-11-28 12:30", OFFICE, False, "2026-11-30 08:00"),
    ("2026-12-08 10:00", OFFICE, False, "2026-12-09 08:00"),  # Inmaculada Concepción, a Tuesday
    ("2026-12-08 10:00", WITH_HOLIDAYS, True, None),
    ("2026-12-24 19:00", WITH_HOLIDAYS, False, "2026-12-25 09:00"),
    ("2026-11-22 03:00", (), True, None),  # none were ever set
]


@pytest.mark.parametrize(("moment", "week", "is_open", "opens_next"), MOMENTS)
def test_when_agents_attend(
    store: Store, moment: str, week: hours.Week, is_open: bool, opens_next: str | None
) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=BOGOTA)
    with store.unit_of_work() as session:
        working_days.seed(session, date(2026, 11, 22))
        if week:
            hours.put(session, week, now=NOW)
        opening = hours.open_at(session, at.astimezone(UTC))
    assert opening.open is is_open
    told = opening.opens_next and f"{opening.opens_next.astimezone(BOGOTA):%Y-%m-%d %H:%M}"
    assert told == opens_next
    assert (opening.holiday is not None) == moment.startswith("2026-12-08")


def test_the_new_hours_take_the_place_of_the_old(store: Store) -> None:
    with store.unit_of_work() as session:
        hours.put(session, OFFICE, now=NOW)
        hours.put(session, (Stretch(6, 0, 1440),), now=NOW)
        assert hours.week(session) == (Stretch(6, 0, 1440),)


CANNOT_BE = [
    ((), "al menos una"),
    ((Stretch(0, 600, 600),), "después de empezar"),
    ((Stretch(0, 600, 1441),), "dentro del mismo día"),
    ((Stretch(8, 0, 60),), "dentro del mismo día"),
    ((Stretch(0, 480, 720), Stretch(0, 719, 800)), "se cruzan"),
]


@pytest.mark.parametrize(("week", "why"), CANNOT_BE)
def test_hours_that_cannot_be_are_refused(week: hours.Week, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        hours.checked(week)


def test_the_project_s_own_hours_are_read() -> None:
    week = hours.read(Path(__file__).parents[2] / "config" / "catalogues" / "hours.toml")
    assert {one.day for one in week} == set(range(8))


WRONG_FILES = [
    ("", "hours"), ("[hours]\nayer = ['08:00-12:00']", "ayer"),
    ("[hours]\nlunes = ['8 a 12']", "08:00-17:00"), ("[hours]", "al menos una"),
    ("[hours", "no se pueden usar"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "named"), WRONG_FILES)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "hours.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(Invalid, match=named) as raised:
        hours.read(file)
    assert "hours.toml" in raised.value.message
