"""Who is on the way to the provider and back: each browser with its own secrets, once."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cti.oidc.id_token import NotBelieved
from cti.oidc.provider import Provider

WAY_LASTS = timedelta(minutes=10)
WAYS_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class Way:
    """Somebody on their way to the provider and back. ``former`` is the session they leave."""

    until: datetime
    back: str
    wanted: str
    former: str = field(repr=False)
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)


class OidcLogin:
    """All who are on their way; each comes back once."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._ways: dict[str, Way] = {}

    def begin(self, way: Way, now: datetime) -> str:
        """Remember a way; gives what its browser must bring back."""
        self._ways = {key: one for key, one in self._ways.items() if one.until > now}
        if len(self._ways) >= WAYS_AT_MOST:
            del self._ways[next(iter(self._ways))]
        key = secrets.token_urlsafe(32)
        self._ways[key] = way
        return key

    def end(self, key: str, state: str, now: datetime) -> Way:
        """The way that a browser comes back from. Raises NotBelieved: a second time too."""
        way = self._ways.pop(key, None)
        if way is None or way.until <= now:
            raise NotBelieved("nobody was on this way")
        if not hmac.compare_digest(way.state.encode(), state.encode("utf-8", "replace")):
            raise NotBelieved("the state is another's")
        return way
