"""The files that Asterisk and the line leave to be taken in, and what their names tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from ivr.services.recordings import ANONYMOUS, CALL, ETHICS, UNLINKED

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_DICTATED = re.compile(rf"(?P<call_id>{_UUID})-(?P<kind>[a-z]{{1,16}})-(?P<number>\d{{1,6}})")
_NAMELESS = re.compile(rf"{_UUID}-{ANONYMOUS}")
_PART = re.compile(rf"(?P<name>(?P<call_id>{_UUID})-{CALL}-\d{{1,4}})\.(?P<ms>\d{{1,14}})")
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Left:
    """A file that was left. ``began_at`` is known of a call's part alone.

    ``open``: dictated in a call that may go on.
    """

    file: Path
    name: str
    call_id: str | None
    kind: str
    began_at: datetime | None = None
    open: bool = False


class Spool:
    """An instance's ``monitor/`` and ``spool/recorded/``."""

    def __init__(self, instance: Path) -> None:
        self.monitor = instance / "monitor"
        self.dictated = instance / "spool" / "recorded"

    def files(self) -> Iterator[tuple[Path, Left | None]]:
        """Every file, with what it is; None where its name is none of ours."""
        for file in sorted(self.monitor.glob("*.*")):
            yield file, _part(file)
        for folder in (self.dictated, self.dictated / "open"):
            for file in sorted(folder.glob("*.*")):
                yield file, _dictated(file, still_open=folder is not self.dictated)

    def refuse(self, file: Path) -> None:
        """Set a file aside for people to look at, out of the others' way. Raises OSError."""
        place = (self.monitor if file.parent == self.monitor else self.dictated) / REFUSED
        place.mkdir(mode=0o700, exist_ok=True)
        file.rename(place / file.name)

    def refused(self) -> int:
        """How many files were set aside."""
        folders = (self.monitor / REFUSED, self.dictated / REFUSED)
        return sum(1 for folder in folders for _ in folder.glob("*"))


def _part(file: Path) -> Left | None:
    found = _PART.fullmatch(file.stem)
    if found is None or file.suffix != ".raw":
        return None
    began_at = datetime.fromtimestamp(int(found["ms"]) / 1000, UTC)
    return Left(file, found["name"], found["call_id"], CALL, began_at)


def _dictated(file: Path, *, still_open: bool) -> Left | None:
    if file.suffix != ".wav":
        return None
    found = _DICTATED.fullmatch(file.stem)
    if found is not None and found["kind"] not in (CALL, *UNLINKED):
        return Left(file, file.stem, found["call_id"], found["kind"], open=still_open)
    if _NAMELESS.fullmatch(file.stem):
        return Left(file, file.stem, None, ANONYMOUS, open=still_open)
    if _is_uuid(file.stem):
        return Left(file, file.stem, None, ETHICS, open=still_open)
    return None


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
