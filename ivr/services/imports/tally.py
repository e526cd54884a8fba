"""What an import did, or would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

CHUNK = 5000
"""Values of one IN: well within what SQLite and PostgreSQL take as parameters."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were new, changed or as they were; ``zones`` are the new barrios' names."""

    new: int
    changed: int
    same: int
    zones: tuple[str, ...] = ()


def chunks(values: Iterable[T]) -> Iterator[Sequence[T]]:
    """The values in portions."""
    rest = iter(values)
    while portion := list(islice(rest, CHUNK)):
        yield portion
