"""Where callers may be handed on to outside the line (`[transfers]`)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.section import Section
from cti.transfers.outside import Outside, OutsideNumber

Prefix = Annotated[str, Field(pattern=r"^\+?[0-9]{1,15}$")]


class TransferNumber(Section):
    """A number to which callers may be handed on, by its name."""

    number: str = Field(pattern=r"^\+?[0-9]{2,15}$", description="el número como se marca")
    label: str = Field(
        min_length=1, max_length=60, description="de quién es, como lo ven los asesores"
    )


class TransfersSection(Section):
    """Nobody is handed on outside where ``dial`` is empty."""

    dial: str = Field(
        default="",
        pattern=r"^$|^[A-Za-z]+/[^\s,;&|^$\"\\]*\{number\}[^\s,;&|^$\"\\]*$",
        description='nada, o cómo se marca, p. ej. "PJSIP/{number}@trunk-proveedor"',
    )
    numbers: tuple[TransferNumber, ...] = Field(
        default=(), description="bloques [[transfers.numbers]]"
    )
    prefixes: tuple[Prefix, ...] = Field(
        default=(), description='comienzos de números entre comillas, p. ej. ["608"]'
    )

    @property
    def outside(self) -> Outside:
        """The same as the desks' server knows it."""
        numbers = tuple(OutsideNumber(one.number, one.label) for one in self.numbers)
        return Outside(self.dial, numbers, self.prefixes)
