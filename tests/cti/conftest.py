"""A store with its tables, empty; passwords that cost little."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from ivr.services.agents import passwords
from ivr.store import Store
from ivr.store.base import Base


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables, to be copied."""
    file = tmp_path_factory.mktemp("store") / "linea.sqlite"
    store = Store(f"sqlite:///{file}")
    Base.metadata.create_all(store.engine)
    store.close()
    return file


@pytest.fixture
def store(tmp_path: Path, empty_store: Path) -> Iterator[Store]:
    file = tmp_path / "linea.sqlite"
    shutil.copy(empty_store, file)
    store = Store(f"sqlite:///{file}")
    yield store
    store.close()


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", cheap)
