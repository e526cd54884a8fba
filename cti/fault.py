"""A fault of ours for the log: its kind and its place, never its text.

The text of an exception may quote a caller's number (SQLAlchemy shows a statement's
values), and a log line holds no personal data.
"""

from __future__ import annotations

import traceback
from pathlib import Path

FRAMES_SHOWN = 4
PLACE = "_linea_place"


def fault_fields(error: BaseException) -> dict[str, str]:
    """``fault``, the exception's type, and ``at``, the innermost frames ``file:line``."""
    at = getattr(error, PLACE, None) or place(error)
    return {"fault": type(error).__name__, "at": at}


def keep_place(error: BaseException) -> None:
    """Let the exception carry its place to another process, where its frames are unknown."""
    setattr(error, PLACE, place(error))


def place(error: BaseException) -> str:
    """The innermost frames of an exception, the innermost first."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_SHOWN:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
