"""A call's row: by what it is named, and what it can hold."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from ivr.errors import Invalid
from ivr.services.text import storable

LONGEST_HEARD = 2000


def minted_at(call_id: str) -> datetime | None:
    """The moment inside a UUIDv7 (RFC 9562); None for other versions and past the year 9999."""
    value = uuid.UUID(call_id)
    if value.version != 7:
        return None
    try:
        return datetime.fromtimestamp((value.int >> 80) / 1000, UTC)
    except ValueError:
        return None


def minted(now: datetime) -> str:
    """A fresh call_id of that moment: a UUIDv7 (RFC 9562), as the dialplan mints them."""
    milliseconds = int(now.timestamp() * 1000) & (1 << 48) - 1
    random = uuid.uuid4().int & (1 << 76) - 1
    return str(uuid.UUID(int=milliseconds << 80 | 7 << 76 | random & ~(3 << 62) | 2 << 62))


def valid(call_id: str) -> str:
    """The identifier as it is kept. Raises Invalid when it is no UUID."""
    try:
        return str(uuid.UUID(call_id))
    except ValueError as failure:
        raise Invalid("el identificador de la llamada no es un UUID") from failure


def kept(column: InstrumentedAttribute[Any], text: str | None) -> str | None:
    """``text`` as ``column`` can hold it: what a network sends has no limit of its own."""
    return None if text is None else storable(text, column.type.length or LONGEST_HEARD)
