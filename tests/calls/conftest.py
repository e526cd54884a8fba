"""One line for all call tests; each test calls from a number of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.calls.staff import staff
from tests.calls.subscribers import HOTLINES, TOWN
from tests.running.line import RunningLine, running_line


@pytest.fixture(scope="session")
def line() -> Iterator[RunningLine]:
    hotlines = [
        f'{{ number = "{number}", purpose = "{purpose}" }}' for number, purpose in HOTLINES.items()
    ]
    with running_line(TOWN, staff=staff, line=f"hotlines = [{', '.join(hotlines)}]") as running:
        yield running
