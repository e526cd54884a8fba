"""A store with its tables, empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.store import Store
from ivr.store.base import Base


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'linea.sqlite'}")
    Base.metadata.create_all(store.engine)
    yield store
    store.close()
