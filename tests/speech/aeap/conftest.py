"""One load of the starter model for all who ask; every such test is of the tier service."""

from __future__ import annotations

import pytest

from speech.recognizer.hearing import Hearing
from tests.speech.aeap.stand_in import starter_hearing


@pytest.fixture(scope="session")
def starter() -> Hearing:
    return starter_hearing()
