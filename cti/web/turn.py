"""Where media pass through a firewall: STUN and TURN servers, with credentials that end.

The credentials are those of «A REST API For Access To TURN Services»
(draft-uberti-behave-turn-rest-00), which coturn knows as `use-auth-secret`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime

import msgspec


class IceServer(msgspec.Struct, frozen=True, omit_defaults=True):
    """An entry of a browser's `RTCConfiguration.iceServers`."""

    urls: tuple[str, ...]
    username: str | None = None
    credential: str | None = None


@dataclass(frozen=True, slots=True)
class MediaServers:
    """``stun`` and ``turn`` are addresses such as `turn:turn.example:3478?transport=udp`."""

    stun: tuple[str, ...] = ()
    turn: tuple[str, ...] = ()
    secret: str = field(default="", repr=False)

    def for_telephone(self, endpoint: str, until: datetime) -> tuple[IceServer, ...]:
        """What an endpoint's page may use; its credentials end at ``until``."""
        servers = [IceServer(self.stun)] if self.stun else []
        if self.turn:
            username, credential = credentials(self.secret, endpoint, until)
            servers.append(IceServer(self.turn, username, credential))
        return tuple(servers)


def credentials(secret: str, name: str, until: datetime) -> tuple[str, str]:
    """A TURN username that says when it ends, and its password."""
    username = f"{int(until.timestamp())}:{name}"
    digest = hmac.digest(secret.encode(), username.encode(), hashlib.sha1)
    return username, base64.b64encode(digest).decode()
