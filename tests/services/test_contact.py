"""When people may be contacted: hours, holidays, once a day, one channel a week, refusals."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.preparation import CONTACT_RULES
from ivr.clock import BOGOTA
from ivr.errors import Invalid
from ivr.services import contact, working_days
from ivr.services.contact import Why
from ivr.store import ContactChannel, ContactPurpose, Store

PHONE = "+573155550101"
COLLECTION, COMMERCIAL = ContactPurpose.COLLECTION, ContactPurpose.COMMERCIAL
SERVICE, REQUESTED = ContactPurpose.SERVICE, ContactPurpose.REQUESTED
EMERGENCY = ContactPurpose.EMERGENCY
SMS, CALL, EMAIL = ContactChannel.SMS, ContactChannel.CALL, ContactChannel.EMAIL


def at(written: str) -> datetime:
    """A moment in Bogotá, as 2026-11-23 10:00."""
    return datetime.fromisoformat(written).replace(tzinfo=BOGOTA)


@pytest.fixture
def ruled(store: Store) -> Store:
    with store.unit_of_work() as session:
        contact.seed(session, contact.read(CONTACT_RULES))
        working_days.seed(session, date(2026, 11, 22))
    return store


def allowed(
    store: Store, moment: str, purpose: ContactPurpose = COLLECTION, channel: ContactChannel = SMS
) -> contact.Allowed:
    with store.reading() as session:
        return contact.can_contact(session, purpose, channel, PHONE, at(moment))


def contacted(
    store: Store, moment: str, channel: ContactChannel = SMS, purpose: ContactPurpose = COLLECTION
) -> None:
    with store.unit_of_work() as session:
        contact.made(session, purpose, channel, PHONE, at(moment))


HOURS = [
    # moment, may be, or the next moment         23 November 2026 is a Monday
    ("2026-11-23 07:00", None),
    ("2026-11-23 06:59", "2026-11-23 07:00"),
    ("2026-11-23 18:59", None),
    ("2026-11-23 19:00", "2026-11-24 07:00"),
    ("2026-11-28 08:00", None),
    ("2026-11-28 14:59", None),
    ("2026-11-28 15:00", "2026-11-30 07:00"),
    ("2026-11-22 10:00", "2026-11-23 07:00"),  # a Sunday
    ("2026-11-16 10:00", "2026-11-17 07:00"),  # Independencia de Cartagena, a Monday
    ("2026-07-11 20:00", "2026-07-14 07:00"),  # before the Monday of the 19th holiday
    ("2026-12-31 20:00", "2027-01-02 08:00"),
    ("2027-05-01 09:00", "2027-05-03 07:00"),  # a holiday on a Saturday
]


@pytest.mark.parametrize("purpose", [COLLECTION, COMMERCIAL, SERVICE])
@pytest.mark.parametrize(("moment", "expected"), HOURS)
def test_the_hours_of_ley_2300(
    ruled: Store, moment: str, expected: str | None, purpose: ContactPurpose
) -> None:
    found = allowed(ruled, moment, purpose)
    if expected is None:
        assert (found.ok, found.why, found.next_moment) == (True, None, at(moment))
    else:
        assert (found.ok, found.why) == (False, Why.OUTSIDE_HOURS)
        assert found.next_moment == at(expected)


def test_what_the_caller_asked_for_is_sent_at_once_but_nobody_is_called_at_night(
    ruled: Store,
) -> None:
    assert allowed(ruled, "2026-11-22 23:30", REQUESTED, SMS)
    assert allowed(ruled, "2026-11-22 23:30", REQUESTED, EMAIL)
    called = allowed(ruled, "2026-11-22 23:30", REQUESTED, CALL)
    assert called.next_moment == at("2026-11-23 07:00")


def test_once_a_day_whatever_the_purpose_of_the_bounded_ones(ruled: Store) -> None:
    contacted(ruled, "2026-11-23 08:00", purpose=COMMERCIAL)
    found = allowed(ruled, "2026-11-23 12:00")
    assert (found.why, found.next_moment) == (Why.TODAY_ALREADY, at("2026-11-24 07:00"))
    assert allowed(ruled, "2026-11-24 07:00")
    assert allowed(ruled, "2026-11-23 12:00", SERVICE)


def test_not_by_several_channels_in_a_week(ruled: Store) -> None:
    contacted(ruled, "2026-11-23 08:00", CALL)
    found = allowed(ruled, "2026-11-25 12:00", channel=SMS)
    assert (found.why, found.next_moment) == (Why.OTHER_CHANNEL, at("2026-11-30 08:00"))
    assert allowed(ruled, "2026-11-30 08:00", channel=SMS)
    assert allowed(ruled, "2026-11-25 12:00", channel=CALL)


def test_other_people_s_contacts_don_t_count(ruled: Store) -> None:
    with ruled.unit_of_work() as session:
        contact.made(session, COLLECTION, SMS, "+573155550199", at("2026-11-23 08:00"))
    assert allowed(ruled, "2026-11-23 12:00")


def test_who_refused_is_left_alone_until_they_take_it_back(ruled: Store) -> None:
    with ruled.unit_of_work() as session:
        for _ in range(2):
            contact.refuse(session, PHONE, at("2026-11-20 10:00"), how="en una llamada")
    for purpose in (COLLECTION, COMMERCIAL, SERVICE):
        found = allowed(ruled, "2026-11-23 12:00", purpose)
        assert (found.ok, found.why, found.next_moment) == (False, Why.REFUSED, None)
    assert allowed(ruled, "2026-11-23 12:00", REQUESTED)
    with ruled.unit_of_work() as session:
        contact.take_back(session, PHONE, [SERVICE])
    assert allowed(ruled, "2026-11-23 12:00", SERVICE)
    assert not allowed(ruled, "2026-11-23 12:00", COMMERCIAL)


def test_an_emergency_is_always_told_and_what_it_passes_over_is_said(ruled: Store) -> None:
    by_day = allowed(ruled, "2026-11-23 12:00", EMERGENCY)
    assert (by_day.ok, by_day.overrode) == (True, None)
    by_night = allowed(ruled, "2026-11-22 03:00", EMERGENCY)
    assert (by_night.ok, by_night.overrode) == (True, Why.OUTSIDE_HOURS)
    with ruled.unit_of_work() as session:
        contact.refuse(session, PHONE, at("2026-11-20 10:00"), how="en una llamada")
    assert allowed(ruled, "2026-11-23 12:00", EMERGENCY).overrode is Why.REFUSED


def test_what_no_rule_allows_is_refused(store: Store) -> None:
    for purpose in ContactPurpose:
        found = allowed(store, "2026-11-23 12:00", purpose)
        assert (found.ok, found.why) == (False, Why.NO_RULE)


def test_seeding_replaces_the_rules(ruled: Store) -> None:
    rules = contact.read(CONTACT_RULES)
    with ruled.unit_of_work() as session:
        contact.seed(session, rules[:1])
    with ruled.reading() as session:
        assert contact.rules_of(session) == rules[:1]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(minutes=st.integers(0, 3 * 365 * 24 * 60))
def test_the_next_moment_is_one_at_which_it_is_allowed(ruled: Store, minutes: int) -> None:
    asked = at("2026-01-01 00:00") + timedelta(minutes=minutes)
    with ruled.reading() as session:
        found = contact.can_contact(session, COLLECTION, CALL, PHONE, asked)
        assert found.next_moment is not None
        assert found.next_moment - asked < timedelta(days=6)
        again = contact.can_contact(session, COLLECTION, CALL, PHONE, found.next_moment)
    assert again.ok
    here = found.next_moment.astimezone(BOGOTA)
    assert here.weekday() < 6
    assert time(7) <= here.time() < time(19)


BROKEN = [
    ("[[rule]]", "no se pueden leer las reglas"),
    ("rule = 3", "no se pueden leer las reglas"),
    ("x = [", "no se pueden leer las reglas"),
    ('mon = ["07:00", "19:00"]|mon = ["7:00", "19:00"]', "no es un horario"),
    ('mon = ["07:00", "19:00"]|mon = ["19:00", "07:00"]', "no es después"),
    ('mon = ["07:00", "19:00"]|lunes = ["07:00", "19:00"]', "«lunes» no es un día"),
    ("a_day = 1|a_day = 0", "son 1 o más"),
    ('purposes = ["cobranza", "comercial"]|purposes = ["cobranza", "cobranza"]', "dos reglas"),
]


@pytest.mark.parametrize(("change", "told"), BROKEN)
def test_a_catalogue_that_is_wrong_is_told(tmp_path: Path, change: str, told: str) -> None:
    old, cut, new = change.partition("|")
    text = CONTACT_RULES.read_text("utf-8").replace(old, new, 1) if cut else change
    catalogue = tmp_path / "contact.toml"
    catalogue.write_text(text, "utf-8")
    with pytest.raises(Invalid, match=told):
        contact.read(catalogue)
