"""Settings of what the line sends out, and of the billing system that it asks."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from app.section import Section, Text

HttpUrl = Annotated[
    str,
    Field(
        pattern=r"^$|^https?://[^\s/?#@]+(/[^\s#]*)?(\?[^\s#]*)?$",
        description='una dirección como "https://servidor/ruta", o nada',
    ),
]
Seconds = Annotated[float, Field(gt=0, le=60, description="segundos, más de 0 y hasta 60")]
Count = Annotated[int, Field(ge=1, le=1_000_000, description="un número de 1 en adelante")]


class Webhook(Section):
    """Another system that is told of events."""

    name: str = Field(
        pattern=r"^[a-z0-9-]{1,40}$", description="un nombre corto de minúsculas y guiones"
    )
    url: HttpUrl = Field(min_length=1)
    key_id: Text = "1"
    secret: str = Field(
        min_length=16, repr=False, description="un secreto de 16 caracteres o más, entre comillas"
    )
    events: tuple[str, ...] = Field(default=(), description='una lista como ["CallEnded"]')


class Outbound(Section):
    """Messages out of every channel: how many at most, how often tried, how long kept."""

    per_number: Count = 6
    per_call: Count = 4
    per_day: Count = 5000
    attempts: int = Field(default=10, ge=1, le=50, description="un número de 1 a 50")
    kept_days: int = Field(default=365, ge=1, le=3650, description="días, de 1 a 3650")
    webhooks: tuple[Webhook, ...] = Field(default=(), description="bloques [[outbound.webhooks]]")

    @model_validator(mode="after")
    def _names_differ(self) -> Outbound:
        names = [one.name for one in self.webhooks]
        if len({*names}) < len(names):
            raise ValueError("dos bloques [[outbound.webhooks]] llevan el mismo name")
        return self


class Sms(Section):
    """The SMS gateway; without `url` messages are kept in a file."""

    url: HttpUrl = ""
    headers: dict[str, str] = Field(
        default={}, repr=False, description='textos, p. ej. { Authorization = "Bearer …" }'
    )
    format: Literal["json", "form"] = Field(default="json", description='"json" o "form"')
    fields: dict[str, Any] = Field(
        default={"to": "{to}", "text": "{text}", "reference": "{key}"},
        repr=False,
        description="lo que se envía, con {to}, {text} y {key} donde van",
    )
    number: Literal["e164", "with_country", "national"] = Field(
        default="e164", description='"e164" (+573…), "with_country" (573…) o "national" (3…)'
    )
    success_field: str = Field(default="", description="un campo de la respuesta JSON, o nada")
    success_values: tuple[str, ...] = Field(default=(), description='una lista como ["ok"]')
    reference_field: str = Field(default="", description="un campo de la respuesta JSON, o nada")
    seconds: Seconds = 10.0
    accents: bool = Field(default=False, description="true o false")
    segments_at_most: int = Field(default=3, ge=1, le=10, description="un número de 1 a 10")

    @model_validator(mode="after")
    def _success_is_whole(self) -> Sms:
        if bool(self.success_field) != bool(self.success_values):
            raise ValueError("success_field y success_values van juntos")
        return self


class Mail(Section):
    """The mail server; without `host` messages are kept in a file."""

    host: str = Field(default="", description="un servidor, o nada")
    port: int = Field(default=587, ge=1, le=65535, description="un puerto, de 1 a 65535")
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description='"starttls", "tls" o "none"'
    )
    sender: str = Field(
        default="",
        pattern=r"^$|^[^@<>\r\n]*<?[^@\s<>]+@[^@\s<>]+>?$",
        description='una dirección como "Empresa <linea@empresa.co>"',
    )
    user: str = Field(default="", description="un texto entre comillas")
    password: str = Field(default="", repr=False, description="un texto entre comillas")
    seconds: Seconds = 15.0

    @model_validator(mode="after")
    def _has_a_sender(self) -> Mail:
        if self.host and not self.sender:
            raise ValueError("con host va también sender, la dirección de quien envía")
        return self


class BillingSystem(Section):
    """The billing system over HTTP; without `url` accounts are what was imported."""

    url: HttpUrl = ""
    token: str = Field(default="", repr=False, description="un texto entre comillas")
    seconds: float = Field(default=3.0, gt=0, le=8, description="segundos, más de 0 y hasta 8")
    cache_seconds: float = Field(default=30.0, ge=0, le=3600, description="segundos, de 0 a 3600")
    failures: int = Field(default=5, ge=1, le=100, description="un número de 1 a 100")
    rests_seconds: float = Field(default=15.0, ge=1, le=600, description="segundos, de 1 a 600")
