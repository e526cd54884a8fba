"""The numbers of the line that are for one thing alone (`[[line.hotlines]]`)."""

from __future__ import annotations

from pydantic import Field

from app.section import Section
from ivr.dialogs.hotline import Hotline, Purpose

PURPOSES = ", ".join(Purpose)


class HotlineSetting(Section):
    """One number: what it is for, and which queue attends who must have a person."""

    number: str = Field(pattern=r"^\+?[0-9]{3,15}$", description="el número como se marca")
    purpose: Purpose = Field(description=f"uno de {PURPOSES}")
    queue: str = Field(
        default="attention",
        pattern=r"^[a-z0-9-]{1,40}$",
        description="el nombre de una cola",
    )

    @property
    def hotline(self) -> Hotline:
        """The same as the dialogs know it."""
        return Hotline(self.number, self.purpose, self.queue)
