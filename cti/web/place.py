"""What the pages and the desk's telephones must know of this installation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from cti.web.turn import IceServer, MediaServers

SIP_WS = "/ws"
"""Where a desk's telephone connects, at the origin of its page (`cti.door`)."""

DEMO_WS = "/ws/demo"
DEMO_ENDPOINT = "caller-web"
DEMO_KEY = "demonstration"


class SipAccount(msgspec.Struct, frozen=True):
    """How a page's telephone registers. The password is good for its session and at the door."""

    uri: str
    password: str
    ws: str
    display: str
    ice: tuple[IceServer, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoCaller:
    """A caller whom the demonstration's telephone may play."""

    number: str
    label: str


@dataclass(frozen=True, slots=True)
class Place:
    """``sip_host`` is the host of SIP addresses, ``line`` the number or name of the line.

    ``page_password`` gives what a page's telephone answers challenges with, by endpoint and
    session's key; Asterisk does not know it. ``passwords``: whether one signs in by password,
    ``provider`` what the identity provider is called, if there is one. ``demo_phone``: whether
    the demonstration's caller may be played, which this machine alone may.
    """

    entity: str
    line: str
    area_code: str
    sip_host: str
    page_password: Callable[[str, str], str] = field(repr=False)
    passwords: bool = True
    provider: str = ""
    demo: bool = False
    demo_phone: bool = True
    demo_callers: tuple[DemoCaller, ...] = ()
    media: MediaServers = field(default_factory=MediaServers)

    def desk_account(self, desk: str, session_key: str, until: datetime) -> SipAccount:
        """The telephone of a desk that a session holds until then."""
        return SipAccount(
            uri=self._uri(desk),
            password=self.page_password(desk, session_key),
            ws=SIP_WS,
            display=desk.removeprefix("desk-"),
            ice=self.media.for_telephone(desk, until),
        )

    def demo_account(self) -> SipAccount:
        """The telephone of the demonstration's caller, on this machine alone."""
        return SipAccount(
            uri=self._uri(DEMO_ENDPOINT),
            password=self.page_password(DEMO_ENDPOINT, DEMO_KEY),
            ws=DEMO_WS,
            display="",
        )

    def _uri(self, endpoint: str) -> str:
        """The SIP address under which an endpoint registers."""
        return f"sip:{endpoint}@{self.sip_host}"
