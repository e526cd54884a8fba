"""`linea call` as a newcomer uses it: typed keys in, sentences out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dialogs import town

pytestmark = pytest.mark.service


def linea_call(town_file: Path, *options: str, typed: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.cli", "call", *options],
        input=typed,
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, "LINEA_STORE__URL": f"sqlite:///{town_file}"},
    )


def test_a_bill_heard_in_the_terminal(tmp_path: Path) -> None:
    town.build(tmp_path / "town.sqlite")
    call = linea_call(tmp_path / "town.sqlite", "--from", "3150000001", typed="2\n1\n018\n0\n\n")
    assert "ciento veintiocho mil trescientos cincuenta pesos" in call.stdout
    assert "La llamada pasa a la cola «attention»: Pidió un asesor." in call.stdout
    assert call.returncode == 0


def test_the_end_of_the_input_hangs_up(tmp_path: Path) -> None:
    call = linea_call(tmp_path / "none.sqlite", typed="")
    assert "dígalo o marque uno ya" in call.stdout
    assert "Usted colgó." in call.stdout


def test_a_number_that_is_none_is_refused_in_one_sentence(tmp_path: Path) -> None:
    call = linea_call(tmp_path / "none.sqlite", "--from", "abc", typed="")
    assert call.stderr == "linea: «abc» no es un número de teléfono, como 3151234567\n"
    assert call.returncode == 1
