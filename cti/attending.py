"""What an agent may do for a caller at the desk, as the entity limits it."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.services.identity_notes import IdentityWays
from ivr.services.promises import PromiseRules


@dataclass(frozen=True, slots=True)
class Attending:
    """``calls_back``: whether there is a way to dial out whom we owe a call."""

    promises: PromiseRules
    identity: IdentityWays
    calls_back: bool = True
