"""«Reportar un daño» by keypad: danger, place, a known outage, a suspension, a ticket."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from ivr import store as tables
from ivr.clock import FixedClock
from ivr.rendering.digits import spoken_digits
from ivr.services import damage, staff_settings
from ivr.store import DamageReport, Draft, OutboundMessage, Service, Store
from tests.dialogs.conftest import Caller
from tests.line.script import CALL_ID

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
KNOWN = "+573150000001"
FIXED = "+576082770001"
SAFE = """
    hears   ...
    hears   menu.opciones
    presses 1
    hears   dano.peligro      No hay peligro, cuatro.
    presses 4
"""
WATER = f"""
    {SAFE}
    hears   dano.servicio     Si es por agua, marque uno. Alcantarillado, dos. Basuras, tres.
    presses 1
"""
OWN = f"""
    {WATER}
    hears   dano.es_su_direccion  terminada en uno, uno, seis
    presses 1
"""
TICKET = """
    hears   dano.ticket       siete
"""
ENDING = """
    pauses
    hears   error.silencio_1
    hears   dano.listo
    pauses
    hears   error.silencio_2
    hears   menu.ayuda
    hears   dano.listo
    pauses
"""
NO_MESSAGE = """
    hears   mensaje.ofrecer
    pauses
"""


def outage(
    store: Store,
    *,
    hours: float | None = 3,
    planned: bool = False,
    service: Service = Service.WATER,
) -> None:
    with store.unit_of_work() as session:
        session.add(
            tables.Outage(
                service=service, zone_id=1, cause="Tubería rota", planned=planned,
                started_at=NOW - timedelta(hours=1),
                restoration=None if hours is None else NOW + timedelta(hours=hours),
            )
        )  # fmt: skip


def reports(store: Store) -> list[DamageReport]:
    with store.reading() as session:
        return list(session.scalars(select(DamageReport).order_by(DamageReport.id)))


def drafts(store: Store) -> list[Draft]:
    with store.reading() as session:
        return list(session.scalars(select(Draft)))


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


# -- a known outage ----------------------------------------------------------------------


TOLD = """
    hears   dano.conocido   Tenemos un daño de agua en El Jardín. Ya trabajamos en él y esperamos \
restablecer el servicio hoy a la una de la tarde.
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
        hears   dano.servicio
        presses 1
        hears   dano.es_su_direccion
        presses 1
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


def test_who_has_no_account_at_hand_names_the_sector(call: Caller, store: Store) -> None:
    outage(store)
    call(f"""{WATER}
        hears   dano.sectores   El Jardín, marque uno. Otro sector, dos.
        presses 1
        {TOLD}
        hears   dano.unirse
        presses 1
        {TICKET}
        hears   dano.listo
        hangs up""")
    (report,) = reports(store)
    assert (report.outage_id, report.zone_id, report.account_id) == (1, 1, None)


def test_another_sector_than_those_named_has_a_place_of_its_own(call: Caller, store: Store) -> None:
    outage(store)
    call(f"""{WATER}
        hears   dano.sectores
        presses 2
        hears   dano.como_lugar
        presses 1
        hears   ident.pedir_cuenta
        presses 10000124#
        {TOLD}
        hears   dano.unirse
        presses 2
        hears   dano.que_acueducto
        presses 3
        {TICKET}
        hears   dano.listo
        hangs up""")
    assert reports(store)[0].outage_id is None


def test_another_damage_than_the_known_one_is_reported_for_itself(
    call: Caller, store: Store
) -> None:
    outage(store)
    call(f"""{joined("2")} hears dano.que_acueducto \n presses 5 \n {TICKET} {NO_MESSAGE}
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


# -- danger ------------------------------------------------------------------------------


DANGERS = [
    ("1", "dano.seguridad_gas", "gas", "Olor a gas"),
    ("2", "dano.seguridad_cable", "energia", "Cables caídos o chispas"),
    ("3", "dano.seguridad_fuego", None, "Fuego, inundación o personas heridas"),
]


@pytest.mark.parametrize(("key", "prompt", "service", "kind"), DANGERS)
def test_each_danger_has_its_instruction_and_its_report(
    call: Caller, store: Store, key: str, prompt: str, service: str | None, kind: str
) -> None:
    played = call(
        f"hears bienvenida.saludo \n types 1 \n hears dano.peligro \n presses {key} \n"
        f"hears {prompt} \n goes to emergency {kind}",
        number=KNOWN,
    )
    (report,) = reports(store)
    assert (report.priority, report.service, report.kind) == (1, service, kind)
    assert report.address == "Calle 45 # 12-34"  # the telephone's account, added afterwards
    assert f"Reporte de emergencia {report.ticket}" in played.labels()
    with store.reading() as session:
        assert session.get_one(tables.Call, CALL_ID).danger


def test_the_report_exists_though_the_caller_hangs_up_after_two_keys(
    call: Caller, store: Store
) -> None:
    call("hears bienvenida.saludo \n types 1 \n hears dano.peligro \n presses 1 \n"
         "hears dano.seguridad_gas \n leaves")  # fmt: skip
    for thread in threading.enumerate():
        if thread.name == "line-work":
            thread.join(5)
    assert [report.priority for report in reports(store)] == [1]


def test_who_cannot_answer_leaves_a_report_as_well(call: Caller, store: Store) -> None:
    call("""
        hears   bienvenida.saludo
        types   1
        hears   dano.peligro
        pauses
        hears   error.silencio_1
        hears   dano.peligro
        pauses
        hears   error.silencio_2
        hears   dano.peligro_ayuda
        hears   dano.peligro
        pauses
        hears   dano.seguridad
        goes to emergency no respondió""")
    assert reports(store)[0].kind == "Emergencia sin precisar"


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


def test_an_estimate_passes_as_the_clock_goes_on(
    call: Caller, store: Store, clock: FixedClock
) -> None:
    outage(store, hours=1)
    clock.advance(timedelta(hours=2))
    call("hears bienvenida.saludo \n hears bienvenida.emergencia \n hears dano.conocido_sin_hora \n"
         "hears bienvenida.aviso \n hears menu.opciones \n hangs up", number=KNOWN)  # fmt: skip
