"""The carriers against servers that answer well, badly, and not at all."""

from __future__ import annotations

import hashlib
import hmac
import json
import socketserver
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from ivr.clock import FixedClock
from ivr.store import ContactChannel
from ivr.worker.carriers import (
    Carrier,
    CarrierDown,
    Endpoint,
    GatewaySettings,
    MailServer,
    MailSettings,
    MessageFile,
    Parcel,
    Rejected,
    SmsGateway,
    Webhooks,
)
from ivr.worker.carriers.sms_gateway import NumberForm
from tests.running.http_server import Reply, http_server

pytestmark = pytest.mark.service

SMS = Parcel(
    "call/1", ContactChannel.SMS, "+573155550101", "puntos_pago", 'Pague en {to} "ya"',
    fields={"puntos": ["la sede"]},
)  # fmt: skip
MAIL = Parcel(
    "case/7", ContactChannel.EMAIL, "ana@example.co", "radicado", "Recibimos su petición.",
    "Radicado 7",
)  # fmt: skip
EVENT = Parcel(
    "e1/comercial", ContactChannel.WEBHOOK, "comercial", "CallEnded", "", None, {"call_id": "c"}
)
FIELDS = {"to": "{to}", "text": "{text}", "reference": "{key}"}


def outcome(carrier: Carrier, parcel: Parcel) -> str | None:
    """The reference, or the class and code of what was raised."""
    try:
        return carrier.send(parcel)
    except (CarrierDown, Rejected) as failure:
        return f"{type(failure).__name__} {failure.code}"


def test_an_sms_in_json() -> None:
    with http_server() as server:
        headers = {"Authorization": "Bearer t"}
        gateway = SmsGateway(GatewaySettings(f"{server.url}/send?x=1", headers, fields=FIELDS))
        assert gateway.send(SMS) is None
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/send?x=1")
    assert json.loads(asked.body) == {
        "to": "+573155550101", "text": 'Pague en {to} "ya"', "reference": "call/1",
    }  # fmt: skip
    assert asked.headers["authorization"] == "Bearer t"
    assert asked.headers["idempotency-key"] == "call/1"


def test_an_sms_in_a_form_and_in_nested_json() -> None:
    with http_server() as server:
        form = GatewaySettings(server.url, form=True, fields=FIELDS, number=NumberForm.NATIONAL)
        SmsGateway(form).send(SMS)
        nested = {"messages": [{"destinations": [{"to": "{to}"}], "text": "a {text} b", "n": 1}]}
        numbers = NumberForm.WITH_COUNTRY
        SmsGateway(GatewaySettings(server.url, fields=nested, number=numbers)).send(SMS)
    first, second = server.asked
    assert parse_qs(first.body.decode())["to"] == ["3155550101"]
    assert json.loads(second.body) == {
        "messages": [
            {"destinations": [{"to": "573155550101"}], "text": 'a Pague en {to} "ya" b', "n": 1}
        ]
    }


def ok(body: object) -> Reply:
    return Reply(200, json.dumps(body).encode())


ANSWERS = [
    (ok({"messages": [{"status": "ok", "id": "m-1"}]}), "m-1"),
    (ok({"messages": [{"status": 1, "id": 17}]}), "17"),
    (ok({"messages": [{"status": True}]}), None),
    (ok({"messages": [{"status": "blocked"}]}), "Rejected gateway_refused"),
    (ok({"messages": []}), "CarrierDown odd_answer"),
    (ok([1]), "CarrierDown odd_answer"),
    (Reply(200, b"<html>"), "CarrierDown odd_answer"),
    (Reply(200, b"[" * 50_000), "CarrierDown odd_answer"),
    (Reply(200, b"x" * 300_000), "CarrierDown too_large"),
    (Reply(422, b"no"), "Rejected http_422"),
    (Reply(400), "Rejected http_400"),
    (Reply(401), "CarrierDown http_401"),
    (Reply(404), "CarrierDown http_404"),
    (Reply(429), "CarrierDown http_429"),
    (Reply(302, headers={"Location": "http://127.0.0.1:9/"}), "CarrierDown http_302"),
    (Reply(500), "CarrierDown http_500"),
    (Reply(portions=(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf",)), "CarrierDown broken"),
    (Reply(portions=(b"garbage\r\n\r\n",)), "CarrierDown broken"),
]


@pytest.mark.parametrize(("reply", "expected"), ANSWERS)
def test_what_a_gateway_may_answer(reply: Reply, expected: str | None) -> None:
    with http_server(lambda asked: reply) as server:
        settings = GatewaySettings(
            server.url, fields=FIELDS, reference_field="messages.0.id",
            success_field="messages.0.status", success_values=("ok", "1", "true"),
        )  # fmt: skip
        assert outcome(SmsGateway(settings), SMS) == expected


def test_a_gateway_that_says_when_to_come_again() -> None:
    busy = Reply(503, headers={"Retry-After": "120"})
    with http_server(lambda asked: busy) as server, pytest.raises(CarrierDown) as failure:
        SmsGateway(GatewaySettings(server.url)).send(SMS)
    assert failure.value.retry_after == 120


def test_a_gateway_that_trickles_is_cut_off_at_the_deadline() -> None:
    slow = Reply(portions=(b"HTTP/1.1 200 OK\r\n", *(b"X: y\r\n",) * 100), pause=0.05)
    with http_server(lambda asked: slow) as server:
        gateway = SmsGateway(GatewaySettings(server.url, seconds=0.3))
        assert outcome(gateway, SMS) == "CarrierDown timeout"
    assert outcome(SmsGateway(GatewaySettings(server.url)), SMS) == "CarrierDown connection"


def test_a_body_without_a_length_cut_off_at_the_deadline_is_no_answer() -> None:
    slow = Reply(portions=(b"HTTP/1.0 200 OK\r\n\r\n", *(b"x",) * 100), pause=0.05)
    with http_server(lambda asked: slow) as server:
        gateway = SmsGateway(GatewaySettings(server.url, seconds=0.3))
        assert outcome(gateway, SMS) == "CarrierDown timeout"


def test_a_webhook_is_signed_over_its_time_and_body() -> None:
    clock, secret = FixedClock(), "s3cret-of-sixteen"
    with http_server() as server:
        endpoint = Endpoint("comercial", f"{server.url}/hook", "2026-b", secret)
        assert Webhooks({"comercial": endpoint}, clock).send(EVENT) is None
    (asked,) = server.asked
    at = str(int(clock.now().timestamp()))
    signed = hmac.new(secret.encode(), f"{at}.".encode() + asked.body, hashlib.sha256).hexdigest()
    assert asked.headers["x-linea-timestamp"] == at
    assert asked.headers["x-linea-signature"] == f"v1={signed}"
    assert asked.headers["x-linea-key"] == "2026-b"
    assert asked.headers["idempotency-key"] == "e1/comercial"
    assert json.loads(asked.body) == {
        "id": "e1/comercial", "event": "CallEnded", "data": {"call_id": "c"},
    }  # fmt: skip


def test_a_webhook_to_an_endpoint_that_was_taken_out_is_rejected() -> None:
    assert outcome(Webhooks({}, FixedClock()), EVENT) == "Rejected no_endpoint"


def test_messages_kept_in_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "outbound"
    kept = MessageFile(folder, FixedClock())
    for parcel in (SMS, SMS, MAIL):
        kept.send(parcel)
    first, _ = (folder / "sms.jsonl").read_text("utf-8").splitlines()
    assert json.loads(first) == {
        "at": "2026-11-22T15:00:00+00:00", "key": "call/1", "to": "+573155550101",
        "template": "puntos_pago", "text": 'Pague en {to} "ya"',
    }  # fmt: skip
    assert stat.S_IMODE((folder / "sms.jsonl").stat().st_mode) == 0o600
    assert json.loads((folder / "email.jsonl").read_text("utf-8"))["subject"] == "Radicado 7"
    (tmp_path / "file").touch()
    assert outcome(MessageFile(tmp_path / "file", FixedClock()), SMS) == "CarrierDown file"


class MailHost(socketserver.ThreadingTCPServer):
    """An SMTP server: takes mails, but for what ``says`` answers to a command."""

    daemon_threads = False

    def __init__(self, says: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), MailSession)
        self.says = says
        self.mails: list[bytes] = []


class MailSession(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self) -> None:
        host = self.server
        assert isinstance(host, MailHost)
        self.wfile.write(b"220 x\r\n")
        while line := self.rfile.readline():
            verb = line.split(b" ")[0].strip().decode().upper()
            if verb == "DATA" and verb not in host.says:
                self.wfile.write(b"354 go\r\n")
                host.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.wfile.write(host.says.get("END", "250 taken").encode() + b"\r\n")
                continue
            self.wfile.write(host.says.get(verb, "250 ok").encode() + b"\r\n")
            if verb == "QUIT":
                return


@contextmanager
def mail_host(**says: str) -> Iterator[MailHost]:
    with MailHost(says) as host:
        thread = threading.Thread(target=host.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield host
        finally:
            host.shutdown()
            thread.join()


def mail_settings(host: MailHost, security: str = "none") -> MailSettings:
    return MailSettings(
        "127.0.0.1", host.server_address[1], security, "Línea <linea@aguas.co>", seconds=5
    )


def test_a_mail_and_its_copy_are_known_as_one() -> None:
    with mail_host() as host:
        server = MailServer(mail_settings(host))
        reference = server.send(MAIL)
        assert server.send(MAIL) == reference
    first, second = (message_from_bytes(mail, policy=policy.default) for mail in host.mails)
    assert first["Message-ID"] == second["Message-ID"] == reference
    assert (first["To"], first["Subject"]) == ("ana@example.co", "Radicado 7")
    assert first["Auto-Submitted"] == "auto-generated"
    assert first.get_content().strip() == "Recibimos su petición."


MAIL_ANSWERS = [
    ({"RCPT": "550 no such user"}, "Rejected smtp_550"),
    ({"RCPT": "450 busy"}, "CarrierDown smtp_450"),
    ({"MAIL": "421 later"}, "CarrierDown smtp_421"),
    ({"END": "554 spam"}, "Rejected smtp_554"),
    ({"END": "451 later"}, "CarrierDown smtp_451"),
    ({"EHLO": "999 what", "HELO": "500 no"}, "CarrierDown smtp_500"),
]


@pytest.mark.parametrize(("says", "expected"), MAIL_ANSWERS)
def test_what_a_mail_server_may_answer(says: dict[str, str], expected: str) -> None:
    with mail_host(**says) as host:
        assert outcome(MailServer(mail_settings(host)), MAIL) == expected


def test_without_tls_where_it_is_asked_for_nothing_is_sent() -> None:
    with mail_host(STARTTLS="454 no") as host:
        for security in ("starttls", "tls"):
            settings = replace(mail_settings(host, security), seconds=1)
            down = outcome(MailServer(settings), MAIL)
            assert down is not None
            assert down.startswith("CarrierDown")
        assert host.mails == []
    assert outcome(MailServer(mail_settings(host)), MAIL) == "CarrierDown connection"


def test_a_login_that_fails_is_the_installation_s_fault() -> None:
    with mail_host(AUTH="535 no", EHLO="250-x\r\n250 AUTH PLAIN") as host:
        settings = replace(mail_settings(host), user="u", password="p")
        assert outcome(MailServer(settings), MAIL) == "CarrierDown smtp_login"
