"""Which tier a test belongs to follows from its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
TIERS = {
    "calls": "calls",
    "pages": "pages",
    "service": "service",
    "services": "service",
    "store": "service",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        if folder in TIERS:
            item.add_marker(TIERS[folder])
