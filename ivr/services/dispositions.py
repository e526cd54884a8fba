"""Dispositions: the results an agent may choose, seeded from a catalogue, kept in the store."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid

MOST_A_LEVEL = 15


@dataclass(frozen=True, slots=True)
class Disposition:
    """A result to choose: a stable code, and in Spanish its label and group."""

    code: str
    label: str
    group: str


def read(catalogue: Path) -> tuple[Disposition, ...]:
    """The catalogue's dispositions in its order. Raises Invalid, naming file and fault."""
    try:
        groups = tomllib.loads(catalogue.read_text("utf-8"))["group"]
        found = tuple(
            Disposition(code=code, label=label, group=group["label"])
            for group in groups
            for code, label in group["dispositions"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as failure:
        raise Invalid(
            f"{catalogue}: se esperan [[group]] con label y [group.dispositions] "
            f'código = "texto" ({failure})'
        ) from failure
    if len({one.code for one in found}) < len(found):
        raise Invalid(f"{catalogue}: hay un código repetido")
    if len(groups) > MOST_A_LEVEL or any(len(g["dispositions"]) > MOST_A_LEVEL for g in groups):
        raise Invalid(f"{catalogue}: a lo más {MOST_A_LEVEL} por nivel")
    return found


def seed(session: Session, catalogue: Sequence[Disposition]) -> None:
    """Make the store's dispositions those of the catalogue; others are retired, not deleted."""
    for row in session.scalars(select(store.Disposition)):
        row.active = False
    for position, one in enumerate(catalogue):
        session.merge(
            store.Disposition(
                code=one.code, label=one.label, group=one.group, position=position, active=True
            )
        )
    session.flush()


def dispositions(session: Session) -> tuple[Disposition, ...]:
    """Those an agent may choose now, in the catalogue's order."""
    query = (
        select(store.Disposition)
        .where(store.Disposition.active)
        .order_by(store.Disposition.position)
    )
    return tuple(Disposition(row.code, row.label, row.group) for row in session.scalars(query))
