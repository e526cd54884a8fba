from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.demonstration import users
from ivr import demo
from ivr import store as tables
from ivr.check_digit import is_valid
from ivr.demo import staff
from ivr.demo.showcase import ACCOUNTS, NO_ACCOUNT
from ivr.phone_number import normalise
from ivr.services import (
    accounts,
    agents,
    billing,
    callbacks,
    callers,
    calls,
    dispositions,
    surveys,
    timeline,
)
from ivr.services.agents import LoginOutcome
from ivr.services.billing import InvoiceState, Statement
from ivr.services.timeline import Asked, Kind, Whose
from ivr.store import Base, Role, Store
from ivr.store.schema import upgrade

CATALOGUE = Path(__file__).parents[2] / "config" / "catalogues" / "dispositions.toml"
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
NO_CALL = "0190a000-0000-7000-8000-00000000ffff"


def make(store: Store, *, today: date = TODAY, seed: int = 1, size: int = 300) -> Store:
    with store.unit_of_work() as session:
        demo.make(session, dispositions.read(CATALOGUE), today=today, seed=seed, accounts=size)
    return store


def content(store: Store) -> dict[str, str]:
    """A digest of each table's rows."""
    found = {}
    with store.reading() as session:
        for table in Base.metadata.sorted_tables:
            rows = session.execute(select(table).order_by(*table.primary_key.columns)).all()
            found[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A small town, to be read only."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('town') / 'linea.sqlite'}")
    upgrade(store)
    yield make(store)
    store.close()


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'another.sqlite'}", statement_seconds=120.0)
    upgrade(store)
    yield store
    store.close()


def test_the_same_seed_and_day_make_the_same_town_on_any_database(
    town: Store, store: Store
) -> None:
    assert content(make(store)) == content(town)


@pytest.mark.parametrize("change", [{"seed": 2}, {"today": date(2026, 11, 23)}])
def test_another_seed_or_day_makes_another(
    another: Store, tmp_path: Path, change: dict[str, object]
) -> None:
    other = Store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    upgrade(other)
    make(other, size=100, **change)  # type: ignore[arg-type]
    assert content(make(another, size=100))["invoices"] != content(other)["invoices"]
    other.close()


@pytest.mark.parametrize(
    "day", [date(2024, 2, 29), date(2026, 1, 1), date(2026, 3, 31), date(2026, 12, 31)]
)
def test_any_day_will_do(another: Store, day: date) -> None:
    make(another, today=day, size=100)
    with another.reading() as session:
        newest = session.scalars(select(func.max(tables.Invoice.issued_on))).one()
        paid = session.scalars(select(func.max(tables.Payment.paid_at))).one()
        each = session.execute(
            select(func.count()).select_from(tables.Invoice).group_by(tables.Invoice.account_id)
        )
        assert {count for (count,) in each} == {24}
    assert newest <= day
    assert paid.date() < day


def statement_of(store: Store, number: str) -> Statement:
    with store.reading() as session:
        (account,) = accounts.by_number(session, number)
        return billing.statement(session, account.id, TODAY)


def test_each_account_shown_is_in_the_state_it_says(town: Store) -> None:
    found = {
        shown.label: statement_of(town, demo.account_number(account_id))
        for account_id, shown in enumerate(ACCOUNTS, start=1)
    }
    states = {
        label: (each.latest.state if each.latest else None, each.overdue.count, each.owed)
        for label, each in found.items()
    }
    assert states["Al día"] == (InvoiceState.PAID, 0, 0)
    assert states["Por vencer"] == (InvoiceState.PENDING, 0, 121_000)
    assert states["Una factura vencida"] == (InvoiceState.OVERDUE, 1, 67_210)
    assert states["Varias facturas vencidas"][:2] == (InvoiceState.PENDING, 3)
    assert states["Factura de millones"] == (InvoiceState.PENDING, 0, 12_480_735)
    assert states["Teléfono fijo, un millón exacto"] == (InvoiceState.OVERDUE, 1, 1_000_000)
    suspended = found["Servicio suspendido"]
    assert suspended.suspended_since == date(2026, 10, 28)
    assert suspended.reconnection_amount == suspended.overdue.total + 48_900
    assert suspended.overdue.count == 5


def test_callers_are_known_and_told_what_they_need(town: Store) -> None:
    with town.reading() as session:
        for number, label in demo.callers():
            assert normalise(number.removeprefix("+57"), "608") == number
            found = accounts.by_phone(session, number)
            assert len(found) == label.count("cuenta 2")
            for account in found:
                assert account.number in label
                assert account.document[-3:] in label
    assert NO_ACCOUNT in demo.callers()


def test_the_pop_of_a_caller_shown_is_rich(another: Store) -> None:
    number, _ = demo.callers()[0]
    call_id = "019aab6e-5a00-7000-8000-000000000001"
    with make(another, size=100).unit_of_work() as session:
        calls.begin(session, call_id, started_at=NOW, number=number)
        card = callers.card(session, call_id, NOW)
    assert card.match == "likely"
    assert card.cases
    assert card.damages
    assert card.outages
    assert card.calls
    assert len(card.invoices) == 3


def test_the_accounts_shown_have_something_of_everything(town: Store) -> None:
    promised: Counter[str | None] = Counter()
    with town.reading() as session:
        for place, shown in enumerate(ACCOUNTS, start=1):
            (account,) = accounts.by_number(session, demo.account_number(place))
            asked = Asked(Whose(shown.phone, account.id, NO_CALL), TODAY)
            entries = timeline.page(session, asked, limit=50).entries
            promised.update(one.state for one in entries if one.kind is Kind.PROMISE)
            assert {Kind.CALL, Kind.PAYMENT} <= {one.kind for one in entries}
            if place == 1:
                assert {one.kind for one in entries} == set(Kind) - {Kind.RECORDING}
    assert promised == {"open": 2, "kept": 1, "broken": 2}


def test_accounts_look_like_a_town(town: Store) -> None:
    with town.reading() as session:
        found = session.scalars(select(tables.Account)).unique().all()
        assert len(found) == 300
        assert all(is_valid(account.number) for account in found)
        phones = session.scalars(select(tables.AccountPhone.number)).all()
        assert all(normalise(phone, "608") == phone for phone in phones)
        assert len({account.zone_id for account in found}) > 20
        suspended = [account for account in found if account.suspended_since]
    assert all(account.suspended_since < TODAY for account in suspended if account.suspended_since)


def test_payments_are_those_of_the_invoices(town: Store) -> None:
    with town.reading() as session:
        invoices = session.scalars(select(tables.Invoice)).all()
        payments = session.scalars(select(tables.Payment)).all()
    paid = {payment.invoice_id: payment for payment in payments}
    assert len(paid) == len(payments)
    for invoice in invoices:
        assert (invoice.owed == 0) is (invoice.id in paid)
        assert invoice.owed in (0, invoice.total)
        if invoice.owed == 0:
            assert paid[invoice.id].amount == invoice.total
            assert paid[invoice.id].paid_at == invoice.paid_at


def test_past_calls_are_as_the_line_would_have_told_them(town: Store) -> None:
    with town.reading() as session:
        page = calls.page(session, limit=200)
        ends = Counter(call.outcome for call in page.calls)
        assert {"agent", "self_service", "abandoned_ivr", "abandoned_queue"} <= ends.keys()
        for line in page.calls:
            record = calls.by_id(session, line.call_id)
            assert record is not None
            assert calls.minted_at(line.call_id) == record.started_at
            assert record.ended_at is not None
            assert record.started_at < record.ended_at
            assert all(step.at <= record.ended_at for step in record.steps)
            assert (line.outcome == "agent") is (line.agent is not None) is bool(record.wrap_ups)


def test_callers_said_what_they_thought_and_are_owed_calls(town: Store) -> None:
    with town.reading() as session:
        told = surveys.results(session, NOW - timedelta(days=60), NOW)
        owed = callbacks.owed(session, NOW)
        every = session.scalars(select(tables.Callback)).all()
    assert told.invited > told.answered > 100
    assert told.csat_mean is not None
    assert 3 < told.csat_mean < 5
    assert [(one.state, one.place.head_start > 0) for one in owed] == [
        ("waiting", True), ("waiting", False), ("waiting", False), ("failed", False),
    ]  # fmt: skip
    reached = [one for one in every if one.state == "reached"]
    assert len(reached) > 5
    assert all(one.placed_call_id and one.closed_at for one in reached)
    rings_at_no_one = "+5731555501"
    assert all(one.number.startswith(rings_at_no_one) for one in every if one.closed_at is None)


def test_a_day_that_has_begun_has_its_calls(another: Store) -> None:
    evening = datetime(2026, 11, 22, 23, tzinfo=UTC)
    with another.unit_of_work() as session:
        catalogue = dispositions.read(CATALOGUE)
        demo.make(session, catalogue, today=TODAY, accounts=100, now=evening)
        call = tables.Call
        midnight = datetime(2026, 11, 22, 5, tzinfo=UTC)
        last, count = session.execute(
            select(func.max(call.ended_at), func.count()).where(call.started_at > midnight)
        ).one()
        asked = surveys.results(session, midnight, evening)
    assert last is not None
    assert last <= evening
    assert count > 20
    assert asked.answered


def log_in(session: Session, user: str, password: str) -> agents.LogIn:
    checked = agents.check_password(session, user, password, NOW)
    return agents.log_in(session, checked, NOW)


def test_nobody_can_sign_in_until_the_users_are_opened(another: Store) -> None:
    with make(another, size=100).unit_of_work() as session:
        for password in ("!", "", "demo"):
            assert log_in(session, "agente1", password).outcome is LoginOutcome.REFUSED
        users = demo.open_users(session, "demo-password", NOW)
        assert len(users) == 10
        opened = [log_in(session, user, "demo-password").agent for user in users]
    roles = Counter(agent.role for agent in opened if agent)
    assert roles == {role: 4 if role == "agent" else 1 for role in Role}


def test_a_store_knows_whether_it_was_filled(town: Store, another: Store) -> None:
    with town.reading() as session:
        assert demo.is_made(session)
    with another.reading() as session:
        assert not demo.is_made(session)


def test_an_earlier_demonstration_gets_who_it_lacks_and_a_real_person_keeps_the_password(
    another: Store,
) -> None:
    with make(another, size=100).unit_of_work() as session:
        lacking, real = (
            session.scalars(select(tables.Agent).where(tables.Agent.user == user)).one()
            for user in ("calidad", "admin")
        )
        session.delete(lacking)
        real.name = "Quien administra"
        session.flush()
        users = demo.open_users(session, "demo-password", NOW)
        assert "calidad" in users
        assert "admin" not in users
        assert log_in(session, "calidad", "demo-password").agent is not None
        assert log_in(session, "admin", "demo-password").outcome is LoginOutcome.REFUSED


@pytest.mark.long
def test_the_whole_town(another: Store) -> None:
    make(another, size=20_000)
    with another.reading() as session:
        counts = {
            table: session.scalar(select(func.count()).select_from(table))
            for table in (tables.Account, tables.Invoice)
        }
    assert counts == {tables.Account: 20_000, tables.Invoice: 480_000}


def test_every_demonstration_user_is_told_with_what_they_are() -> None:
    assert {user for user, _ in users()} == {user for user, *_ in staff.STAFF}
