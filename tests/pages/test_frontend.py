"""The front end's own checks: its types, and the tests of what needs no browser."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import PROJECT

FRONTEND = PROJECT / "cti" / "web" / "frontend"
BESIDE_PYTHON = Path(sys.executable).parent


@pytest.mark.parametrize("script", ["typecheck", "test"])
def test_the_front_end_passes_its_own_checks(script: str) -> None:
    path = f"{os.environ['PATH']}{os.pathsep}{BESIDE_PYTHON}"
    done = subprocess.run(
        ["npm", "--prefix", str(FRONTEND), "run", script],
        env={**os.environ, "PATH": path, "CI": "1"},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
