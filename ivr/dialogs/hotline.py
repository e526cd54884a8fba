"""Numbers of the line that are for one thing alone (``[[line.hotlines]]`` of the settings)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What a hotline is for; its values are what the settings say."""

    EMERGENCY = "emergencia"
    ETHICS = "etica"
    LARGE_CUSTOMERS = "grandes_clientes"
    RELAY = "relevo"


@dataclass(frozen=True, slots=True)
class Hotline:
    """``number`` as it is dialled, ``queue`` who attends (of large customers and relay)."""

    number: str
    purpose: Purpose
    queue: str = "attention"

    def is_dialled(self, dialled: str) -> bool:
        """Whether a call came in by it; trunks write a number with its prefix or without."""
        return bool(self.bare_number) and self.bare_number == _bare(dialled)

    @property
    def bare_number(self) -> str:
        """The number without what trunks write before it or leave out."""
        return _bare(self.number)


def _bare(number: str) -> str:
    return number.lstrip("+").removeprefix("57")
