"""What the pages and the desk's telephones must know of this installation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DemoCaller:
    """A caller whom the demonstration's telephone may play."""

    number: str
    label: str


@dataclass(frozen=True, slots=True)
class Place:
    """``sip_ws`` is Asterisk's WebSocket, ``sip_host`` the host of SIP addresses.

    ``sip_password`` gives an endpoint's password by its name. ``line`` is the number or
    name that reaches the line.
    """

    entity: str
    line: str
    area_code: str
    sip_ws: str
    sip_host: str
    sip_password: Callable[[str], str] = field(repr=False)
    demo: bool = False
    demo_callers: tuple[DemoCaller, ...] = ()

    def sip_uri(self, endpoint: str) -> str:
        """The SIP address under which an endpoint registers."""
        return f"sip:{endpoint}@{self.sip_host}"
