"""Two wishes that may be meant, and how callers tell which."""

from __future__ import annotations

import pytest

from speech.understanding.heard import Certainty, Heard
from tests.speech.understanding.heard_files import understanding

BILL = {"1": "factura_saldo", "2": "reclamo_cobro", "3": ""}
WATER = {"1": "dano_agua", "2": "corte_programado", "3": ""}


@pytest.mark.parametrize(
    ("said", "offered", "key"),
    [
        ("uno", BILL, "1"),
        ("la segunda", BILL, "2"),
        ("lo primero", WATER, "1"),
        ("cuánto debo", BILL, "1"),
        ("lo del cobro", BILL, "2"),
        ("quiero reclamar", BILL, "2"),
        ("el daño", WATER, "1"),
        ("cuándo vuelve", WATER, "2"),
        ("saber de un corte", WATER, "2"),
        ("que no me llega el agua", WATER, "1"),
        ("ninguna de las dos", WATER, "3"),
        ("otra cosa", WATER, "3"),
        ("no", WATER, "3"),
        ("sí", WATER, None),
        ("el gato", WATER, None),
        ("", WATER, None),
    ],
)
def test_one_of_two_wishes(said: str, offered: dict[str, str], key: str | None) -> None:
    choice = understanding().wish("menu.escoger", Heard(said), offered)
    assert choice.key == key
    assert choice.certainty is (Certainty.SURE if key else Certainty.NONE)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("la lectura que me pusieron no es la del contador", {"reclamo_cobro", "medidor_lectura"}),
        ("necesito un técnico que mire mi contador", {"medidor_lectura", "peticion"}),
    ],
)
def test_what_voices_contradict_each_other_about_is_a_question(said: str, codes: set[str]) -> None:
    meant = understanding().intent(Heard(said))
    assert meant.certainty is Certainty.DOUBTFUL
    assert {meant.code, *meant.others} == codes
