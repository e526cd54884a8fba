"""Who a process is to Asterisk's Manager Interface."""

from __future__ import annotations

from ami import AmiAddress
from app.probe import reachable
from app.secrets import Secrets
from app.settings import Settings


def ami_user(settings: Settings, name: str) -> AmiAddress:
    """Where and as whom a process of this machine logs in. Raises UnusableSecrets."""
    secret = Secrets.of(settings.data_folder).password(f"ami.{name}")
    return AmiAddress(reachable(settings.network.host), settings.ports.ami, name, secret)
