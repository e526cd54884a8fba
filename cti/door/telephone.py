"""What the telephone of one page may say to Asterisk: as its own desk, and as nobody else.

The page's password is no password of Asterisk's. It holds for one session; here the answer to
Asterisk's challenge (RFC 7616) that was made with it is replaced by one made with the endpoint's
own, which never leaves the server (docs/decisions/0021).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field

from cti.door.sip_request import NotSip, SipRequest
from ivr.errors import Refused

METHODS = frozenset(
    [
        "ACK",
        "BYE",
        "CANCEL",
        "INFO",
        "INVITE",
        "NOTIFY",
        "OPTIONS",
        "PRACK",
        "REFER",
        "REGISTER",
        "UPDATE",
    ]
)
CONTACTS_AT_MOST = 20
KEEP_ALIVE = frozenset({"", "\r\n", "\r\n\r\n"})
_PARAMETER = re.compile(r'(\w+)[ \t]*=[ \t]*(?:"([^"\\]*)"|([^\s,"]+))')
_RESPONSE = re.compile(r'(response[ \t]*=[ \t]*")[^"\\]*(")')
_NOBODYS = "0" * 32


class NotItsOwn(Refused):
    """A telephone spoke in another's name."""

    code = "not_its_own"


@dataclass(slots=True)
class Telephone:
    """The telephone at ``endpoint``; ``shown`` is its page's password, ``own`` Asterisk's."""

    endpoint: str
    shown: str = field(repr=False)
    own: str = field(repr=False)
    _contacts: set[str] = field(default_factory=set)

    def says(self, text: str) -> str:
        """What goes on to Asterisk of a message. Raises NotSip, NotItsOwn."""
        if text in KEEP_ALIVE or text.startswith("SIP/2.0 "):
            return text
        request = SipRequest.read(text)
        if request.method not in METHODS:
            raise NotItsOwn("un teléfono de puesto no hace eso")
        self._is_itself(request)
        for name in ("authorization", "proxy-authorization"):
            if given := request.headers.get(name):
                text = text.replace(given, self._answered(request, given), 1)
        return text

    def _is_itself(self, request: SipRequest) -> None:
        """Let through the desk's own name, and within a dialog that of its contact.

        Asterisk calls the contact; the page then is that in the dialog's To.
        """
        whose, to = request.address("from"), request.address("to")
        own = whose.user == self.endpoint
        if not own and not (to.tagged and whose.user in self._contacts):
            raise NotItsOwn("el teléfono habla en nombre de otro")
        if request.method == "REGISTER":
            if to.user != self.endpoint:
                raise NotItsOwn("el teléfono se registra en nombre de otro")
            self._remember(request)

    def _remember(self, request: SipRequest) -> None:
        try:
            contact = request.address("contact").user
        except NotSip:  # «*» takes all of them back
            return
        if len(self._contacts) >= CONTACTS_AT_MOST and contact not in self._contacts:
            raise NotItsOwn("el teléfono cambia de dirección sin parar")
        self._contacts.add(contact)

    def _answered(self, request: SipRequest, given: str) -> str:
        """The header with Asterisk's own password in it, or with nobody's where it was wrong."""
        fields = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(given)}
        if fields.get("username") != self.endpoint:
            raise NotItsOwn("el teléfono se identifica como otro")
        expected = _digest(self.shown, request, fields)
        right = hmac.compare_digest(expected.encode(), fields.get("response", "").lower().encode())
        response = _digest(self.own, request, fields) if right else _NOBODYS
        return _RESPONSE.sub(rf"\g<1>{response}\g<2>", given)


def _digest(password: str, request: SipRequest, fields: dict[str, str]) -> str:
    """The answer to a challenge by MD5, which is what SIP telephones in browsers know."""
    who = _md5(f"{fields.get('username')}:{fields.get('realm')}:{password}")
    what = f"{request.method}:{fields.get('uri')}"
    quality = fields.get("qop")
    if quality is None:
        return _md5(f"{who}:{fields.get('nonce')}:{_md5(what)}")
    if quality == "auth-int":
        what = f"{what}:{_md5(request.body)}"
    counted = f"{fields.get('nonce')}:{fields.get('nc')}:{fields.get('cnonce')}:{quality}"
    return _md5(f"{who}:{counted}:{_md5(what)}")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
