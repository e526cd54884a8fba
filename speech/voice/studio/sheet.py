"""The script as a sheet: CSV as Excel in Colombia opens it (semicolons, UTF-8 with its mark)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from speech.voice.studio.script import ScriptLine

COLUMNS = (
    "Número", "Grupo", "Archivo", "Texto", "Entonación", "Contexto", "Segundos",
    "Aprobado por", "Grabado",
)  # fmt: skip


def write_sheet(path: Path, lines: Iterable[ScriptLine]) -> None:
    """Write ``lines`` to ``path``. Raises OSError."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(COLUMNS)
        rows.writerows(_row(line) for line in lines)


def _row(line: ScriptLine) -> tuple[str, ...]:
    seconds = f"{line.seconds:.1f}".replace(".", ",")
    said = (line.text, line.intonation, line.context, seconds, line.fragment.approved_by, "")
    return (str(line.number), line.group, line.file, *said)
