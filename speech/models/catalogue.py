"""The models that can be fetched, as data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ivr.errors import Invalid
from speech.models.shelf import plain

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Official(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A published model. Sizes in bytes; ``unpacked_bytes`` is an estimate.

    ``sha256_seen`` tells who vouches for the checksum, ``live`` whether it takes the grammars
    of a call: without them it only transcribes.
    """

    name: str
    bytes: int
    unpacked_bytes: int
    sha256: str
    sha256_seen: str
    licence: str
    live: bool
    about: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is published, in the order of the file."""

    models: tuple[Official, ...]

    @classmethod
    def load(cls, path: Path) -> Catalogue:
        """Read ``path``. Raises Invalid."""
        try:
            read = msgspec.convert(
                tomllib.loads(path.read_text("utf-8")), dict[str, list[Official]]
            )
            models = tuple(read["models"])
        except (OSError, ValueError, KeyError) as error:
            raise Invalid(f"{path}: no se puede leer: {error}") from error
        for model in models:
            plain(model.name)
            checked_digest(model.sha256)
        return cls(models)

    def find(self, name: str) -> Official | None:
        """The published model of that name, if there is one."""
        return next((model for model in self.models if model.name == name), None)

    def names(self) -> str:
        """Their names, to tell."""
        return ", ".join(model.name for model in self.models)


def checked_digest(text: str) -> str:
    """A SHA-256 in hexadecimal, lower case. Raises Invalid."""
    if not _SHA256.fullmatch(text.lower()):
        raise Invalid(f"«{text[:80]}» no es una huella SHA-256 (64 cifras hexadecimales)")
    return text.lower()
