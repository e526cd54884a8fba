"""The card and the billing system: the pop never waits for it, and says what became of it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from ivr import store as tables
from ivr.services import calls
from ivr.services.accounts import Account
from ivr.services.billing import NOTHING_OVERDUE, Invoice, InvoiceState, Statement
from ivr.services.billing_source import BillingUnavailable, Position
from ivr.store import Store
from tests.cti.desk_server import Page, desk_server
from tests.cti.sequence import CALL
from tests.cti.test_live import ARRIVES, CALLED

pytestmark = pytest.mark.service

PHONE = "+573151234567"
INVOICE = Invoice(
    "F1", date(2026, 11, 1), date(2026, 11, 2), date(2026, 12, 14), 45_000, 45_000, None,
    InvoiceState.PENDING,
)  # fmt: skip


class Utility:
    """A billing system that answers once it is let; ``fails`` makes it fail then."""

    def __init__(self, *, fails: bool = False) -> None:
        self.let = threading.Event()
        self.fails = fails

    @property
    def works(self) -> bool:
        return True

    def position(self, account: Account, today: date) -> Position:
        assert self.let.wait(10)
        if self.fails:
            raise BillingUnavailable("timeout")
        assert account.number == "10000116"
        statement = Statement(account.id, INVOICE, 45_000, NOTHING_OVERDUE, None, None, None)
        return Position(statement, (INVOICE,))


@asynccontextmanager
async def popped(
    folder: Path, store: Store, utility: Utility | None, *, number: str = PHONE
) -> AsyncIterator[tuple[Page, dict[str, object]]]:
    """Ana's page with the card of a call from a number that an account is known for."""
    async with desk_server(folder, store, billing=utility) as server:
        with store.unit_of_work() as session:
            session.add(tables.Zone(id=1, name="Centro", kind=tables.ZoneKind.BARRIO))
            session.flush()
            session.add(
                tables.Account(
                    number="10000116", holder="Titular de prueba", document="71642018",
                    address="Calle 1", zone_id=1, stratum=2, services=("acueducto",),
                    phones=[tables.AccountPhone(number=PHONE)],
                )
            )  # fmt: skip
            calls.begin(session, CALL, started_at=server.clock.now(), number=number)
        ana = await server.page()
        await ana.sit("ana")
        await ana.post("/api/v1/me/state", {"state": "available"})
        await server.event(ARRIVES)
        await server.event(CALLED.format(1, server.ids["ana"]))
        yield ana, (await ana.told("pop"))["call"]


async def test_the_pop_goes_first_and_the_figures_follow(tmp_path: Path, store: Store) -> None:
    utility = Utility()
    async with popped(tmp_path, store, utility) as (ana, card):
        assert (card["billing"], card["invoices"]) == ("asking", [])
        utility.let.set()
        told = await ana.told("billing")
        assert (told["call_id"], told["billing"]) == (CALL, "live")
        assert told["invoices"][0]["total"] == 45_000
        assert told["overdue"] == {"count": 0, "total": 0}
        again = (await ana.open())["call"]
        assert (again["billing"], len(again["invoices"])) == ("live", 1)


async def test_when_it_fails_the_desk_says_so(tmp_path: Path, store: Store) -> None:
    utility = Utility(fails=True)
    utility.let.set()
    async with popped(tmp_path, store, utility) as (ana, card):
        assert card["billing"] == "asking"
        assert (await ana.told("billing"))["billing"] == "unavailable"


async def test_without_one_the_card_is_what_was_imported(tmp_path: Path, store: Store) -> None:
    async with popped(tmp_path, store, None) as (_, card):
        assert card["billing"] == "imported"


async def test_a_caller_without_an_account_is_not_asked_about(tmp_path: Path, store: Store) -> None:
    async with popped(tmp_path, store, Utility(), number="+573009999999") as (_, card):
        assert card["billing"] == "imported"
