"""Asterisk as the line runs it: configuration from plain values, rendering, one instance."""

from app.asterisk.configuration import (
    LADDER_PROMPTS,
    AsteriskError,
    Configuration,
    DeskTelephone,
    Trunk,
    from_settings,
)
from app.asterisk.instance import Instance

__all__ = [
    "LADDER_PROMPTS",
    "AsteriskError",
    "Configuration",
    "DeskTelephone",
    "Instance",
    "Trunk",
    "from_settings",
]
