"""Reports to the ethics line in the store: found by their code alone, each reading on record."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from ivr import store as tables
from ivr.check_digit import is_valid
from ivr.errors import Invalid, NotFound, Refused
from ivr.services import agents
from ivr.services import ethics as service
from ivr.services.agents import Role
from ivr.store import EthicsEntryKind, EthicsMode, EthicsState, Store
from tests.services import ethics

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
CODE = service.new_code()


@pytest.fixture
def officer(store: Store) -> int:
    with store.unit_of_work() as session:
        made = agents.create(
            session, user="etica", name="Etica", role=Role.ETHICS, password="x" * 12, now=NOW
        )
        return made.id


@pytest.fixture
def report(store: Store) -> str:
    with store.unit_of_work() as session:
        return ethics.file(session, DAY, code=CODE).filing_id


def progress(store: Store, code: str) -> service.Progress | None:
    with store.unit_of_work() as session:
        hashed = service.code_hash(service.salt(session), code)
        return service.progress(session, hashed, NOW)


def test_codes_are_of_one_length_and_check_themselves() -> None:
    codes = {service.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(is_valid(code) and len(code) == service.CODE_DIGITS for code in codes)


def test_a_report_is_found_by_its_code_alone(store: Store, report: str) -> None:
    found = progress(store, CODE)
    assert found == service.Progress(report, EthicsState.RECEIVED, DAY, "")
    assert progress(store, service.new_code()) is None


def test_the_secret_stays_the_same(store: Store) -> None:
    with store.unit_of_work() as session:
        first = service.salt(session)
    with store.unit_of_work() as session:
        assert service.salt(session) == first


def test_filing_the_same_again_changes_nothing(store: Store) -> None:
    for _ in range(2):
        with store.unit_of_work() as session:
            filing = service.EthicsFiling(
                filing_id="6a2f41a3-c54c-4f1e-8b2a-4c9f5ad1a111",
                code_hash=b"x" * 32,
                mode=EthicsMode.NAMED,
                facts=("a",),
                identity=("b",),
                filed_on=DAY,
            )
            service.post(session, filing, "", NOW)
    with store.reading() as session:
        (line,) = service.reports(session).reports
    assert (line.sounds, line.mode) == (2, EthicsMode.NAMED)


def test_what_was_read_and_written_stays_on_record(store: Store, report: str, officer: int) -> None:
    with store.unit_of_work() as session:
        service.read(session, report, officer, NOW)
        service.write(session, report, officer, EthicsEntryKind.NOTE, "Se abre  revisión.", NOW)
        shown = service.write(
            session, report, officer, EthicsEntryKind.ANSWER, "Se abrió proceso.", NOW
        )
    assert [(entry.kind, entry.text) for entry in shown.entries] == [
        (EthicsEntryKind.READ, ""),
        (EthicsEntryKind.NOTE, "Se abre revisión."),
        (EthicsEntryKind.ANSWER, "Se abrió proceso."),
    ]
    found = progress(store, CODE)
    assert found is not None
    assert (found.state, found.answer) == (EthicsState.ANSWERED, "Se abrió proceso.")


def test_a_note_on_an_answered_report_leaves_it_answered(
    store: Store, report: str, officer: int
) -> None:
    with store.unit_of_work() as session:
        service.write(session, report, officer, EthicsEntryKind.ANSWER, "Sí.", NOW)
        shown = service.write(session, report, officer, EthicsEntryKind.NOTE, "Nota.", NOW)
    assert shown.state is EthicsState.ANSWERED


def test_more_from_the_caller_opens_a_closed_report(
    store: Store, report: str, officer: int
) -> None:
    added = service.EthicsAddition(
        filing_id=str(uuid.uuid4()), report_id=report, recordings=("c0ffee",), told_on=DAY
    )
    with store.unit_of_work() as session:
        service.write(session, report, officer, EthicsEntryKind.CLOSED, "Sin mérito.", NOW)
        with pytest.raises(Refused):
            service.write(session, report, officer, EthicsEntryKind.NOTE, "Algo.", NOW)
        service.post_addition(session, added, "", NOW)
        shown = service.read(session, report, officer, NOW)
    assert shown.state is EthicsState.REVIEWING
    assert len(shown.sounds) == 2


# what is written, as what
UNFIT = [
    ("   ", EthicsEntryKind.NOTE),
    ("x" * (service.LONGEST_ANSWER + 1), EthicsEntryKind.ANSWER),
    ("x" * (service.LONGEST_TEXT + 1), EthicsEntryKind.NOTE),
    ("Leída", EthicsEntryKind.READ),
]


@pytest.mark.parametrize(("text", "kind"), UNFIT)
def test_what_can_t_be_written(
    store: Store, report: str, officer: int, text: str, kind: EthicsEntryKind
) -> None:
    with store.unit_of_work() as session, pytest.raises(Invalid):
        service.write(session, report, officer, kind, text, NOW)


def test_a_report_that_is_not_there(store: Store, officer: int) -> None:
    with store.unit_of_work() as session, pytest.raises(NotFound):
        service.read(session, "6a2f41a3-c54c-4f1e-8b2a-4c9f5ad1a111", officer, NOW)


def test_failures_are_counted_by_the_hour(store: Store) -> None:
    progress(store, CODE)
    with store.unit_of_work() as session:
        hour = session.scalars(select(tables.EthicsFailures)).one()
        assert hour.count == 1
        hour.count = service.FAILURES_AN_HOUR - 1
        assert service.may_try(session, NOW)
    progress(store, CODE)
    with store.reading() as session:
        assert not service.may_try(session, NOW)
        assert service.may_try(session, NOW + timedelta(hours=1))


def test_no_column_can_hold_a_call_a_number_or_an_hour() -> None:
    told = (tables.EthicsReport, tables.EthicsSound)
    columns = {column.name for table in told for column in table.__table__.columns}
    assert columns == {
        *("id", "code_hash", "mode", "state", "filed_on", "complete"),
        *("recording", "report_id", "kind", "told_on"),
    }


def test_reports_of_a_day_come_in_no_order_of_arrival(store: Store) -> None:
    with store.unit_of_work() as session:
        filed = [ethics.file(session, DAY).filing_id for _ in range(12)]
    with store.reading() as session:
        listed = [line.id for line in service.reports(session).reports]
    assert listed == sorted(filed)
    assert listed != filed
