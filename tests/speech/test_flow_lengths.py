"""How long the conversations last by keypad, in the real voice, from the end of the notice.

A patient caller: every sentence is heard to its end, and each answer takes a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

import pytest

from ivr.rendering import Prompts
from speech.voice.engine import RATE
from speech.voice.espeak import EspeakEngine
from tests.rendering.wording import wording

TODAY = date(2026, 11, 22)
A_KEY, BEEP = 1.0, 0.5
SERVICES = ("Acueducto", "Alcantarillado", "Aseo", "Alumbrado público", "Atención y trámites")
CAUSES = ("consumo que subió de repente", "doble cobro", "cobro por promedio", "otra")
WAYS = ("en la oficina", "por teléfono", "en la dirección de la cuenta")
RADICADO = "202600000427"
Said = Mapping[str, Mapping[str, object]]

# a claim about an invoice, the longest way through: said, then answered
CLAIM: Said = {
    "menu.opciones": {},
    "pqrs.inicio": {},
    "pqrs.tipo": {},
    "pqrs.servicio": {"opciones": SERVICES},
    "pqrs.reclamo": {},
    "pqrs.causa": {"opciones": CAUSES},
    "ident.telefono_conocido": {"ult3": "116"},
    "pqrs.mes_factura": {},
    "pqrs.nombre": {},
    "pqrs.decir_nombre": {},
    "pqrs.relato": {},
    "pqrs.revisar": {},
    "pqrs.contacto": {"ult3": "001"},
    "pqrs.notificacion": {"opciones": WAYS},
    "pqrs.sms": {},
    "pqrs.radicado": {"fecha": TODAY, "hora": time(15, 37), "radicado": RADICADO},
    "pqrs.plazo": {"fecha_limite": date(2026, 12, 14), "n": 15},
}
STATUS: Said = {
    "menu.opciones": {},
    "radicado.como": {},
    "radicado.pedir": {},
    "radicado.tramite": {"clase": "reclamo", "fecha_limite": date(2026, 12, 14)},
}
# what is said, seconds of speaking and typing, seconds allowed
FLOWS = {
    "claim": (CLAIM, 3.0 + 45.0 + 2 * BEEP, 240.0),
    "status": (STATUS, 12.0, 90.0),
}


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return wording()


@pytest.mark.parametrize("flow", FLOWS)
def test_a_conversation_keeps_its_time(prompts: Prompts, flow: str) -> None:
    said, told, allowed = FLOWS[flow]
    engine = EspeakEngine()
    spoken = sum(
        len(engine.synthesise(prompts.utter(name, today=TODAY, **values).text)) / RATE
        for name, values in said.items()
    )
    lasts = spoken + A_KEY * len(said) + told
    assert lasts < allowed, f"{flow}: {lasts:.0f} s"
