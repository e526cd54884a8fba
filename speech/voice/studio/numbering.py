"""The numbers by which a speaker and a studio call what is recorded."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path

from ivr.errors import Invalid
from speech.voice.pack.fragment import Fragment

FILE = "numbers.tsv"
_COLUMNS = ("number", "id", "digest")


class Numbering:
    """Numbers given once and for ever, kept in a file of ``folder``.

    A number belongs to a fragment and its text: when the text changes it gets a new number, so
    that a file named by a number is never taken for a text that its speaker did not see.
    """

    def __init__(self, folder: Path) -> None:
        """Raises Invalid for a file that isn't ours, OSError."""
        self._path = folder / FILE
        self._numbers = _read(self._path)

    def give(self, fragments: Iterable[Fragment]) -> None:
        """Number those that have no number yet, in their order, and keep it. Raises OSError."""
        new = [one for one in fragments if (one.id, one.digest) not in self._numbers]
        if not new:
            return
        first = max(self._numbers.values(), default=0) + 1
        for number, fragment in enumerate(new, first):
            self._numbers[fragment.id, fragment.digest] = number
        self._write()

    def number(self, fragment: Fragment) -> int | None:
        """The number of a fragment with the text that it has now."""
        return self._numbers.get((fragment.id, fragment.digest))

    def retired(self, number: int) -> str | None:
        """The id of what has that number, whatever its text is now."""
        return next((id for (id, _), given in self._numbers.items() if given == number), None)

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_name(f"{FILE}.{os.getpid()}.part")
        with part.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, delimiter="\t", lineterminator="\n")
            rows.writerow(_COLUMNS)
            rows.writerows((given, *key) for key, given in self._numbers.items())
        part.replace(self._path)


def _read(path: Path) -> dict[tuple[str, str], int]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file, delimiter="\t")
        if tuple(header) != _COLUMNS:
            raise ValueError("otras columnas")
        return {(key, digest): int(number) for number, key, digest in rows}
    except FileNotFoundError:
        return {}
    except (csv.Error, ValueError) as error:
        raise Invalid(
            f"{path} está dañado: recupérelo de una copia; sin él los números del guion no valen"
        ) from error
