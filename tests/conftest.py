"""Which tier a test belongs to follows from its folder; real databases for all who ask.

Conversations keep what they are told in a real store, so they are the tier ``service`` too.

Tests that each start the desks' whole server are the tier ``service``; a file whose tests each
start a program says so itself (``pytestmark``).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running.databases import (
    empty_url,
    postgres,
    redis_url,
    sqlite_file,
    sqlite_with_tables,
    store,
)

__all__ = ["empty_url", "postgres", "redis_url", "sqlite_file", "sqlite_with_tables", "store"]

TESTS = Path(__file__).parent
TIERS = {
    "calls": "calls",
    "dialogs": "service",
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
        elif hasattr(getattr(item, "module", None), "desk_server"):
            item.add_marker("service")
        if item.path.is_relative_to(TESTS / "calls" / "spoken"):
            item.add_marker(pytest.mark.flaky(reruns=2))  # decision 0014
