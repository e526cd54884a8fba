"""The voice packs of the installation: where they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.settings import PROJECT, Settings
from ivr.errors import Invalid

SHIPPED = PROJECT / "speech" / "voices"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


@dataclass(frozen=True, slots=True)
class PackPlace:
    """Where one pack is. ``own`` are the recordings made on this installation, over the shipped."""

    name: str
    shipped: Path
    voices: Path

    @property
    def own(self) -> Path:
        """The folder of the installation's recordings; there or not."""
        return self.voices / self.name

    @property
    def numbers(self) -> Path:
        """The folder of the script's numbers, which outlive every version of the recordings."""
        return self.voices / ".numbers" / self.name


def pack_place(settings: Settings, name: str = "") -> PackPlace:
    """The pack of that name, else the line's. Raises Invalid for what is no plain name."""
    name = name or settings.voice.pack
    if not _NAME.fullmatch(name):
        raise Invalid(f"«{name}» no sirve de nombre: letras minúsculas, números y guiones")
    return PackPlace(name, SHIPPED / name, settings.data_folder / "voices")
