"""Finding cases: lists, risk by one rule, what callers ask by radicado and by document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session

from ivr import store as tables
from ivr.check_digit import with_check_digit
from ivr.errors import Invalid
from ivr.services import numbers, pqrs, recordings, transcripts, working_days
from ivr.services.pqrs import CaseKind, CaseState, Risk, View, Wanted, steps
from ivr.services.pqrs.steps import Desk
from ivr.services.pqrs.words import words
from ivr.services.recordings import Taken
from ivr.services.transcripts import Written
from ivr.services.working_days import Calendar
from ivr.store import Store
from tests.services import cases, town
from tests.services.town import NOW, TODAY

RISK = Risk.on(TODAY, Calendar(), 2)
RULES = cases.catalogue()


@pytest.fixture
def lite(sqlite_file: Path) -> Iterator[Store]:
    """An empty store on SQLite alone, where the database makes no difference."""
    opened = Store(f"sqlite:///{sqlite_file}")
    yield opened
    opened.close()


@pytest.fixture
def filled(store: Store) -> Store:
    """Forty cases of the last sixty days in every state that people get them into."""
    rng = Random(3)
    with store.unit_of_work() as session:
        working_days.seed(session, TODAY)
        officer = town.agent(session).id
        for place in range(40):
            at = NOW - timedelta(days=rng.randrange(60), minutes=place)
            kind = rng.choice(list(CaseKind))
            radicado = cases.file(session, kind, at, subject=f"Asunto {place}")
            _work(session, rng, officer, radicado, at)
    return store


def _work(session: Session, rng: Random, officer: int, radicado: str, at: datetime) -> None:
    def desk(days: int) -> Desk:
        return Desk(session, RULES, officer, min(at + timedelta(days=days), NOW))

    if rng.random() < 0.5:
        steps.assign(desk(1), radicado, officer)
    chance = rng.random()
    if chance < 0.15:
        steps.ask_to_complete(desk(2), radicado, "algo")
    elif chance < 0.5:
        steps.answer(desk(10), radicado, "1", "Sí", on_the_merits=True)
        if chance < 0.3:
            steps.notify(desk(12), radicado, "1", "oficina", "acta")


def everything(store: Store) -> list[tables.Case]:
    with store.reading() as session:
        return list(session.query(tables.Case).all())


def expected(case: tables.Case, view: View) -> bool:
    """What the view holds, said again in plain Python."""
    soon = Calendar().add(TODAY, 2)
    open_ = case.state in {"filed", "assigned", "incomplete", "answered"}
    running = case.state in {"filed", "assigned"}
    told_late = case.state == "answered" and case.notify_by is not None and case.notify_by <= soon
    return {
        View.OPEN: open_,
        View.MINE: open_ and case.assigned_to is not None,
        View.UNASSIGNED: open_ and case.assigned_to is None,
        View.OVERDUE: running and case.due_on < TODAY,
        View.DUE_SOON: running and TODAY <= case.due_on <= soon,
        View.SILENCE: case.silence and ((running and case.due_on <= soon) or told_late),
        View.INCOMPLETE: case.state == "incomplete",
        View.ANSWERED: case.state == "answered",
        View.FINISHED: not open_,
        View.ALL: True,
    }[view]


def test_a_list_holds_what_it_says_page_by_page(filled: Store) -> None:
    mine = next(one.assigned_to for one in everything(filled) if one.assigned_to)
    late = radicados(filled, View.OVERDUE)
    for view in View:
        found: list[str] = []
        cursor, wanted = None, Wanted(view, agent_id=mine)
        with filled.reading() as session:
            while True:
                page = pqrs.page(session, wanted, RISK, cursor=cursor, limit=7)
                found += [case.radicado for case in page.cases]
                assert all(one.overdue == (one.radicado in late) for one in page.cases)
                cursor = page.next
                if cursor is None:
                    break
            counts = pqrs.counts(session, mine, RISK)
        assert sorted(found) == sorted(radicados(filled, view))
        assert counts.get(view, len(found)) == len(found)


def radicados(store: Store, view: View) -> set[str]:
    return {one.radicado for one in everything(store) if expected(one, view)}


def test_what_is_due_first_comes_first(filled: Store) -> None:
    with filled.reading() as session:
        due = [one.due_on for one in pqrs.page(session, Wanted(), RISK, limit=500).cases]
        newest = pqrs.page(session, Wanted(View.ALL), RISK, limit=500).cases
    assert due == sorted(due)
    assert [one.filed_at for one in newest] == sorted((o.filed_at for o in newest), reverse=True)


def test_the_board_s_figures_are_the_lists(filled: Store) -> None:
    with filled.reading() as session:
        found = pqrs.at_risk(session, TODAY)
    assert (found.overdue, found.due_soon, found.silence) == tuple(
        len(radicados(filled, view)) for view in (View.OVERDUE, View.DUE_SOON, View.SILENCE)
    )


FOUND = [
    ("38251101", 2), ("3825-1101", 2), ("3155550101", 2), ("210000373", 1), ("ruiz marta", 2),
    ("RUÍZ", 2), ("cobraron dos", 1), ("dos veces trato", 0), ("nadie", 0), ("¿¡", 0),
    ("99999999", 0), ("'; DROP TABLE cases; --", 0), ("%", 0),
]  # fmt: skip


def test_cases_are_found_by_number_and_by_word(store: Store) -> None:
    with store.unit_of_work() as session:
        cases.file(session, account_id=town.account(session))
        radicado = cases.file(session, subject="Mal trato en la oficina")
        for written, many in [*FOUND, (f" {radicado} ", 1)]:
            page = pqrs.page(session, Wanted(View.ALL, text=written), RISK)
            assert len(page.cases) == many, written


def test_a_case_is_found_by_what_was_said_in_its_call(store: Store) -> None:
    call_id = "019aabcd-0000-7000-8000-000000000001"
    name = f"{call_id}-pqrs-1"
    with store.unit_of_work() as session:
        radicado = cases.file(session, call_id=call_id)
        cases.file(session)
        taken = Taken(name, call_id, "pqrs", NOW, 9.0, 1, 144_044, "a.sealed")
        recordings.take_in(session, taken, NOW)
        said = Written("el contador está dañado", 0.9)
        transcripts.write(session, name, said, model="m", now=NOW, found_by=words(said.text))

        def found(text: str) -> list[str]:
            listed = pqrs.page(session, Wanted(View.ALL, text=text), RISK).cases
            return [one.radicado for one in listed]

        assert found("contador") == [radicado]
        assert found("Dañado ruiz") == [radicado]
        assert found("tubería") == []
        transcripts.forget(session, [name])
        assert found("contador") == []


BAD_CURSORS = ["", "x", "_", "2026-11-22", "2026-13-45_1", "9" * 40, "2026-11-22_²"]


def test_a_page_that_is_none(lite: Store) -> None:
    for cursor in BAD_CURSORS:
        for view in (View.OPEN, View.ALL):
            with lite.reading() as session, pytest.raises(Invalid):
                pqrs.page(session, Wanted(view), RISK, cursor=cursor)


BAD_RADICADOS = [
    "", "2026", "20260000001X", "ABCDEFGHIJKL", "202600000016", "2026000000150", "²" * 12,
    "9" * 500, "\x00", "202600000015; --",
]  # fmt: skip


def test_what_is_no_radicado(store: Store) -> None:
    with store.unit_of_work() as session:
        assert cases.file(session) == "202600000015"
        for typed in BAD_RADICADOS:
            assert pqrs.status(session, typed, TODAY) is None
            assert pqrs.by_radicado(session, typed) is None


def test_a_status_says_how_it_stands(store: Store) -> None:
    with store.unit_of_work() as session:
        radicado = cases.file(session, at=NOW - timedelta(days=40))
        status = pqrs.status(session, f"{radicado[:4]}-{radicado[4:]}", TODAY)
        assert status is not None
        assert (status.state, status.overdue, status.assigned) == (CaseState.FILED, True, False)
        (mine,) = pqrs.of_document(session, "38.251.101", TODAY)
        assert mine.radicado == radicado


@given(st.sampled_from(numbers.Series), st.integers(2000, 2199), st.integers(1, 10**9))
def test_a_number_checks_itself(series: numbers.Series, year: int, sequence: int) -> None:
    number = str(numbers.Number(series, year, sequence))
    assert numbers.could_be(number)
    for place, digit in enumerate(number):
        wrong = number[:place] + str((int(digit) + 1) % 10) + number[place + 1 :]
        assert not numbers.could_be(wrong)


def test_radicados_begin_with_their_year_and_go_on() -> None:
    assert str(numbers.Number(numbers.Series.CASE, 2026, 42)) == with_check_digit("20260000042")


@given(st.text(max_size=300))
def test_words_fit_their_column(written: str) -> None:
    found = words(written)
    assert len(found) <= 24
    assert all((2 <= len(word) <= 40 and word.isascii() and word.islower()) or word.isdigit()
               or word.isalnum() for word in found)  # fmt: skip


PLANS = [
    Wanted(View.OPEN), Wanted(View.OVERDUE), Wanted(View.DUE_SOON), Wanted(View.MINE, agent_id=1),
    Wanted(View.UNASSIGNED), Wanted(View.ALL), Wanted(View.ALL, kind=CaseKind.CLAIM),
    Wanted(View.ALL, service="gas"), Wanted(View.ALL, text="38251101"),
    Wanted(View.ALL, text="marta"),
]  # fmt: skip


def test_no_list_reads_the_whole_table(lite: Store) -> None:
    """SQLite says how it will search: never by looking at every case."""
    asked: list[tuple[str, Any]] = []

    def listen(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        asked.append((statement, parameters))

    event.listen(lite.engine, "before_cursor_execute", listen)
    for wanted in PLANS:
        with lite.reading() as session:
            pqrs.page(session, wanted, RISK)
            statement, parameters = asked[-1]
            explain = f"EXPLAIN QUERY PLAN {statement}"
            plan = [row[3] for row in session.connection().exec_driver_sql(explain, parameters)]
        assert "SCAN cases" not in plan, wanted
