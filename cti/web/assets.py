"""The front end's bundle: hashed names from its manifest, files ready compressed."""

from __future__ import annotations

import json
import mimetypes
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ENCODINGS = (("br", ".br"), ("gzip", ".gz"))

MEDIA_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".map": "application/json",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file to send: where it is, its media type, the encoding it is already in."""

    path: Path
    media_type: str
    encoding: str | None
    unchanging: bool


class Assets:
    """The files below ``folder`` (``cti/web/static``)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._manifest: dict[str, str] = {}
        self._read_at: float | None = None

    def manifest(self) -> dict[str, str]:
        """Names to hashed names, read again when the bundle was rebuilt; empty without one."""
        path = self.folder / "dist" / "manifest.json"
        try:
            changed = path.stat().st_mtime
            if changed != self._read_at:
                self._manifest = json.loads(path.read_text("utf-8"))
                self._read_at = changed
        except (OSError, ValueError):
            self._manifest, self._read_at = {}, None
        return self._manifest

    @property
    def built(self) -> bool:
        """Whether there is a bundle."""
        return bool(self.manifest())

    def address(self, name: str) -> str:
        """The address of a file of the bundle; its plain name where there is no bundle."""
        return f"/static/dist/{self.manifest().get(name, name)}"

    def find(self, wanted: str, accepted: str) -> Asset | None:
        """The file at ``wanted`` below the folder, compressed where ``accepted`` allows."""
        parts = PurePosixPath(wanted).parts
        if not parts or any(part in ("..", ".", "/") or part.startswith(".") for part in parts):
            return None
        path = self.folder.joinpath(*parts)
        try:
            if not path.resolve().is_relative_to(self.folder) or not path.is_file():
                return None
        except (OSError, ValueError):  # a name that no file can have
            return None
        media_type = MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
        unchanging = parts[0] == "dist" and path.name in self.manifest().values()
        encoding, sent = _compressed(path, accepted)
        return Asset(sent, media_type or "application/octet-stream", encoding, unchanging)


def _compressed(path: Path, accepted: str) -> tuple[str | None, Path]:
    offered = {part.partition(";")[0].strip().lower() for part in accepted.split(",")}
    for encoding, suffix in ENCODINGS:
        beside = path.with_name(path.name + suffix)
        if encoding in offered and beside.is_file():
            return encoding, beside
    return None, path
