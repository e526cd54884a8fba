"""`linea db`, `users`, `accounts`, `messages`, `outbox` and `demo`, as they are typed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import command_line
from app.preparation import CONTACT_RULES
from ivr.errors import NotFound, StoreUnavailable
from ivr.services import accounts, agents, contact, messages, outbound
from ivr.services.messages import Recording
from ivr.services.outbound import Message
from ivr.store import ContactChannel, ContactPurpose, Store, schema

pytestmark = pytest.mark.service

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
    assert f"de la versión ninguna a la {schema.newest()}" in linea("db", "upgrade").output
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


def test_an_agent_is_given_a_desk_telephone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEA_DESK__TELEPHONES", '[{"name": "sala", "password": "una clave"}]')
    linea("db", "upgrade")
    linea("users", "add", "clara", "Clara Rojas", typed="password1\npassword1\n")
    assert "clara atiende con sala" in linea("users", "set-telephone", "clara", "sala").output
    with store_of(folder).reading() as session:
        assert agents.telephone_of(session, agents.by_user(session, "clara").id) == "sala"
    assert linea("users", "set-telephone", "clara", "otro").exit_code == 2
    assert "el navegador" in linea("users", "set-telephone", "clara", "navegador").output
    with store_of(folder).reading() as session:
        assert agents.telephone_of(session, agents.by_user(session, "clara").id) is None


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
    refused = linea("accounts", "import", str(file), "--errors", str(folder / "errors.csv"))
    assert refused.exit_code == 1
    assert "no se guardó ninguna de las cuentas" in refused.output
    assert "Estrato" in (folder / "errors.csv").read_text("utf-8-sig")


def test_a_dry_run_and_a_template(folder: Path) -> None:
    linea("db", "upgrade")
    file = folder / "cuentas.csv"
    file.write_text(ACCOUNTS, encoding="utf-8")
    tried = linea("accounts", "import", str(file), "--dry-run").output
    assert "1 nuevas, 0 con cambios, 0 iguales" in tried
    assert "no se cambió nada" in tried
    with store_of(folder).reading() as session:
        assert not accounts.by_phone(session, "+573155550101")
    assert linea("accounts", "template", str(folder / "p.xlsx")).exit_code == 0
    bills = folder / "facturas.csv"
    assert linea("accounts", "template", str(bills), "--facturas").exit_code == 0
    assert linea("accounts", "invoices", str(bills)).output.startswith("0 facturas")


def test_messages_out_are_listed_tried_anew_and_discarded(folder: Path) -> None:
    linea("db", "upgrade")
    assert "No hay mensajes" in linea("outbox", "list").output
    message = Message(
        key="k", channel=ContactChannel.SMS, recipient="+576082712345", template="dano",
        purpose=ContactPurpose.SERVICE, fields={"ticket": "1", "servicio": "acueducto"},
    )  # fmt: skip
    with store_of(folder).unit_of_work() as session:
        outbound.queue(session, message, datetime(2026, 11, 22, 3, tzinfo=UTC))
    listed = linea("outbox", "list").output
    assert "•••345" in listed
    assert "2712345" not in listed
    assert "no es un" in listed
    assert "1 por enviar otra vez" in linea("outbox", "retry", "1").output
    assert "1 descartados" in linea("outbox", "discard", "1").output
    assert "No hay mensajes" in linea("outbox", "list").output
    assert "descartado" in linea("outbox", "list", "--todos").output
    with pytest.raises(NotFound, match="no hay un mensaje 9"):
        linea("outbox", "retry", "9")


def test_the_rules_of_contact_are_replaced(folder: Path) -> None:
    linea("db", "upgrade")
    assert "reglas de contacto" in linea("outbox", "rules", str(CONTACT_RULES)).output
    with store_of(folder).reading() as session:
        assert len(contact.rules_of(session)) == len(contact.read(CONTACT_RULES))


def leave_messages(folder: Path) -> None:
    """Two: one with sound, and an emergency whose caller hung up at the tone."""
    (folder / "messages").mkdir()
    (folder / "messages" / "one.wav").write_bytes(b"sound")
    left = [("+573155550101", Recording("one.wav", 4.2)), (None, None)]
    with store_of(folder).unit_of_work() as session:
        for number, (phone, recording) in enumerate(left):
            messages.take_in(
                session, f"0197a1b2-0000-7000-8000-00000000000{number}", number=phone,
                emergency=phone is None, at=datetime(2026, 11, 22, 3, tzinfo=UTC),
                recording=recording,
            )  # fmt: skip


def test_messages_are_listed_heard_and_attended(folder: Path) -> None:
    linea("db", "upgrade")
    assert "No hay mensajes" in linea("messages", "list").output
    leave_messages(folder)
    linea("users", "add", "clara", "Clara Rojas", typed="password1\npassword1\n")
    _, first, second = linea("messages", "list").output.splitlines()
    assert first.split() == ["2", "EMERGENCIA", "2026-11-21", "22:00", "oculto", "sin", "sonido"]
    assert second.split() == ["1", "2026-11-21", "22:00", "+573155550101", "4", "s"]
    assert str(folder / "messages" / "one.wav") in linea("messages", "listen", "1").output
    assert linea("messages", "listen", "1", str(folder / "copy.wav")).exit_code == 0
    assert (folder / "copy.wav").read_bytes() == b"sound"
    assert "atendido" in linea("messages", "done", "1", "--por", "clara").output
    assert "ya estaba" in linea("messages", "done", "1", "--por", "clara").output
    assert len(linea("messages", "list").output.splitlines()) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("listen", "2"), "colgaron al oír el tono"),
        (("listen", "9"), "no hay un mensaje 9"),
        (("done", "9", "--por", "clara"), "no hay un usuario clara"),
    ],
)
def test_a_message_that_can_not_be_had(folder: Path, words: tuple[str, ...], told: str) -> None:
    linea("db", "upgrade")
    leave_messages(folder)
    with pytest.raises(NotFound, match=told):
        linea("messages", *words)


def test_the_numbers_to_call_from_are_shown() -> None:
    assert "+573155550105" in linea("demo", "callers").output
