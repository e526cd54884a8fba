"""`linea models`, as it is typed, and what the doctor says of the model."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import vocabulary
from app.cli import command_line
from app.doctor import speech_model
from app.settings import load
from ivr.errors import Invalid, LineaError, NotFound
from ivr.services import imports
from ivr.store import Store, schema
from speech.models import STARTER, Shelf
from speech.models.download import DownloadFailed, WrongDigest
from tests.running.http_server import Asked, Reply, Server, http_server

pytestmark = pytest.mark.service

SMALL = "vosk-model-small-es-0.42"
ANOTHER = "vosk-model-de-prueba"
ACCOUNTS = """\
number,holder,document,address,zone,stratum,services,phones,suspended_since
210000373,María Gómez,38251101,"Finca El Guamuchal, kilómetro 3",Chapetón Alto II,1,acueducto,,
210000381,José Pérez,38251102,"Finca El Guamuchal, kilómetro 3",Chapetón Alto II,1,acueducto,,
"""


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    monkeypatch.setenv("LINEA_DATA__FOLDER", str(tmp_path))
    with closing(Store(load().store_url)) as store:
        schema.upgrade(store)
    return Shelf(tmp_path / "speech")


@pytest.fixture(scope="module")
def archive() -> bytes:
    """The starter as it would be published."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as writing:
        for path in sorted(STARTER.rglob("*")):
            if path.is_file():
                writing.write(path, f"{ANOTHER}/{path.relative_to(STARTER)}")
    return made.getvalue()


@pytest.fixture
def server(archive: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Who publishes models; the settings name it."""

    def publish(asked: Asked) -> Reply:
        return Reply(body=archive) if asked.path == f"/{ANOTHER}.zip" else Reply(404)

    with http_server(publish) as server:
        monkeypatch.setenv("LINEA_SPEECH__MODELS_ADDRESS", f"{server.url}/")
        yield server


def linea(*words: str, typed: str = "") -> str:
    """What a command says. Raises the LineaError that would be its last line."""
    result = run(*words, typed=typed)
    if isinstance(result.exception, LineaError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(command_line(["models"]), ["models", *words], input=typed)


# -- list, use ----------------------------------------------------------------------------


def test_at_first_the_list_says_what_there_is_to_get() -> None:
    said = linea("list")
    assert "No hay modelos instalados" in said
    assert f"{SMALL}  40 MB     Apache-2.0" in said
    assert "la línea atiende por teclado. «./linea models use vosk-model-mini-es»" in said


def test_the_starter_is_used_and_says_what_it_is(shelf: Shelf) -> None:
    said = linea("use", STARTER.name)
    assert "solo se ha probado con voces\nsintéticas y con una voz humana" in said
    used = shelf.in_use()
    assert used is not None
    assert used.name in linea("list")
    assert "carga y reconoce" in linea("check")


def test_none_leaves_the_keypad_and_stays_chosen(shelf: Shelf) -> None:
    linea("use", STARTER.name)
    assert "Ningún modelo en uso" in linea("use", "ninguno")
    assert "En uso está «ninguno»" in linea("vocabulary")
    assert shelf.in_use() is None
    assert "Para agregar uno" in speech_model.check(load()).detail


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("use", "otro"), "no hay un modelo «otro»; instalados: ninguno"),
        (("use", SMALL), f"bájelo: «./linea models fetch {SMALL}»"),
        (("use", "../../etc"), "no es el nombre de un modelo"),
        (("check", "otro"), "no hay un modelo «otro»"),
        (("check",), "no hay un modelo en uso"),
        (("fetch", "otro"), "no está en el catálogo .*--sha256"),
        (("fetch", "otro", "--sha256", "12"), "no es una huella SHA-256"),
        (("fetch", "ninguno", "--sha256", "0" * 64, "--si"), "no es el nombre de un modelo"),
        (("fetch", "../x", "--sha256", "0" * 64, "--si"), "no es el nombre de un modelo"),
    ],
)
def test_what_cannot_be_done_says_what_can(words: tuple[str, ...], message: str) -> None:
    with pytest.raises((NotFound, Invalid), match=message):
        linea(*words)


# -- fetch --------------------------------------------------------------------------------


def test_a_model_is_fetched_checked_and_used(server: Server, archive: bytes, shelf: Shelf) -> None:
    digest = hashlib.sha256(archive).hexdigest()
    said = linea("fetch", ANOTHER, "--sha256", digest.upper(), typed="y\n")
    assert f"{server.url}/{ANOTHER}.zip" in said
    assert "Licencia" in said
    assert "carga y reconoce" in said
    assert "No conoce" in said
    assert list(shelf.downloads.iterdir()) == []
    assert shelf.in_use() is None, "fetching is not using"
    assert "ya está instalado" in linea("fetch", ANOTHER)
    assert f"En uso: {ANOTHER}" in linea("use", ANOTHER)
    assert ANOTHER in speech_model.check(load()).detail


def test_nothing_is_fetched_before_its_licence_is_agreed_to(server: Server) -> None:
    result = run("fetch", SMALL, typed="n\n")
    assert result.exit_code == 1
    assert "Licencia: Apache-2.0" in result.output
    assert "Huella vista en: " in result.output
    assert server.asked == []


def test_what_is_not_the_official_file_is_refused(server: Server, shelf: Shelf) -> None:
    server.behave = lambda asked: Reply(body=b"something else")
    with pytest.raises(WrongDigest, match=hashlib.sha256(b"something else").hexdigest()):
        linea("fetch", SMALL, "--si")
    assert list(shelf.downloads.iterdir()) == []
    assert shelf.installed() == ()


def test_a_server_without_it_is_told(server: Server) -> None:
    with pytest.raises(DownloadFailed, match="HTTP 404"):
        linea("fetch", SMALL, "--si")


def test_an_archive_without_a_model_is_refused(server: Server, shelf: Shelf) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as writing:
        writing.writestr("m/README", "no model")
    server.behave = lambda asked: Reply(body=made.getvalue())
    digest = hashlib.sha256(made.getvalue()).hexdigest()
    with pytest.raises(LineaError, match="no trae un modelo de Vosk"):
        linea("fetch", ANOTHER, "--sha256", digest, "--si")
    assert shelf.installed() == ()
    assert list(shelf.models.iterdir()) == []


def test_too_small_a_disk_is_told_before_anything_is_fetched(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = type("Usage", (), {"free": 10**8})
    monkeypatch.setattr("shutil.disk_usage", lambda path: room)
    with pytest.raises(Invalid, match=r"hacen falta 4\.5 GB .* hay 0\.1 libres"):
        linea("fetch", "vosk-model-es-0.42", "--si")
    assert server.asked == []


# -- vocabulary ---------------------------------------------------------------------------


def test_places_of_the_accounts_are_learned(tmp_path: Path, shelf: Shelf) -> None:
    linea("use", STARTER.name)
    before = shelf.in_use()
    file = tmp_path / "accounts.csv"
    file.write_text(ACCOUNTS, "utf-8")
    with closing(Store(load().store_url)) as store, store.unit_of_work() as session:
        imports.take_accounts(session, imports.read_accounts(file, "608"))
    said = linea("vocabulary")
    assert "El modelo en uso ya las conoce" in said
    assert {"chapetón alto dos", "finca el guamuchal"} <= set(shelf.places())
    after = shelf.in_use()
    assert after is not None
    assert after != before
    assert "guamuchal" in (after / "graph" / "words.txt").read_text("utf-8")
    assert "guamuchal" not in linea("check")
    assert "No había nada nuevo" in linea("vocabulary")
    assert shelf.in_use() == after


def test_a_fixed_model_stays_in_use_and_only_the_places_change(
    archive: bytes, server: Server, shelf: Shelf
) -> None:
    linea("fetch", ANOTHER, "--si", "--sha256", hashlib.sha256(archive).hexdigest())
    linea("use", ANOTHER)
    link = shelf.link.lstat().st_ino
    assert "no aprende palabras" in linea("vocabulary")
    assert shelf.chosen() == ANOTHER
    assert shelf.places() != ()
    assert shelf.link.lstat().st_ino != link, "who watches the link is not told of the places"


def test_a_taught_model_that_was_deleted_is_made_again(shelf: Shelf) -> None:
    linea("use", STARTER.name)
    used = shelf.in_use()
    assert used is not None
    link = shelf.link.lstat().st_ino
    shutil.rmtree(used)
    linea("vocabulary")
    assert shelf.in_use() == used
    assert shelf.link.lstat().st_ino != link


def test_the_entitys_own_list_is_a_name_a_line(tmp_path: Path) -> None:
    path = tmp_path / "vocabulary.txt"
    assert vocabulary.own_names(path) == []
    path.write_text("# plazas\n\n  Plaza de Bolívar \nLa 14\n", "utf-8")
    assert vocabulary.own_names(path) == ["Plaza de Bolívar", "La 14"]
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(Invalid, match="no se puede leer"):
        vocabulary.own_names(path)


# -- doctor -------------------------------------------------------------------------------


def test_the_doctor_says_which_model_and_how_to_get_a_better_one(shelf: Shelf) -> None:
    assert "se prepara al iniciar" in speech_model.check(load()).detail
    linea("use", STARTER.name)
    check = speech_model.check(load())
    assert check.ok
    assert "probado con voces sintéticas y una humana, no con el público" in check.detail
    assert f"./linea models fetch {SMALL}" in check.detail


def test_the_doctor_finds_a_model_that_is_gone_or_damaged(shelf: Shelf) -> None:
    linea("use", STARTER.name)
    used = shelf.in_use()
    assert used is not None
    (used / "graph" / "HCLr.fst").unlink()
    check = speech_model.check(load())
    assert not check.ok
    assert "no se puede cargar" in check.detail
    assert f"./linea models use {STARTER.name}" in check.mend
    used.rename(used.with_name("aparte"))
    check = speech_model.check(load())
    assert not check.ok
    assert "falta" in check.detail
