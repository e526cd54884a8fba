"""Which tier a test belongs to follows from its folder; real databases for all who ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running.databases import empty_url, postgres, redis_url, sqlite_with_tables, store

__all__ = ["empty_url", "postgres", "redis_url", "sqlite_with_tables", "store"]

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
