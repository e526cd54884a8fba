from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from ivr import store as tables
from ivr.errors import StoreUnavailable
from ivr.store import Store, schema


@pytest.fixture
def empty(empty_url: str) -> Iterator[Store]:
    store = Store(empty_url)
    yield store
    store.close()


def test_every_migration_runs_up_and_down_again(empty: Store) -> None:
    steps = ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions()
    for step in reversed(list(steps)):
        schema.upgrade(empty, step.revision)
        schema.downgrade(empty, str(step.down_revision or "base"))
        schema.upgrade(empty, step.revision)
    schema.downgrade(empty)
    assert inspect(empty.engine).get_table_names() == ["alembic_version"]
    if not empty.is_sqlite:
        with empty.reading() as session:
            left = "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            assert session.scalar(text(left)) == 0


def test_the_migrations_make_what_the_models_say(store: Store) -> None:
    assert schema.differences(store) == []
    assert schema.current(store) == schema.newest()


def test_check_constraints_are_those_of_the_models(store: Store) -> None:
    found = {
        (table, check["name"])
        for table in tables.Base.metadata.tables
        for check in inspect(store.engine).get_check_constraints(table)
    }
    modelled = {
        (table.name, constraint.name)
        for table in tables.Base.metadata.tables.values()
        for constraint in table.constraints
        if str(constraint.name).startswith("ck_")
    }
    assert found == modelled


def test_two_processes_may_upgrade_at_once(empty_url: str) -> None:
    stores = [Store(empty_url), Store(empty_url)]
    with ThreadPoolExecutor(2) as both:
        list(both.map(schema.upgrade, stores))
    assert schema.current(stores[0]) == schema.newest()
    for store in stores:
        store.close()


def test_a_store_without_tables_says_how_to_make_them(empty: Store) -> None:
    with pytest.raises(StoreUnavailable, match="linea db upgrade"), empty.reading() as session:
        session.get(tables.Account, 1)


@pytest.mark.parametrize(
    "change", ["UPDATE case_history SET note = 'x'", "DELETE FROM case_history"]
)
def test_a_case_s_history_can_only_grow(store: Store, change: str) -> None:
    with store.unit_of_work() as session:
        session.execute(
            text(
                "INSERT INTO cases (id, radicado, kind, subject, told, channel, rule_version,"
                " filed_at, due_on, state) VALUES (1, '1', 'queja', '', '', 'telefono', 'x',"
                " '2026-01-01 00:00:00', '2026-01-20', 'filed')"
            )
        )
        session.execute(
            text(
                "INSERT INTO case_history (id, case_id, position, at, kind, note)"
                " VALUES (1, 1, 0, '2026-01-01 00:00:00', 'radicado', '')"
            )
        )
    with (
        pytest.raises((DatabaseError, StoreUnavailable), match="append-only"),
        store.unit_of_work() as session,
    ):
        session.execute(text(change))
