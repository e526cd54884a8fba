"""What an ID token must hold before it is believed (OpenID Connect Core 1.0, 3.1.3.7)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cti.oidc.config import OidcConfig
from ivr.errors import LineaError
from ivr.services.agents import Identity, NotKnown, Role

ALGORITHMS = tuple(f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512))
"""Signatures by a key that the provider alone has; `none` and shared secrets are not among them."""

LONGEST_SUBJECT = 255

Claims = Mapping[str, Any]


class NotBelieved(LineaError):
    """The provider's answer is not what was asked for, or not its own."""

    code = "oidc_not_believed"


def check(claims: Claims, config: OidcConfig, nonce: str, now: datetime) -> None:
    """Raises NotBelieved, whose message is for the log: it holds no claim's value."""
    _require(claims.get("iss") == config.issuer, "issuer")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    _require(config.client_id in audiences, "audience")
    party = claims.get("azp")
    _require(party == config.client_id or (party is None and len(audiences) == 1), "azp")
    at, skew = now.timestamp(), config.skew.total_seconds()
    _require(_moment(claims, "exp") > at - skew, "expired")
    _require(_moment(claims, "iat") <= at + skew, "issued in the future")
    if "nbf" in claims:
        _require(_moment(claims, "nbf") <= at + skew, "not yet valid")
    given = claims.get("nonce")
    _require(
        isinstance(given, str) and hmac.compare_digest(given.encode(), nonce.encode()), "nonce"
    )
    subject = claims.get("sub")
    _require(isinstance(subject, str) and 0 < len(subject) <= LONGEST_SUBJECT, "subject")


def identity(claims: Claims, config: OidcConfig) -> Identity:
    """Whose account it is and what they are here. Raises NotKnown."""
    subject = str(claims["sub"])
    user = config.users.get(subject) or _text(claims, config.user_claim)
    if not user:
        raise NotKnown("su cuenta no dice qué usuario es en la línea")
    return Identity(
        issuer=config.issuer,
        subject=subject,
        user=user,
        name=_text(claims, config.name_claim),
        role=_role(claims, config) if config.role_claim else None,
    )


def _role(claims: Claims, config: OidcConfig) -> Role:
    found = _at(claims, config.role_claim)
    told = [str(one) for one in found] if isinstance(found, list) else [str(found)]
    for name, role in config.roles.items():
        if name in told:
            return role
    raise NotKnown("su cuenta no tiene un papel en la línea; pídalo al administrador")


def _text(claims: Claims, path: str) -> str:
    found = _at(claims, path)
    return found if isinstance(found, str) else ""


def _at(claims: Claims, path: str) -> object:
    """What stands at a claim: by its whole name, else along its dots."""
    if path in claims:
        return claims[path]
    found: object = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _moment(claims: Claims, name: str) -> float:
    value = claims.get(name)
    _require(isinstance(value, int | float) and not isinstance(value, bool), name)
    return float(claims[name])


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise NotBelieved(f"the ID token's {what} is not right")
