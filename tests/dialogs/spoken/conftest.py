"""The same conversations with a caller who only speaks."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from speech.understanding.understanding import Understanding
from tests.dialogs.conftest import Caller

CONFIG = Path(__file__).parents[3] / "config" / "speech"


@pytest.fixture(scope="session")
def ears() -> Understanding:
    return Understanding.load(CONFIG)


@pytest.fixture
def spoken(call: Caller, ears: Understanding) -> Caller:
    """As ``call``, on a line that hears."""
    return partial(call, ears=ears)


@pytest.fixture
def spoken_back(comes_back: Caller, ears: Understanding) -> Caller:
    """As ``comes_back``, on a line that hears."""
    return partial(comes_back, ears=ears)
