"""Settings of what callers are spared or asked: the call back in place of waiting, the survey."""

from __future__ import annotations

from pydantic import Field

from app.section import Section
from ivr.services.callbacks import CallbackRules
from ivr.services.surveys import SurveyRules


class CallbackSection(Section):
    """Calls back; offered only where ``dial`` says how people are dialled."""

    dial: str = Field(
        default="",
        pattern=r"^$|^[A-Za-z]+/[^\s,;&|^$\"\\]*\{(number|e164)\}[^\s,;&|^$\"\\]*$",
        description='nada, o cómo se marca, p. ej. "PJSIP/{number}@trunk-proveedor"',
    )
    shown: str = Field(
        default="", pattern=r"^\+?\d{0,15}$", description="el número que verá quien recibe, o nada"
    )
    over_seconds: int = Field(default=120, ge=0, le=3600, description="segundos, de 0 a 3600")
    attempts: int = Field(default=3, ge=1, le=10, description="un número de 1 a 10")
    minutes_between: int = Field(default=10, ge=0, le=1440, description="minutos, de 0 a 1440")
    ring_seconds: int = Field(default=30, ge=5, le=120, description="segundos, de 5 a 120")

    @property
    def rules(self) -> CallbackRules:
        """What the services need of it."""
        return CallbackRules(
            enabled=bool(self.dial),
            over_seconds=self.over_seconds,
            attempts=self.attempts,
            minutes_between=self.minutes_between,
        )


class SurveySection(Section):
    """The survey after a call."""

    enabled: bool = Field(default=True, description="true o false")
    share: int = Field(default=100, ge=0, le=100, description="un porcentaje, de 0 a 100")
    days_between: int = Field(default=30, ge=0, le=365, description="días, de 0 a 365")

    @property
    def rules(self) -> SurveyRules:
        """What the services need of it."""
        return SurveyRules(self.enabled, self.share, self.days_between)
