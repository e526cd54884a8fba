"""`linea voices script|import|check`, as the person at the console meets them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from app.cli import command_line
from app.doctor import voice_pack
from app.settings import load
from speech.voice.espeak import EspeakEngine
from speech.voice.mastering import signal_of
from tests.speech.studio.voices import quiet, save, take

pytestmark = pytest.mark.service  # keeps packs of sound and runs espeak-ng

RATE = 8000
UPSAMPLED = 24_000


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, with a voice that nobody has recorded yet."""
    monkeypatch.setenv("LINEA_DATA__FOLDER", str(tmp_path / "var"))
    monkeypatch.setenv("LINEA_VOICE__PACK", "propia")
    return tmp_path / "var"


def linea(*words: str) -> Result:
    return CliRunner().invoke(command_line(["voices"]), ["voices", *words])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def studio(folder: Path, lines: list[dict[str, str]]) -> Path:
    """A dozen lines spoken by espeak-ng, under numbers alone and under whole names in turn."""
    engine = EspeakEngine()
    for line in lines:
        said = engine.synthesise(line["Texto"].removesuffix(" …"))
        number = int(line["Número"])
        name = line["Archivo"] if number % 2 else f"{number}.wav"
        room = quiet(0.5, rate=UPSAMPLED)
        voice = signal_of(said).repeat(UPSAMPLED // RATE)
        save(folder / name, np.concatenate([room, voice, room]), UPSAMPLED)
    return folder


def test_from_the_script_to_a_voice_in_use_and_back(tmp_path: Path, data: Path) -> None:
    sheet = tmp_path / "guion.csv"
    assert linea("script", str(sheet)).exit_code == 0
    lines = rows(sheet)
    dozen = studio(tmp_path / "estudio", lines[:3] + lines[230:232] + lines[-7:])

    taken = linea("import", str(dozen))
    assert taken.exit_code == 0, taken.output
    assert "12 archivos: 12 buenos, 0 malos" in taken.output
    assert (data / "voices" / "propia" / "fragments.tsv").exists()

    checked = linea("check", "--json")
    assert checked.exit_code == 1
    found = json.loads(checked.stdout)
    assert len(found["missing"]) == found["fragments"] - 12
    assert (found["corrupt"], found["older"], found["wrong_level"]) == ([], [], [])
    assert {one["id"] for one in found["prompts"] if one["own"]} == {
        line["Archivo"][5:-4].replace("~", "/") for line in lines[:3]
    }

    rest = tmp_path / "resto.csv"
    assert linea("script", "--missing", str(rest)).exit_code == 0
    assert len(rows(rest)) == len(lines) - 12
    assert [line["Número"] for line in rows(rest)][:2] == ["4", "5"]

    assert linea("import", "--undo").exit_code == 0
    assert not (data / "voices" / "propia").exists()


def test_one_bad_file_keeps_all_out_unless_told_otherwise(tmp_path: Path, data: Path) -> None:
    sheet = tmp_path / "guion.csv"
    linea("script", str(sheet))
    first, second, *_ = rows(sheet)
    save(tmp_path / "estudio" / "1.wav", take(first["Texto"]))
    (tmp_path / "estudio" / "2.wav").write_text(second["Texto"], "utf-8")

    refused = linea("import", str(tmp_path / "estudio"))
    assert refused.exit_code == 1
    assert "✗ 2.wav" in refused.output
    assert "no es un archivo de sonido que se pueda leer. Expórtelo de nuevo." in refused.output
    assert "No se recibió nada" in refused.output
    assert not (data / "voices" / "propia").exists()

    partly = linea("import", "--partial", str(tmp_path / "estudio"))
    assert partly.exit_code == 1
    assert "1 grabaciones en uso" in partly.output


def test_a_voice_without_recordings_is_told_in_plain_words() -> None:
    checked = linea("check")
    assert checked.exit_code == 1
    assert "Voz «propia»: 0 de" in checked.output
    assert "que diría la voz de respaldo" in checked.output
    assert "Textos que nadie ha aprobado («pendiente»)" in checked.output


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["script", "guion.txt"], "--format csv o --format pdf"),
        (["script", "--pack", "../fuera", "guion.csv"], "no sirve de nombre"),
        (["script", "/proc/no/guion.csv"], "no se pudo escribir"),
        (["import"], "una carpeta, o --undo"),
        (["import", "--undo", "carpeta"], "una carpeta, o --undo"),
        (["import", "/no/existe"], "no hay archivos de sonido"),
        (["import", "--undo"], "no tiene grabaciones propias"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words: list[str], why: str) -> None:
    error = linea(*words).exception
    assert why in str(error)


def test_the_booklet_is_a_pdf(tmp_path: Path) -> None:
    path = tmp_path / "guion"
    assert linea("script", "--format", "pdf", str(path)).exit_code == 0
    assert path.read_bytes().startswith(b"%PDF-")


def test_the_doctor_tells_how_much_is_recorded_and_what_is_damaged(
    tmp_path: Path, data: Path
) -> None:
    assert voice_pack.check(load()).detail == "ninguna: todo lo dice la voz sintética"
    sheet = tmp_path / "guion.csv"
    linea("script", str(sheet))
    first = rows(sheet)[0]
    save(tmp_path / "estudio" / "1.wav", take(first["Texto"]))
    linea("import", str(tmp_path / "estudio"))
    found = voice_pack.check(load())
    assert found.ok
    assert "«propia», 1 de" in found.detail
    (sound,) = (data / "voices" / "propia" / "audio").iterdir()
    sound.unlink()
    found = voice_pack.check(load())
    assert not found.ok
    assert "1 archivos dañados" in found.detail
