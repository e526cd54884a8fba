"""One line for all call tests; each test calls from a number of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.calls.desks import staff
from tests.calls.subscribers import ETHICS_HOTLINE, TOWN
from tests.running.line import RunningLine, running_line


@pytest.fixture(scope="session")
def line() -> Iterator[RunningLine]:
    hotlines = f'hotlines = [{{ number = "{ETHICS_HOTLINE}", purpose = "etica" }}]'
    with running_line(TOWN, staff=staff, line=hotlines) as running:
        yield running
