"""A SIP request as a browser sends it, read strictly: what could be read two ways is refused.

RFC 3261 for the syntax, RFC 7118 for SIP over WebSocket: one message a frame.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ivr.errors import Invalid

_START = re.compile(r"([A-Z]+) (\S+) SIP/2\.0")
_HEADER = re.compile(r"([A-Za-z0-9.!%*_+`'~-]+)[ \t]*:[ \t]*([^\r\n\0]*)")
_ADDRESS = re.compile(
    r'(?:(?:"(?:[^"\\]|\\.)*"|[^"<>:;,]*)[ \t]*<sips?:([^@;:<>?%\s]+)@[^<>\s]+>'
    r"|sips?:([^@;:<>?%\s]+)@[^<>;,\s]+)"
    r'((?:[ \t]*;[ \t]*[^=;,<>"\s]+(?:=(?:"[^"\\]*"|[^;,<>"\s]*))?)*)'
)
_QUOTED = re.compile(r'"[^"]*"')
_LONG = {"f": "from", "t": "to", "m": "contact"}
_ONLY_ONCE = ("from", "to", "authorization", "proxy-authorization")


class NotSip(Invalid):
    """The text is no SIP request that could be read in one way only."""

    code = "not_sip"


@dataclass(frozen=True, slots=True)
class SipAddress:
    """The user of a SIP address and whether a tag follows it."""

    user: str
    tagged: bool


@dataclass(frozen=True, slots=True)
class SipRequest:
    """``headers`` by lower-case name, the first of each; ``body`` follows the empty line."""

    method: str
    headers: dict[str, str]
    body: str

    @classmethod
    def read(cls, text: str) -> SipRequest:
        """Read a request. Raises NotSip."""
        head, _, body = text.partition("\r\n\r\n")
        start, *lines = head.split("\r\n")
        begun = _START.fullmatch(start)
        if begun is None:
            raise NotSip("no es una solicitud SIP")
        headers: dict[str, str] = {}
        for line in lines:
            found = _HEADER.fullmatch(line)
            if found is None:
                raise NotSip("tiene un encabezado que no se puede leer")
            name = _LONG.get(found[1].lower(), found[1].lower())
            if name in headers and name in _ONLY_ONCE:
                raise NotSip("repite un encabezado que va una vez")
            headers.setdefault(name, found[2])
        return cls(begun[1], headers, body)

    def address(self, name: str) -> SipAddress:
        """The address in a header. Raises NotSip where there is none."""
        found = _ADDRESS.fullmatch(self.headers.get(name, "").strip())
        if found is None:
            raise NotSip("no dice de quién es")
        written = _QUOTED.sub("", found[3])
        parameters = {part.partition("=")[0].strip().lower() for part in written.split(";")}
        return SipAddress(found[1] or found[2], "tag" in parameters)
