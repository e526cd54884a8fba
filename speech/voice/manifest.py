"""Which fixed prompts are rendered, of what text and by what engine."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

FILE = "manifest.json"


def digest(engine: str, text: str) -> str:
    """What a rendering depends on, in one value."""
    return hashlib.sha256(f"{engine}\n{text}".encode()).hexdigest()


class Manifest:
    """The list beside the prompts: id to digest. Read again whenever the file was replaced."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._stamp: tuple[int, int] | None = None
        self._digests: dict[str, str] = {}

    def digests(self) -> dict[str, str]:
        """What stands in the file now; empty when there is none or it is damaged."""
        try:
            facts = self._path.stat()
        except FileNotFoundError:
            return {}
        stamp = (facts.st_mtime_ns, facts.st_ino)
        if stamp != self._stamp:
            self._digests = _read(self._path)
            self._stamp = stamp
        return self._digests

    def replace(self, digests: dict[str, str]) -> None:
        """Write the list anew, in one step. Raises OSError."""
        part = self._path.with_name(f"{FILE}.{os.getpid()}.part")
        part.write_text(json.dumps(digests, indent=1, sort_keys=True), "utf-8")
        part.replace(self._path)


def _read(path: Path) -> dict[str, str]:
    try:
        entries = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(entries, dict):
        return {}
    return {str(prompt): str(value) for prompt, value in entries.items()}
