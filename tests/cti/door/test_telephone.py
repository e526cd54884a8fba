"""What the telephone of a page may say: nothing in another's name, nothing read two ways."""

from __future__ import annotations

import contextlib
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti.door.sip_request import NotSip
from cti.door.telephone import CONTACTS_AT_MOST, NotItsOwn, Telephone
from ivr.errors import LineaError

CONTACT = "<sip:q8s2@k3.invalid;transport=ws>;+sip.ice;reg-id=1;expires=120"
REFUSED = (NotSip, NotItsOwn)


def telephone() -> Telephone:
    return Telephone("desk-01", shown="of the session", own="of Asterisk")


def request(
    method: str = "INVITE",
    whose: str = "desk-01",
    to: str = "<sip:linea@127.0.0.1>",
    contact: str = CONTACT,
    *more: str,
) -> str:
    lines = [
        f"{method} sip:linea@127.0.0.1 SIP/2.0",
        "Via: SIP/2.0/WS k3.invalid;branch=z9hG4bK1",
        f'From: "01" <sip:{whose}@127.0.0.1>;tag=a1',
        f"To: {to}",
        "Call-ID: c1",
        f"CSeq: 1 {method}",
        f"Contact: {contact}",
        *more,
        "Content-Length: 0",
    ]
    return "\r\n".join([*lines, "", ""])


def register(whose: str = "desk-01", to: str = "desk-01", contact: str = CONTACT) -> str:
    return request("REGISTER", whose, f"<sip:{to}@127.0.0.1>", contact)


def answer(password: str, method: str = "INVITE", qop: str | None = "auth") -> str:
    """The response to a challenge, by RFC 7616 with MD5."""

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    who, what = md5(f"desk-01:asterisk:{password}"), md5(f"{method}:sip:linea@127.0.0.1")
    return md5(f"{who}:n1:00000001:cn:{qop}:{what}" if qop else f"{who}:n1:{what}")


def authorization(response: str, user: str = "desk-01", qop: str | None = "auth") -> str:
    counted = f', qop={qop}, cnonce="cn", nc=00000001' if qop else ""
    return (
        f'Authorization: Digest algorithm=MD5, username="{user}", realm="asterisk", nonce="n1", '
        f'uri="sip:linea@127.0.0.1", response="{response}"{counted}'
    )


@pytest.mark.parametrize("text", ["", "\r\n\r\n", "SIP/2.0 200 OK\r\n\r\n", request(), register()])
def test_its_own_words_go_on_as_they_are(text: str) -> None:
    assert telephone().says(text) == text


OTHERS = {
    "from another desk": request(whose="desk-02"),
    "from a trunk": request(whose="3151234567"),
    "from its own contact, outside of a dialog": request(whose="q8s2"),
    "within a dialog as another": request(whose="desk-02", to="<sip:x@h>;tag=b"),
    "another registered": register(to="desk-02"),
    "registered by another": register(whose="desk-02"),
    "a method that is no telephone's": request("PUBLISH"),
    "a message to anybody": request("MESSAGE"),
    "another's answer": request(
        "INVITE", "desk-01", "<sip:a@b>", CONTACT, authorization("0" * 32, "desk-02")
    ),
    "another's answer to a proxy": request(
        "INVITE",
        "desk-01",
        "<sip:a@b>",
        CONTACT,
        f"Proxy-{authorization('0' * 32, 'desk-02')}",
    ),
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS.keys())
def test_nothing_is_said_in_another_s_name(text: str) -> None:
    own = telephone()
    own.says(register())
    with pytest.raises(NotItsOwn):
        own.says(text)


AMBIGUOUS = {
    "two Froms": request().replace("To:", "From: <sip:desk-02@h>;tag=a\r\nTo:"),
    "a short From beside it": request().replace("To:", "f: <sip:desk-02@h>;tag=a\r\nTo:"),
    "two To": request().replace("Call-ID", "t: <sip:x@h>;tag=b\r\nCall-ID"),
    "a folded line": request().replace("Call-ID: c1", "Call-ID: c1\r\n From: <sip:desk-02@h>"),
    "a bare line feed": request().replace("Call-ID: c1", "Call-ID: c1\nFrom: <sip:desk-02@h>"),
    "a bare carriage return": request().replace("c1", "c1\rFrom: <sip:desk-02@h>"),
    "an escaped user": request(whose="desk-%30%31"),
    "no user": request().replace("desk-01@", ""),
    "two addresses": request().replace(";tag=a1", ";tag=a1, <sip:desk-02@h>"),
    "a space before the start": " " + request(),
    "no version": request().replace(" SIP/2.0\r\nVia", "\r\nVia"),
    "HTTP": "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("text", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_what_can_be_read_two_ways_is_refused(text: str) -> None:
    with pytest.raises(REFUSED):
        telephone().says(text)


def test_within_a_dialog_that_asterisk_began_the_page_is_its_contact() -> None:
    own = telephone()
    bye = request("BYE", "q8s2", "<sip:3151234567@127.0.0.1>;tag=as1")
    with pytest.raises(NotItsOwn):
        own.says(bye)
    own.says(register())
    assert own.says(bye) == bye


def test_a_tag_in_quotes_makes_no_dialog() -> None:
    own = telephone()
    own.says(register())
    with pytest.raises(NotItsOwn):
        own.says(request("INVITE", "q8s2", '<sip:x@h>;a=";tag=b"'))


@pytest.mark.parametrize("qop", ["auth", None])
def test_the_session_s_password_becomes_asterisk_s(qop: str | None) -> None:
    shown = authorization(answer("of the session", qop=qop), qop=qop)
    said = telephone().says(request("INVITE", "desk-01", "<sip:a@b>", CONTACT, shown))
    own = authorization(answer("of Asterisk", qop=qop), qop=qop)
    assert own in said
    assert said == request("INVITE", "desk-01", "<sip:a@b>", CONTACT, own)


@pytest.mark.parametrize("password", ["of Asterisk", "of another session", ""])
def test_any_other_password_is_nobody_s(password: str) -> None:
    """Asterisk's own too: it is told to no page, so whoever knows it has no business here."""
    given_ = authorization(answer(password))
    said = telephone().says(request("INVITE", "desk-01", "<sip:a@b>", CONTACT, given_))
    assert authorization("0" * 32) in said


def test_contacts_are_not_gathered_without_end() -> None:
    own = telephone()
    for number in range(CONTACTS_AT_MOST):
        own.says(register(contact=f"<sip:c{number}@k3.invalid>"))
    with pytest.raises(NotItsOwn):
        own.says(register(contact="<sip:another@k3.invalid>"))


def test_all_contacts_may_be_taken_back() -> None:
    text = register(contact="*")
    assert telephone().says(text) == text


@given(st.text(max_size=400))
def test_whatever_comes_is_passed_on_or_refused(text: str) -> None:
    with contextlib.suppress(LineaError):
        telephone().says(text)


@given(st.lists(st.sampled_from([*request(), *'\r\n\t;,<>"%@:']), max_size=6), st.integers(0, 300))
def test_no_damage_to_a_request_makes_it_another_s(marks: list[str], at: int) -> None:
    text = request(whose="desk-02")
    try:
        said = telephone().says(text[:at] + "".join(marks) + text[at:])
    except LineaError:
        return
    assert said.startswith("SIP/2.0 ")
