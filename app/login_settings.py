"""Settings of signing in: passwords, and the entity's own identity provider."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from app.section import Section, Text
from ivr.store import Role

ROLES = ", ".join(role.value for role in Role)
WORDS = "un texto entre comillas"


class Oidc(Section):
    """An OpenID Connect provider; without ``issuer`` there is none."""

    issuer: str = Field(
        default="",
        pattern=r"^$|^https://[^\s?#]+$|^http://(127\.0\.0\.1|localhost)(:\d+)?(/[^\s?#]*)?$",
        description='vacío, o "https://…" tal como el proveedor se nombra a sí mismo',
    )
    client_id: str = Field(default="", description=WORDS)
    client_secret: str = Field(default="", repr=False, description=WORDS)
    label: Text = "la cuenta de la entidad"
    scopes: tuple[str, ...] = Field(
        default=("openid", "profile", "email"), description="una lista de textos"
    )
    user_claim: Text = "preferred_username"
    name_claim: Text = "name"
    role_claim: str = Field(default="", description=WORDS)
    roles: dict[str, Role] = Field(
        default={}, description=f'{{ "grupo del proveedor" = "papel" }}; papeles: {ROLES}'
    )
    users: dict[str, str] = Field(
        default={}, description='{ "sujeto del proveedor" = "usuario de la línea" }'
    )
    unknown: Role | Literal["refuse"] = Field(
        default="refuse", description=f'"refuse" o un papel: {ROLES}'
    )
    queues: dict[str, int] = Field(default={}, description="{ attention = 1 }, niveles de 1 a 9")
    skew_seconds: int = Field(default=60, ge=0, le=600, description="segundos, de 0 a 600")

    @field_validator("scopes")
    @classmethod
    def _ask_who_it_is(cls, scopes: tuple[str, ...]) -> tuple[str, ...]:
        if "openid" not in scopes:
            raise ValueError("scopes debe llevar openid")
        return scopes

    @field_validator("queues")
    @classmethod
    def _are_levels(cls, queues: dict[str, int]) -> dict[str, int]:
        if not all(1 <= level <= 9 for level in queues.values()):
            raise ValueError("el nivel de una cola va de 1 a 9")
        return queues

    @model_validator(mode="after")
    def _is_complete(self) -> Oidc:
        if self.issuer and not self.client_id:
            raise ValueError("issuer lleva client_id, el nombre de la línea ante el proveedor")
        if self.role_claim and not self.roles:
            raise ValueError("role_claim lleva roles: qué papel es cada grupo del proveedor")
        return self


class Login(Section):
    """How people sign in."""

    passwords: bool = Field(default=True, description="true o false")
    oidc: Oidc = Oidc()

    @model_validator(mode="after")
    def _somebody_can_enter(self) -> Login:
        if not self.passwords and not self.oidc.issuer:
            raise ValueError("sin contraseñas hace falta login.oidc.issuer")
        return self
