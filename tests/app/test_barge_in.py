"""Whether calls may be interrupted by speaking follows from the settings and the doctor."""

from __future__ import annotations

from pathlib import Path

from app import barge_in, settings

ALLOWED, FORBIDDEN = "true", "false"


def installation(folder: Path, wish: str = ALLOWED) -> settings.Settings:
    file = folder / "linea.toml"
    file.write_text(f'[data]\nfolder = "{folder}"\n[speech]\nbarge_in = {wish}\n', "utf-8")
    return settings.load(file)


def test_it_is_allowed_until_a_trial_fails_and_again_after_one_that_works(tmp_path: Path) -> None:
    here = installation(tmp_path)
    assert barge_in.allowed(here)
    barge_in.found(here, works=False)
    assert not barge_in.allowed(here)
    barge_in.found(here, works=True)
    assert barge_in.allowed(here)


def test_who_does_not_want_it_has_it_after_no_trial(tmp_path: Path) -> None:
    here = installation(tmp_path, FORBIDDEN)
    barge_in.found(here, works=True)
    assert not barge_in.allowed(here)
