"""How long the conversations last by voice alone, beside the same by keypad.

A patient caller who hears every sentence to its end, thinks as long as one who presses, says the
words as a synthetic voice does, and waits for the silence that ends an answer. The line speaks
with the voice that ships.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from app.settings import PROJECT
from ivr.rendering import Prompts
from speech.recognizer.tuning import Tuning
from speech.voice.engine import RATE, Engine
from tests.calls.talk import in_words, voice
from tests.rendering.wording import wording
from tests.speech import voices
from tests.speech.test_flow_lengths import A_KEY, BEEP, FLOWS, RADICADO, aloud, seconds

pytestmark = pytest.mark.service

ENDS_AFTER = 3.0
"""Seconds of silence that end what is told after a tone."""
PROFILES = {
    "menu.pregunta": "open",
    "ident.pedir_cuenta": "digits",
    "ident.segundo_dato": "digits",
    "radicado.pedir": "digits",
    "pqrs.mes_factura": "value",
    "dano.decir_direccion": "dictation",
    "comun.confirmar_direccion": "yes_no",
}
"""How answers to a question end; as those to a menu, where it isn't here."""
NO_DANGER = {"dano.peligro": "no hay peligro"}
CLAIMED = {"ident.telefono_conocido": "por esa cuenta"}
PROVEN = {"ident.segundo_dato": "uno uno seis", "factura.resumen": ""}
# what is heard, and what is said to it: words that tell more are asked less
SPOKEN: Mapping[str, Mapping[str, str]] = {
    "known outage": {"menu.pregunta": "no hay agua", **NO_DANGER, "dano.conocido": ""},
    "two known outages": {"menu.pregunta": "hay un daño", **NO_DANGER, "dano.sectores": "agua"},
    "damage": {
        "menu.pregunta": "se rompió un tubo",
        **NO_DANGER,
        "dano.como_lugar": "la dirección",
        "dano.decir_direccion": "calle diez número cinco veinte barrio el centro",
        "comun.confirmar_direccion": "sí",
        "dano.ticket": "",
    },
    "another damage than the known one": {
        "menu.pregunta": "se rompió un tubo",
        **NO_DANGER,
        "dano.conocido": "",
        "dano.unirse": "es otro daño",
        "dano.es_su_direccion": "en mi casa",
        "dano.ticket": "",
    },
    "balance": {"menu.pregunta": "cuánto debo", **CLAIMED, **PROVEN},
    "balance by account": {
        "menu.pregunta": "cuánto debo",
        "ident.como": "con el número de cuenta",
        "ident.pedir_cuenta": "siete cero cero, cero veintiséis",
        **PROVEN,
    },
    "claim": {
        "menu.pregunta": "quiero poner un reclamo",
        "pqrs.inicio": "",
        "pqrs.nombre": "doy mi nombre",
        "pqrs.servicio": "acueducto",
        "pqrs.reclamo": "por un cobro",
        "pqrs.causa": "doble cobro",
        **CLAIMED,
        "pqrs.mes_factura": "octubre",
        "pqrs.decir_nombre": "",
        "pqrs.relato": "",
        "pqrs.revisar": "continuar",
        "pqrs.contacto": "a este número",
        "pqrs.notificacion": "en la oficina",
        "pqrs.sms": "sí mándemelo",
        "pqrs.radicado": "",
        "pqrs.plazo": "",
    },
    "status": {
        "menu.pregunta": "quiero consultar un radicado",
        "radicado.como": "el radicado",
        "radicado.pedir": ", ".join(in_words(RADICADO[at : at + 3]) for at in range(0, 12, 3)),
        "radicado.tramite": "",
    },
}
TOLD = {"claim": 3.0 + 45.0 + 2 * (BEEP + ENDS_AFTER)}
"""Seconds of what is told after a tone."""
VALUES: Mapping[str, Mapping[str, object]] = {
    "comun.confirmar_direccion": {"direccion": "Calle 10 # 5-20, El Centro"},
}


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return wording()


@pytest.fixture(scope="module")
def tuning() -> Tuning:
    return Tuning.load(PROJECT / "config" / "speech")


@pytest.fixture(scope="module")
def dora() -> Iterator[Engine]:
    with voices.both() as engines:
        yield engines["dora"]


def by_voice(prompts: Prompts, tuning: Tuning, flow: str, speaks: Engine) -> float:
    """Seconds of a flow."""
    said, _, _ = FLOWS[flow]
    lasts = TOLD.get(flow, 0.0)
    for name, words in SPOKEN[flow].items():
        values = VALUES.get(name) or said.get(name, {})
        lasts += seconds(prompts, aloud(prompts, name), values, speaks)
        if words:
            silence = tuning.profile[PROFILES.get(name, "menu")].silence
            lasts += A_KEY + len(voice(words)) / RATE + silence
    return lasts


def by_keypad(prompts: Prompts, flow: str, speaks: Engine) -> float:
    """The same on a line that doesn't hear: its wording, and the menu in place of the question."""
    said, told, _ = FLOWS[flow]
    told += A_KEY * len(said)
    asked = {"menu.opciones" if name == "menu.pregunta" else name: said[name] for name in said}
    return told + sum(seconds(prompts, name, values, speaks) for name, values in asked.items())


@pytest.mark.parametrize("flow", SPOKEN)
def test_by_voice_a_conversation_keeps_the_time_of_the_keypad(
    prompts: Prompts, tuning: Tuning, dora: Engine, flow: str
) -> None:
    *_, allowed = FLOWS[flow]
    lasts = by_voice(prompts, tuning, flow, dora)
    typed = by_keypad(prompts, flow, dora)
    assert lasts < allowed, f"{flow}: {lasts:.0f} s by voice, {typed:.0f} typed"
