"""One line of ``cel-custom/linea.csv`` (columns: docs/architecture.md, section 2)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, datetime

COLUMNS = 11


@dataclass(frozen=True, slots=True)
class CelEvent:
    """``kind`` is Asterisk's eventenum, ``custom`` the name of a USER_DEFINED event."""

    kind: str
    at: datetime
    call_id: str
    uniqueid: str
    linkedid: str
    channel: str
    context: str
    app: str
    peer: str
    custom: str
    extra: str


def parse(line: str) -> CelEvent | None:
    """The event of a line, None where it is no whole line of ours."""
    try:
        fields = next(csv.reader([line], strict=True))
        if len(fields) != COLUMNS or not fields[0] or not fields[3]:
            return None
        return CelEvent(fields[0], datetime.fromtimestamp(float(fields[1]), UTC), *fields[2:])
    except (csv.Error, StopIteration, ValueError, OverflowError, OSError):
        return None
