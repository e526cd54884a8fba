"""«Factura y pagos» on the billing system itself: its figures are told, or a person is offered."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

import pytest

from ivr.circuit import Circuit
from ivr.clock import FixedClock
from ivr.dialogs import BackOffice, DialogSettings, MainMenu, attend
from ivr.dialogs.damage_menus import DamageMenus
from ivr.rendering import Prompts
from ivr.services.billing_system import BillingAddress, BillingSystem
from ivr.services.filing import FilingDesk
from ivr.store import Store
from tests.dialogs.passages import KNOWN
from tests.line.script import Played, play
from tests.running.http_server import Asked, Reply, Server, http_server

PROVEN = f"{KNOWN} presses 018 \n"
Talk = Callable[[Server, str], Played]


def position(asked: Asked) -> Reply:
    number = asked.path.split("/")[-2]
    invoice = {
        "number": "F1", "period": "2026-11-01", "issued_on": "2026-11-02",
        "due_on": "2026-12-14", "total": 45_000, "owed": 45_000,
    }  # fmt: skip
    return Reply(200, json.dumps({"account": number, "invoices": [invoice]}).encode())


@pytest.fixture
def talk(
    store: Store, desk: FilingDesk, prompts: Prompts, menu: MainMenu, damages: DamageMenus
) -> Talk:
    def talking(server: Server, script: str) -> Played:
        address = BillingAddress(server.url, seconds=0.3, cache_seconds=0)
        system = BillingSystem(address, Circuit(failures=3, open_seconds=60))
        office = BackOffice(store, FixedClock(), desk, system)
        dialog = partial(attend, office=office, settings=DialogSettings(menu, damages))
        return play(script, dialog, prompts, number="+573150000001")

    return talking


def test_its_figures_are_told_and_not_the_imported_ones(talk: Talk) -> None:
    with http_server(position) as server:
        talk(server, f"""
            {PROVEN}
            hears factura.resumen  Su última factura es por cuarenta y cinco mil pesos
            hears factura.opciones
            hangs up""")  # fmt: skip
    assert [asked.path for asked in server.asked] == ["/accounts/10000116/statement"]


INSTEAD = {
    "down": Reply(500),
    "slow": Reply(portions=(b"HTTP/1.1 200 OK\r\n", *(b"X: y\r\n",) * 100), pause=0.05),
    "broken": Reply(200, b"{"),
    "huge": Reply(200, b" " * 400_000),
    "of another account": Reply(200, b'{"account": "10000124", "invoices": []}'),
    "without the account": Reply(404),
}


@pytest.mark.parametrize("instead", INSTEAD)
def test_without_them_the_caller_may_have_a_person(talk: Talk, instead: str) -> None:
    with http_server(lambda asked: INSTEAD[instead]) as server:
        played = talk(server, f"""
            {PROVEN}
            hears   error.sistema
            presses 1
            hears   asesor.pasa
            hears   bienvenida.prioridad
            pauses
            goes to attention""")  # fmt: skip
    assert "El sistema no respondió" in played.labels()
    assert played.line.context is not None
    assert played.line.context.identity_level == 2


def test_without_them_the_caller_may_go_back_and_try_again(talk: Talk) -> None:
    replies = [Reply(500), Reply(500)]
    with http_server(lambda asked: replies.pop() if replies else position(asked)) as server:
        talk(server, f"""
            {PROVEN}
            hears   error.sistema
            presses 2
            hears   menu.opciones
            presses 2
            hears   error.sistema
            presses 2
            hears   menu.opciones
            presses 2
            hears   factura.resumen
            hears   factura.opciones
            hangs up""")  # fmt: skip
