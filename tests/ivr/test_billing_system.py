"""The billing system over HTTP: whole answers alone are believed, and no caller waits for it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.circuit import Circuit
from ivr.services.accounts import Account
from ivr.services.billing import InvoiceState, Overdue
from ivr.services.billing_answer import OddAnswer, read
from ivr.services.billing_source import BillingUnavailable
from ivr.services.billing_system import BillingAddress, BillingSystem
from tests.running.http_server import Asked, Reply, Server, http_server

pytestmark = pytest.mark.service

TODAY = date(2026, 11, 22)
ACCOUNT = Account(
    7, "010000116", "Titular de prueba", "71642018", "Calle 1", "Centro", 1, 2, ("acueducto",),
    (), None,
)  # fmt: skip
OCTOBER = {
    "number": "F10", "period": "2026-10-01", "issued_on": "2026-10-03", "due_on": "2026-10-20",
    "total": 50_000, "owed": 50_000,
}  # fmt: skip
NOVEMBER = {
    "number": "F11", "period": "2026-11-01", "issued_on": "2026-11-03", "due_on": "2026-11-22",
    "total": 128_350, "owed": 28_350,
}  # fmt: skip
PAID = {**OCTOBER, "owed": 0, "paid_on": "2026-10-19"}
WHOLE: Mapping[str, object] = {
    "account": "010000116",
    "invoices": [OCTOBER, NOVEMBER],
    "suspended_since": "2026-11-10",
    "reconnection_amount": 113_350,
    "last_payment": {"amount": 20_000, "paid_on": "2026-11-05", "point": "la sede"},
}


def answer(**changes: object) -> bytes:
    return json.dumps({**WHOLE, **changes}).encode()


def test_a_whole_answer() -> None:
    position = read(answer(odd_but_new="x"), ACCOUNT, TODAY)
    statement = position.statement
    assert [one.state for one in position.invoices] == [InvoiceState.PENDING, InvoiceState.OVERDUE]
    assert statement.latest == position.invoices[0]
    assert (statement.account_id, statement.owed) == (7, 78_350)
    assert statement.overdue == Overdue(1, 50_000, date(2026, 10, 20))
    assert (statement.suspended_since, statement.reconnection_amount) == (
        date(2026, 11, 10), 113_350,
    )  # fmt: skip
    assert statement.last_payment is not None
    assert statement.last_payment.point == "la sede"


def test_an_account_that_owes_nothing() -> None:
    body = json.dumps({"account": "010000116", "invoices": [PAID]}).encode()
    statement = read(body, ACCOUNT, TODAY).statement
    assert statement.paid_up
    assert statement.latest is not None
    assert (statement.latest.state, statement.latest.paid_on) == (
        InvoiceState.PAID, date(2026, 10, 19),
    )  # fmt: skip


ODD = [
    b"",
    b"null",
    b"[]",
    b"\xff\xfe",
    b"[" * 100_000,
    answer(account="010000117"),
    answer(account=10000116),
    answer(invoices=None),
    answer(invoices=[OCTOBER, OCTOBER]),
    answer(invoices=[{**OCTOBER, "owed": 50_001}]),
    answer(invoices=[{**OCTOBER, "owed": -1}]),
    answer(invoices=[{**OCTOBER, "owed": "50000"}]),
    answer(invoices=[{**OCTOBER, "owed": 50_000.5}]),
    answer(invoices=[{**OCTOBER, "total": 10**12}]),
    answer(invoices=[{**OCTOBER, "due_on": "2026-10-32"}]),
    answer(invoices=[{**OCTOBER, "due_on": "20/10/2026"}]),
    answer(invoices=[{**OCTOBER, "due_on": "2026-09-01"}]),
    answer(invoices=[{**OCTOBER, "paid_on": "2026-10-19"}]),
    answer(invoices=[{**PAID, "paid_on": "2026-11-23"}]),
    answer(invoices=[{key: value for key, value in OCTOBER.items() if key != "due_on"}]),
    answer(invoices=[{**PAID, "period": f"20{n:02}-01-01"} for n in range(61)]),
    answer(reconnection_amount=None),
    answer(suspended_since=None),
    answer(last_payment={"amount": 0, "paid_on": "2026-11-05"}),
    answer(last_payment={"amount": 1, "paid_on": "2026-11-05", "point": "a\nb"}),
]


@pytest.mark.parametrize("body", ODD)
def test_what_is_not_whole_is_not_believed_and_not_quoted(body: bytes) -> None:
    with pytest.raises(OddAnswer) as failure:
        read(body, ACCOUNT, TODAY)
    assert "50" not in failure.value.message


@given(st.binary(max_size=200))
def test_any_bytes_are_an_odd_answer(body: bytes) -> None:
    with pytest.raises(OddAnswer):
        read(body, ACCOUNT, TODAY)


class Utility:
    """A billing system, a line of ours that asks it, and the clock of the circuit."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.seconds = 0.0
        self.outcomes: list[str] = []
        circuit = Circuit(failures=3, open_seconds=15, monotonic=lambda: self.seconds)
        address = BillingAddress(f"{server.url}/v1/", "t0ken", seconds=0.5, cache_seconds=0)
        self.system = BillingSystem(
            address, circuit, lambda outcome, seconds: self.outcomes.append(outcome)
        )

    def ask(self) -> str:
        try:
            return str(self.system.position(ACCOUNT, TODAY).statement.owed)
        except BillingUnavailable as failure:
            return failure.reason


def whole(asked: Asked) -> Reply:
    return Reply(200, answer())


@pytest.fixture
def utility() -> Iterator[Utility]:
    with http_server(whole) as server:
        yield Utility(server)


def test_what_is_asked(utility: Utility) -> None:
    assert utility.ask() == "78350"
    (asked,) = utility.server.asked
    assert (asked.method, asked.path) == ("GET", "/v1/accounts/010000116/statement")
    assert asked.headers["authorization"] == "Bearer t0ken"


HEAD = b"HTTP/1.1 200 OK\r\n"
REPLIES = [
    (Reply(404), "unknown_account", True),
    (Reply(401), "http_401", False),
    (Reply(500, b"x" * 1000), "http_500", False),
    (Reply(200, b"<html>"), "odd_answer", False),
    (Reply(200, answer(account="999999")), "odd_answer", False),
    (Reply(200, b" " * 400_000), "too_large", False),
    (Reply(302, headers={"Location": "http://127.0.0.1:9"}), "http_302", False),
    (Reply(portions=(HEAD + b"Content-Length: 500\r\n\r\nhalf",)), "broken", False),
    (Reply(portions=(HEAD, *(b"X: y\r\n",) * 100), pause=0.05), "timeout", False),
    (Reply(portions=(b"\x00\xff" * 40_000,)), "broken", False),
]


@pytest.mark.parametrize(("reply", "reason", "works"), REPLIES)
def test_what_it_may_answer_instead(
    utility: Utility, reply: Reply, reason: str, works: bool
) -> None:
    utility.server.behave = lambda asked: reply
    began = time.monotonic()
    assert [utility.ask() for _ in range(3)] == [reason] * 3
    assert time.monotonic() - began < 3 * 0.5 + 1
    assert utility.outcomes == [reason] * 3
    assert utility.system.works is works


def test_a_busy_answer_is_asked_again_once(utility: Utility) -> None:
    replies = iter([Reply(503), Reply(200, answer()), Reply(503), Reply(503)])
    utility.server.behave = lambda asked: next(replies)
    assert utility.ask() == "78350"
    assert utility.ask() == "http_503"
    assert len(utility.server.asked) == 4


def test_who_fails_is_not_asked_for_a_while(utility: Utility) -> None:
    utility.server.behave = lambda asked: Reply(500)
    assert [utility.ask() for _ in range(5)] == ["http_500"] * 3 + ["circuit_open"] * 2
    assert len(utility.server.asked) == 3
    utility.seconds = 15
    assert [utility.ask(), utility.ask()] == ["http_500", "circuit_open"]
    utility.server.behave = whole
    utility.seconds = 30
    assert [utility.ask(), utility.ask()] == ["78350", "78350"]
    assert utility.system.works


def test_a_server_that_is_not_there() -> None:
    with http_server() as server:
        utility = Utility(server)
    assert utility.ask() == "connection"


def test_an_answer_is_remembered_for_a_moment(utility: Utility) -> None:
    address = BillingAddress(utility.server.url, cache_seconds=60)
    system = BillingSystem(address, Circuit())
    for _ in range(3):
        assert system.position(ACCOUNT, TODAY).statement.owed == 78_350
    system.position(ACCOUNT, date(2026, 11, 23))
    assert len(utility.server.asked) == 2
