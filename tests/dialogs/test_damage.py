"""«Reportar un daño» by keypad: service, place, a suspension, a ticket that exists."""

from __future__ import annotations

import pytest

from ivr import store as tables
from ivr.rendering.digits import spoken_digits
from ivr.services import staff_settings
from ivr.store import Store
from tests.dialogs.conftest import Caller
from tests.dialogs.damages import (
    ENDING,
    KNOWN,
    NO_MESSAGE,
    NOW,
    OWN,
    TICKET,
    WATER,
    drafts,
    reports,
)
from tests.line.script import CALL_ID


def test_a_damage_at_the_account_s_address_gets_a_ticket_said_twice(
    call: Caller, store: Store
) -> None:
    played = call(
        f"""{OWN}
        hears   dano.que_acueducto
        presses 3
        {TICKET} {NO_MESSAGE}
        hears   dano.listo
        hangs up""",
        number=KNOWN,
    )
    (report,) = reports(store)
    said = next(one.text for one in played.heard if one.prompt_id == "dano.ticket")
    assert said.count(spoken_digits(report.ticket)) == 2
    assert (report.service, report.kind, report.priority) == ("acueducto", "Baja presión", 3)
    assert (report.address, report.zone_id, report.call_id) == ("Calle 45 # 12-34", 1, CALL_ID)
    assert "done" in played.kinds()
    assert drafts(store) == []


def test_the_number_may_be_heard_again_and_the_menu_is_there(call: Caller) -> None:
    call(
        f"""{OWN}
        hears   dano.que_acueducto
        presses 3
        {TICKET} {NO_MESSAGE}
        hears   dano.listo
        presses 9
        {TICKET}
        hears   dano.listo
        presses *
        hears   menu.opciones
        hangs up""",
        number=KNOWN,
    )


def test_elsewhere_the_place_is_recorded_and_marked_so(call: Caller, store: Store) -> None:
    played = call(
        f"""{WATER}
        hears   dano.es_su_direccion
        presses 2
        hears   dano.como_lugar
        presses 2
        hears   dano.direccion
        speaks  6
        hears   dano.direccion_grabada
        presses 1
        hears   dano.que_acueducto
        presses 5
        {TICKET} {NO_MESSAGE}
        hears   dano.listo
        hangs up""",
        number=KNOWN,
    )
    (report,) = reports(store)
    assert report.place_recording == f"{CALL_ID}-place-1"
    assert (report.account_id, report.zone_id, report.address) == (None, None, "")
    assert "Dijo la dirección del daño" in played.labels()


def test_the_place_may_be_heard_and_said_again(call: Caller, store: Store) -> None:
    call(f"""{WATER}
        hears   dano.como_lugar
        presses 2
        hears   dano.direccion
        speaks  0 silence
        hears   comun.no_se_oyo
        hears   dano.direccion
        speaks  4
        hears   dano.direccion_grabada
        presses 2
        hears   [grabado]
        hears   dano.direccion_grabada
        presses 3
        hears   dano.direccion
        speaks  5
        hears   dano.direccion_grabada
        presses 1
        hears   dano.que_acueducto
        presses 2
        {TICKET}
        hears   dano.listo
        hangs up""")
    assert reports(store)[0].place_recording == f"{CALL_ID}-place-3"


def test_the_place_by_a_typed_account(call: Caller, store: Store) -> None:
    call(f"""{WATER}
        hears   dano.como_lugar
        presses 1
        hears   ident.pedir_cuenta
        presses 99999999#
        hears   error.no_existe
        hears   ident.pedir_cuenta
        presses 10000124#
        hears   dano.que_acueducto
        presses 1
        {TICKET}
        hears   dano.listo
        hangs up""")
    assert reports(store)[0].zone_id == 1


def test_who_is_silent_after_the_ticket_is_wished_well(call: Caller) -> None:
    call(f"""{WATER}
        hears   dano.como_lugar
        presses 1
        hears   ident.pedir_cuenta
        presses 10000124#
        hears   dano.que_acueducto
        presses 1
        {TICKET}
        hears   dano.listo
        {ENDING}
        hears   despedida.cierre
        is over""")


def test_a_telephone_of_several_accounts_says_which(call: Caller, store: Store) -> None:
    call(
        f"""{WATER}
        hears   dano.cual_predio   Para otro lugar, marque ocho.
        presses 2
        hears   dano.que_acueducto
        presses 1
        {TICKET} {NO_MESSAGE}
        hears   dano.listo
        hangs up""",
        number="+573150000010",
    )
    with store.reading() as session:
        account = session.get_one(tables.Account, reports(store)[0].account_id)
    assert account.number == "10000216"


# -- a suspension ------------------------------------------------------------------------


SUSPENDED = f"""{WATER}
    hears   dano.es_su_direccion
    presses 1
    hears   dano.que_acueducto
    presses 1
    hears   dano.suspension   figura suspendido
"""


def test_a_suspension_is_told_apart_without_a_figure(call: Caller, store: Store) -> None:
    played = call(
        f"{SUSPENDED} presses 1 \n hears ident.segundo_dato \n hangs up",
        number="+573150000008",
    )
    assert "pesos" not in played.said()
    assert reports(store) == []


def test_a_damage_may_be_reported_in_spite_of_it(call: Caller, store: Store) -> None:
    call(f"{SUSPENDED} presses 2 \n {TICKET} {NO_MESSAGE} hears dano.listo \n hangs up",
         number="+573150000008")  # fmt: skip
    assert reports(store)[0].kind == "Sin agua en un predio"


def test_nobody_else_hears_of_the_suspension(call: Caller) -> None:
    call(f"""{WATER}
        hears   dano.como_lugar
        presses 1
        hears   ident.pedir_cuenta
        presses 10000182#
        hears   dano.que_acueducto
        presses 1
        {TICKET}
        hears   dano.listo
        hangs up""")


def test_what_is_no_interruption_is_no_suspension(call: Caller) -> None:
    call(f"""{WATER} hears dano.es_su_direccion \n presses 1 \n hears dano.que_acueducto
         presses 5 \n {TICKET} {NO_MESSAGE} hears dano.listo \n hangs up""",
         number="+573150000008")  # fmt: skip


def test_a_time_is_told_only_where_dispatch_gave_one(call: Caller, store: Store) -> None:
    with store.unit_of_work() as session:
        staff_settings.put(session, "damage.attention_hours_3", 24, NOW)
    call(
        f"""{OWN} hears dano.que_acueducto \n presses 3 \n {TICKET}
        {NO_MESSAGE}
        hears   dano.tiempo   veinticuatro horas
        hears   dano.listo \n hangs up""",
        number=KNOWN,
    )


# -- hanging up and going back -----------------------------------------------------------


JOURNEY = f"""{WATER}
    hears   dano.es_su_direccion
    presses 2
    hears   dano.como_lugar
    presses 2
    hears   dano.direccion
    speaks  6
    hears   dano.direccion_grabada
    presses 1
    hears   dano.que_acueducto
    presses 5
"""


@pytest.mark.parametrize(
    ("until", "fields", "recorded"),
    [
        ("dano.como_lugar", {"Servicio": "Agua"}, 0),
        ("dano.direccion_grabada", {"Servicio": "Agua"}, 1),
        ("dano.que_acueducto", {"Servicio": "Agua"}, 1),
    ],
)
def test_who_hangs_up_before_the_ticket_leaves_a_draft(
    call: Caller, store: Store, until: str, fields: dict[str, str], recorded: int
) -> None:
    lines = [line.strip() for line in JOURNEY.splitlines() if line.strip()]
    at = next(place for place, line in enumerate(lines) if line.split()[:2] == ["hears", until])
    call("\n".join([*lines[: at + 1], "hangs up"]), number=KNOWN)
    (draft,) = drafts(store)
    assert (draft.kind, draft.fields) == ("dano", fields)
    assert len(draft.recorded) == recorded
    assert reports(store) == []


def test_who_asks_for_a_person_leaves_what_was_said(call: Caller, store: Store) -> None:
    """At night nobody else would know of it: the caller leaves a message."""
    call(f"""
        {WATER}
        hears   dano.como_lugar
        presses 2
        hears   dano.direccion
        speaks  5
        hears   dano.direccion_grabada
        presses 1
        hears   dano.que_acueducto
        presses 0
        hears   asesor.pasa
        hears   bienvenida.prioridad
        pauses
        goes to attention
    """)
    (draft,) = drafts(store)
    assert (draft.fields, len(draft.recorded)) == ({"Servicio": "Agua"}, 1)


def test_who_hangs_up_while_saying_the_place_leaves_what_was_said(
    call: Caller, store: Store
) -> None:
    call(f"{WATER} hears dano.como_lugar \n presses 2 \n hears dano.direccion \n"
         "speaks 3 hanging up")  # fmt: skip
    (draft,) = drafts(store)
    assert draft.recorded == [f"{CALL_ID}-place-1"]


def test_who_hangs_up_before_saying_anything_leaves_nothing(call: Caller, store: Store) -> None:
    call("hears ... \n hears menu.opciones \n presses 1 \n hears dano.peligro \n hangs up")
    assert drafts(store) == []
