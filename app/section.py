"""What a section of the settings is."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1, description="un texto entre comillas que no esté vacío")]


class Section(BaseModel):
    """One `[section]` of the file: closed, so that a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
