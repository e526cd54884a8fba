"""What the desks may choose from, as the installation's catalogue has it."""

from __future__ import annotations

from app.settings import PROJECT
from ivr.services.desk_rules import DeskRules

DESK_RULES = PROJECT / "config" / "catalogues" / "desk.toml"


def desk_rules() -> DeskRules:
    """Read the catalogue. Raises Invalid, naming file and place."""
    return DeskRules.load(DESK_RULES)
