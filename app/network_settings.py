"""Settings of the way in: where the line listens, how browsers reach it, how their sound does."""

from __future__ import annotations

import ipaddress
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from app.section import Section, Text

StunAddress = Annotated[str, Field(pattern=r"^stun:[A-Za-z0-9.:\[\]-]+$")]
TurnAddress = Annotated[str, Field(pattern=r"^turns?:[A-Za-z0-9.:\[\]-]+(\?transport=(udp|tcp))?$")]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9:]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$")]


class Turn(Section):
    """Servers that pass on media where a firewall lets nothing else through."""

    stun: tuple[StunAddress, ...] = Field(
        default=(), description='una lista como ["stun:stun.empresa.co:3478"]'
    )
    urls: tuple[TurnAddress, ...] = Field(
        default=(), description='una lista como ["turn:turn.empresa.co:3478?transport=udp"]'
    )
    secret: str = Field(default="", repr=False, description="un texto entre comillas")
    asterisk_user: str = Field(default="", description="un texto entre comillas")
    asterisk_password: str = Field(default="", repr=False, description="un texto entre comillas")

    @model_validator(mode="after")
    def _has_its_secret(self) -> Turn:
        if self.urls and not self.secret:
            raise ValueError("urls lleva secret, el secreto que comparte con el servidor TURN")
        if self.asterisk_user and not (self.urls and self.asterisk_password):
            raise ValueError("asterisk_user lleva urls y asterisk_password")
        return self


class Network(Section):
    """Where everything listens."""

    host: Text = "127.0.0.1"
    external_address: str = Field(default="", description="una dirección IP o nada")
    turn: Turn = Turn()

    @property
    def on_loopback(self) -> bool:
        """Whether nobody but this machine's own people can reach the line."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def on_every_address(self) -> bool:
        """Whether it listens at every address of this machine."""
        try:
            return ipaddress.ip_address(self.host).is_unspecified
        except ValueError:
            return False


class Web(Section):
    """The one origin of pages and telephones. Away from loopback it is HTTPS."""

    certificate: str = Field(default="", description="vacío o el nombre de un archivo PEM")
    key: str = Field(default="", description="vacío o el nombre de un archivo PEM")
    names: tuple[Name, ...] = Field(
        default=(), description='una lista de nombres o direcciones, p. ej. ["linea.empresa.co"]'
    )
    proxies: tuple[str, ...] = Field(default=(), description="una lista de direcciones IP")

    @field_validator("proxies")
    @classmethod
    def _are_addresses(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        for one in proxies:
            try:
                ipaddress.ip_address(one)
            except ValueError:
                raise ValueError(f"se espera una lista de direcciones IP, no «{one}»") from None
        return proxies

    @model_validator(mode="after")
    def _come_together(self) -> Web:
        if bool(self.certificate) != bool(self.key):
            raise ValueError("certificate y key van juntos")
        return self
