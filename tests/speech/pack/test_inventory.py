"""What must be recorded: all that the line says, and little enough for a person to record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from ivr.rendering import Prompts
from speech.voice.pack.cover import Cover, Stretch
from speech.voice.pack.fragment import Fragment, Join, Kind
from speech.voice.pack.inventory import inventory
from speech.voice.pack.text import words_of
from tests.rendering.wording import wording

TODAY = date(2026, 11, 23)
PROMPTS = wording()
FRAGMENTS = inventory(PROMPTS, [("agua", Join.FLOWS)])
COVER = Cover(FRAGMENTS)

WORDING = """
[a.saludo]
flow = "a"
text = "Le saluda {entidad:name}."
version = 3
interruptible = true
approved_by = "la gerencia"

[a.deuda]
flow = "a"
text = "Tiene {n:count(una factura|facturas)}, por un total de {valor:money}. ¿La paga hoy?"
version = 1
interruptible = true
approved_by = "pendiente"

[a.gracias]
flow = "a"
text = "Gracias por llamar a {entidad:name}. Que tenga {momento:wish}."
version = 1
interruptible = true
approved_by = "pendiente"
"""

SAID: list[tuple[str, Mapping[str, object]]] = [
    ("factura.total", {"valor": 1}),
    ("factura.total", {"valor": 0}),
    ("factura.total", {"valor": 121_301}),
    ("factura.total", {"valor": 1_000_000}),
    ("factura.total", {"valor": 21_021_021}),
    ("factura.total", {"valor": 731_000_051}),
    ("factura.resumen", {"valor": 128_350, "fecha": date(2026, 12, 14)}),
    ("factura.resumen", {"valor": 99_999, "fecha": date(2027, 1, 1)}),
    ("factura.al_dia", {"mes": date(2026, 8, 1), "fecha": date(2026, 9, 30)}),
    ("factura.vencida", {"n": 21, "valor": 500_000, "fecha": date(2025, 2, 28)}),
    ("error.faltan_digitos", {"n": 1, "esperadas": (6, 12)}),
    ("asesor.espera", {"n": 1, "min": 41}),
    ("dano.ticket", {"ticket": "100274"}),
    ("dano.tiempo", {"horas": 1}),
    ("pqrs.radicado", {"fecha": TODAY, "hora": time(15, 42), "radicado": "202611000427"}),
    ("pqrs.radicado", {"fecha": TODAY, "hora": time(0, 1), "radicado": "202600000000"}),
    ("asesor.llamada_repite", {"numero": "+573151234567"}),
    ("asesor.llamada_ok_desde", {"momento": datetime(2026, 11, 24, 13, tzinfo=UTC), "intentos": 3}),
    ("comun.confirmar_direccion", {"direccion": "Calle 45A Bis # 23C-07 Sur, apto 201"}),
    ("despedida.cierre", {"momento": time(20)}),
]  # fmt: skip


def pieces(cover: Cover, text: str) -> list[Stretch]:
    return cover.of(words_of(text))


def small(tmp_path: Path, entity: str = "Aguas del Sur") -> Prompts:
    path = tmp_path / "wording.toml"
    path.write_text(WORDING, "utf-8")
    return Prompts.load(path, {"entidad": entity})


def of_prompts(fragments: tuple[Fragment, ...]) -> dict[str, str]:
    return {one.id: f"{one.text} | {one.join}" for one in fragments if one.kind is not Kind.VALUE}


def test_whole_prompts_and_what_stands_between_values(tmp_path: Path) -> None:
    assert of_prompts(inventory(small(tmp_path))) == {
        "a.saludo": "Le saluda Aguas del Sur | ends",
        "a.saludo/1": "Le saluda | flows",
        "a.saludo/2": "Aguas del Sur | flows",
        "a.deuda/1": "Tiene | flows",
        "a.deuda/2": "por un total de | flows",
        "a.deuda/3": "¿La paga hoy | asks",
        "a.gracias/1": "Gracias por llamar a Aguas del Sur. Que tenga | flows",
        "a.gracias/2": "Gracias por llamar a | flows",
        "a.gracias/4": "Que tenga | flows",
    }


def test_another_entitys_name_is_a_gap_and_no_more(tmp_path: Path) -> None:
    cover = Cover(inventory(small(tmp_path)))
    said = small(tmp_path, "Energía de Villa Clara").utter("a.saludo", today=TODAY).text
    assert [one.fragment and one.fragment.text for one in pieces(cover, said)] == [
        "Le saluda",
        None,
    ]


def test_who_answers_for_a_text_is_told(tmp_path: Path) -> None:
    whole = next(one for one in inventory(small(tmp_path)) if one.id == "a.saludo")
    assert (whole.version, whole.approved_by) == (3, "la gerencia")


def test_a_person_can_record_it() -> None:
    assert len(FRAGMENTS) < 1100
    assert len({one.id for one in FRAGMENTS}) == len(FRAGMENTS)
    assert len({one.file_name for one in FRAGMENTS}) == len(FRAGMENTS)
    assert len({one.digest for one in FRAGMENTS}) == len(FRAGMENTS)
    for one in FRAGMENTS:
        assert one.text == one.text.strip(" ,.;:?!«»"), one.id


def test_every_fixed_prompt_is_one_recording_of_its_own_ending() -> None:
    for utterance in PROMPTS.fixed():
        (whole,) = pieces(COVER, utterance.text)
        assert whole.fragment is not None, utterance.prompt_id
        assert whole.fragment.join is words_of(utterance.text)[-1].mark.tune


@pytest.mark.parametrize(("prompt", "values"), SAID)
def test_every_value_is_said_without_a_gap_and_ends_as_it_should(
    prompt: str, values: Mapping[str, object]
) -> None:
    said = PROMPTS.utter(prompt, today=TODAY, **values).text
    found = pieces(COVER, said)
    assert all(one.fragment is not None for one in found), said
    last = found[-1].fragment
    assert last is not None
    assert last.join is words_of(said)[-1].mark.tune
