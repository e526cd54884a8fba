"""What may be sent to a caller, and the call that they are owed, from the desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr import store as tables
from ivr.errors import Invalid, Refused
from ivr.services import call_messages, callbacks, caller_match, calls, contact, pqrs
from ivr.services.call_messages import Names
from ivr.services.calls import CallRecord
from ivr.services.damage import DamageCatalogue
from ivr.store import CaseKind, CaseState, Service, Store
from tests.services import town
from tests.services.town import NOW, TODAY

CONFIG = Path(__file__).parents[2] / "config"
NAMES = Names(
    pqrs.load(CONFIG / "catalogues" / "pqrs.toml"),
    DamageCatalogue.load(CONFIG / "catalogues" / "damage.toml"),
)
MOBILE, FIXED = "+573155550101", "+576082345678"
MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # ten in the morning in Bogotá
NIGHT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # nine in the evening of that Monday


@pytest.fixture
def line(store: Store) -> Store:
    with store.unit_of_work() as session:
        contact.seed(session, contact.read(CONFIG / "catalogues" / "contact.toml"))
        town.account(session)
        session.add(
            tables.Case(
                radicado="20260000017", kind=CaseKind.CLAIM, subject="Cobro", account_id=1,
                rule_version="x", filed_at=NOW, due_on=TODAY, state=CaseState.NOTIFIED,
                unfinished=False,
            )
        )  # fmt: skip
    return store


def call(store: Store, number: str | None = MOBILE, level: int = 0) -> CallRecord:
    call_id = town.call_id()
    with store.unit_of_work() as session:
        calls.begin(session, call_id, started_at=NOW, number=number, withheld=number is None)
        calls.set_account(session, call_id, 1, level)
        record = calls.by_id(session, call_id)
    assert record is not None
    return record


def names(store: Store, record: CallRecord) -> list[str]:
    with store.reading() as session:
        account = caller_match.matched(session, record).account
        found = call_messages.sendable(session, record, account, NAMES)
    return [f"{one.template} {one.about}".strip() for one in found]


def test_earlier_cases_are_told_to_who_was_verified_alone(line: Store) -> None:
    assert names(line, call(line)) == ["enlace_pago"]
    assert names(line, call(line, level=2)) == ["enlace_pago", "estado_caso 20260000017"]


def test_what_was_filed_in_the_call_may_be_sent_to_anybody(line: Store) -> None:
    record = call(line)
    with line.unit_of_work() as session:
        session.add(
            tables.Case(
                radicado="20260000025", kind=CaseKind.PETITION, subject="Acuerdo",
                call_id=record.call_id, rule_version="x", filed_at=NOW, due_on=TODAY,
            )
        )  # fmt: skip
        session.add(
            tables.DamageReport(
                ticket="7100014", service=Service.WATER, kind="Fuga", priority=2,
                call_id=record.call_id, opened_at=NOW,
            )
        )  # fmt: skip
    assert names(line, record) == [
        "enlace_pago", "radicado 20260000025", "estado_caso 20260000025", "dano 7100014",
    ]  # fmt: skip


def test_a_message_goes_once_a_call_to_the_number_that_calls(line: Store) -> None:
    record = call(line)
    with line.unit_of_work() as session:
        account = caller_match.matched(session, record).account
        (link,) = call_messages.sendable(session, record, account, NAMES)
        sent = [call_messages.send(session, record, link, NOW) for _ in range(2)]
        (message,) = session.query(tables.OutboundMessage).all()
        assert sent == [True, False]
        assert (message.recipient, message.call_id) == (MOBILE, record.call_id)
        assert message.fields == {"cuenta": "373"}


@pytest.mark.parametrize("number", [None, FIXED])
def test_a_number_that_gets_no_messages_is_refused(line: Store, number: str | None) -> None:
    record = call(line, number)
    with line.reading() as session, pytest.raises(Refused):
        call_messages.allowed(session, record, NOW)


def test_without_a_rule_of_contact_nothing_may_be_sent(line: Store) -> None:
    record = call(line)
    with line.unit_of_work() as session:
        contact.seed(session, ())
        assert not call_messages.allowed(session, record, NOW)


@pytest.mark.parametrize(
    ("now", "wanted", "owed_from"),
    [
        (MONDAY, None, MONDAY + timedelta(minutes=10)),
        (MONDAY, MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=2)),
        (MONDAY, MONDAY - timedelta(days=3), MONDAY + timedelta(minutes=10)),
        (NIGHT, None, datetime(2026, 11, 24, 12, 0, tzinfo=UTC)),
        (MONDAY, NIGHT, datetime(2026, 11, 24, 12, 0, tzinfo=UTC)),
    ],
    ids=("soon", "later", "a past moment", "at night", "tonight"),
)
def test_a_call_is_owed_when_the_rules_allow(
    line: Store, now: datetime, wanted: datetime | None, owed_from: datetime
) -> None:
    record = call(line)
    with line.unit_of_work() as session:
        owing = callbacks.promise(session, record, wanted, now)
    assert owing.not_before == owed_from
    assert (owing.number, owing.call_id, owing.queue) == (MOBILE, record.call_id, "attention")


def test_a_call_far_ahead_or_to_nobody_is_not_promised(line: Store) -> None:
    known, withheld = call(line), call(line, None)
    with line.unit_of_work() as session:
        with pytest.raises(Invalid):
            callbacks.promise(session, known, MONDAY + timedelta(days=9), MONDAY)
        with pytest.raises(Refused):
            callbacks.promise(session, withheld, None, MONDAY)
        contact.refuse(session, MOBILE, MONDAY, how="en una llamada")
        with pytest.raises(Refused):
            callbacks.promise(session, known, None, MONDAY)


def test_a_number_that_is_owed_a_call_keeps_that_one(line: Store) -> None:
    record, again = call(line), call(line)
    with line.unit_of_work() as session:
        first = callbacks.promise(session, record, None, MONDAY)
        assert callbacks.promise(session, again, None, MONDAY).id == first.id
