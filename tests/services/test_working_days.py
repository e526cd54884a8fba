"""Working days against vectors, against an independent computation, and as staff change them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ivr.clock import BOGOTA
from ivr.errors import Invalid, NotFound, Refused
from ivr.services import pqrs, working_days
from ivr.services.pqrs import CaseKind, CountsFrom, due, last_day_to_claim, months_after
from ivr.services.working_days import Calendar
from ivr.store import DayOffKind, Store
from tests.services import cases, town
from tests.services.town import NOW

VECTORS = json.loads((Path(__file__).parent / "data" / "working_days.json").read_text())
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def easter(year: int) -> date:
    """Gauss's reckoning, not the one that the package uses."""
    golden = year % 19
    century = year // 100
    skipped = (3 * century + 3) // 4
    lunar = (19 * golden + 15 + skipped - (8 * century + 13) // 25) % 30
    full_moon = lunar - lunar // 29 - (lunar // 28 - lunar // 29) * (golden // 11)
    offset = 21 + full_moon
    sunday = 7 - (year + year // 4 + 2 - skipped) % 7
    return date(year, 3, 1) + timedelta(offset + 7 - (offset - sunday) % 7 - 1)


def off_by_law(year: int) -> set[date]:
    """The national holidays of Ley 51 de 1983 and, since 2026, of Ley 2578."""
    moved = [(1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11)]
    if year >= 2026:
        moved.append((7, 9))
    found = {date(year, *day) for day in ((1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25))}
    sunday = easter(year)
    for day in [*(date(year, *one) for one in moved), sunday + timedelta(39),
                sunday + timedelta(60), sunday + timedelta(68)]:  # fmt: skip
        found.add(day + timedelta(-day.weekday() % 7))
    return found | {sunday - timedelta(3), sunday - timedelta(2)}


@pytest.mark.parametrize("year", VECTORS["holidays"])
def test_the_vectors_holidays(year: str) -> None:
    expected = {date.fromisoformat(day) for day in VECTORS["holidays"][year]}
    assert expected == off_by_law(int(year))
    first, after = date(int(year), 1, 1), date(int(year) + 1, 1, 1)
    weekdays = [first + timedelta(n) for n in range((after - first).days)]
    off = {one for one in weekdays if one.weekday() < 5 and not Calendar().is_working_day(one)}
    assert off == {day for day in expected if day.weekday() < 5}


@pytest.mark.parametrize("vector", VECTORS["terms"], ids=lambda one: one["filed"])
@pytest.mark.parametrize("count", [5, 10, 15, 30])
def test_the_vectors_terms(vector: dict[str, str], count: int) -> None:
    filed = date.fromisoformat(vector["filed"])
    assert Calendar().add(filed, count) == date.fromisoformat(vector[str(count)])


@pytest.mark.parametrize("vector", VECTORS["last_day_to_claim"], ids=lambda one: one["issued"])
def test_the_vectors_five_months(vector: dict[str, str]) -> None:
    issued = date.fromisoformat(vector["issued"])
    assert last_day_to_claim(cases.catalogue(), issued) == date.fromisoformat(vector["last"])


@given(DAYS, st.integers(0, 60))
def test_as_the_law_counted_by_hand(day: date, count: int) -> None:
    """One day after the other, asking the law itself each time."""
    expected, left = day, count
    while left:
        expected += timedelta(1)
        if expected.weekday() < 5 and expected not in off_by_law(expected.year):
            left -= 1
    assert Calendar().add(day, count) == expected


@given(DAYS, st.integers(1, 60))
def test_counting_there_and_back(day: date, count: int) -> None:
    days = Calendar()
    there = days.add(day, count)
    assert days.is_working_day(there)
    assert days.between(day, there) == count
    assert days.between(there, day) == -count
    assert days.add(there, -count) <= day or days.is_working_day(day) is False


@given(DAYS, st.integers(0, 24))
def test_months_end_with_their_month(day: date, months: int) -> None:
    after = months_after(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after + timedelta(1)).day == 1


WHEN = [  # filed in Bogotá, counted from filing, counted from the next working day
    ("2026-11-20 10:00", "2026-12-14", "2026-12-14"),
    ("2026-11-20 23:00", "2026-12-14", "2026-12-15"),  # a Friday night counts as Monday
    ("2026-11-22 10:00", "2026-12-14", "2026-12-15"),  # a Sunday
    ("2026-11-22 23:59", "2026-12-14", "2026-12-15"),
    ("2026-11-23 00:01", "2026-12-15", "2026-12-15"),
    ("2026-11-23 17:00", "2026-12-15", "2026-12-16"),  # closes at five
    ("2026-12-24 16:59", "2027-01-19", "2027-01-19"),
    ("2026-12-31 23:59", "2027-01-25", "2027-01-26"),
]


@pytest.mark.parametrize(("filed", "from_filing", "from_next"), WHEN)
def test_filed_out_of_hours_is_the_lawyers_to_say(
    filed: str, from_filing: str, from_next: str
) -> None:
    at = datetime.strptime(filed, "%Y-%m-%d %H:%M").replace(tzinfo=BOGOTA).astimezone(UTC)
    rules = cases.catalogue()
    assert str(due(rules, Calendar(), CaseKind.CLAIM, at).on) == from_filing
    other = replace(rules, counts_from=CountsFrom.NEXT_WORKING_DAY, closes_at=time(17))
    assert str(due(other, Calendar(), CaseKind.CLAIM, at).on) == from_next


def test_the_table_is_seeded_once_a_year_and_stays_as_it_is(store: Store) -> None:
    with store.unit_of_work() as session:
        assert working_days.seed(session, date(2026, 11, 22)) > 150
        assert working_days.seed(session, date(2026, 12, 31)) == 0
        assert working_days.seed(session, date(2027, 1, 1)) == len(off_by_law(2030))
    with store.reading() as session:
        found = {one.day for one in working_days.days_off(session, 2026)}
        assert found == off_by_law(2026)
        assert working_days.calendar(session).add(date(2026, 6, 26), 15) == date(2026, 7, 22)


def test_a_closure_counts_in_a_year_that_is_not_seeded_yet() -> None:
    days = Calendar(frozenset({date(2026, 12, 1)}))
    assert days.add(date(2026, 11, 20), 15) == date(2026, 12, 15)
    assert not days.is_working_day(date(2026, 12, 8))


def test_staff_add_a_day_and_cases_filed_before_keep_their_date(store: Store) -> None:
    with store.unit_of_work() as session:
        working_days.seed(session, NOW.date())
        before = cases.file(session)
        agent = town.agent(session).id
        day = date(2026, 12, 1)
        working_days.put(session, day, "  Día  cívico ", DayOffKind.LOCAL, now=NOW, agent_id=agent)
        after = cases.file(session)
    with store.unit_of_work() as session:
        dates = [pqrs.by_radicado(session, one) for one in (before, after)]
        assert [str(one and one.due_on) for one in dates] == ["2026-12-14", "2026-12-15"]
        found = working_days.day_off(session, day)
        assert found is not None
        assert (found.name, found.kind) == ("Día cívico", DayOffKind.LOCAL)
        working_days.remove(session, day)
        assert working_days.is_working_day(session, day)


@pytest.mark.parametrize(
    ("day", "name", "kind", "error"),
    [
        (date(2026, 12, 25), "Otra cosa", DayOffKind.LOCAL, Refused),
        (date(2026, 12, 1), "   ", DayOffKind.LOCAL, Invalid),
        (date(2026, 12, 1), "Festivo", DayOffKind.NATIONAL, Invalid),
        (date(1, 1, 1), "El principio", DayOffKind.CLOSURE, Invalid),
        (date(9999, 12, 31), "El fin", DayOffKind.CLOSURE, Invalid),
    ],
)
def test_what_is_no_day_off(
    store: Store, day: date, name: str, kind: DayOffKind, error: type[Exception]
) -> None:
    with store.unit_of_work() as session:
        working_days.seed(session, NOW.date())
    with pytest.raises(error), store.unit_of_work() as session:
        working_days.put(session, day, name, kind, now=NOW, agent_id=None)


def test_national_holidays_stay(store: Store) -> None:
    with store.unit_of_work() as session:
        working_days.seed(session, NOW.date())
    with pytest.raises(Refused), store.unit_of_work() as session:
        working_days.remove(session, date(2026, 12, 25))
    with pytest.raises(NotFound), store.unit_of_work() as session:
        working_days.remove(session, date(2026, 12, 24))
