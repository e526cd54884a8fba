"""The store goes at each point where the dialogs need it: the call goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy.orm import Session

from ivr.clock import FixedClock
from ivr.dialogs import BackOffice, DialogSettings, MainMenu, attend
from ivr.dialogs.damage_menus import DamageMenus
from ivr.errors import StoreUnavailable
from ivr.question import LineSettings
from ivr.rendering import Prompts
from ivr.services.accounts import Account
from ivr.services.filing import FilingDesk
from ivr.store import Store
from tests.line.script import Played, play

MENU = "hears ... \n hears menu.opciones \n presses 2 \n"
CONFIRMED = f"{MENU} hears ident.telefono_conocido \n presses 1 \n"
PROVEN = f"{CONFIRMED} hears ident.segundo_dato \n presses 018 \n"
TOLD = f"{PROVEN} hears factura.resumen \n hears factura.opciones \n"

GONE_AT = [
    (1, "looking for the telephone", MENU),
    (2, "noting whose call it is", CONFIRMED),
    (3, "counting the failures", CONFIRMED),
    (4, "judging the second datum", PROVEN),
    (5, "noting the proof", PROVEN),
    (6, "asking what is owed", PROVEN),
    (7, "asking where to pay", f"{TOLD} presses 1 \n"),
]


ARRIVAL = 1
"""What is known of a call as it arrives is the store's first use."""


class GoingStore(Store):
    """A store that answers so many times, and then no more."""

    def __init__(self, url: str, answers: int) -> None:
        super().__init__(url)
        self.answers = answers

    @contextmanager
    def _session(self, engine: object) -> Iterator[Session]:
        self.answers -= 1
        if self.answers < 0:
            raise StoreUnavailable("no se puede abrir")
        with super()._session(engine) as session:  # type: ignore[arg-type]
            yield session


@pytest.fixture
def gone(
    store: Store, desk: FilingDesk, prompts: Prompts, menu: MainMenu, damages: DamageMenus
) -> Gone:
    return Gone(str(store.url), desk, prompts, DialogSettings(menu, damages))


class Gone:
    """Plays a script against a store that goes at its ``nth`` use after the call's arrival."""

    def __init__(
        self, url: str, desk: FilingDesk, prompts: Prompts, settings: DialogSettings
    ) -> None:
        self.url, self.desk = url, desk
        self.prompts, self.settings = prompts, settings

    def __call__(self, script: str, nth: int) -> Played:
        going = GoingStore(self.url, ARRIVAL + nth - 1)
        office = BackOffice(going, FixedClock(), self.desk)
        dialog = partial(attend, office=office, settings=self.settings)
        try:
            return play(script, dialog, self.prompts, number="+573150000001")
        finally:
            going.close()


@pytest.mark.parametrize(("nth", "what", "until"), GONE_AT)
def test_the_caller_may_have_a_person(gone: Gone, nth: int, what: str, until: str) -> None:
    played = gone(
        f"""{until}
        hears   error.sistema
        presses 1
        hears   asesor.pasa
        hears   bienvenida.prioridad
        pauses
        goes to attention""",
        nth,
    )
    assert "El sistema no respondió" in played.labels(), what
    assert played.line.context is not None
    assert played.line.context.intent == "factura"


@pytest.mark.parametrize(("nth", "what", "until"), GONE_AT)
def test_the_caller_may_go_back_to_the_menu(gone: Gone, nth: int, what: str, until: str) -> None:
    gone(f"{until} hears error.sistema \n presses 2 \n hears menu.opciones \n hangs up", nth)


KEYS_THERE = [
    ("0", "hears asesor.pasa \n hears bienvenida.prioridad \n pauses \n goes to attention"),
    ("*", "hears menu.opciones \n hangs up"),
    ("9", "hears error.sistema \n hangs up"),
]


@pytest.mark.parametrize(("key", "then"), KEYS_THERE)
def test_the_universal_keys_work_there_too(gone: Gone, key: str, then: str) -> None:
    gone(f"{MENU} hears error.sistema \n presses {key} \n {then}", 1)


def test_emergencies_and_people_need_no_store(gone: Gone) -> None:
    gone("hears bienvenida.saludo \n types 1 \n hears dano.peligro \n presses 1 \n"
         "hears dano.seguridad_gas \n goes to emergency", 1)  # fmt: skip
    gone("hears ... \n hears menu.opciones \n presses 0 \n hears asesor.pasa \n"
         "hears bienvenida.prioridad \n pauses \n goes to attention", 1)  # fmt: skip


class HangingOffice(BackOffice):
    """A back office whose database takes the question and never answers."""

    let_go = threading.Event()

    def accounts_of_phone(self, number: str) -> tuple[Account, ...]:
        self.let_go.wait()
        return ()


def test_a_store_that_hangs_is_one_that_is_gone(
    store: Store, desk: FilingDesk, prompts: Prompts, menu: MainMenu, damages: DamageMenus
) -> None:
    office = HangingOffice(store, FixedClock(), desk)
    dialog = partial(attend, office=office, settings=DialogSettings(menu, damages))
    impatient = LineSettings(cover_after=0.02, gives_up_after=0.1)
    play(f"{MENU} hears comun.espere \n hears error.sistema \n hangs up", dialog, prompts,
         number="+573150000001", settings=impatient)  # fmt: skip
    office.let_go.set()
