"""The timeline: everything of a caller in one order, a page at a time, nothing twice or lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from ivr import store as tables
from ivr.errors import Invalid
from ivr.services import calls, recordings, timeline
from ivr.services.calls import LegRole
from ivr.services.recordings import Taken
from ivr.services.timeline import Asked, Entry, Kind, Whose
from ivr.store import CaseKind, CaseState, DamageState, Service, Store, SurveyOrigin
from tests.services import town
from tests.services.town import NOW, TODAY

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
PHONE, OTHER = "+573155550101", "+573155550199"
NOWHERE = "0190a000-0000-7000-8000-00000000ffff"


@pytest.fixture
def past(store: Store) -> Store:
    """An account with something of everything, a stranger's calls beside it."""
    with store.unit_of_work() as session:
        account, stranger = town.account(session), town.account(session, "999", phones=(OTHER,))
        agent = town.agent(session).id
        for days, number, about in ((1, PHONE, None), (4, OTHER, account), (9, PHONE, account)):
            _call(session, days, number, about, agent)
        _call(session, 2, OTHER, stranger, agent)
        for owner in (account, stranger):
            _filed(session, owner)
            _paid(session, owner)
        session.add(
            tables.PaymentPromise(
                promise_id=town.call_id(), account_id=account, call_id=_last_call(session),
                amount=500, owed=900, due_on=TODAY - 2 * DAY, made_at=NOW - 5 * DAY,
                made_with=agent,
            )
        )  # fmt: skip
    return store


def _call(session: Session, days: int, number: str, account: int | None, agent: int) -> None:
    at = NOW - days * DAY
    call_id = town.call_id(at)
    calls.begin(session, call_id, started_at=at, number=number)
    if account is not None:
        calls.set_account(session, call_id, account, 1)
    calls.set_intent(session, call_id, f"intent_{days}")
    calls.leg_started(session, call_id, "1", role=LegRole.AGENT, agent_id=agent, at=at)
    calls.leg_answered(session, call_id, "1", at=at)
    calls.end(session, call_id, at=at + 2 * MINUTE)
    session.add(
        tables.Survey(
            call_id=call_id, origin=SurveyOrigin.AGENT, agent_id=agent, flow="factura",
            invited_at=at + 2 * MINUTE, accepted=days != 9, csat=4, resolved=True,
        )
    )  # fmt: skip
    if days == 4:
        sound = Taken(
            f"{call_id}-call-1", call_id, recordings.CALL, at, 110.0, 2, 1, f"file-{call_id}"
        )
        recordings.take_in(session, sound, NOW)
    session.flush()


def _last_call(session: Session) -> str:
    return session.query(tables.Call.call_id).order_by(tables.Call.call_id.desc()).first()[0]  # type: ignore[index]


def _filed(session: Session, account: int) -> None:
    session.add(
        tables.Case(
            radicado=f"R{account}", kind=CaseKind.CLAIM, subject="Cobro", account_id=account,
            rule_version="x", filed_at=NOW - 3 * DAY, due_on=TODAY, state=CaseState.FILED,
            unfinished=True,
        )
    )  # fmt: skip
    session.add(
        tables.DamageReport(
            ticket=f"T{account}", service=Service.WATER, kind="Fuga", priority=2,
            account_id=account, opened_at=NOW - 3 * DAY, state=DamageState.OPEN,
        )
    )  # fmt: skip


def _paid(session: Session, account: int) -> None:
    """One payment of an invoice, and an invoice that an import told to be paid."""
    paid_at = NOW - 3 * DAY
    invoice = town.invoice(session, account, due_in=-20, total=700, paid_at=paid_at)
    session.add(tables.Payment(account_id=account, invoice_id=invoice, amount=700, paid_at=paid_at))
    town.invoice(session, account, due_in=-50, total=650, paid_at=NOW - 40 * DAY)


def read(
    store: Store, kind: Kind | None = None, limit: int = 50, *, number: str | None = PHONE,
    account: int | None = 1,
) -> list[Entry]:  # fmt: skip
    """All pages of that size, one behind the other."""
    asked = Asked(Whose(number, account, NOWHERE), TODAY, kind)
    entries: list[Entry] = []
    cursor: str | None = None
    with store.reading() as session:
        while True:
            page = timeline.page(session, asked, cursor, limit)
            assert len(page.entries) <= limit
            entries += page.entries
            cursor = page.next
            if cursor is None:
                return entries


def told(entries: list[Entry]) -> list[str]:
    return [f"{(NOW - one.at).days} {one.kind}" for one in entries]


EVERYTHING = [
    "0 survey", "1 call", "3 case", "3 damage", "3 payment", "3 survey", "4 call", "5 promise",
    "9 call", "40 payment",
]  # fmt: skip


def test_everything_of_the_account_and_its_telephone_newest_first(past: Store) -> None:
    assert told(read(past)) == EVERYTHING


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_lose_and_repeat_nothing_though_much_happened_at_one_moment(
    past: Store, limit: int
) -> None:
    assert told(read(past, limit=limit)) == EVERYTHING


@pytest.mark.parametrize("kind", list(Kind))
def test_one_kind_alone(past: Store, kind: Kind) -> None:
    if kind is Kind.RECORDING:
        (call,) = read(past, kind, 1)
        assert (call.kind, call.recorded) == (Kind.CALL, 110.0)
        return
    assert told(read(past, kind, 1)) == [one for one in EVERYTHING if one.endswith(kind)]


def test_each_entry_says_what_an_agent_needs(past: Store) -> None:
    found = {one.kind: one for one in reversed(read(past))}
    call, case, paid = found[Kind.CALL], found[Kind.CASE], found[Kind.PAYMENT]
    assert (call.what, call.state, call.agent, call.seconds) == (
        "intent_1",
        "agent",
        "Agente1",
        120,
    )
    assert (case.id, case.about, case.state, case.due_on) == ("R1", "Cobro", "filed", TODAY)
    assert paid.amount == 700
    assert (found[Kind.PROMISE].amount, found[Kind.PROMISE].state) == (500, "kept")
    assert (found[Kind.SURVEY].score, found[Kind.SURVEY].agent) == (4, "Agente1")


def test_without_an_account_the_telephone_s_calls_alone(past: Store) -> None:
    assert told(read(past, account=None)) == ["0 survey", "1 call", "9 call"]
    assert read(past, number=None, account=None) == []


def test_the_call_that_goes_on_is_no_past(past: Store) -> None:
    (newest, *_) = read(past, Kind.CALL)
    asked = Asked(Whose(PHONE, 1, newest.id), TODAY, Kind.CALL)
    with past.reading() as session:
        assert newest not in timeline.page(session, asked).entries


@pytest.mark.parametrize(
    "cursor", ["", "x", "AAAA", "MjAyNi0xMS0yMnwwfDE", "MjAyNi0xMS0yMlQxNTowMDowMCswMDowMHw5OXwx"]
)
def test_a_cursor_of_our_own_making_or_none(past: Store, cursor: str) -> None:
    asked = Asked(Whose(PHONE, 1, NOWHERE), TODAY)
    with past.reading() as session, pytest.raises(Invalid):
        timeline.page(session, asked, cursor)
