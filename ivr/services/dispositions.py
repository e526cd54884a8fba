"""Dispositions: a tree of results that an agent may choose, read from a catalogue, kept in the
store."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid

MOST_A_LEVEL = 15
DEEPEST = 4
LONGEST_LABEL = 80
LONGEST_CODE = 40
WITHIN = " › "
"""Between the labels of groups within groups."""


@dataclass(frozen=True, slots=True)
class Disposition:
    """A result to choose: a stable code, and in Spanish its label and its group.

    ``group`` names the groups it lies in from the outermost, with :data:`WITHIN` between.
    """

    code: str
    label: str
    group: str

    @property
    def path(self) -> tuple[str, ...]:
        """The groups it lies in, the outermost first."""
        return tuple(self.group.split(WITHIN))


def read(catalogue: Path) -> tuple[Disposition, ...]:
    """The catalogue's dispositions in its order.

    Raises Invalid, naming the file, the place in the tree and what is wrong there.
    """
    try:
        found = tuple(_tree(tomllib.loads(catalogue.read_text("utf-8"))))
    except Invalid as wrong:
        raise Invalid(f"{catalogue}: {wrong.message}") from wrong
    except (OSError, ValueError) as failure:
        raise Invalid(f"{catalogue}: {failure}") from failure
    for code, times in Counter(one.code for one in found).items():
        if times > 1:
            raise Invalid(f"{catalogue}: el código «{code}» está {times} veces")
    return found


def _tree(tables: Mapping[str, object]) -> Iterator[Disposition]:
    for name in tables.keys() - {"group"}:
        raise Invalid(f"«{name}» no se conoce; se esperan bloques [[group]]")
    groups = _groups(tables, ())
    if not groups:
        raise Invalid("no hay ningún bloque [[group]]")
    for group in groups:
        yield from _group(group, ())


def _group(table: Mapping[str, object], above: tuple[str, ...]) -> Iterator[Disposition]:
    """The dispositions of one group and of the groups in it, in the file's order of kinds."""
    path = (*above, _label(table.get("label"), above))
    for name in sorted(table.keys() - {"label", "dispositions", "group"}):
        raise _wrong(path, f"«{name}» no se conoce; se esperan label, dispositions y group")
    results, inner = table.get("dispositions", {}), _groups(table, path)
    if not isinstance(results, dict) or not (results or inner):
        raise _wrong(path, 'se espera [group.dispositions] con código = "texto"')
    if len(results) + len(inner) > MOST_A_LEVEL:
        raise _wrong(
            path, f"{len(results) + len(inner)} opciones; a lo más {MOST_A_LEVEL} por nivel"
        )
    if len(path) > DEEPEST or len(WITHIN.join(path)) > LONGEST_LABEL:
        raise _wrong(
            path, f"a lo más {DEEPEST} niveles, y {LONGEST_LABEL} letras entre todos sus nombres"
        )
    for code, label in results.items():
        if not 0 < len(code) <= LONGEST_CODE:
            raise _wrong(path, f"«{code}»: un código tiene a lo más {LONGEST_CODE} letras")
        yield Disposition(code, _label(label, (*path, code)), WITHIN.join(path))
    for one in inner:
        yield from _group(one, path)


def _groups(table: Mapping[str, object], path: tuple[str, ...]) -> list[Mapping[str, object]]:
    groups = table.get("group", [])
    if not isinstance(groups, list) or not all(isinstance(one, dict) for one in groups):
        raise _wrong(path, "los grupos se escriben como bloques [[group]] con label")
    if len(groups) > MOST_A_LEVEL:
        raise _wrong(path, f"{len(groups)} grupos; a lo más {MOST_A_LEVEL} por nivel")
    return groups


def _label(value: object, place: tuple[str, ...]) -> str:
    if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST_LABEL:
        raise _wrong(place, f"falta su texto en español, de a lo más {LONGEST_LABEL} letras")
    if WITHIN.strip() in value:
        raise _wrong(place, f"un texto no lleva «{WITHIN.strip()}»")
    return value.strip()


def _wrong(path: Sequence[str], what: str) -> Invalid:
    where = f"en «{WITHIN.join(path)}»: " if path else ""
    return Invalid(f"{where}{what}")


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
