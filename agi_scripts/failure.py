"""An unexpected error as a log line may tell it: what and where, never with which values."""

from __future__ import annotations

import traceback
from pathlib import Path

FRAMES = 6


def where(error: BaseException) -> dict[str, str]:
    """The error's kind and the innermost frames; messages may hold personal data."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    cause = error.__cause__ or error.__context__
    kind = type(error).__name__
    return {
        "error": f"{kind} from {type(cause).__name__}" if cause else kind,
        "where": " < ".join(reversed(places)),
    }
