"""The receiver of docs/api.md, as it stands there, against what the line really sends."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from app.settings import PROJECT
from ivr.worker.carriers.webhook import signature

SECRET = "a-secret-of-the-test"
BODY = b'{"id": "1", "event": "CallEnded", "data": {}}'


@pytest.fixture
def event_of() -> Callable[..., Any]:
    text = (PROJECT / "docs" / "api.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert code is not None
    names: dict[str, Any] = {}
    exec(code[1], names)
    found: Callable[..., Any] = names["event_of"]
    return found


def headers(at: int, body: bytes = BODY) -> dict[str, str]:
    return {
        "X-Linea-Key": "1",
        "X-Linea-Timestamp": str(at),
        "X-Linea-Signature": f"v1={signature(SECRET, at, body)}",
    }


def test_it_takes_what_is_signed_once(event_of: Callable[..., Any]) -> None:
    seen: set[str] = set()
    given = (headers(int(time.time())), BODY, {"1": SECRET}, seen)
    assert event_of(*given)["event"] == "CallEnded"
    assert event_of(*given) is None


@pytest.mark.parametrize(
    ("seconds", "body"), [(0, BODY + b" "), (-301, BODY), (400, BODY)], ids=["body", "old", "ahead"]
)
def test_it_refuses_what_is_not(event_of: Callable[..., Any], seconds: int, body: bytes) -> None:
    with pytest.raises(PermissionError):
        event_of(headers(int(time.time()) + seconds), body, {"1": SECRET}, set())
