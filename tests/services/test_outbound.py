"""The register of messages out: queued once, taken up once, counted, given up, tried anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store as tables
from ivr.errors import Invalid, NotFound, Refused
from ivr.services import outbound
from ivr.services.outbound import Caps, Due, Message, Template, masked_recipient
from ivr.store import ContactChannel, ContactPurpose, DeliveryState, Store
from tests.services import town
from tests.services.town import NOW

PHONE = "+573155550101"
LEASE = timedelta(minutes=5)
SMS, EMAIL, WEBHOOK = ContactChannel.SMS, ContactChannel.EMAIL, ContactChannel.WEBHOOK
POINTS = Message(
    key="call/puntos_pago", channel=SMS, recipient=PHONE, template=Template.PAYMENT_POINTS,
    purpose=ContactPurpose.REQUESTED, fields={"puntos": ("la sede", "el parque")},
)  # fmt: skip


def queue(store: Store, message: Message = POINTS) -> bool:
    with store.unit_of_work() as session:
        return outbound.queue(session, message, NOW)


def taken(store: Store, channel: ContactChannel = SMS, minutes: float = 0) -> Due | None:
    with store.unit_of_work() as session:
        return outbound.take_up(session, channel, NOW + timedelta(minutes=minutes), LEASE)


def send(store: Store, due: Due, minutes: float = 0) -> None:
    with store.unit_of_work() as session:
        outbound.sent(
            session, due, NOW + timedelta(minutes=minutes), body="x", version=1, segments=1,
            reference=None, overrode=None,
        )  # fmt: skip


def row(store: Store) -> tables.OutboundMessage:
    with store.reading() as session:
        found = session.scalars(select(tables.OutboundMessage)).one()
        session.expunge(found)
        return found


def test_the_same_key_is_one_message(store: Store) -> None:
    assert queue(store)
    assert not queue(store, replace(POINTS, recipient="+573155550102"))
    assert row(store).recipient == PHONE


def test_it_is_gone_with_the_transaction_that_is_rolled_back(store: Store) -> None:
    def file(session: Session) -> None:
        outbound.queue(session, POINTS, NOW)
        raise Refused("the case was not filed")

    with pytest.raises(Refused), store.unit_of_work() as session:
        file(session)
    assert taken(store) is None


def test_fields_are_kept_as_json_has_them(store: Store) -> None:
    fields = {"tipo": "queja", "radicado": "2026000017", "limite": date(2026, 12, 14)}
    queue(store, replace(POINTS, template=Template.CASE_FILED, fields=fields))
    assert row(store).fields == {**fields, "limite": "2026-12-14"}


FIELDS = [
    ({}, "no lleva esos datos: puntos"),
    ({"puntos": (), "otro": 1}, "no lleva esos datos: otro"),
]


@pytest.mark.parametrize(("fields", "told"), FIELDS)
def test_a_template_wants_its_fields(fields: dict[str, object], told: str) -> None:
    with pytest.raises(Invalid, match=told):
        replace(POINTS, fields=fields)


@pytest.mark.parametrize("changes", [{"key": ""}, {"key": "x" * 121}, {"fields": {"puntos": {1}}}])
def test_what_can_t_be_kept_is_a_mistake(store: Store, changes: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        queue(store, replace(POINTS, **changes))  # type: ignore[arg-type]


# channel, recipient, why it can never be delivered
RECIPIENTS = [
    (SMS, "+573155550101", None),
    (SMS, "+576082712345", "not_a_mobile"),
    (SMS, "3155550101", "not_a_mobile"),
    (SMS, "+5731555501012", "not_a_mobile"),
    (SMS, "+57315555010١", "not_a_mobile"),
    (SMS, "", "not_a_mobile"),
    (EMAIL, "ana@example.co", None),
    (EMAIL, "ana+linea@mail.example.co", None),
    (EMAIL, "ana@example", "not_an_address"),
    (EMAIL, "ana@example.co\nBcc: x@y.co", "not_an_address"),
    (EMAIL, "ana@example.co, beto@example.co", "not_an_address"),
    (EMAIL, "<ana@example.co>", "not_an_address"),
    (EMAIL, f"{'a' * 250}@b.co", "not_an_address"),
    (WEBHOOK, "comercial", None),
]


@pytest.mark.parametrize(("channel", "recipient", "why"), RECIPIENTS)
def test_who_can_t_be_reached_is_a_dead_letter_and_stops_nothing(
    store: Store, channel: ContactChannel, recipient: str, why: str | None
) -> None:
    assert queue(store, replace(POINTS, channel=channel, recipient=recipient))
    state = DeliveryState.DEAD if why else DeliveryState.WAITING
    assert (row(store).state, row(store).why) == (state, why)


def test_what_is_taken_up_is_nobody_else_s_until_the_lease_ends(store: Store) -> None:
    queue(store)
    first = taken(store)
    assert first is not None
    assert first.attempts == 1
    assert taken(store, minutes=4.9) is None
    again = taken(store, minutes=5)
    assert again is not None
    assert (again.id, again.key, again.attempts) == (first.id, first.key, 2)


def test_emergencies_first_then_the_oldest_and_each_channel_its_own(store: Store) -> None:
    for number, purpose in enumerate(
        [ContactPurpose.SERVICE, ContactPurpose.SERVICE, ContactPurpose.EMERGENCY]
    ):
        queue(store, replace(POINTS, key=f"k{number}", purpose=purpose))
    queue(store, replace(POINTS, key="mail", channel=EMAIL, recipient="ana@example.co"))
    order = [due.key for due in iter(lambda: taken(store), None) if due]
    assert order == ["k2", "k0", "k1"]
    mail = taken(store, EMAIL)
    assert mail is not None
    assert mail.key == "mail"


def test_what_was_sent_is_kept_and_noted_as_a_contact(store: Store) -> None:
    queue(store, replace(POINTS, call_id=town.call_id()))
    due = taken(store)
    assert due is not None
    send(store, due)
    send(store, due)  # a second worker, whose lease ran out
    assert (row(store).state, row(store).body) == (DeliveryState.SENT, "x")
    with store.reading() as session:
        (made,) = session.scalars(select(tables.ContactMade)).all()
        assert (made.recipient, made.call_id, made.message_id) == (PHONE, due.call_id, due.id)
        assert not outbound.is_due(session, SMS, NOW + timedelta(days=1))


CAPS = Caps(per_number=2, per_call=1, per_day=3)
CALL = town.call_id()
# sent before (recipient's last digit, of the call), next (the same), which cap
CAPPED = [
    ([(1, False)], (1, False), None),
    ([(1, False), (1, False)], (1, False), "number_cap"),
    ([(1, False), (1, False)], (2, False), None),
    ([(1, True)], (2, True), "call_cap"),
    ([(1, True)], (2, False), None),
    ([(1, False), (2, False), (3, False)], (4, False), "day_cap"),
]


@pytest.mark.parametrize(("before", "following", "cap"), CAPPED)
def test_the_caps(
    store: Store, before: list[tuple[int, bool]], following: tuple[int, bool], cap: str | None
) -> None:
    for number, (last, of_call) in enumerate([*before, following]):
        queue(store, replace(
            POINTS, key=f"k{number}", recipient=f"+57315555010{last}",
            call_id=CALL if of_call else None,
        ))  # fmt: skip
    for _ in before:
        due = taken(store)
        assert due is not None
        send(store, due)
    due = taken(store)
    assert due is not None
    with store.reading() as session:
        assert outbound.over_cap(session, due, CAPS, NOW) == cap
        tomorrow = NOW + timedelta(hours=24)
        assert outbound.over_cap(session, due, CAPS, tomorrow) == (
            cap if cap == "call_cap" else None
        )
        emergency = replace(due, purpose=ContactPurpose.EMERGENCY)
        assert outbound.over_cap(session, emergency, CAPS, NOW) is None


def test_a_dead_letter_is_listed_masked_tried_anew_and_discarded(store: Store) -> None:
    queue(store)
    due = taken(store)
    assert due is not None
    with store.unit_of_work() as session:
        outbound.bury(session, due, NOW, "http_422")
        (listed,) = outbound.listed(session, (DeliveryState.DEAD,))
        assert (listed.masked, listed.why) == ("•••101", "http_422")
        assert (outbound.count_dead(session), outbound.count_waiting(session)[SMS]) == (1, 0)
        outbound.retry(session, listed.id, NOW)
        assert (outbound.count_dead(session), outbound.count_waiting(session)[SMS]) == (0, 1)
        with pytest.raises(Refused, match="no está entre los que"):
            outbound.retry(session, listed.id, NOW)
        outbound.discard(session, listed.id, NOW)
        with pytest.raises(Refused, match="ya terminó"):
            outbound.discard(session, listed.id, NOW)
        for unknown in (0, 99, 2**70):
            with pytest.raises(NotFound):
                outbound.retry(session, unknown, NOW)
    assert taken(store) is None


def test_what_is_old_is_swept_and_what_needs_someone_stays(store: Store) -> None:
    for key in ("sent", "dead", "waits"):
        queue(store, replace(POINTS, key=key))
    first, second = taken(store), taken(store)
    assert first is not None
    assert second is not None
    send(store, first)
    with store.unit_of_work() as session:
        outbound.bury(session, second, NOW, "http_422")
        assert outbound.sweep(session, NOW + timedelta(days=1)) == 1
        left = [one.state for one in outbound.listed(session, tuple(DeliveryState))]
        assert sorted(left) == [DeliveryState.DEAD, DeliveryState.WAITING]
        assert session.scalars(select(tables.ContactMade)).all() == []


MASKED = [
    (PHONE, SMS, "•••101"),
    ("ana@example.co", EMAIL, "•••@example.co"),
    ("comercial", WEBHOOK, "comercial"),
]


@pytest.mark.parametrize(("recipient", "channel", "shown"), MASKED)
def test_recipients_are_shown_masked(recipient: str, channel: ContactChannel, shown: str) -> None:
    assert masked_recipient(recipient, channel) == shown
