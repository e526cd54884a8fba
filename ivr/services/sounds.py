"""The recordings that a case or a draft names: how long each is, and what it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ivr.services import recordings, transcripts
from ivr.services.transcripts import Transcript

NAME = "nombre"
"""The purpose of a recording in which someone says who they are."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording by name. ``seconds``: None while it hasn't been taken in yet.

    ``transcript``: None also where what was recorded is never written down.
    """

    name: str
    seconds: float | None
    transcript: Transcript | None = None

    @property
    def tells_name(self) -> bool:
        """Whether someone says in it who they are."""
        return tells_name(self.name)


def tells_name(recording: str) -> bool:
    """Whether that recording, by its name, is of someone who says who they are."""
    return f"-{NAME}-" in recording


def sounds(session: Session, names: Iterable[str]) -> tuple[Sound, ...]:
    """Those recordings, in the order in which they were named."""
    named = tuple(names)
    written = transcripts.of(session, named)
    lengths = recordings.lengths(session, named)
    return tuple(Sound(name, lengths.get(name), written.get(name)) for name in named)
