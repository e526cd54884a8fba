"""How long the conversations last, in either real voice, from the end of the notice.

A patient caller: every sentence is heard to its end, and each answer takes a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time

import pytest

from ivr.hearing import ALOUD
from ivr.rendering import Prompts
from speech.voice.engine import RATE, Engine
from tests.rendering.test_wording import EXAMPLES
from tests.rendering.wording import wording
from tests.speech import voices

pytestmark = pytest.mark.service

TODAY = date(2026, 11, 22)
A_KEY, BEEP = 1.0, 0.5
SERVICES = ("Acueducto", "Alcantarillado", "Aseo", "Alumbrado público", "Atención y trámites")
CAUSES = ("consumo que subió de repente", "doble cobro", "cobro por promedio", "otra")
WAYS = ("en la oficina", "por teléfono", "en la dirección de la cuenta")
RADICADO = "202600000427"
Said = Mapping[str, Mapping[str, object]]

# a claim about an invoice, the longest way through: said, then answered
CLAIM: Said = {
    "menu.pregunta": {},
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
    "menu.pregunta": {},
    "radicado.como": {},
    "radicado.pedir": {},
    "radicado.tramite": {"clase": "reclamo", "fecha_limite": date(2026, 12, 14)},
}
BACK = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
TO_A_DAMAGE: Said = {"menu.pregunta": {}, "dano.peligro": {}}
OUTAGE: Said = {"dano.conocido": {"servicio": "agua", "zona": "San José", "vuelve": BACK}}
TWO_OUTAGES = (
    "si es por agua en San José, que vuelve hoy a las diez y media de la noche",
    "aseo en El Centro, todavía sin hora",
    "otro daño",
)
# no account at hand: the place is said aloud
DAMAGE: Said = {
    **TO_A_DAMAGE,
    "dano.servicio": {},
    "dano.como_lugar": {},
    "dano.direccion": {},
    "dano.direccion_grabada": {},
    "dano.que_acueducto": {},
    "dano.ticket": {"ticket": "7123456"},
}
# at the caller's own address, where another damage is known
ANOTHER_DAMAGE: Said = {
    **TO_A_DAMAGE,
    **OUTAGE,
    "dano.unirse": {},
    "dano.servicio": {},
    "dano.es_su_direccion": {"ult3": "116"},
    "dano.que_acueducto": {},
    "dano.ticket": {"ticket": "7123456"},
}
OWED: Said = {
    "ident.segundo_dato": {},
    "factura.resumen": {"valor": 84_350, "fecha": date(2026, 12, 4)},
}
BALANCE: Said = {"menu.pregunta": {}, "ident.telefono_conocido": {"ult3": "116"}, **OWED}
BALANCE_BY_ACCOUNT: Said = {
    "menu.pregunta": {},
    "ident.como": {},
    "ident.pedir_cuenta": {},
    **OWED,
}
# what is said, seconds of speaking and typing, seconds allowed
FLOWS = {
    "known outage": ({**TO_A_DAMAGE, **OUTAGE}, 0.0, 40.0),
    "two known outages": ({**TO_A_DAMAGE, "dano.sectores": {"opciones": TWO_OUTAGES}}, 0.0, 40.0),
    "damage": (DAMAGE, 6.0 + BEEP, 90.0),
    "another damage than the known one": (ANOTHER_DAMAGE, 0.0, 90.0),
    "balance": (BALANCE, 1.5, 60.0),
    "balance by account": (BALANCE_BY_ACCOUNT, 6.0, 60.0),
    "claim": (CLAIM, 3.0 + 45.0 + 2 * BEEP, 240.0),
    "status": (STATUS, 12.0, 90.0),
}
MAIN_MENU_AT_MOST = 15.0
LONGER_AT_MOST = 0.75
ANOTHER_QUESTION = ("menu.escoger_voz",)


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return wording()


@pytest.fixture(scope="module")
def speaking() -> Iterator[dict[str, Engine]]:
    with voices.both() as engines:
        yield engines


@pytest.fixture(params=["dora", "espeak-ng"])
def voice(speaking: dict[str, Engine], request: pytest.FixtureRequest) -> Engine:
    return speaking[request.param]


def seconds(prompts: Prompts, name: str, values: Mapping[str, object], voice: Engine) -> float:
    text = prompts.utter(name, today=TODAY, **values).text
    return len(voice.synthesise(text)) / RATE


def test_the_main_menu_is_short(prompts: Prompts, voice: Engine) -> None:
    for name in ("menu.opciones", aloud(prompts, "menu.opciones")):
        assert seconds(prompts, name, {}, voice) < MAIN_MENU_AT_MOST


def test_what_invites_the_voice_takes_no_longer(prompts: Prompts, voice: Engine) -> None:
    """Half a second and a bit; the same values are told in both."""
    for name in prompts:
        if name.endswith(ALOUD) and name not in ANOTHER_QUESTION:
            plain = name.removesuffix(ALOUD)
            values = {hole.name: EXAMPLES[hole.type] for hole in prompts[plain].holes}
            spoken = seconds(prompts, name, values, voice)
            longer = spoken - seconds(prompts, plain, values, voice)
            assert longer < LONGER_AT_MOST, (name, longer)


def aloud(prompts: Prompts, name: str) -> str:
    """The wording for who may also speak, where there is one."""
    return f"{name}{ALOUD}" if f"{name}{ALOUD}" in prompts else name


@pytest.mark.parametrize("by_voice", [False, True], ids=["by keypad", "by voice"])
@pytest.mark.parametrize("flow", FLOWS)
def test_a_conversation_keeps_its_time(
    prompts: Prompts, voice: Engine, flow: str, by_voice: bool
) -> None:
    said, told, allowed = FLOWS[flow]
    heard = {aloud(prompts, name) if by_voice else name: said[name] for name in said}
    spoken = sum(seconds(prompts, name, values, voice) for name, values in heard.items())
    lasts = spoken + A_KEY * len(said) + told
    assert lasts < allowed, f"{flow}: {lasts:.0f} s"
