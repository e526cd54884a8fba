"""What the processes log holds no personal data by accident."""

from __future__ import annotations

import subprocess
import sys

FAULT = """
import structlog
from app import log

def look_up(number):
    raise ValueError("no account")

log.set_up()
try:
    look_up("+573151234567")
except ValueError:
    structlog.get_logger("test").exception("lookup failed", call_id="0190-7")
"""


def test_a_traceback_shows_where_but_no_local_variable() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAULT], capture_output=True, text=True, timeout=30, check=True
    )
    assert "lookup failed" in done.stderr
    assert "call_id=0190-7" in done.stderr
    assert "ValueError: no account" in done.stderr
    assert "3151234567" not in done.stderr
    assert done.stdout == ""
