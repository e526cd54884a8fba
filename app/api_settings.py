"""Settings of the API for other systems."""

from __future__ import annotations

from pydantic import Field

from app.section import Section


class ApiSection(Section):
    """How much other systems may ask for."""

    requests_per_minute: int = Field(
        default=600, ge=1, le=100_000, description="un número de 1 a 100000"
    )
    streams: int = Field(default=20, ge=0, le=500, description="un número de 0 a 500")
