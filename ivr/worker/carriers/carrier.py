"""What every carrier takes and how it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ivr.errors import LineaError
from ivr.http_exchange import Answer
from ivr.store import ContactChannel

RETRY_STATUSES = frozenset({401, 403, 404, 408, 421, 425, 429})
"""Of the 4xx (RFC 9110), those that tell of the server or its set-up, not of this message."""
LONGEST_RETRY_AFTER = 3600.0


class CarrierDown(LineaError):
    """It can't take messages now; try again, not before ``retry_after`` seconds where it says.

    ``code`` is why, in one word.
    """

    code = "carrier_down"

    def __init__(self, code: str, retry_after: float = 0.0) -> None:
        super().__init__("el medio no recibe mensajes ahora", code=code)
        self.retry_after = retry_after


class Rejected(LineaError):
    """It will never take this message; ``code`` is why."""

    code = "rejected"

    def __init__(self, code: str) -> None:
        super().__init__("el medio rechazó el mensaje", code=code)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message ready to go. ``key`` is what the receiver knows it by when it comes twice.

    ``fields`` are the values behind the words; a webhook sends those.
    """

    key: str
    channel: ContactChannel
    recipient: str
    template: str
    body: str
    subject: str | None = None
    fields: Mapping[str, object] = field(default_factory=dict)


class Carrier(Protocol):
    """Takes one message at a time."""

    def send(self, parcel: Parcel) -> str | None:
        """Hand it over; gives the carrier's own reference. Raises CarrierDown, Rejected."""
        ...


def judge(answer: Answer) -> None:
    """Raise what an HTTP answer other than 2xx means."""
    status = answer.status
    if 200 <= status < 300:
        return
    if 400 <= status < 500 and status not in RETRY_STATUSES:
        raise Rejected(f"http_{status}")
    raise CarrierDown(f"http_{status}", _retry_after(answer))


def _retry_after(answer: Answer) -> float:
    written = answer.headers.get("retry-after", "")
    if not (written.isascii() and written.isdecimal()):
        return 0.0
    return min(float(written[:9]), LONGEST_RETRY_AFTER)
