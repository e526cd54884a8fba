"""Secrets: the same on every reading, different in every installation, closed to others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.secrets import Secrets, UnusableSecrets


def test_a_password_stays_until_the_file_is_removed(tmp_path: Path) -> None:
    first = Secrets.of(tmp_path).password("ami.tracker")
    assert Secrets.of(tmp_path).password("ami.tracker") == first
    (tmp_path / "secrets.json").unlink()
    assert Secrets.of(tmp_path).password("ami.tracker") != first


def test_each_name_has_a_password_of_its_own(tmp_path: Path) -> None:
    secrets = Secrets.of(tmp_path)
    passwords = {secrets.password(f"desk.{number:02}") for number in range(50)}
    assert {len(password) for password in passwords} == {32}
    assert len(passwords) == 50
    assert "key" not in repr(secrets)


def test_those_who_start_together_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        passwords = list(pool.map(lambda _: Secrets.of(tmp_path).password("x"), range(64)))
    assert len(set(passwords)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]


def test_nobody_else_may_read_them(tmp_path: Path) -> None:
    Secrets.of(tmp_path)
    path = tmp_path / "secrets.json"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(UnusableSecrets, match="chmod 600"):
        Secrets.of(tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"key": "zz"}', '{"key": 5}'])
def test_a_damaged_file_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(UnusableSecrets, match="dañado"):
        Secrets.of(tmp_path)
