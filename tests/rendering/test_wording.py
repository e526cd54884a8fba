"""The wording itself: every prompt renders, and what has to be short is short."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from ivr.hearing import ALOUD
from ivr.rendering import Prompts
from ivr.rendering.placeholders import Placeholder
from tests.rendering.wording import wording

CHARACTERS_A_SECOND = 13  # what espeak-ng was measured to speak
TODAY = date(2026, 11, 22)
EXAMPLES: dict[str, object] = {
    "money": 128_350,
    "number": 21,
    "count": 2,
    "span": (6, 12),
    "date": date(2026, 12, 14),
    "month": date(2026, 10, 1),
    "moment": datetime(2026, 11, 22, 23, 0, tzinfo=UTC),
    "hours": ((0, 480, 1020), (1, 480, 1020)),
    "time": time(14, 30),
    "wish": time(9, 0),
    "digits": "12345678",
    "radicado": "2026000000427",
    "phone": "+573151234567",
    "address": "Calle 45 # 12-34",
    "list": ("la sede central", "la tienda de la esquina"),
    "endings": ("456", "789"),
    "options": ("acueducto", "aseo"),
    "choices": ("acueducto", "aseo"),
    "accounts": ("456", "789"),
    "text": "un ejemplo",
}
LEFT_OVERS = ("{", "}", "  ", " .", " ,", "..", "#", "_")

AT_MOST_SECONDS = [
    (("bienvenida.saludo", "bienvenida.emergencia"), 10),
    (("bienvenida.saludo", "bienvenida.emergencia_voz"), 10),
    (("bienvenida.aviso_grabacion_voz",), 8),
    (("bienvenida.aviso_corto_grabacion_voz",), 8),
    (("bienvenida.aviso",), 8),
    (("bienvenida.aviso_grabacion",), 8),
    (("dano.seguridad", "ladder.emergencia_pasa"), 12),
    (("dano.seguridad_gas", "ladder.emergencia_pasa"), 12),
    (("dano.seguridad_cable", "ladder.emergencia_pasa"), 12),
    (("dano.seguridad_fuego", "ladder.emergencia_pasa"), 12),
    (("bienvenida.aviso_corto",), 8),
    (("bienvenida.aviso_corto_grabacion",), 8),
]
MARK = "marque"
# said before a recording, to who waits in the queue, or as help with keys
KEYS_ALONE = (
    "dano.direccion", "pqrs.relato", "pqrs.decir_nombre", "etica.relato", "etica.identidad",
    "etica.agregar", "encuesta.comentario", "asesor.sigue_espera", "pqrs.mes_factura",
    "menu.pregunta", "ident.pedir_cuenta", "etica.ayuda_codigo", "comun.emergencia",
)  # fmt: skip
SPEECH = ("diga ", "dígame", "dicte", "cuénteme")
BY_KEYPAD = ("bienvenida.aviso", "bienvenida.emergencia", "menu.opciones", "menu.ayuda",
             "menu.con_asesor", "error.silencio", "error.opcion", "error.faltan", "error.sobran",
             "error.no_coincide", "error.validacion", "error.sistema", "comun.si_no",
             "comun.ayuda", "ident.como", "ident.pedir_c", "ident.segundo", "ident.telefono",
             "ident.varias", "ident.escoger", "factura.resumen", "factura.saldo", "factura.al_dia",
             "factura.vencida", "factura.suspendido", "factura.opciones", "factura.puntos",
             "dano.peligro", "dano.seguridad", "dano.servicio", "dano.que_", "dano.es_su",
             "dano.cual", "dano.como", "dano.direccion_grabada", "dano.conocido", "dano.programado",
             "dano.unirse", "dano.avis", "dano.suspension", "dano.ticket", "dano.listo", "horario.",
             "bienvenida.regreso", "bienvenida.aviso_corto", "asesor.pasa",
             "bienvenida.prioridad")  # fmt: skip


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return wording()


def example(hole: Placeholder) -> object:
    return EXAMPLES[hole.type]


def test_every_prompt_renders(prompts: Prompts) -> None:
    for prompt_id, prompt in prompts.items():
        values = {hole.name: example(hole) for hole in prompt.holes}
        text = prompts.utter(prompt_id, today=TODAY, **values).text
        assert not [left for left in LEFT_OVERS if left in text], (prompt_id, text)
        assert text[0].isupper() or text[0] == "¿", prompt_id
        assert text.endswith((".", "?")), prompt_id


def test_every_example_is_of_a_type_that_some_prompt_uses(prompts: Prompts) -> None:
    used = {hole.type for prompt in prompts.values() for hole in prompt.holes}
    assert used == EXAMPLES.keys()


@pytest.mark.parametrize(("ids", "seconds"), AT_MOST_SECONDS)
def test_what_must_be_short_is_short(prompts: Prompts, ids: tuple[str, ...], seconds: int) -> None:
    said = " ".join(prompts.utter(each, today=TODAY).text for each in ids)
    assert len(said) / CHARACTERS_A_SECOND <= seconds


def test_notices_and_safety_play_to_their_end(prompts: Prompts) -> None:
    heard_whole = {key for key, prompt in prompts.items() if not prompt.interruptible}
    assert {"bienvenida.aviso", "bienvenida.aviso_grabacion", "dano.seguridad"} <= heard_whole
    assert {"bienvenida.saludo", "menu.opciones", "factura.resumen"}.isdisjoint(heard_whole)


def test_nothing_is_promised_that_the_line_does_not_do(prompts: Prompts) -> None:
    """What is said to keys alone asks for no words; nothing is recorded unless settings say so."""
    for prompt_id, prompt in prompts.items():
        if prompt_id.startswith(BY_KEYPAD) and not prompt_id.endswith(ALOUD):
            words = "".join(part for part in prompt.parts if isinstance(part, str)).lower()
            assert not [speech for speech in SPEECH if speech in words], prompt_id
    assert "grab" not in prompts.utter("bienvenida.aviso", today=TODAY).text.lower()


def test_whoever_may_speak_is_invited_to_by_every_menu(prompts: Prompts) -> None:
    """What tells which key to press tells words too, where there are ears."""
    for prompt_id, prompt in prompts.items():
        flow = prompt_id.partition(".")[0]
        words = "".join(part for part in prompt.parts if isinstance(part, str))
        if flow not in ("ladder", "error") and MARK in words and prompt_id not in KEYS_ALONE:
            assert f"{prompt_id.removesuffix(ALOUD)}{ALOUD}" in prompts, prompt_id


def test_both_wordings_of_a_prompt_are_heard_to_the_same_end(prompts: Prompts) -> None:
    for prompt_id in prompts:
        if prompt_id.endswith(ALOUD):
            plain, aloud = prompts[prompt_id.removesuffix(ALOUD)], prompts[prompt_id]
            assert (plain.interruptible, plain.private) == (aloud.interruptible, aloud.private)
            assert {hole.name for hole in aloud.holes} == {hole.name for hole in plain.holes}


def test_the_ladder_needs_no_values(prompts: Prompts) -> None:
    fixed = {utterance.prompt_id for utterance in prompts.fixed()}
    assert {key for key in prompts if key.startswith("ladder.")} <= fixed
