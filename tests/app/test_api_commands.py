"""`linea api`: tokens made, listed and revoked; the document written."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.commands import api
from ivr.errors import Invalid
from ivr.services import agents, api_tokens
from ivr.services.agents import Role
from ivr.store import Store

pytestmark = pytest.mark.service


@pytest.fixture
def store(sqlite_file: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("LINEA_STORE__URL", f"sqlite:///{sqlite_file}")
    store = Store(f"sqlite:///{sqlite_file}")
    with store.unit_of_work() as session:
        agents.create(
            session, user="integracion", name="Integración", role=Role.QUALITY,
            password="correct horse", now=datetime.now(UTC),
        )  # fmt: skip
    return store


def run(*arguments: str) -> str:
    ran = CliRunner().invoke(api.app, arguments, catch_exceptions=False, env={"COLUMNS": "200"})
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_a_token_from_first_to_last(store: Store) -> None:
    assert run("tokens", "list").strip() == "No hay llaves"
    secret = run(
        "tokens", "create", "crm", "--usuario", "integracion", "--permiso", "calls:read"
    ).strip()
    with store.reading() as session:
        assert api_tokens.holder(session, secret, datetime.now(UTC)) is not None
    assert "sirve" in run("tokens", "list")
    assert secret not in run("tokens", "list")
    run("tokens", "revoke", "1")
    assert "revocada" in run("tokens", "list")
    with store.reading() as session:
        assert api_tokens.holder(session, secret, datetime.now(UTC)) is None


def test_a_scope_that_its_owner_may_not_have_is_refused(store: Store) -> None:
    wanted = ("--usuario", "integracion", "--permiso", "cases:write")
    with pytest.raises(Invalid):
        run("tokens", "create", "crm", *wanted)


def test_the_document_is_written(tmp_path: Path) -> None:
    run("schema", str(tmp_path / "api.json"))
    told = json.loads((tmp_path / "api.json").read_text(encoding="utf-8"))
    assert told["openapi"] == "3.1.0"
    assert json.loads(run("schema", "-"))["paths"].keys() == told["paths"].keys()
