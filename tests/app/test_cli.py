"""The command line: one file a command, errors in a sentence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import cli


@pytest.mark.parametrize("name", cli.command_names())
def test_every_command_explains_itself(name: str) -> None:
    """Imports each command alone, as typing it does."""
    answer = CliRunner().invoke(cli.command_line([name]), [name, "--help"])
    assert answer.exit_code == 0
    assert name in answer.stdout


def test_an_expected_error_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "linea.toml"
    settings.write_text("[ports]\nweb = 0\n")
    monkeypatch.setenv("LINEA_CONFIG", str(settings))
    monkeypatch.setattr(sys, "argv", ["linea", "serve"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert told.startswith(f"linea: {settings}, línea 2: «ports.web» = 0: se espera")
    assert told.count("\n") == 1
