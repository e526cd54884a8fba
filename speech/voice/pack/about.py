"""``pack.toml``: whose voice a pack is, and how its pieces are put together."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ivr.errors import LineaError
from speech.voice.pack.text import Mark

FILE = "pack.toml"


class PackFault(LineaError):
    """A pack that can't be used; the message, in Spanish, says what is wrong with it."""

    code = "pack_fault"


class Pauses(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Milliseconds of silence at each mark; ``slow_group`` is a slow speaker's ``group``."""

    comma: int = 220
    group: int = 500
    slow_group: int = 700
    colon: int = 320
    stop: int = 450
    question: int = 450

    def at(self, mark: Mark, pace: float) -> float:
        """How long the voice pauses at ``mark`` when it speaks at ``pace``."""
        if mark is Mark.NONE:
            return 0.0
        if mark is Mark.GROUP and pace < 1.0:
            return self.slow_group
        pause: int = getattr(self, mark.value)
        return pause / pace


class Joins(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Milliseconds: the cross-fade between two pieces, the closed lips before p, t and k.

    ``hiatus`` is the silence before «y», so that «las once y ocho» is not heard as a word less.
    """

    fade: int = 8
    closure: int = 35
    hiatus: int = 140


class About(msgspec.Struct, frozen=True):
    """A pack's own description. ``language`` is a BCP 47 tag, ``rate`` in hertz."""

    name: str
    title: str = ""
    language: str = "es-CO"
    licence: str = ""
    attribution: str = ""
    engine: str = ""
    voice: str = ""
    rate: int = 24_000
    pauses: Pauses = Pauses()
    joins: Joins = Joins()


def read(folder: Path) -> About:
    """Read a pack's description. Raises PackFault."""
    path = folder / FILE
    try:
        about = msgspec.toml.decode(path.read_bytes(), type=About)
    except (OSError, ValueError) as error:
        raise PackFault(f"{path}: no se puede leer la voz: {error}", file=str(path)) from error
    shortest = min(msgspec.structs.astuple(about.pauses) + msgspec.structs.astuple(about.joins))
    if shortest < 0 or not 0 < about.joins.fade <= 50:
        raise PackFault(f"{path}: las pausas y las uniones van de 0 ms en adelante", file=str(path))
    return about


def write(folder: Path, about: About) -> None:
    """Write a pack's description, in one step. Raises OSError."""
    plain = msgspec.to_builtins(about)
    tables = {key: value for key, value in plain.items() if isinstance(value, dict)}
    lines = [f"{key} = {_value(value)}" for key, value in plain.items() if key not in tables]
    for name, table in tables.items():
        lines += ["", f"[{name}]  # milliseconds"]
        lines += [f"{key} = {_value(value)}" for key, value in table.items()]
    part = folder / f".{FILE}.part"
    part.write_text("\n".join(lines) + "\n", "utf-8")
    part.replace(folder / FILE)


def _value(value: str | int) -> str:
    """A text or a number as TOML writes it, which is as JSON does."""
    return msgspec.json.encode(value).decode()
