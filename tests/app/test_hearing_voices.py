"""`linea voices list`, `preview` and `say`, as the person at the console meets them."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import command_line

pytestmark = pytest.mark.service  # runs espeak-ng and opens a pack


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own that speaks by espeak-ng."""
    monkeypatch.setenv("LINEA_DATA__FOLDER", str(tmp_path / "var"))
    monkeypatch.setenv("LINEA_VOICE__ENGINE", "espeak-ng")
    return tmp_path / "var"


def linea(*words: str) -> Result:
    return CliRunner().invoke(command_line(["voices"]), ["voices", *words])


def seconds(file: Path) -> float:
    with wave.open(str(file)) as sound:
        return float(sound.getnframes() / sound.getframerate())


def test_the_list_tells_what_works_and_what_is_missing() -> None:
    listed = linea("list")
    assert listed.exit_code == 0, listed.output
    assert "* espeak-ng    lista" in listed.output
    assert "falta el archivo de Kokoro" in listed.output
    assert "falta el archivo de Piper" in listed.output
    assert "code" not in listed.output


def test_a_message_is_heard_with_its_values_before_a_caller_hears_it(tmp_path: Path) -> None:
    file, slow = tmp_path / "saldo.wav", tmp_path / "despacio.wav"
    said = linea("preview", "factura.saldo", "valor=128350", "--file", str(file))
    assert said.exit_code == 0, said.output
    assert "ciento veintiocho mil trescientos cincuenta pesos" in said.output
    linea("preview", "factura.saldo", "valor=128350", "--slow", "--file", str(slow))
    assert seconds(slow) == pytest.approx(seconds(file) / 0.85, rel=0.03)


def test_a_text_of_ones_own_is_heard(tmp_path: Path) -> None:
    file = tmp_path / "hola.wav"
    assert linea("say", "Buenos días.", "--file", str(file)).exit_code == 0
    assert seconds(file) > 0.5


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["preview", "nada.asi"], "no existe el texto"),
        (["preview", "factura.saldo", "valor=mucho"], "por ejemplo valor="),
        (["say", "hola", "--file", "/proc/no/hola.wav"], "no se pudo escribir"),
        (["say", "hola", "--engine", "lorito"], "no hay una voz «lorito»"),
        (["render", "--engine", "espeak-ng"], "no hay una voz «espeak-ng»"),
        (["render"], "falta el archivo de Kokoro"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words: list[str], why: str) -> None:
    assert why in str(linea(*words).exception)
