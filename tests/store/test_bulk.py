from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from ivr.store import Account, Base, Call, Invoice, Outcome, PathStep, Store, Zone, ZoneKind
from ivr.store.bulk import load

AT = datetime(2026, 11, 22, 10, 0, 0, 7, tzinfo=timezone(timedelta(hours=-5)))
CALL = "019aab6e-5a00-7000-8000-000000000001"
ACCOUNT: dict[str, object] = {
    "id": 1, "number": "210000373", "holder": "Ñáñez", "document": "123", "address": "Calle 1",
    "zone_id": 1, "stratum": 3, "services": ("acueducto", "aseo"),
    "suspended_since": date(2026, 1, 2),
}  # fmt: skip
INVOICE: dict[str, object] = {
    "id": 1, "number": "1", "account_id": 1, "period": date(2026, 10, 1),
    "issued_on": date(2026, 11, 3), "due_on": date(2026, 11, 17), "total": 10**9, "owed": 0,
    "paid_at": AT,
}  # fmt: skip
CALLED: dict[str, object] = {
    "call_id": CALL, "number": None, "withheld": True, "identity_level": 0, "started_at": AT,
    "ended_how": Outcome.AGENT,
}  # fmt: skip
STEP: dict[str, object] = {
    "call_id": CALL, "writer": "line", "position": 0, "at": AT, "kind": "said", "confidence": 0.5,
}  # fmt: skip
ROWS: tuple[tuple[type[Base], dict[str, object]], ...] = (
    (Zone, {"id": 1, "name": "Centro", "kind": ZoneKind.BARRIO}),
    (Account, ACCOUNT),
    (Invoice, INVOICE),
    (Call, CALLED),
    (PathStep, STEP),
)


def test_rows_loaded_read_as_rows_added(store: Store) -> None:
    with store.unit_of_work() as session:
        for model, values in ROWS:
            load(session, model, tuple(values), [tuple(values.values())])
    with store.reading() as session:
        for model, values in ROWS:
            row = session.scalars(select(model)).unique().one()
            assert {name: getattr(row, name) for name in values} == values, model
        started_at = session.scalars(select(Call.started_at)).one()
        assert started_at.tzinfo is UTC


def test_a_row_refused_leaves_none(store: Store) -> None:
    rows = [(1, "Centro", ZoneKind.BARRIO), (1, "Otro", ZoneKind.BARRIO)]
    with pytest.raises((DBAPIError, Exception)), store.unit_of_work() as session:
        load(session, Zone, ("id", "name", "kind"), rows)
    with store.reading() as session:
        assert session.scalars(select(Zone)).all() == []


def test_thousands_of_rows(store: Store) -> None:
    rows = ((number, f"Zona {number}", ZoneKind.VEREDA) for number in range(1, 5001))
    with store.unit_of_work() as session:
        load(session, Zone, ("id", "name", "kind"), rows)
        assert len(session.scalars(select(Zone.id)).all()) == 5000
