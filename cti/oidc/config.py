"""Which provider is asked, and what its claims mean here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from ivr.services.agents import Newcomers, Role


@dataclass(frozen=True, slots=True)
class OidcConfig:
    """``issuer`` is the provider's address, exactly as it names itself.

    ``user_claim`` and ``name_claim`` tell who it is, ``role_claim`` what they are here by
    ``roles`` (a path with dots; several roles: the first of ``roles`` that is among them counts).
    Without a role claim the provider says nothing of roles. ``users`` says of a subject whose it
    is, whatever its claim. ``skew`` is how far the clocks may be apart.
    """

    issuer: str
    client_id: str
    label: str
    client_secret: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    user_claim: str = "preferred_username"
    name_claim: str = "name"
    role_claim: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)
    newcomers: Newcomers = field(default_factory=Newcomers)
    skew: timedelta = timedelta(seconds=60)
