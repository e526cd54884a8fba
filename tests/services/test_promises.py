"""Payment promises: within the entity's limits, kept or broken as payments tell."""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from ivr import store as tables
from ivr.errors import Invalid, LineaError, Refused
from ivr.services import promises
from ivr.services.promises import NewPromise, PaymentPromise, PromiseRules, PromiseState
from ivr.store import Store
from tests.services import town
from tests.services.town import NOW, TODAY

DAY = timedelta(days=1)
RULES = PromiseRules(
    first_day=0, last_day=15, smallest=5_000, open_at_once=1, approved_by="una prueba"
)
SHIPPED = Path(__file__).parents[2] / "config" / "catalogues" / "promises.toml"


@pytest.fixture
def account(store: Store) -> int:
    with store.unit_of_work() as session:
        town.agent(session)
        return town.account(session)


def wanted(account: int, **changes: object) -> NewPromise:
    usual = NewPromise(
        promise_id=str(uuid.uuid4()), account_id=account, call_id=town.call_id(), agent_id=1,
        amount=40_000, due_on=TODAY + 7 * DAY, owed=90_000,
    )  # fmt: skip
    return replace(usual, **changes)  # type: ignore[arg-type]


def pay(session: Session, account: int, amount: int, at: datetime) -> None:
    session.add(tables.Payment(account_id=account, amount=amount, paid_at=at))
    session.flush()


def states(store: Store, account: int, today: date) -> list[PromiseState]:
    with store.reading() as session:
        rows = session.query(tables.PaymentPromise).order_by(tables.PaymentPromise.id).all()
        return [one.state for one in promises.told(session, rows, today)]


def test_a_promise_is_open_until_its_day(store: Store, account: int) -> None:
    with store.unit_of_work() as session:
        made = promises.make(session, wanted(account), RULES, NOW)
    assert (made.amount, made.paid, made.state) == (40_000, 0, PromiseState.OPEN)
    assert made.made_with == "Agente1"
    with store.reading() as session:
        assert [one.id for one in promises.open_of(session, account, TODAY)] == [made.id]
        assert [one.id for one in promises.open_of(session, account, TODAY + 7 * DAY)] == [made.id]
        assert promises.open_of(session, account, TODAY + 8 * DAY) == ()
    assert states(store, account, TODAY + 7 * DAY) == [PromiseState.OPEN]
    assert states(store, account, TODAY + 8 * DAY) == [PromiseState.BROKEN]


@pytest.mark.parametrize(
    ("payments", "state", "paid"),
    [
        ([(40_000, 1)], "kept", 40_000),
        ([(15_000, 1), (25_000, 6)], "kept", 40_000),
        ([(90_000, 3)], "kept", 40_000),
        ([(15_000, 1)], "open", 15_000),
        ([(40_000, -1)], "open", 0),
        ([(40_000, 8)], "open", 0),
    ],
    ids=("at once", "in parts", "more", "a part", "before it", "too late"),
)
def test_payments_tell_whether_it_was_kept(
    store: Store, account: int, payments: list[tuple[int, int]], state: str, paid: int
) -> None:
    with store.unit_of_work() as session:
        promises.make(session, wanted(account), RULES, NOW)
        for amount, days in payments:
            pay(session, account, amount, NOW + days * DAY)
        row = session.query(tables.PaymentPromise).one()
        (told,) = promises.told(session, [row], TODAY)
    assert (told.state, told.paid) == (PromiseState(state), paid)


def test_an_invoice_that_an_import_tells_to_be_paid_counts_as_well(
    store: Store, account: int
) -> None:
    with store.unit_of_work() as session:
        promises.make(session, wanted(account), RULES, NOW)
        town.invoice(session, account, due_in=3, total=40_000, paid_at=NOW + DAY)
    assert states(store, account, TODAY + 20 * DAY) == [PromiseState.KEPT]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"amount": 90_001}, Invalid),
        ({"amount": 4_999}, Invalid),
        ({"amount": 0}, Invalid),
        ({"due_on": TODAY - DAY}, Invalid),
        ({"due_on": TODAY + 16 * DAY}, Invalid),
        ({"due_on": date.max}, Invalid),
        ({"owed": 0}, Refused),
    ],
)
def test_what_is_beyond_the_limits_is_refused(
    store: Store, account: int, changes: dict[str, object], error: type[LineaError]
) -> None:
    with store.unit_of_work() as session, pytest.raises(error):
        promises.make(session, wanted(account, **changes), RULES, NOW)
    assert states(store, account, TODAY) == []


def test_less_than_the_smallest_is_promised_where_no_more_is_owed(
    store: Store, account: int
) -> None:
    with store.unit_of_work() as session:
        made = promises.make(session, wanted(account, amount=900, owed=900), RULES, NOW)
    assert made.amount == 900


def test_one_stands_open_and_who_says_otherwise_in_the_same_call_replaces_it(
    store: Store, account: int
) -> None:
    first = wanted(account)
    with store.unit_of_work() as session:
        promises.make(session, first, RULES, NOW)
        limits = promises.limits(session, account, town.call_id(), 90_000, RULES, TODAY)
        assert limits.refusal == "la cuenta ya tiene una promesa de pago abierta"
        with pytest.raises(Refused):
            promises.make(session, wanted(account), RULES, NOW)
        promises.make(session, wanted(account, call_id=first.call_id, amount=50_000), RULES, NOW)
    assert states(store, account, TODAY) == [PromiseState.REPLACED, PromiseState.OPEN]


def test_the_same_promise_sent_twice_is_one(store: Store, account: int) -> None:
    once = wanted(account)
    with store.unit_of_work() as session:
        made = [promises.make(session, once, RULES, NOW) for _ in range(2)]
    assert made[0] == made[1]
    assert len(states(store, account, TODAY)) == 1


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(amount=st.integers(-(10**15), 10**15), days=st.integers(-400, 400))
def test_nothing_beyond_the_limits_is_ever_kept(
    store: Store, account: int, amount: int, days: int
) -> None:
    made: PaymentPromise | None = None
    with store.unit_of_work() as session:
        new = wanted(account, amount=amount, due_on=TODAY + days * DAY)
        with contextlib.suppress(LineaError):
            made = promises.make(session, new, RULES, NOW)
        session.rollback()
    assert (made is not None) is (5_000 <= amount <= 90_000 and 0 <= days <= 15)


def test_the_limits_that_are_shipped_can_be_used() -> None:
    assert promises.read(SHIPPED).last_day >= 1


@pytest.mark.parametrize(
    "change",
    [
        ("last_day = 15", "last_day = 400"),
        ("last_day = 15", 'last_day = "quince"'),
        ("first_day = 0", "first_day = 20"),
        ("smallest = 5000", "smallest = 0"),
        ("open_at_once = 1", ""),
        ("smallest = 5000", "smallest = 5000\nother = 1"),
    ],
)
def test_limits_that_cannot_be_used_are_named(tmp_path: Path, change: tuple[str, str]) -> None:
    file = tmp_path / "promises.toml"
    file.write_text(SHIPPED.read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(Invalid, match=r"promises\.toml"):
        promises.read(file)
