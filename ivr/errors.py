"""The base of every error that this project raises on purpose."""

from __future__ import annotations

from collections.abc import Mapping


class LineaError(Exception):
    """An error with a machine code, a message for people and details for the log.

    ``code`` is stable, lower case with underscores; ``message`` is Spanish where
    staff or callers may see it; ``details`` never holds personal data.
    """

    code: str = "error"

    def __init__(self, message: str, *, code: str | None = None, **details: object) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
        self.details: Mapping[str, object] = details


class StoreUnavailable(LineaError):
    """The database can't be reached, is locked past its time-out, or refuses."""

    code = "store_unavailable"


class Unanswered(LineaError):
    """What was asked of another part of the line took longer than a caller can be kept."""

    code = "unanswered"


class NotFound(LineaError):
    """What was asked for doesn't exist."""

    code = "not_found"


class Refused(LineaError):
    """The request is understood and not allowed."""

    code = "refused"


class Invalid(LineaError):
    """The request holds a value that can't be accepted."""

    code = "invalid"
