"""An outage that is known: told with its estimate, and joined with one key."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr.clock import FixedClock
from ivr.services import damage
from ivr.store import OutboundMessage, Service, Store
from tests.dialogs.conftest import Caller
from tests.dialogs.damages import (
    ENDING,
    KNOWN,
    NO_MESSAGE,
    SAFE,
    TICKET,
    WATER,
    outage,
    reports,
)

TOLD = """
    hears   dano.conocido   Tenemos un daño de agua en El Jardín. Esperamos restablecer el \
servicio hoy a la una de la tarde.
"""


def joined(presses: str) -> str:
    return f"""
        hears   ...
        hears   dano.conocido
        hears   bienvenida.aviso
        hears   menu.opciones
        presses 1
        hears   dano.peligro
        presses 4
        {TOLD}
        hears   dano.unirse
        presses {presses}
    """


def test_a_known_outage_is_joined_with_one_key(call: Caller, store: Store) -> None:
    outage(store)
    played = call(
        f"""{joined("1")}
        {TICKET}
        hears   dano.avisar
        presses 1
        hears   dano.aviso_ok   terminado en cero, cero, uno
        hears   dano.listo
        hangs up""",
        number=KNOWN,
    )
    (report,) = reports(store)
    assert (report.outage_id, report.notify) == (1, KNOWN)
    assert "Supo del daño conocido" in played.labels()


def test_without_the_store_no_news_are_promised(
    call: Caller, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report waits in a journal: there is nothing yet that the wish could be added to."""
    outage(store)
    monkeypatch.setattr(damage, "complete", lambda *_, **__: False)
    call(f"""{joined("1")} {TICKET} hears dano.avisar \n presses 1 \n hears dano.aviso_no
         hears dano.listo \n hangs up""", number=KNOWN)  # fmt: skip


def test_each_report_of_a_call_is_sent_by_message(call: Caller, store: Store) -> None:
    reported = f"""
        hears   dano.peligro
        presses 4
        hears   dano.servicio
        presses 1
        hears   dano.es_su_direccion
        presses 1
        hears   dano.que_acueducto
        presses 1
        {TICKET}
        hears   mensaje.ofrecer
        presses 1
        hears   mensaje.enviado
        hears   dano.listo
    """
    call(f"""
        hears   ...
        hears   menu.opciones
        presses 1
        {reported}
        presses *
        hears   menu.opciones
        presses 1
        {reported}
        hangs up
    """, number=KNOWN)  # fmt: skip
    with store.reading() as session:
        sent = session.scalars(select(OutboundMessage)).all()
    assert {message.fields["ticket"] for message in sent} == {r.ticket for r in reports(store)}
    assert len(sent) == 2


def test_no_news_by_message_unless_wanted(call: Caller, store: Store) -> None:
    outage(store)
    call(f"""{joined("1")} {TICKET} hears dano.avisar \n presses 2
         hears dano.listo \n hangs up""", number=KNOWN)  # fmt: skip
    assert reports(store)[0].notify is None


def test_who_has_no_account_at_hand_is_told_of_it_before_any_question(
    call: Caller, store: Store
) -> None:
    outage(store)
    call(f"""{SAFE}
        {TOLD}
        hears   dano.unirse
        presses 1
        {TICKET}
        hears   dano.listo
        hangs up""")
    (report,) = reports(store)
    assert (report.outage_id, report.zone_id, report.account_id) == (1, 1, None)
    assert (report.service, report.priority) == ("acueducto", 3)


def test_several_outages_are_told_as_the_options_of_one_question(
    call: Caller, store: Store
) -> None:
    outage(store)
    outage(store, service=Service.SEWERAGE, hours=None)
    played = call(f"""{SAFE}
        hears   dano.sectores   Si es por agua en El Jardín, que vuelve hoy a la una de la tarde, \
marque uno. Alcantarillado en El Jardín, todavía sin hora, dos. Otro daño, tres.
        presses 2
        {TICKET}
        hears   dano.listo
        hangs up""")
    (report,) = reports(store)
    assert (report.outage_id, report.service) == (2, "alcantarillado")
    assert "Supo del daño conocido" in played.labels()


def test_more_outages_than_can_be_named_are_told_by_service(call: Caller, store: Store) -> None:
    for service in (Service.WATER, Service.SEWERAGE, Service.WASTE):
        outage(store, service=service)
    outage(store, service=Service.SEWERAGE, zone=2)
    call(f"{WATER} {TOLD} hears dano.unirse \n presses 1 \n {TICKET} hears dano.listo \n hangs up")
    assert reports(store)[0].outage_id == 1


def test_who_hears_of_it_and_says_nothing_is_wished_well(call: Caller, store: Store) -> None:
    outage(store)
    call(f"{SAFE} {TOLD} hears dano.unirse {ENDING.replace('dano.listo', 'dano.unirse')} \n"
         "hears despedida.cierre \n is over")  # fmt: skip


def test_an_outage_that_was_told_is_not_told_again(call: Caller, store: Store) -> None:
    outage(store)
    call(f"""{SAFE}
        {TOLD}
        hears   dano.unirse
        presses 2
        hears   dano.servicio
        presses 1
        hears   dano.como_lugar
        presses 1
        hears   ident.pedir_cuenta
        presses 10000124#
        hears   dano.que_acueducto
        presses 3
        {TICKET}
        hears   dano.listo
        hangs up""")
    assert reports(store)[0].outage_id is None


def test_elsewhere_than_at_home_hears_of_the_outages_there(call: Caller, store: Store) -> None:
    """Who has an account of their own isn't told of other sectors before they ask for one."""
    outage(store, zone=2)
    call(
        f"""{WATER}
        hears   dano.es_su_direccion
        presses 2
        hears   dano.conocido
        hears   dano.unirse
        presses 1
        {TICKET}
        hears   dano.avisar
        hangs up""",
        number=KNOWN,
    )
    assert (reports(store)[0].zone_id, reports(store)[0].account_id) == (2, None)


def test_another_damage_than_the_known_one_is_reported_for_itself(
    call: Caller, store: Store
) -> None:
    outage(store)
    call(f"""{joined("2")} hears dano.servicio \n presses 1 \n hears dano.es_su_direccion \n
         presses 1 \n hears dano.que_acueducto \n presses 5 \n {TICKET} {NO_MESSAGE}
         hears dano.listo \n hangs up""", number=KNOWN)  # fmt: skip
    (report,) = reports(store)
    assert (report.outage_id, report.kind) == (None, "Fuga o tubo roto")


ESTIMATES = [
    (3.0, True, "dano.programado", "Esperamos restablecer el servicio hoy a la una de la tarde"),
    (26.0, False, "dano.conocido", "mañana a las doce del día"),
    (-0.5, False, "dano.conocido_sin_hora", "todavía no hay hora"),
    (None, True, "dano.conocido_sin_hora", "todavía no hay hora"),
]


@pytest.mark.parametrize(("hours", "planned", "prompt", "words"), ESTIMATES)
def test_only_an_estimate_that_still_holds_is_told(
    call: Caller, store: Store, hours: float | None, planned: bool, prompt: str, words: str
) -> None:
    outage(store, hours=hours, planned=planned)
    call(f"hears bienvenida.saludo \n hears bienvenida.emergencia \n hears {prompt} {words} \n"
         "hears bienvenida.aviso \n hears menu.opciones \n hangs up", number=KNOWN)  # fmt: skip


def test_the_outage_of_another_service_is_not_told_to_who_has_none_of_it(
    call: Caller, store: Store
) -> None:
    outage(store, service=Service.GAS)
    call("hears bienvenida.saludo \n hears bienvenida.emergencia \n hears bienvenida.aviso \n"
         "hears menu.opciones \n hangs up", number=KNOWN)  # fmt: skip


def test_an_estimate_passes_as_the_clock_goes_on(
    call: Caller, store: Store, clock: FixedClock
) -> None:
    outage(store, hours=1)
    clock.advance(timedelta(hours=2))
    call("hears bienvenida.saludo \n hears bienvenida.emergencia \n hears dano.conocido_sin_hora \n"
         "hears bienvenida.aviso \n hears menu.opciones \n hangs up", number=KNOWN)  # fmt: skip
