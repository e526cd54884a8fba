"""A store with its tables, empty; passwords that cost little."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from ivr.services.agents import passwords
from ivr.store import Store


@pytest.fixture
def store(sqlite_file: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{sqlite_file}")
    yield store
    store.close()


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", cheap)
