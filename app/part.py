"""A part of the line as the supervisor sees it: a command, its health, its place in the order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.probe import Probe


@dataclass(frozen=True)
class Part:
    """One process to keep alive. Times are seconds.

    Parts of one rank start together once the lower ranks are ready, and stop before them.
    ``ready`` tells that a start is complete; without it ``probe`` does.
    """

    name: str
    command: tuple[str, ...]
    probe: Probe
    ready: Probe | None = None
    rank: int = 0
    env: Mapping[str, str] = field(default_factory=dict)
    inherits_environment: bool = True
    folder: Path | None = None
    starts_within: float = 30.0
    stops_within: float = 5.0


@dataclass(frozen=True)
class Started:
    """A part's process was started."""

    name: str
    pid: int


@dataclass(frozen=True)
class BecameReady:
    """A part answered for the first time since its start, after so many seconds."""

    name: str
    seconds: float


@dataclass(frozen=True)
class StoppedAnswering:
    """A part was killed because it did not answer, or was not ready in time."""

    name: str


@dataclass(frozen=True)
class Died:
    """A part's process ended on its own; it is started again after so many seconds."""

    name: str
    code: int
    again_in: float


@dataclass(frozen=True)
class Stopped:
    """A part was stopped on purpose."""

    name: str


PartEvent = Started | BecameReady | StoppedAnswering | Died | Stopped
