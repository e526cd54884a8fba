"""One line for all these tests: it hears, calls back, and asks callers what they thought of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.settings import PROJECT
from tests.calls.staff import staff_that_calls_back
from tests.calls.subscribers import TOWN
from tests.running.asterisk import HOST, free_ports
from tests.running.line import RunningLine, running_line

STARTER = PROJECT / "speech" / "vosk-model-mini-es"


@pytest.fixture(scope="session")
def owed_port() -> int:
    """Where the telephone stands that is called back."""
    return free_ports().web


@pytest.fixture(scope="session")
def line(owed_port: int) -> Iterator[RunningLine]:
    dial = f"PJSIP/trunk-people/sip:{{number}}@{HOST}:{owed_port}"
    with running_line(
        TOWN,
        staff=staff_that_calls_back,
        speech=f'enabled = true\ndictation_model = "{STARTER}"',
        survey="enabled = true",
        callback=f'dial = "{dial}"\nshown = "6085550100"\nover_seconds = 0',
    ) as running:
        yield running
