"""What is recorded, and how long it stays."""

from __future__ import annotations

from pydantic import Field

from app.section import Section


class Recordings(Section):
    """Recording of calls, and how many days recordings are kept."""

    calls: bool = Field(default=True, description="true o false")
    calls_days: int = Field(default=180, ge=1, le=36_500, description="un número de 1 a 36500")
    dictated_days: int = Field(default=1825, ge=1, le=36_500, description="un número de 1 a 36500")
    messages_days: int = Field(default=90, ge=1, le=36_500, description="un número de 1 a 36500")
    agents_hear_their_own: bool = Field(default=False, description="true o false")
