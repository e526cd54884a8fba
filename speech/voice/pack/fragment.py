"""What a voice pack is made of: recorded pieces of speech, each with an exact text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Join(StrEnum):
    """How a fragment ends, in tune and in what may follow it."""

    FLOWS = "flows"
    """The phrase goes on without a pause: level."""
    CONTINUES = "continues"
    """Before a comma: rising, then a short pause."""
    ENDS = "ends"
    """Before a full stop, a semicolon, a colon or the end: falling."""
    ASKS = "asks"
    """Before a question mark."""


class Kind(StrEnum):
    """Where a fragment comes from."""

    PROMPT = "prompt"
    """A whole prompt that is the same in every call."""
    CARRIER = "carrier"
    """A stretch of a prompt between its values."""
    VALUE = "value"
    """A piece of the values: numbers, dates, hours, streets."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """One recorded piece. ``text`` is as spoken, with its marks inside and without the last.

    ``id`` is the prompt's, ``<prompt id>/<n>`` of a carrier, a slug of a value
    (``numero.28.mil.flows``). ``version`` and ``approved_by`` are the wording's.
    """

    id: str
    text: str
    join: Join
    kind: Kind
    version: int
    approved_by: str

    @property
    def digest(self) -> str:
        """What a recording depends on, text and ending, in 16 hexadecimal digits."""
        return text_digest(self.text, self.join)

    @property
    def file_name(self) -> str:
        """The name of its recording in the pack's folder of sound."""
        return f"{self.id.replace('/', '~')}.opus"


def text_digest(text: str, join: Join) -> str:
    """The digest of a fragment of that text and ending."""
    return hashlib.sha256(f"{join}\n{text}".encode()).hexdigest()[:16]
