"""`linea db`, `users`, `accounts` and `demo`, as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import command_line
from ivr.errors import Invalid, StoreUnavailable
from ivr.services import accounts, agents
from ivr.store import Store

ACCOUNTS = """\
number,holder,document,address,zone,stratum,services,phones,suspended_since
210000373,María Gómez,38251101,Calle 4 # 5-06,Centro,3,acueducto aseo,3155550101,
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LINEA_DATA__FOLDER", str(tmp_path))
    return tmp_path


def linea(*words: str, typed: str = "") -> Result:
    result = CliRunner().invoke(command_line(list(words)), list(words), input=typed)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def store_of(folder: Path) -> Store:
    return Store(f"sqlite:///{folder / 'linea.sqlite'}")


def test_the_tables_are_made_told_and_taken_back() -> None:
    assert linea("db", "status").exit_code == 1
    assert "de la versión ninguna a la 0001" in linea("db", "upgrade").output
    assert "al día" in linea("db", "upgrade").output
    assert linea("db", "status").exit_code == 0
    assert linea("db", "downgrade", "base", typed="n\n").exit_code == 1
    assert linea("db", "status").exit_code == 0
    assert "versión ninguna" in linea("db", "downgrade", "base", "--si").output


def test_a_database_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEA_STORE__URL", "sqlite:////nowhere/linea.sqlite")
    with pytest.raises(StoreUnavailable, match=r"/nowhere/linea\.sqlite"):
        linea("db", "upgrade")


def test_people_are_made_listed_and_retired(folder: Path) -> None:
    linea("db", "upgrade")
    made = linea(
        "users", "add", "clara", "Clara Rojas", "--cola", "attention=1", "--cola", "emergency=2",
        typed="a good password\na good password\n",
    )  # fmt: skip
    assert made.exit_code == 0
    assert "a good password" not in made.output
    linea("users", "retire", "clara")
    listed = linea("users", "list").output
    assert "attention (1), emergency (2)" in listed
    with store_of(folder).reading() as session:
        (clara,) = agents.everyone(session)
    assert (clara.active, clara.skills) == (False, {"attention": 1, "emergency": 2})


@pytest.mark.parametrize("level", ["attention", "attention=0", "=1", "attention=ten"])
def test_a_level_is_explained(level: str) -> None:
    linea("db", "upgrade")
    refused = linea("users", "add", "c", "C", "--cola", level, typed="password1\npassword1\n")
    assert refused.exit_code == 2


def test_accounts_are_taken_in(folder: Path) -> None:
    linea("db", "upgrade")
    file = folder / "cuentas.csv"
    file.write_text(ACCOUNTS, encoding="utf-8")
    assert "1 cuentas" in linea("accounts", "import", str(file)).output
    with store_of(folder).reading() as session:
        assert accounts.by_phone(session, "+573155550101")
    file.write_text(ACCOUNTS.replace(",3,", ",x,"), encoding="utf-8")
    with pytest.raises(Invalid, match="línea 2, columna stratum"):
        linea("accounts", "import", str(file))


def test_the_numbers_to_call_from_are_shown() -> None:
    assert "+573155550105" in linea("demo", "callers").output
