"""What the process needs to let people hear recordings."""

from __future__ import annotations

from dataclasses import dataclass

from recordings.library import Library


@dataclass(frozen=True, slots=True)
class Listening:
    """``agents_hear_their_own``: whether an agent may hear the calls that they answered."""

    library: Library
    agents_hear_their_own: bool = False
