"""Settings of how the line is measured, and what they become for board and reports."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from app.section import Section
from ivr.services.figures import Promise, Target, Variant


class QueueTarget(Section):
    """What a queue promises: `goal` percent answered within `seconds`."""

    queue: str = Field(pattern=r"^[a-z0-9_-]{1,40}$", description="el nombre de una cola")
    seconds: int = Field(ge=1, le=3600, description="segundos, de 1 a 3600")
    goal: int = Field(ge=1, le=100, description="un porcentaje de 1 a 100")


class Measures(Section):
    """How the line is measured; the formulas are in docs/figures.md."""

    variant: Literal["A", "B", "C", "D", "E"] = Field(
        default="B", description="la variante del nivel de servicio: A, B, C, D o E"
    )
    short_seconds: int = Field(default=5, ge=0, le=20, description="segundos, de 0 a 20")
    smallest_cell: int = Field(default=5, ge=0, le=100, description="un número de 0 a 100")
    automatable: tuple[str, ...] = Field(
        default=("factura", "dano", "pqrs", "radicado"),
        description='una lista de flujos como ["factura", "pqrs"]',
    )
    targets: tuple[QueueTarget, ...] = Field(
        default=(
            QueueTarget(queue="attention", seconds=20, goal=80),
            QueueTarget(queue="emergency", seconds=10, goal=95),
        ),
        description="bloques [[measures.targets]]",
    )

    @model_validator(mode="after")
    def _queues_differ(self) -> Measures:
        if len({one.queue for one in self.targets}) < len(self.targets):
            raise ValueError("dos bloques [[measures.targets]] son de la misma cola")
        return self

    @property
    def promise(self) -> Promise:
        """What board and reports measure by."""
        return Promise(
            targets={one.queue: Target(one.seconds, one.goal) for one in self.targets},
            short_seconds=self.short_seconds,
            variant=Variant(self.variant),
            smallest_cell=self.smallest_cell,
            automatable=frozenset(self.automatable),
        )
