"""SIP messages as far as a test telephone needs them (RFC 3261, digest of RFC 2617)."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

Headers = list[tuple[str, str]]

_COMPACT = {
    "v": "via",
    "f": "from",
    "t": "to",
    "i": "call-id",
    "m": "contact",
    "l": "content-length",
    "c": "content-type",
}


class NotSip(ValueError):
    """A datagram that is no SIP message."""


@dataclass(slots=True)
class Message:
    """A request (``method`` and ``uri``) or a response (``status`` and ``reason``)."""

    method: str = ""
    uri: str = ""
    status: int = 0
    reason: str = ""
    headers: Headers = field(default_factory=list)
    body: str = ""

    @property
    def is_request(self) -> bool:
        return self.status == 0

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def get(self, name: str, default: str = "") -> str:
        return next(iter(self.all(name)), default)

    @property
    def branch(self) -> str:
        """The transaction's name."""
        return parameter(self.get("Via"), "branch")

    @property
    def cseq(self) -> tuple[int, str]:
        number, method = self.get("CSeq", "0 NONE").split()
        return int(number), method

    def encode(self) -> bytes:
        first = (
            f"{self.method} {self.uri} SIP/2.0"
            if self.is_request
            else f"SIP/2.0 {self.status} {self.reason}"
        )
        body = self.body.encode()
        lines = [first, *(f"{name}: {value}" for name, value in self.headers)]
        return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


def parse(datagram: bytes) -> Message:
    """Raises NotSip."""
    head, _, body = datagram.decode("utf-8", "replace").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers: Headers = []
    for line in lines:
        name, _, value = line.partition(":")
        name = _COMPACT.get(name.strip().lower(), name.strip())
        if name.lower() != "content-length":
            headers.append((name, value.strip()))
    if answer := re.fullmatch(r"SIP/2\.0 (\d{3}) ?(.*)", first):
        return Message(status=int(answer[1]), reason=answer[2], headers=headers, body=body)
    if request := re.fullmatch(r"([A-Z]+) (\S+) SIP/2\.0", first):
        return Message(method=request[1], uri=request[2], headers=headers, body=body)
    raise NotSip(first[:80])


def reply(
    request: Message, status: int, reason: str, tag: str = "", *more: tuple[str, str]
) -> Message:
    """A response to ``request``; ``tag`` is put on To where it has none."""
    headers = [("Via", via) for via in request.all("Via")]
    to = request.get("To")
    if tag and "tag=" not in to:
        to = f"{to};tag={tag}"
    headers += [("From", request.get("From")), ("To", to)]
    headers += [("Call-ID", request.get("Call-ID")), ("CSeq", request.get("CSeq")), *more]
    return Message(status=status, reason=reason, headers=headers)


def parameter(value: str, name: str) -> str:
    """A parameter of a header such as ``branch`` or ``tag``; empty when absent."""
    found = re.search(rf';\s*{name}="?([^;,">\s]+)', value)
    return found[1] if found else ""


def uri_in(value: str) -> str:
    """The URI of a From, To or Contact header."""
    found = re.search(r"<([^>]+)>", value)
    return found[1] if found else value.split(";")[0].strip()


def token(length: int = 8) -> str:
    return secrets.token_hex(length)


def new_branch() -> str:
    return f"z9hG4bK{token()}"


def authorization(challenge: str, method: str, uri: str, user: str, password: str) -> str:
    """The Digest answer to a WWW-Authenticate or Proxy-Authenticate header (MD5, qop auth)."""
    asked = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
    realm, nonce = asked["realm"], asked["nonce"]
    secret = _md5(user, realm, password)
    action = _md5(method, uri)
    parts = [("username", user), ("realm", realm), ("nonce", nonce), ("uri", uri)]
    if "qop" in asked:
        count, client = "00000001", token(4)
        response = _md5(secret, nonce, count, client, "auth", action)
        plain = f", qop=auth, nc={count}, algorithm=MD5"
        parts.append(("cnonce", client))
    else:
        response, plain = _md5(secret, nonce, action), ", algorithm=MD5"
    parts.append(("response", response))
    parts += [("opaque", asked["opaque"])] if "opaque" in asked else []
    return "Digest " + ", ".join(f'{name}="{value}"' for name, value in parts) + plain


def _md5(*parts: str) -> str:
    return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()


def offer(host: str, port: int, codecs: Iterable[tuple[int, str]], events: int | None) -> str:
    """An SDP of one audio stream; ``events`` is the payload type of RFC 4733, None for none."""
    listed = list(codecs) + ([(events, "telephone-event")] if events is not None else [])
    numbers = " ".join(str(number) for number, _ in listed)
    lines = ["v=0", f"o=- {port} {port} IN IP4 {host}", "s=-", f"c=IN IP4 {host}", "t=0 0"]
    lines += [f"m=audio {port} RTP/AVP {numbers}"]
    lines += [f"a=rtpmap:{number} {name}/8000" for number, name in listed]
    if events is not None:
        lines.append(f"a=fmtp:{events} 0-16")
    return "\r\n".join([*lines, "a=ptime:20", "a=sendrecv", ""])


@dataclass(frozen=True, slots=True)
class Description:
    """What the other side's SDP says about its audio."""

    host: str
    port: int
    payloads: tuple[int, ...]
    events: int | None
    direction: str


def describe(sdp: str) -> Description:
    """Raises NotSip for a description without audio."""
    audio = re.search(r"^m=audio (\d+) \S+ ([\d ]+)", sdp, re.MULTILINE)
    host = re.search(r"^c=IN IP4 (\S+)", sdp, re.MULTILINE)
    if audio is None or host is None:
        raise NotSip("no audio in the description")
    events = re.search(r"^a=rtpmap:(\d+) telephone-event/8000", sdp, re.MULTILINE)
    direction = re.search(r"^a=(sendrecv|sendonly|recvonly|inactive)", sdp, re.MULTILINE)
    return Description(
        host=host[1],
        port=int(audio[1]),
        payloads=tuple(int(number) for number in audio[2].split()),
        events=int(events[1]) if events else None,
        direction=direction[1] if direction else "sendrecv",
    )
