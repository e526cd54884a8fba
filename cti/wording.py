"""What the line says, as an agent looks it up."""

from __future__ import annotations

import msgspec


class Wording(msgspec.Struct, frozen=True):
    """One wording: ``place`` names the part of the line in Spanish, blanks are in brackets."""

    id: str
    place: str
    label: str | None
    text: str
