"""PQRS by keypad: what is asked of each kind, what is filed, what is told and when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ivr.check_digit import is_valid
from ivr.clock import FixedClock
from ivr.dialogs.petition import KINDS
from ivr.store import CaseKind, OutboundMessage, Store
from tests.dialogs.conftest import Caller
from tests.dialogs.passages import PERSON
from tests.dialogs.petitions import (
    ANONYMOUS,
    BY_OFFICE,
    CLAIM,
    CONTACT_WITH_ACCOUNT,
    FILED,
    KNOWN,
    MONDAY,
    MONTH,
    NAME,
    NAMED,
    NUMBER,
    SERVICE,
    TOLD,
    kept,
    only_case,
)

LANDLINE = "+576087654321"


@pytest.fixture
def clock() -> FixedClock:
    """A Monday morning."""
    return FixedClock(MONDAY)


# keys of the kind, what is filed
KINDS_BY_KEY = {
    "information": ("presses 1 \n hears pqrs.peticion \n presses 1", CaseKind.INFORMATION, 10),
    "query": ("presses 1 \n hears pqrs.peticion \n presses 2", CaseKind.QUERY, 30),
    "petition": ("presses 1 \n hears pqrs.peticion \n presses 3", CaseKind.PETITION, 15),
    "complaint": ("presses 2", CaseKind.COMPLAINT, 15),
    "suggestion": ("presses 4", CaseKind.SUGGESTION, 15),
    "praise": ("presses 5", CaseKind.PRAISE, 15),
    "after help": (
        "presses 6 \n hears pqrs.tipo_ayuda \n hears pqrs.tipo \n presses 2",
        CaseKind.COMPLAINT,
        15,
    ),
}


@pytest.mark.parametrize("name", KINDS_BY_KEY)
def test_each_kind_is_filed_with_its_term(call: Caller, store: Store, name: str) -> None:
    keys, kind, term = KINDS_BY_KEY[name]
    played = call(f"{NAMED} {keys} \n {SERVICE} {NAME} {TOLD} {BY_OFFICE} {FILED}", number=NUMBER)
    case = only_case(store)
    assert (case.kind, case.working_days, case.service) == (kind, term, "acueducto")
    assert case.call_id == played.line.call.call_id
    assert [each.rpartition("-")[0].rpartition("-")[2] for each in case.narrative] == [
        "nombre",
        "pqrs",
    ]
    assert (case.phone, case.answer_by) == (NUMBER, "oficina")
    assert "done" in played.kinds()


def test_what_is_said_is_what_is_filed(call: Caller, store: Store) -> None:
    played = call(f"{ANONYMOUS} presses 2 \n {SERVICE} {TOLD} {FILED}", number=NUMBER)
    case = only_case(store)
    said = next(each.text for each in played.heard if each.prompt_id == "pqrs.radicado")
    assert said.count("dos cero dos seis,") == 2
    assert is_valid(case.radicado)
    assert case.cause == "315"
    plazo = next(each.text for each in played.heard if each.prompt_id == "pqrs.plazo")
    assert "a más tardar el martes quince de diciembre: en quince días hábiles." in plazo
    assert case.due_on.isoformat() == "2026-12-15"


def test_the_answer_by_telephone_needs_an_express_authorisation(call: Caller, store: Store) -> None:
    authorised = BY_OFFICE.replace(
        "presses 1\n    hears   pqrs.sms",
        """presses 2
    hears   pqrs.autoriza""",
    )
    call(f"{NAMED} presses 2 \n {SERVICE} {NAME} {TOLD} {authorised} {FILED}", number=NUMBER)
    case = only_case(store)
    assert case.answer_by == "telefono"
    assert "Autorizó expresamente" in case.told
    assert "versión" in case.told


@pytest.mark.parametrize(("key", "sent"), [("1", 1), ("2", 0)])
def test_the_radicado_goes_to_the_mobile_of_who_wants_it(
    call: Caller, store: Store, key: str, sent: int
) -> None:
    wanted = BY_OFFICE.replace("pqrs.sms\n    presses 1", f"pqrs.sms\n    presses {key}")
    call(f"{NAMED} presses 2 \n {SERVICE} {NAME} {TOLD} {wanted} {FILED}", number=NUMBER)
    with store.reading() as session:
        messages = session.scalars(select(OutboundMessage)).all()
    assert len(messages) == sent
    for message in messages:
        assert (message.recipient, message.template) == (NUMBER, "radicado")
        assert message.fields["radicado"] == only_case(store).radicado


def test_without_it_the_answer_waits_at_the_office(call: Caller, store: Store) -> None:
    call(
        f"""
        {NAMED} presses 2 \n {SERVICE} {NAME} {TOLD}
        hears   pqrs.contacto
        presses 1
        hears   pqrs.notificacion
        presses 2
        hears   pqrs.autoriza
        presses 2
        hears   pqrs.en_oficina
        hears   pqrs.sms
        presses 2
        {FILED}
    """,
        number=NUMBER,
    )
    assert only_case(store).answer_by == "oficina"


def test_another_number_is_typed_and_read_back(call: Caller, store: Store) -> None:
    call(f"""
        {NAMED} presses 2 \n {SERVICE} {NAME} {TOLD}
        hears   pqrs.contacto_otro
        presses 1
        hears   pqrs.numero
        presses 1234567890
        hears   error.numero_invalido
        hears   pqrs.numero
        presses 6087654321
        hears   comun.confirmar_numero  seis cero ocho, siete seis cinco, cuatro tres, dos uno
        presses 2
        hears   comun.corregir
        hears   pqrs.numero
        presses 6087654322
        hears   comun.confirmar_numero
        presses 1
        hears   pqrs.notificacion
        presses 1
        {FILED}
    """)
    assert only_case(store).phone == "+576087654322"


def test_no_typed_number_enters_the_path(call: Caller) -> None:
    played = call(f"""
        {NAMED} presses 2 \n {SERVICE} {NAME} {TOLD}
        hears   pqrs.contacto_otro
        presses 1
        hears   pqrs.numero
        presses 6087654321
        hears   comun.confirmar_numero
        hangs up
    """)
    assert "6087654321" not in repr(played.steps)


def test_the_account_is_heard_again_and_told_anew(call: Caller, store: Store) -> None:
    played = call(f"""
        {ANONYMOUS} presses 2 \n {SERVICE}
        hears   pqrs.relato
        speaks  0 silence
        hears   comun.no_se_oyo
        hears   pqrs.relato
        speaks  30
        hears   pqrs.revisar
        presses 2
        hears   [grabado]
        hears   pqrs.revisar
        presses 3
        hears   pqrs.relato
        speaks  200
        hears   pqrs.revisar
        presses 1
        {FILED}
    """)
    (told,) = only_case(store).narrative
    assert told not in played.line.discarded
    assert len(played.line.discarded) == 2


def test_the_radicado_is_said_again(call: Caller) -> None:
    call(f"""
        {ANONYMOUS} presses 2 \n {SERVICE} {TOLD}
        hears   pqrs.radicado
        hears   pqrs.plazo
        hears   pqrs.despues
        presses 9
        hears   pqrs.radicado
        hears   pqrs.despues
        presses 1
        hears   menu.opciones
        hangs up
    """)


def test_on_a_day_off_it_is_told_when_the_term_begins(call: Caller, clock: FixedClock) -> None:
    """Sunday before a holiday: the first working day is Tuesday."""
    clock.at = datetime(2026, 11, 15, 15, 0, tzinfo=UTC)
    call(f"""
        {ANONYMOUS} presses 2 \n {SERVICE} {TOLD}
        hears   pqrs.radicado
        hears   horario.terminos    empieza a contar el martes diecisiete de noviembre
        hears   pqrs.plazo
        hears   pqrs.despues
        presses 2
        hears   despedida.cierre
        is over
    """)


def test_who_wants_no_recording_is_written_down_by_a_person(call: Caller, store: Store) -> None:
    call(
        f"""
        hears   ...
        hears   menu.opciones
        presses 7
        hears   bienvenida.grabacion_no
        hears   menu.opciones
        presses 3
        hears   pqrs.por_asesor
        {PERSON.replace("goes to attention", "goes to attention Un asesor escribe su solicitud")}
    """,
        records=True,
    )


def test_who_asks_for_a_person_leaves_what_was_said(call: Caller, store: Store) -> None:
    call(
        f"{NAMED} presses 2 \n {SERVICE} {NAME} {TOLD} hears pqrs.contacto \n presses 0 \n"
        f" hears asesor.pasa \n {PERSON}",
        number=NUMBER,
    )
    (draft,) = kept(store)[1]
    assert (draft.fields["Tipo"], draft.fields["Servicio"]) == ("Queja", "Acueducto")
    assert len(draft.recorded) == 2


JOURNEY = f"""
    {CLAIM}
    presses 1
    hears   pqrs.causa
    presses 2
    {KNOWN}
    {MONTH}
    presses 11
    {NAME}
    {TOLD}
    {CONTACT_WITH_ACCOUNT}
    presses 1
    hears   pqrs.sms
    presses 1
    hears   pqrs.radicado
    hears   pqrs.plazo
    hears   pqrs.despues
    presses 2
    hears   despedida.cierre
    is over
"""


def every_hang_up(journey: str) -> list[str]:
    """The journey up to each thing heard, each wait and each recording."""
    lines = [line.strip() for line in journey.splitlines() if line.strip()]
    cut = []
    for at, line in enumerate(lines):
        if line.startswith("hears") and "..." not in line:
            cut.append("\n".join([*lines[: at + 1], "leaves"]))
        elif line.startswith("presses"):
            cut.append("\n".join([*lines[:at], "hangs up"]))
        elif line.startswith("speaks"):
            cut.append("\n".join([*lines[:at], f"{line} hanging up"]))
    return cut


def test_whoever_hangs_up_leaves_a_draft_or_a_case(call: Caller, store: Store) -> None:
    for script in every_hang_up(JOURNEY):
        cases_before, drafts_before = kept(store)
        played = call(script, number=NUMBER)
        said = {each.prompt_id for each in played.heard}
        filed = "pqrs.radicado" in said
        unfinished = "pqrs.servicio" in said and not filed
        cases, left = kept(store)
        assert cases - cases_before == filed, script
        assert len(left) - len(drafts_before) == unfinished, script
        spoken = [one.name for one in played.line.recorded if one.seconds]
        assert not unfinished or [one.name for one in left[0].recorded] == spoken, script


def test_kinds_have_names_for_agents() -> None:
    assert set(KINDS) == set(CaseKind)
