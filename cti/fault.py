"""A fault of ours for the log: its kind and its place, never its text.

The text of an exception may quote a caller's number (SQLAlchemy shows a statement's
values), and a log line holds no personal data.
"""

from __future__ import annotations

import traceback
from pathlib import Path

FRAMES_SHOWN = 4


def fault_fields(error: BaseException) -> dict[str, str]:
    """``fault``, the exception's type, and ``at``, the innermost frames ``file:line``."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_SHOWN:]
    places = (f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return {"fault": type(error).__name__, "at": " < ".join(reversed(list(places)))}
