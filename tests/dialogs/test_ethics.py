"""The ethics line: a report told to nobody's face, a code, and no trace of who called."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from ivr import store as tables
from ivr.check_digit import with_check_digit
from ivr.clock import FixedClock
from ivr.dialogs.ethics import SENTENCES
from ivr.services import ethics
from ivr.store import EthicsEntryKind, EthicsMode, EthicsState, Store
from tests.dialogs.conftest import Caller
from tests.line.script import Played

NUMBER = "+573150000001"
OFFICER = 1
MENU = """
    hears   ...
    hears   menu.opciones   corrupción, seis;
    presses 6
    hears   etica.inicio    no guardamos su número
    hears   etica.menu
"""
FAREWELL = """
    hears   etica.despedida
    is over
"""
REPORT = f"""
    {MENU}
    presses 1
    hears   etica.modo
    presses 1
    hears   etica.relato
    speaks  40
    hears   etica.revisar
    presses 1
    hears   etica.codigo
    hears   etica.anotado
"""


def code_of(played: Played) -> str:
    """The tracking code that was said, in digits."""
    said = next(each.text for each in played.heard if each.prompt_id == "etica.codigo")
    words = re.search(r"seguimiento es ([^.]+)\.", said)
    assert words is not None
    names = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
    return "".join(str(names.index(word)) for word in re.findall(r"\w+", words[1]))


def report(call: Caller, **values: str) -> str:
    return code_of(call(f"{REPORT} presses 1 \n {FAREWELL}", number=NUMBER, **values))


def kept(store: Store) -> list[tuple[EthicsMode, bool, int]]:
    with store.reading() as session:
        return [(one.mode, one.complete, one.sounds) for one in ethics.reports(session).reports]


def officer(store: Store) -> int:
    with store.unit_of_work() as session:
        person = tables.Agent(
            user="etica",
            name="Oficial de prueba",
            role=tables.Role.ETHICS,
            password_hash="x",
            state_since=FixedClock().now(),
        )
        session.add(person)
        session.flush()
        return person.id


def write(store: Store, kind: EthicsEntryKind, text: str, by: int) -> None:
    with store.unit_of_work() as session:
        (one,) = ethics.reports(session).reports
        ethics.write(session, one.id, by, kind, text, FixedClock().now())


def test_a_report_is_kept_and_its_code_said_twice(call: Caller, store: Store) -> None:
    code = report(call)
    assert len(code) == ethics.CODE_DIGITS
    assert kept(store) == [(EthicsMode.ANONYMOUS, True, 1)]


def test_the_code_is_kept_nowhere(call: Caller, store: Store) -> None:
    code = report(call)
    with store.reading() as session:
        row = session.scalars(select(tables.EthicsReport)).one()
        assert ethics.code_hash(ethics.salt(session), code) == row.code_hash
    with store.engine.connect() as connection:
        dump = "\n".join(connection.connection.iterdump())
    assert code not in dump


def test_nothing_of_the_call_is_kept(call: Caller) -> None:
    played = call(f"{REPORT} presses 1 \n {FAREWELL}", number=NUMBER)
    assert played.steps[-1].prompt == "menu.opciones"
    assert "Línea transparente" not in played.labels()
    assert played.line.call.caller.number is None
    assert played.line.parts == []


def test_of_a_caller_who_asked_something_else_before_nothing_leads_to_the_report(
    call: Caller, store: Store
) -> None:
    played = call(
        f"""
        hears   ...
        hears   menu.opciones
        presses 4
        hears   radicado.como
        presses *
        {REPORT.replace("hears   ...", "")}
        hangs up
    """,
        number=NUMBER,
    )
    assert [step.heard for step in played.steps if step.kind == "intent"] == ["radicado"]
    with store.reading() as session:
        rows = session.execute(select(*tables.EthicsReport.__table__.columns)).one()
        sounds = session.execute(select(*tables.EthicsSound.__table__.columns)).one()
    assert played.line.call.call_id not in repr((rows, sounds))
    assert rows.filed_on == FixedClock().today()


@pytest.mark.parametrize(("key", "mode"), [("2", EthicsMode.RESERVED), ("3", EthicsMode.NAMED)])
def test_who_gives_a_name_says_it_apart(
    call: Caller, store: Store, key: str, mode: EthicsMode
) -> None:
    call(f"""
        {MENU}
        presses 1
        hears   etica.modo
        presses {key}
        hears   etica.identidad
        speaks  8
        hears   etica.revisar
        presses 1
        hears   etica.relato
        speaks  90 silence
        hears   etica.revisar
        presses 2
        hears   [grabado]
        hears   etica.revisar
        presses 3
        hears   etica.relato
        speaks  60
        hears   etica.revisar
        presses 1
        hears   etica.codigo
        hears   etica.anotado
        presses 9
        hears   etica.codigo
        hears   etica.anotado
        presses 1
        {FAREWELL}
    """)
    assert kept(store) == [(mode, True, 2)]


@pytest.mark.parametrize(
    "leaving",
    [
        "speaks 20 hanging up",
        "speaks 20 \n hears etica.revisar \n hangs up",
        "speaks 20 \n hears etica.revisar \n leaves",
    ],
)
def test_what_was_told_before_hanging_up_is_kept(call: Caller, store: Store, leaving: str) -> None:
    call(f"{MENU} presses 1 \n hears etica.modo \n presses 1 \n hears etica.relato \n {leaving}")
    assert kept(store) == [(EthicsMode.ANONYMOUS, False, 1)]


@pytest.mark.parametrize(
    "leaving",
    ["hangs up", "presses 1 \n hears etica.modo \n hangs up",
     "presses 1 \n hears etica.modo \n presses 1 \n hears etica.relato \n speaks 0 hanging up"],
)  # fmt: skip
def test_who_told_nothing_leaves_no_report(call: Caller, store: Store, leaving: str) -> None:
    call(f"{MENU} {leaving}")
    assert kept(store) == []


def test_of_who_told_nothing_but_their_name_it_is_deleted(call: Caller, store: Store) -> None:
    played = call(f"""
        {MENU}
        presses 1
        hears   etica.modo
        presses 2
        hears   etica.identidad
        speaks  8
        hears   etica.revisar
        presses 1
        hears   etica.relato
        hangs up
    """)
    assert [one.name for one in played.line.recorded if one.seconds] == []
    assert kept(store) == []


def test_silence_after_the_tone_is_asked_again(call: Caller, store: Store) -> None:
    silence = "hears etica.relato \n speaks 0 silence \n hears comun.no_se_oyo \n"
    call(f"{MENU} presses 1 \n hears etica.modo \n presses 1 \n {silence * 3} {FAREWELL}")
    assert kept(store) == []


def test_no_person_serves_here(call: Caller) -> None:
    call(f"""
        {MENU}
        presses 0
        hears   etica.sin_asesor
        hears   etica.menu
        presses 0
        {FAREWELL}
    """)


def test_who_goes_back_to_the_menu_has_no_number_any_more(call: Caller) -> None:
    played = call(
        f"""
        {MENU}
        presses *
        hears   menu.opciones
        presses 2
        hears   ident.como
        hangs up
    """,
        number=NUMBER,
    )
    assert played.line.call.caller.number is None
    assert played.steps[-1].kind == "ended"


def test_and_may_still_file_a_petition_that_the_machine_takes(call: Caller) -> None:
    played = call(
        f"{MENU} presses * \n hears menu.opciones \n presses 3 \n hears pqrs.inicio \n"
        " hears pqrs.nombre \n hangs up",
        number=NUMBER,
        records=True,
    )
    assert played.line.parts == []


FOLLOW = f"""
    {MENU}
    presses 2
    hears   etica.pedir_codigo
"""
AFTER = f"""
    hears   etica.opciones
    presses 2
    {FAREWELL}
"""
STATES = {
    EthicsState.RECEIVED: (),
    EthicsState.REVIEWING: (EthicsEntryKind.NOTE,),
    EthicsState.ANSWERED: (EthicsEntryKind.ANSWER,),
    EthicsState.CLOSED: (EthicsEntryKind.ANSWER, EthicsEntryKind.CLOSED),
}


@pytest.mark.parametrize("state", EthicsState)
def test_each_state_has_its_sentence(call: Caller, store: Store, state: EthicsState) -> None:
    code = report(call)
    by = officer(store)
    for kind in STATES[state]:
        write(store, kind, "Se pidió la carpeta del contrato.", by)
    answer = "hears etica.respuesta Se pidió la carpeta del contrato. Fin" * (
        EthicsEntryKind.ANSWER in STATES[state]
    )
    call(f"{FOLLOW} presses {code} \n hears {SENTENCES[state]} \n {answer} \n {AFTER}")


def test_more_can_be_told_later(call: Caller, store: Store) -> None:
    code = report(call)
    call(f"""
        {FOLLOW}
        presses {code}
        hears   etica.recibida
        hears   etica.opciones
        presses 1
        hears   etica.agregar
        speaks  30
        hears   etica.revisar
        presses 1
        hears   etica.agregada
        hears   etica.opciones
        presses 9
        hears   etica.recibida
        {AFTER}
    """)
    assert kept(store) == [(EthicsMode.ANONYMOUS, True, 2)]


def wrong(code: str) -> str:
    """Another code with a good check digit."""
    return with_check_digit(f"{(int(code[:-1]) + 1) % 10**11:011}")


def test_wrong_codes_end_the_call_after_three(call: Caller) -> None:
    code = report(call)
    tried = f"presses {wrong(code)} \n hears etica.codigo_no_existe \n"
    again = "hears etica.pedir_codigo \n"
    call(f"{FOLLOW} {tried} {again} {tried} {again} {tried} hears etica.mas_tarde \n {FAREWELL}")


def test_codes_may_not_be_guessed_by_calling_again_and_again(call: Caller, store: Store) -> None:
    code = report(call)
    with store.unit_of_work() as session:
        failures = tables.EthicsFailures(hour=FixedClock().now(), count=ethics.FAILURES_AN_HOUR)
        session.add(failures)
    call(f"{MENU} presses 2 \n hears etica.mas_tarde \n {FAREWELL}")
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(tables.EthicsReport)) == 1
    assert code


def test_a_mistyped_code_is_noticed_without_counting(call: Caller, store: Store) -> None:
    code = report(call)
    mistyped = code[:-1] + str((int(code[-1]) + 1) % 10)
    call(f"""
        {FOLLOW}
        presses {mistyped}
        hears   error.numero_invalido
        hears   etica.pedir_codigo
        presses {code}
        hears   etica.recibida
        {AFTER}
    """)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(tables.EthicsFailures)) == 0
