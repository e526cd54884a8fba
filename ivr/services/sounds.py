"""The recordings that a case or a draft names, and how long each is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ivr.services import recordings

NAME = "nombre"
"""The purpose of a recording in which someone says who they are."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording by name. ``seconds``: None while it hasn't been taken in yet."""

    name: str
    seconds: float | None

    @property
    def tells_name(self) -> bool:
        """Whether someone says in it who they are."""
        return tells_name(self.name)


def tells_name(recording: str) -> bool:
    """Whether that recording, by its name, is of someone who says who they are."""
    return f"-{NAME}-" in recording


def sounds(session: Session, names: Iterable[str]) -> tuple[Sound, ...]:
    """Those recordings, in the order in which they were named."""
    found = ((name, recordings.by_name(session, name)) for name in names)
    return tuple(Sound(name, None if kept is None else kept.seconds) for name, kept in found)
