"""«Consultar un radicado»: every state has its sentence, and a late answer is a person's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from ivr.check_digit import with_check_digit
from ivr.clock import FixedClock
from ivr.dialogs.case_status import SENTENCES
from ivr.store import Account, Case, CaseKind, CaseState, Store
from tests.dialogs.conftest import Caller

NUMBER = "+573150000001"
ACCOUNT = "10000116"
RADICADO = with_check_digit("20260000042")
FILED_AT = datetime(2026, 11, 3, 15, 0, tzinfo=UTC)
ANSWERED_AT = datetime(2026, 11, 12, 15, 0, tzinfo=UTC)
FINISHED = (CaseState.NOTIFIED, CaseState.CLOSED, CaseState.TRANSFERRED, CaseState.WITHDRAWN)
START = """
    hears   ...
    hears   menu.opciones
    presses 4
    hears   radicado.como
"""
BY_NUMBER = f"""
    {START}
    presses 1
    hears   radicado.pedir
"""
BY_ACCOUNT = f"""
    {START}
    presses 2
    hears   ident.telefono_conocido
    presses 1
    hears   ident.segundo_dato
    presses 018
"""
END = """
    hears   radicado.despues
    presses 2
    hears   despedida.cierre
    is over
"""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 16, 15, 0, tzinfo=UTC))


def file(
    store: Store,
    state: CaseState = CaseState.FILED,
    *,
    radicado: str = RADICADO,
    due_on: date = date(2026, 11, 26),
    filed_at: datetime = FILED_AT,
    kind: CaseKind = CaseKind.CLAIM,
    anonymous: bool = False,
    answer_by: str = "",
) -> None:
    answered = state in (CaseState.ANSWERED, CaseState.NOTIFIED, CaseState.CLOSED)
    notified = state in (CaseState.NOTIFIED, CaseState.CLOSED)
    with store.unit_of_work() as session:
        account = session.scalar(select(Account.id).where(Account.number == ACCOUNT))
        session.add(
            Case(
                radicado=radicado,
                kind=kind,
                subject="Acueducto: doble cobro",
                account_id=None if anonymous else account,
                anonymous=anonymous,
                answer_by=answer_by,
                rule_version="CO-2026-1",
                filed_at=filed_at,
                due_on=due_on,
                answered_at=ANSWERED_AT if answered else None,
                notified_at=ANSWERED_AT if notified else None,
                closed_at=ANSWERED_AT if state is CaseState.CLOSED else None,
                transferred_to="la Superintendencia" if state is CaseState.TRANSFERRED else "",
                state=state,
                unfinished=state not in FINISHED,
            )
        )


WORDS = {
    CaseState.FILED: "Su reclamo está en trámite. La fecha máxima de respuesta es el jueves "
    "veintiséis de noviembre.",
    CaseState.ASSIGNED: "está en trámite",
    CaseState.INCOMPLETE: "le falta información",
    CaseState.ANSWERED: "se respondió el jueves doce de noviembre",
    CaseState.NOTIFIED: "se le entregó el jueves doce de noviembre",
    CaseState.CLOSED: "El caso de su reclamo está cerrado",
    CaseState.TRANSFERRED: "a la Superintendencia, que es",
    CaseState.WITHDRAWN: "Archivamos su reclamo",
}


@pytest.mark.parametrize("state", CaseState)
def test_every_state_has_its_sentence(call: Caller, store: Store, state: CaseState) -> None:
    file(store, state)
    prompt, _ = SENTENCES[state]
    played = call(f"{BY_NUMBER} presses {RADICADO}# \n hears {prompt} {WORDS[state]} \n {END}")
    assert "done" in played.kinds()


@pytest.mark.parametrize("state", [CaseState.ANSWERED, CaseState.NOTIFIED])
@pytest.mark.parametrize("values", [{"anonymous": True}, {"answer_by": "oficina"}])
def test_an_answer_that_nobody_sends_is_there_for_who_calls(
    call: Caller, store: Store, state: CaseState, values: dict[str, Any]
) -> None:
    file(store, state, **values)
    call(f"{BY_NUMBER} presses {RADICADO}# \n hears radicado.respuesta_lista \n {END}")


def test_no_path_tells_of_an_anonymous_case_who_asked_for_it(call: Caller, store: Store) -> None:
    file(store, due_on=date(2026, 11, 13), anonymous=True)
    late = (
        f"{BY_NUMBER} presses {RADICADO}# \n hears radicado.vencido \n hears radicado.con_asesor \n"
    )
    played = call(f"{late} goes to attention", number=NUMBER)
    assert played.line.context is not None
    assert RADICADO not in repr((played.steps, played.line.context))


def test_an_agent_sees_which_case_was_asked_for(call: Caller, store: Store) -> None:
    file(store)
    played = call(f"{BY_NUMBER} presses {RADICADO}# \n hears radicado.tramite \n {END}")
    assert f"Radicado {RADICADO}" in played.labels()


def test_an_overdue_case_goes_to_a_person_with_priority(call: Caller, store: Store) -> None:
    file(store, due_on=date(2026, 11, 13))
    played = call(f"""
        {BY_NUMBER}
        presses {RADICADO}#
        hears   radicado.vencido    El plazo se cumplió el viernes trece de noviembre
        hears   radicado.con_asesor
        goes to attention           Solicitud con el plazo vencido
    """)
    assert played.line.priority
    assert played.line.context is not None
    assert played.line.context.details["radicado"] == RADICADO
    assert f"Plazo vencido: radicado {RADICADO}" in played.labels()


# what is typed, what is heard
MISTYPED = {
    "a wrong digit": (RADICADO[:-2] + "00#", "error.numero_invalido"),
    "too short": ("12345#", "error.faltan_digitos"),
    "too long": (f"{RADICADO}{RADICADO}#", "error.sobran_digitos"),
    "nothing": ("", "error.silencio_1"),
}


@pytest.mark.parametrize("name", MISTYPED)
def test_what_is_no_radicado_is_asked_again(call: Caller, store: Store, name: str) -> None:
    typed, heard = MISTYPED[name]
    file(store)
    act = f"presses {typed}" if typed else "pauses"
    call(f"""
        {BY_NUMBER}
        {act}
        hears   {heard}
        hears   radicado.pedir
        presses {RADICADO}#
        hears   radicado.tramite
        {END}
    """)


def test_a_radicado_that_is_not_there(call: Caller, store: Store) -> None:
    file(store, radicado=with_check_digit("20260000043"))
    call(f"""
        {BY_NUMBER}
        presses {RADICADO}#
        hears   radicado.no_existe
        presses 1
        hears   radicado.pedir
        presses {with_check_digit("20260000043")}#
        hears   radicado.tramite
        {END}
    """)


def test_by_the_account_after_its_second_datum(call: Caller, store: Store) -> None:
    file(store)
    played = call(f"{BY_ACCOUNT} hears radicado.tramite \n {END}", number=NUMBER)
    assert "verified" in played.kinds()


def test_several_open_cases_are_listed_the_newest_first(call: Caller, store: Store) -> None:
    file(store)
    newer = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
    file(store, radicado=with_check_digit("20260000043"), filed_at=newer, kind=CaseKind.COMPLAINT)
    call(
        f"""
        {BY_ACCOUNT}
        hears   radicado.varios     Tiene dos solicitudes abiertas. Queja del martes diez de \
noviembre, marque uno. Reclamo del martes tres de noviembre, dos.
        presses 1
        hears   radicado.tramite    Su queja está en trámite.
        hears   radicado.despues
        presses 9
        hears   radicado.tramite
        hears   radicado.despues
        presses 1
        hears   radicado.como
        hangs up
    """,
        number=NUMBER,
    )


def test_an_account_without_open_cases(call: Caller, store: Store) -> None:
    file(store, CaseState.CLOSED)
    call(f"{BY_ACCOUNT} hears radicado.ninguno \n {END}", number=NUMBER)


def test_who_is_silent_after_hearing_it_has_what_they_wanted(call: Caller, store: Store) -> None:
    file(store)
    silence = "hears radicado.despues \n pauses \n"
    call(f"""
        {BY_NUMBER}
        presses {RADICADO}#
        hears   radicado.tramite
        {silence} hears error.silencio_1
        {silence} hears error.silencio_2
        hears   menu.ayuda
        {silence} hears despedida.cierre
        is over
    """)


def test_hanging_up_anywhere_leaves_a_written_path(call: Caller, store: Store) -> None:
    file(store)
    journey = f"{BY_NUMBER} presses {RADICADO}# \n hears radicado.tramite \n hears radicado.despues"
    lines = [line.strip() for line in journey.splitlines() if line.strip()]
    for at, line in enumerate(lines):
        if line.startswith("hears") and "..." not in line:
            played = call("\n".join([*lines[: at + 1], "leaves"]))
            assert played.path.written == len(played.steps)
