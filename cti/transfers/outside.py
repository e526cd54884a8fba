"""Numbers outside to which callers may be handed on, as the administrator permits them."""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMBER = re.compile(r"\+?[0-9]{2,15}")


@dataclass(frozen=True, slots=True)
class OutsideNumber:
    """A number as it is dialled, and whose it is."""

    number: str
    label: str


@dataclass(frozen=True, slots=True)
class Outside:
    """``dial`` is how a number is dialled (``{number}``), empty where nobody is handed on outside.

    ``numbers`` are offered by name; others may be typed that begin with one of ``prefixes``.
    """

    dial: str = ""
    numbers: tuple[OutsideNumber, ...] = ()
    prefixes: tuple[str, ...] = ()

    def permits(self, number: str) -> bool:
        """Whether a caller may be handed on there."""
        if not self.dial or not NUMBER.fullmatch(number):
            return False
        listed = any(one.number == number for one in self.numbers)
        return listed or number.startswith(self.prefixes)

    def label(self, number: str) -> str:
        """Whose number it is, in Spanish; a typed one is shown by its last digits."""
        names = (one.label for one in self.numbers if one.number == number)
        return next(names, f"número terminado en {number[-3:]}")

    def interface(self, number: str) -> str:
        """The number as Asterisk dials it."""
        return self.dial.format(number=number)
