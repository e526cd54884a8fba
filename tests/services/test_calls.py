from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, event, select, text
from sqlalchemy.orm import Session

from ivr import events
from ivr.errors import Invalid
from ivr.services import calls, outbox
from ivr.services.calls import Built, CallRecord, LeftBecause, LegRole, Outcome
from ivr.store import Agent, AgentState, Call, Role, Store
from tests.services import town
from tests.services.town import NOW

PHONE = "+573155550101"
Fact = Callable[[Session, str], None]
SECOND = timedelta(seconds=1)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@dataclass(frozen=True)
class Step:
    """A step as a dialog tells it."""

    at: datetime
    kind: str
    prompt: str | None = None
    heard: str | None = None
    confidence: float | None = None
    label: str | None = None
    by: str | None = None
    certainty: str | None = None


WALKED = (
    Step(after(1), "said", "bienvenida.saludo"),
    Step(after(9), "chosen", "menu.principal", "la dos", 0.9, "Factura y pagos", "speech", "sure"),
    Step(after(30), "transfer", label="Pasa a un asesor"),
)


def a_call_to_an_agent(account_id: int, agent_id: int) -> list[Fact]:
    """What dialog, tracker and CEL tell of one call, each fact by itself."""

    def fact(write: Callable[..., None], *words: object, **more: object) -> Fact:
        return lambda session, call_id: write(session, call_id, *words, **more)

    return [
        fact(calls.begin, started_at=NOW, number=PHONE, dialled="6082770000", answered_at=after(1)),
        fact(calls.begin, started_at=after(0.2)),
        fact(calls.add_steps, WALKED[:2], first=0),
        fact(calls.add_steps, WALKED[2:], first=2),
        fact(calls.add_steps, [Step(after(31), "ladder")], first=31, writer="tracker"),
        fact(calls.set_intent, "factura"),
        fact(calls.set_reason, "asked"),
        fact(calls.set_account, account_id, 1),
        fact(calls.set_account, account_id, 2),
        fact(calls.leg_started, "1.1", role=LegRole.CALLER, at=NOW),
        fact(calls.leg_answered, "1.1", at=after(1)),
        fact(calls.queue_entered, "attention", at=after(31), position=2),
        fact(calls.queue_entered, "attention", at=after(31.4)),
        fact(calls.leg_started, "1.2", role=LegRole.AGENT, agent_id=agent_id, at=after(40)),
        fact(calls.leg_ended, "1.2", at=after(55), cause=19, missed=True),
        fact(calls.leg_started, "1.3", role=LegRole.AGENT, agent_id=agent_id, at=after(56)),
        fact(calls.leg_answered, "1.3", at=after(60)),
        fact(
            calls.queue_left, "attention",
            entered_at=after(31), at=after(60), reason=LeftBecause.ANSWERED,
        ),
        fact(calls.leg_ended, "1.3", at=after(200), cause=16),
        fact(calls.leg_ended, "1.1", at=after(200.3), cause=16),
        fact(calls.end, at=after(200.3)),
        fact(calls.end, at=after(200.1), built=Built.CEL),
    ]  # fmt: skip


@pytest.fixture
def people(store: Store) -> tuple[int, int]:
    """An account and an agent."""
    with store.unit_of_work() as session:
        row = Agent(
            user="agente1", name="Agente Uno", role=Role.AGENT, password_hash="!",
            state=AgentState.OFFLINE, state_since=NOW,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return town.account(session), row.id


def told(store: Store, facts: list[Fact], call_id: str) -> CallRecord:
    with store.unit_of_work() as session:
        for write in facts:
            write(session, call_id)
        record = calls.by_id(session, call_id)
    assert record is not None
    return record


def test_a_call_told_in_order(store: Store, people: tuple[int, int]) -> None:
    account_id, agent_id = people
    call_id = town.call_id()
    record = told(store, a_call_to_an_agent(*people), call_id)
    assert (record.number, record.dialled, record.withheld) == (PHONE, "6082770000", False)
    assert (record.account_id, record.identity_level) == (account_id, 2)
    assert (record.started_at, record.answered_at, record.ended_at) == (NOW, after(1), after(200.3))
    assert (record.intent, record.reason) == ("factura", "asked")
    assert (record.outcome, record.built) == (Outcome.AGENT, Built.LIVE)
    assert [step.kind for step in record.steps] == ["said", "chosen", "transfer", "ladder"]
    assert (record.steps[1].by, record.steps[1].certainty) == ("speech", "sure")
    (stay,) = record.stays
    assert (stay.queue, stay.position, stay.reason, stay.wait) == ("attention", 2, "answered", 29)
    assert [(leg.role, leg.agent, leg.missed, leg.hangup_cause) for leg in record.legs] == [
        ("caller", None, False, 16),
        ("agent", "Agente Uno", True, 19),
        ("agent", "Agente Uno", False, 16),
    ]
    (line,) = calls_of(store, number=PHONE)
    assert (line.agent_id, line.agent, line.seconds, line.wait) == (agent_id, "Agente Uno", 200, 29)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(range(22)), again=st.lists(st.integers(0, 21), max_size=8))
def test_told_in_any_order_and_again_it_is_the_same_call(
    store: Store, people: tuple[int, int], order: list[int], again: list[int]
) -> None:
    facts = a_call_to_an_agent(*people)
    assert len(facts) == 22
    in_order = told(store, facts, town.call_id())
    shuffled = told(store, [facts[place] for place in (*order, *again)], town.call_id())
    assert comparable(shuffled) == comparable(in_order)


def test_two_calls_told_together_are_read_once_each_and_kept_as_if_told_singly(
    store: Store, people: tuple[int, int]
) -> None:
    facts, ids = a_call_to_an_agent(*people), (town.call_id(), town.call_id())
    singly = told(store, facts, town.call_id())
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *run: asked.append(run[2]))
    with store.unit_of_work() as session, calls.concluding_once(session):
        for write in facts:
            for call_id in ids:
                write(session, call_id)
    rows = [one for one in asked if one.startswith("SELECT calls.")]
    assert len(rows) == 4  # nobody had made them: each is asked for, made, and asked for again
    with store.reading() as session:
        for call_id in ids:
            record = calls.by_id(session, call_id)
            assert record is not None
            assert comparable(record) == comparable(singly)
    lines = calls_of(store, number=PHONE)
    assert [(line.agent, line.outcome) for line in lines] == [("Agente Uno", Outcome.AGENT)] * 3


def comparable(record: CallRecord) -> CallRecord:
    """The call without its id, its legs by channel."""
    legs = sorted(record.legs, key=lambda leg: leg.channel)
    return replace(record, call_id="", legs=tuple(legs))


def calls_of(store: Store, **whose: object) -> tuple[calls.CallLine, ...]:
    with store.reading() as session:
        return calls.recent(session, **whose)  # type: ignore[arg-type]


def test_two_writers_of_one_call_take_turns(store: Store, people: tuple[int, int]) -> None:
    facts, call_id = a_call_to_an_agent(*people), town.call_id()
    failures: list[BaseException] = []

    def write(share: list[Fact]) -> None:
        try:
            for fact in share:
                with store.unit_of_work() as session:
                    fact(session, call_id)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=write, args=(facts[part::4] * 2,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    alone = told(store, facts, town.call_id())
    with store.reading() as session:
        together = calls.by_id(session, call_id)
    assert together is not None
    assert comparable(together) == comparable(alone)


def test_the_end_is_told_once_for_each_outcome(store: Store, people: tuple[int, int]) -> None:
    call_id = town.call_id()
    told(store, [partial_end, partial_end], call_id)
    assert ends(store) == ["abandoned_ivr"]
    told(store, a_call_to_an_agent(*people)[9:], call_id)
    assert ends(store)[0] == "abandoned_ivr"
    assert ends(store)[-1] == "agent"
    assert len(ends(store)) == len(set(ends(store)))


def partial_end(session: Session, call_id: str) -> None:
    calls.end(session, call_id, at=after(5))


def ends(store: Store) -> list[str]:
    with store.unit_of_work() as session:
        waiting = [one.event for one in outbox.waiting(session)]
    return [event.ended_how for event in waiting if isinstance(event, events.CallEnded)]


def test_a_call_seen_only_by_cel_says_so(store: Store) -> None:
    record = told(store, [partial(calls.end, at=after(9), built=Built.CEL)], town.call_id())
    assert record.built == "cel"


def test_a_call_whose_beginning_nobody_saw_began_when_its_id_was_minted(store: Store) -> None:
    minted = datetime(2026, 11, 22, 14, 59, 58, 250_000, tzinfo=UTC)
    record = told(store, [partial_end], town.call_id(minted))
    assert record.started_at == minted


@pytest.mark.parametrize("call_id", ["", "1700000000.12", "x" * 36, "'; DROP TABLE calls"])
def test_what_is_no_call_id_is_refused(store: Store, call_id: str) -> None:
    with pytest.raises(Invalid), store.unit_of_work() as session:
        calls.begin(session, call_id, started_at=NOW)
    with store.reading() as session:
        assert calls.by_id(session, call_id) is None


@pytest.mark.parametrize(
    "call_id",
    ["4b5c3d2e-0000-4000-8000-000000000000", "e86e55e7-81ba-784e-832f-56dc0d79929e"],
    ids=["a version without time", "the year 10068"],
)
def test_an_unknown_call_without_a_moment_is_refused(store: Store, call_id: str) -> None:
    with pytest.raises(Invalid), store.unit_of_work() as session:
        calls.set_intent(session, call_id, "factura")


HOSTILE = ("x" * 5000, "\x00", "a\ud800b", "'; DROP TABLE calls; --", "ñ🔥", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_network_sends_is_kept_or_cut(store: Store, text: str) -> None:
    facts: list[Fact] = [
        partial(calls.begin, started_at=NOW, number=text, dialled=text),
        partial(calls.set_intent, intent=text),
        partial(calls.set_reason, reason=text),
        partial(calls.add_steps, steps=[Step(NOW, text, text, text, None, text)], first=0),
    ]
    record = told(store, facts, town.call_id())
    assert len(record.steps) == 1
    with store.reading() as session:
        assert len(calls.page(session, number=text).calls) <= 1


def test_a_step_told_by_two_observers_is_one_and_two_steps_in_a_second_are_two(
    store: Store,
) -> None:
    def told_by(label: str, at: float) -> Fact:
        return partial(
            calls.add_step_once, step=Step(after(at), "ladder", label=label), writer="tracker"
        )

    facts: list[Fact] = [
        told_by("Se llamó a la persona de turno", 40.999),
        told_by("Se llamó a la persona de turno", 41.001),
        told_by("Se le pidió dejar un mensaje", 41.2),
        told_by("Se llamó a la persona de turno", 60),
    ]
    record = told(store, facts, town.call_id())
    assert [(step.at, step.label) for step in record.steps] == [
        (after(40.999), "Se llamó a la persona de turno"),
        (after(41.2), "Se le pidió dejar un mensaje"),
        (after(60), "Se llamó a la persona de turno"),
    ]


def test_who_leaves_by_a_key_and_is_back_within_seconds_waits_twice(store: Store) -> None:
    call_id, left, back = town.call_id(), NOW + 2 * SECOND, NOW + 3 * SECOND
    with store.unit_of_work() as session:
        calls.queue_entered(session, call_id, "attention", at=NOW)
        calls.queue_left(
            session, call_id, "attention", at=left, reason=LeftBecause.KEY, entered_at=NOW
        )
        for told in (back, back + SECOND / 10):  # by AMI and by CEL
            calls.queue_entered(session, call_id, "attention", at=told)
        calls.queue_entered(session, call_id, "attention", at=NOW + SECOND / 10)
    with store.reading() as session:
        record = calls.by_id(session, call_id)
        assert record is not None
        assert [(stay.entered_at, stay.left_at) for stay in record.stays] == [
            (NOW, left),
            (back, None),
        ]


def test_a_caller_may_wait_twice_in_one_queue(store: Store) -> None:
    facts: list[Fact] = [
        partial(calls.queue_entered, queue="attention", at=after(0)),
        partial(calls.queue_left, queue="attention", at=after(60), reason=LeftBecause.KEY),
        partial(calls.queue_entered, queue="attention", at=after(90)),
        partial(calls.queue_left, queue="attention", at=after(95), reason=LeftBecause.ABANDONED),
    ]
    record = told(store, facts, town.call_id())
    assert [(stay.wait, stay.reason) for stay in record.stays] == [(60, "key"), (5, "abandoned")]


def test_an_account_named_anew_starts_unverified(store: Store, people: tuple[int, int]) -> None:
    with store.unit_of_work() as session:
        other = town.account(session, "999")
    facts: list[Fact] = [
        partial(calls.set_account, account_id=people[0], level=2),
        partial(calls.set_account, account_id=people[0], level=1),
        partial(calls.set_account, account_id=other, level=1),
    ]
    record = told(store, facts, town.call_id())
    assert (record.account_id, record.identity_level) == (other, 1)


def many_calls(store: Store, account_id: int) -> list[str]:
    """Thirty calls, one a minute, by two telephones in turn; every third for the account."""
    ids = []
    with store.unit_of_work() as session:
        for minute in range(30):
            at = NOW + timedelta(minutes=minute)
            ids.append(town.call_id(at))
            number = f"+57315555010{minute % 2}"
            calls.begin(session, ids[-1], started_at=at, number=number)
            if minute % 3 == 0:
                calls.set_account(session, ids[-1], account_id, 1)
    return ids


def test_the_last_calls_of_a_number_or_an_account(store: Store, people: tuple[int, int]) -> None:
    ids = many_calls(store, people[0])
    by_number = calls_of(store, number="+573155550101", limit=3)
    assert [call.call_id for call in by_number] == [ids[29], ids[27], ids[25]]
    either = calls_of(store, number="+573155550101", account_id=people[0], but=ids[29], limit=4)
    assert [call.call_id for call in either] == [ids[27], ids[25], ids[24], ids[23]]
    assert calls_of(store) == ()


def test_the_log_is_walked_page_by_page(store: Store, people: tuple[int, int]) -> None:
    ids = many_calls(store, people[0])
    found: list[str] = []
    cursor = None
    with store.reading() as session:
        while True:
            page = calls.page(session, cursor=cursor, limit=7)
            found += [call.call_id for call in page.calls]
            cursor = page.next
            if cursor is None:
                break
    assert found == ids[::-1]


def test_the_log_is_filtered(store: Store, people: tuple[int, int]) -> None:
    ids = many_calls(store, people[0])
    with store.unit_of_work() as session:
        for place in (4, 8):
            calls.leg_started(
                session, ids[place], "9", role=LegRole.AGENT, agent_id=people[1], at=NOW
            )
        calls.leg_answered(session, ids[8], "9", at=NOW)
        of_agent = calls.page(session, agent_id=people[1])
        between = calls.page(
            session, since=NOW + timedelta(minutes=3), until=NOW + timedelta(minutes=6)
        )
        of_number = calls.page(session, number="+573155550101", limit=100)
    assert [call.call_id for call in of_agent.calls] == [ids[8]]
    assert [call.call_id for call in between.calls] == [ids[5], ids[4], ids[3]]
    assert len(of_number.calls) == 15


@pytest.mark.parametrize("cursor", ["x", "", "AAAA", "MjAyNnxhYmM=", "ñ"])
def test_a_cursor_that_no_page_gave_is_refused(store: Store, cursor: str) -> None:
    with pytest.raises(Invalid), store.reading() as session:
        calls.page(session, cursor=cursor)


HISTORIES = (
    (Call.number, "+573155550101", "ix_calls_number_started_at"),
    (Call.account_id, 1, "ix_calls_account_id_started_at"),
    (Call.agent_id, 1, "ix_calls_agent_id_started_at"),
)


@pytest.mark.parametrize(("column", "value", "index"), HISTORIES)
def test_history_is_found_by_index(
    store: Store, column: ColumnElement[object], value: object, index: str
) -> None:
    """Five million calls must not be read through for one caller's."""
    newest = Call.started_at.desc(), Call.call_id.desc()
    query = select(Call.call_id).where(column == value).order_by(*newest).limit(5)
    sql = query.compile(store.engine, compile_kwargs={"literal_binds": True})
    with store.reading() as session:
        if store.is_sqlite:
            rows = session.execute(text(f"EXPLAIN QUERY PLAN {sql}")).all()
        else:
            session.execute(text("SET LOCAL enable_seqscan = off"))
            rows = session.execute(text(f"EXPLAIN {sql}")).all()
    assert index in str(rows)
