from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr import store as tables
from ivr.services import identity
from ivr.services.identity import Datum
from ivr.store import Store, Verification
from tests.services import town
from tests.services.town import NOW

VERIFIED, FAILED, LOCKED = Verification.VERIFIED, Verification.FAILED, Verification.LOCKED
PHONE = "+573155550101"
DAYS = itertools.count()
OTHERS = [f"+5731600000{number:02}" for number in range(20)]


@dataclass(frozen=True)
class Ask:
    """One answer to the second datum; right unless told otherwise."""

    account_id: int | None
    claimed: str = "210000373"
    caller: str | None = PHONE
    answer: str = "101"
    call: str = "019aab6e-5a00-7000-8000-000000000001"
    at: datetime = NOW
    datum: Datum = Datum.DOCUMENT

    def judge(self, session: Session) -> Verification:
        return identity.verify(
            session, claimed=self.claimed, account_id=self.account_id, caller=self.caller,
            answer=self.answer, call_id=self.call, now=self.at, datum=self.datum,
        )  # fmt: skip

    def may_try(self, session: Session) -> bool:
        return identity.gate(
            session, self.claimed, self.caller, self.at,
            account_id=self.account_id, call_id=self.call,
        )  # fmt: skip


def judged(store: Store, *asks: Ask) -> list[Verification]:
    """What came of each, every one in a unit of work of its own."""
    results = []
    for ask in asks:
        with store.unit_of_work() as session:
            results.append(ask.judge(session))
    return results


@pytest.fixture
def right(store: Store) -> Ask:
    with store.unit_of_work() as session:
        return Ask(town.account(session))


def test_the_last_three_digits_of_the_document_verify(store: Store, right: Ask) -> None:
    assert judged(store, right) == [VERIFIED]


@pytest.mark.parametrize(
    "answer", ["", "1", "01", "1101", "10١", "abc", "1 0 1", "\x00", "9" * 999]
)
def test_anything_else_does_not(store: Store, right: Ask, answer: str) -> None:
    assert judged(store, replace(right, answer=answer)) == [FAILED]


@pytest.mark.parametrize("document", ["", "1", "11"])
def test_a_document_too_short_to_ask_for_never_verifies(store: Store, document: str) -> None:
    with store.unit_of_work() as session:
        account_id = town.account(session, document=document)
    assert judged(store, Ask(account_id, answer=document)) == [FAILED]


def test_who_gave_the_document_proves_a_telephone(store: Store, right: Ask) -> None:
    by_document = replace(right, claimed="38251101", datum=Datum.PHONE)
    assert judged(
        store, replace(by_document, answer="102"), replace(by_document, answer="101")
    ) == [FAILED, VERIFIED]


def test_three_failures_for_an_account_lock_it_for_everyone(store: Store, right: Ask) -> None:
    wrong = replace(right, answer="999")
    assert judged(store, wrong, wrong, wrong, right) == [FAILED, FAILED, LOCKED, LOCKED]
    assert judged(store, replace(right, caller=OTHERS[0])) == [LOCKED]


def test_five_failures_from_a_number_lock_it_for_every_account(store: Store) -> None:
    with store.unit_of_work() as session:
        accounts = [Ask(town.account(session, str(n)), claimed=str(n)) for n in range(1, 5)]
    first, second, third, fourth = (replace(ask, answer="999") for ask in accounts)
    assert judged(store, first, first, second, second) == [FAILED] * 4
    assert judged(store, third, fourth, accounts[3]) == [LOCKED, LOCKED, LOCKED]
    assert judged(store, replace(accounts[3], caller=OTHERS[0])) == [VERIFIED]


def test_an_account_that_does_not_exist_sounds_the_same(store: Store, right: Ask) -> None:
    there = replace(right, answer="999", caller=OTHERS[0])
    nowhere = replace(there, account_id=None, claimed="999999999", caller=OTHERS[1])
    assert judged(store, *[there] * 4) == judged(store, *[nowhere] * 4)
    with store.reading() as session:
        assert there.may_try(session) is nowhere.may_try(session) is False


def test_a_guess_for_no_account_is_never_right(store: Store) -> None:
    guesses = [
        Ask(None, claimed=f"8{n}", answer=f"{n:03}", caller=OTHERS[n % 20]) for n in range(60)
    ]
    assert VERIFIED not in judged(store, *guesses)


def test_typing_account_and_document_in_turn_gains_nothing(store: Store, right: Ask) -> None:
    wrong = replace(right, answer="999")
    as_document = replace(wrong, claimed="38.251.101")
    assert judged(store, wrong, as_document, wrong) == [FAILED, FAILED, LOCKED]
    assert judged(store, as_document) == [LOCKED]


def test_separators_do_not_make_another_claim(store: Store) -> None:
    claims = [Ask(None, claimed=text) for text in ("12345678", "12-345-678", "12 345 678")]
    assert judged(store, *claims) == [FAILED, FAILED, LOCKED]


def test_a_withheld_number_is_counted_by_call_and_by_account(store: Store) -> None:
    hidden = [Ask(None, claimed=str(n), caller=None) for n in range(6)]
    assert judged(store, *hidden) == [FAILED] * 4 + [LOCKED] * 2
    another_call = replace(hidden[5], call=town.call_id())
    assert judged(store, another_call, another_call, another_call) == [FAILED, FAILED, LOCKED]


def test_a_success_does_not_wipe_failures_out(store: Store, right: Ask) -> None:
    wrong = replace(right, answer="999")
    assert judged(store, wrong, wrong, right, wrong) == [FAILED, FAILED, VERIFIED, LOCKED]


def test_the_day_ends_at_midnight_in_bogota(store: Store, right: Ask) -> None:
    evening = datetime(2026, 11, 23, 4, 59, tzinfo=UTC)
    wrong = replace(right, answer="999", at=evening)
    assert judged(store, wrong, wrong, wrong) == [FAILED, FAILED, LOCKED]
    assert judged(store, replace(right, at=evening + timedelta(minutes=1))) == [VERIFIED]


def test_the_gate_tells_before_asking(store: Store, right: Ask) -> None:
    wrong = replace(right, answer="999")
    open_for = []
    for _ in range(4):
        with store.reading() as session:
            open_for.append(wrong.may_try(session))
        judged(store, wrong)
    assert open_for == [True, True, True, False]


@pytest.mark.parametrize("known", [True, False])
def test_two_calls_at_once_cannot_pass_the_limit(store: Store, right: Ask, known: bool) -> None:
    wrong = replace(right, answer="999", account_id=right.account_id if known else None)
    callers = [replace(wrong, caller=OTHERS[number]) for number in range(12)]
    results: list[Verification] = []
    start = threading.Barrier(len(callers))

    def call(ask: Ask) -> None:
        start.wait()
        results.extend(judged(store, ask))

    threads = [threading.Thread(target=call, args=(ask,)) for ask in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [FAILED] * 2 + [LOCKED] * 10
    with store.reading() as session:
        failed = tables.IdentityAttempt.result == FAILED
        query = select(func.count()).select_from(tables.IdentityAttempt).where(failed)
        assert session.scalar(query) == 3


def test_nothing_that_was_typed_is_kept(store: Store, right: Ask) -> None:
    judged(store, right, replace(right, account_id=None, claimed="52123456", answer="456"))
    with store.reading() as session:
        rows = session.execute(select(*tables.IdentityAttempt.__table__.columns)).all()
    kept = "".join(repr(value) for row in rows for value in row)
    for typed in (right.claimed, PHONE, "52123456", "'456'", "'101'"):
        assert typed not in kept


def test_old_salts_are_forgotten(store: Store, right: Ask) -> None:
    judged(store, replace(right, at=NOW - timedelta(days=5)), right)
    with store.unit_of_work() as session:
        assert identity.sweep(session, NOW) == 1
        assert session.scalars(select(tables.IdentitySalt.day)).all() == [town.TODAY]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    tries=st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans()), min_size=1, max_size=25
    )
)
def test_however_it_is_tried_the_limits_hold(
    store: Store, tries: list[tuple[int, int, bool]]
) -> None:
    """On a day of its own: four claims of no account, three callers, in any order."""
    at = datetime(2027, 1, 1, 12, tzinfo=UTC) + timedelta(days=next(DAYS))
    by_claim: dict[int, int] = {}
    by_caller: dict[int, int] = {}
    with store.unit_of_work() as session:
        for claim, caller, withheld in tries:
            ask = Ask(
                None, claimed=f"77{claim}", caller=None if withheld else OTHERS[caller], at=at,
                call=f"019aab6e-5a00-7000-8000-00000000000{caller}",
            )  # fmt: skip
            counted_as = caller + 10 * withheld
            left = min(3 - by_claim.get(claim, 0), 5 - by_caller.get(counted_as, 0))
            assert ask.judge(session) is (FAILED if left > 1 else LOCKED)
            if left > 0:
                by_claim[claim] = by_claim.get(claim, 0) + 1
                by_caller[counted_as] = by_caller.get(counted_as, 0) + 1
