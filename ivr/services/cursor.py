"""Cursors of lists: where a page ended, in a form that nobody outside reads or makes."""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64encode
from datetime import UTC, datetime

from ivr.errors import Invalid

_BETWEEN = "|"
LONGEST_KEY = 18
"""Digits of a row's key that any database takes."""


def cursor(*parts: object) -> str:
    """The cursor of these parts, moments in ISO 8601; no part holds ``|``."""
    text = _BETWEEN.join(
        part.isoformat() if isinstance(part, datetime) else str(part) for part in parts
    )
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def no_page() -> Invalid:
    """What is raised for a cursor that no page gave."""
    return Invalid("esa página no existe", field="cursor")


def parts(written: str, count: int) -> list[str]:
    """The ``count`` parts of a cursor. Raises Invalid for what is none of ours."""
    try:
        padded = written + "=" * (-len(written) % 4)
        found = b64decode(padded, b"-_", validate=True).decode().split(_BETWEEN)
    except ValueError:
        raise no_page() from None
    if len(found) != count or "" in found:
        raise no_page()
    return found


def moment(part: str) -> datetime:
    """A part that is a moment. Raises Invalid."""
    try:
        read = datetime.fromisoformat(part)
        if read.tzinfo is None:
            raise no_page()
        return read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise no_page() from None


def key(part: str) -> int:
    """A part that is a row's key. Raises Invalid."""
    if not (part.isascii() and part.isdecimal() and len(part) <= LONGEST_KEY):
        raise no_page()
    return int(part)
