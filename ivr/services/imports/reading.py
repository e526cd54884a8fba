"""Reading a table: its headings known by many names, its rows checked cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from ivr.errors import Invalid
from ivr.services.imports.fault import Fault, Faults, Unfit
from ivr.services.imports.opening import open_sheet
from ivr.services.imports.sheet import Cell, Row
from ivr.services.imports.values import plain

Line = TypeVar("Line")
Convert = Callable[[Cell], Any]
Watch = Callable[[int], None]
"""Told how many rows were read so far, now and then."""

ROWS_BETWEEN_WORDS = 5_000
LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its ``name`` here, its ``title`` in a template, and how else it may be headed.

    ``optional``: the file may lack it. ``several``: it may stand there more than once.
    """

    name: str
    title: str
    help: str
    also: tuple[str, ...] = ()
    optional: bool = False
    several: bool = False
    example: str = ""

    @property
    def headings(self) -> frozenset[str]:
        """All its names, as they compare."""
        return frozenset(plain(one) for one in (self.name, self.title, *self.also))


@dataclass(slots=True)
class Reading(Generic[Line]):
    """A file that was read: ``lines`` are whole and right, whatever else is in ``faults``.

    ``columns`` are those that it has, ``ignored`` the headings that mean nothing here.
    """

    file: Path
    lines: list[Line] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    columns: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()
    rows: int = 0


class Cells:
    """One row's cells by column; ``take`` converts, and remembers what was wrong."""

    def __init__(
        self, row: Row, places: Mapping[str, Sequence[int]], titles: Mapping[str, str]
    ) -> None:
        self.number = row.number
        self.faults: list[Fault] = []
        self._cells = row.cells
        self._places = places
        self._titles = titles

    def take(self, column: str, convert: Convert) -> Any:
        """The column's value; of several the first that isn't empty. None where it is wrong."""
        cell: Cell = None
        for place in self._places.get(column, ()):
            cell = self._cells[place] if place < len(self._cells) else None
            if cell is not None and cell != "":
                break
        try:
            return convert(cell)
        except Unfit as unfit:
            self.add(column, unfit, cell)
            return None

    def take_all(self, column: str, convert: Convert) -> tuple[Any, ...]:
        """The values of a column that may stand there several times, in one."""
        found: dict[Any, None] = {}
        for place in self._places.get(column, ()):
            cell = self._cells[place] if place < len(self._cells) else None
            try:
                found.update(dict.fromkeys(convert(cell)))
            except Unfit as unfit:
                self.add(column, unfit, cell)
        return tuple(found)

    def once(self, column: str, seen: dict[Any, int], key: object) -> None:
        """Remember a fault where an earlier row of the file has ``key`` already."""
        before = seen.setdefault(key, self.number)
        if before != self.number:
            self.add(column, Unfit(f"ya está en la fila {before}", "deje una sola de las dos"))

    def add(self, column: str, unfit: Unfit, cell: Cell = None) -> None:
        """Remember a fault of this row."""
        self.faults.append(
            Fault(self.number, self._titles[column], unfit.what, unfit.mend, _shown(cell))
        )


def read(
    file: Path,
    columns: Sequence[Column],
    line_of: Callable[[Cells], Line],
    watch: Watch = lambda rows: None,
) -> Reading[Line]:
    """Read and check the whole file. Raises Invalid for what is no such table at all."""
    rows = open_sheet(file)
    reading: Reading[Line] = Reading(file)
    places = _places(file, next(rows, None), columns, reading)
    titles = {column.name: column.title for column in columns}
    for row in rows:
        cells = Cells(row, places, titles)
        line = line_of(cells)
        for fault in cells.faults:
            reading.faults.add(fault)
        if not cells.faults:
            reading.lines.append(line)
        reading.rows += 1
        if reading.rows % ROWS_BETWEEN_WORDS == 0:
            watch(reading.rows)
    return reading


def _places(
    file: Path, head: Row | None, columns: Sequence[Column], reading: Reading[Line]
) -> dict[str, list[int]]:
    if head is None:
        raise Invalid(f"{file}: está vacío; faltan las columnas {_titles(columns)}")
    named = {heading: column for column in columns for heading in column.headings}
    places: dict[str, list[int]] = {}
    ignored = []
    for place, heading in _headings(head):
        column = named.get(plain(heading))
        if column is None:
            ignored.append(heading)
        elif column.name in places and not column.several:
            raise Invalid(f"{file}: la columna «{column.title}» está dos veces")
        else:
            places.setdefault(column.name, []).append(place)
    if missing := [one for one in columns if one.name not in places and not one.optional]:
        raise Invalid(f"{file}: faltan las columnas {_titles(missing)}")
    reading.columns, reading.ignored = frozenset(places), tuple(ignored)
    return places


def _headings(head: Row) -> Iterator[tuple[int, str]]:
    for place, cell in enumerate(head.cells):
        heading = "" if cell is None else " ".join(str(cell).split())
        if heading:
            yield place, heading[:LONGEST_SHOWN]


def _titles(columns: Sequence[Column]) -> str:
    return ", ".join(f"«{column.title}»" for column in columns)


def _shown(cell: Cell) -> str:
    return "" if cell is None else str(cell)[:LONGEST_SHOWN]
