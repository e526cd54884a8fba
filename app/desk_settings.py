"""Settings of the agents' places, and of the desk telephones that may stand there."""

from __future__ import annotations

from pydantic import Field, field_validator, model_validator

from app.section import Section
from cti.pop_address import Opens, PopAddress
from ivr.errors import Invalid


class TelephoneSetting(Section):
    """A telephone of its own in place of the browser: one that registers, or an extension.

    With ``password`` it registers as ``telephone-<name>``; with ``dial`` it is reached behind
    a trunk.
    """

    name: str = Field(
        pattern=r"^[a-z0-9][a-z0-9-]{0,19}$",
        description="un nombre corto de minúsculas, números y guiones",
    )
    label: str = Field(
        default="", max_length=60, description="cómo lo ven los asesores, entre comillas"
    )
    password: str = Field(
        default="", max_length=64, repr=False, description="la clave con que se registra"
    )
    dial: str = Field(
        default="",
        pattern=r"^$|^[A-Za-z]+/[^\s,;&|^$\"\\{}]+$",
        description='nada, o cómo se marca, p. ej. "PJSIP/1001@trunk-planta"',
    )

    @model_validator(mode="after")
    def _is_reached_one_way(self) -> TelephoneSetting:
        if bool(self.password) == bool(self.dial):
            raise ValueError("lleva password (el teléfono se registra) o dial (una extensión)")
        return self


class DeskSection(Section):
    """The agents' places."""

    seats: int = Field(default=20, ge=1, le=99, description="un número de 1 a 99")
    wrap_up_seconds: int = Field(default=60, ge=5, le=1800, description="segundos, de 5 a 1800")
    more_time_seconds: int = Field(default=60, ge=0, le=1800, description="segundos, de 0 a 1800")
    pop_url: str = Field(
        default="",
        description="nada, o una dirección como "
        '"https://crm.example/ficha?numero={number}&cuenta={account}"',
    )
    pop_opens: Opens = Field(default=Opens.LINK, description='"link" o "window"')
    telephones: tuple[TelephoneSetting, ...] = Field(
        default=(), description="bloques [[desk.telephones]]"
    )

    @field_validator("pop_url")
    @classmethod
    def _can_be_filled_in(cls, written: str) -> str:
        if written:
            try:
                PopAddress(written)
            except Invalid as error:
                raise ValueError(error.message) from error
        return written

    @property
    def pop_address(self) -> PopAddress | None:
        """The address of the CRM, None where there is none."""
        return PopAddress(self.pop_url, self.pop_opens) if self.pop_url else None

    @model_validator(mode="after")
    def _names_differ(self) -> DeskSection:
        names = [one.name for one in self.telephones]
        if len(set(names)) < len(names):
            raise ValueError("hay dos teléfonos con el mismo nombre")
        return self
