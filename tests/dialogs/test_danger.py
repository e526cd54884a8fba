"""Danger to people: what to do now, and a report that exists whatever happens."""

from __future__ import annotations

import threading

import pytest

from ivr import store as tables
from ivr.store import Store
from tests.dialogs.conftest import Caller
from tests.dialogs.damages import KNOWN, reports
from tests.line.script import CALL_ID

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


def test_who_pressed_emergency_and_cannot_answer_is_in_danger(call: Caller, store: Store) -> None:
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
