"""Every conversation by voice alone, through a real Asterisk and the real recogniser.

The caller is a synthetic voice (espeak-ng, in µ-law), the model the starter: it proves the way from
the telephone to the filing and back, and says nothing of how well the public is understood.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.benches.speech.sounds import spoken
from ivr.clock import BOGOTA
from ivr.hearing import ALOUD
from ivr.rendering.numbers import cardinal
from ivr.services import accounts, pqrs
from ivr.services.pqrs import CaseStatus
from ivr.store import CaseKind, DamageReport, Survey
from tests.calls.call import Call
from tests.calls.staff import staff
from tests.calls.subscribers import SUBSCRIBERS, TOWN
from tests.calls.test_billing import first_bill
from tests.calls.test_pqrs import SERVICES, WAYS, case_of
from tests.running.line import WELCOME, RunningLine, eventually, moment, running_line
from tests.running.patience import PATIENCE
from tests.services import cases

VOICE = "m3"
GREETING = (*WELCOME[:-1], "menu.pregunta")
WHO = SUBSCRIBERS["owes the newest"]
CLAIMANT = SUBSCRIBERS["has a claim"]


def in_words(digits: str) -> str:
    """As digits are dictated one by one."""
    return " ".join(cardinal(int(digit)) for digit in digits)


class Talk:
    """A call in which prompts are answered aloud."""

    def __init__(self, line: RunningLine, call: Call) -> None:
        self.line, self.call = line, call

    async def hears(self, prompt: str, **values: object) -> None:
        aloud = f"{prompt}{ALOUD}"
        said = aloud if aloud in self.line.prompts else prompt
        await self.call.hears(self.line.says(said, **values))

    async def answers(self, prompt: str, words: str, **values: object) -> None:
        """Hear a prompt and speak."""
        await self.hears(prompt, **values)
        await self.call.say(spoken(words, VOICE).samples)

    async def asks_for(self, words: str) -> None:
        """From the greeting to the open question, and say what is wanted."""
        await self.hears_greeting()
        await self.call.say(spoken(words, VOICE).samples)

    async def hears_greeting(self) -> None:
        """Everything up to the open question."""
        await self.call.hears(*self.line.say(*GREETING))

    async def tells(self, prompt: str) -> None:
        """Tell something after the tone; silence ends it."""
        await self.hears(prompt)
        await self.call.hears_beep()
        await self.call.say(spoken("esto es lo que pasó", VOICE).samples)


@pytest.fixture(scope="module")
def line() -> Iterator[RunningLine]:
    """A line that hears."""
    with running_line(
        TOWN,
        staff=staff,
        speech="enabled = true",
        survey="enabled = true",
    ) as running:
        yield running


@pytest.fixture(scope="module")
def claim(line: RunningLine) -> CaseStatus:
    """An open claim of an account."""
    now = datetime.now(UTC)
    with line.store.unit_of_work() as session:
        (account,) = accounts.by_number(session, CLAIMANT.number)
        radicado = cases.file(session, CaseKind.CLAIM, now, account_id=account.id)
        filed = pqrs.status(session, radicado, now.date())
    assert filed is not None
    return filed


async def test_a_balance(line: RunningLine) -> None:
    async with line.phone(WHO.phone) as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("cuánto debo")
        await talk.answers("ident.telefono_conocido", "sí", ult3=WHO.ending)
        await talk.answers("ident.segundo_dato", in_words(WHO.second_datum))
        await talk.hears("factura.resumen", **first_bill(WHO))
        await talk.answers("factura.opciones", "menú principal")
        await talk.hears("menu.opciones")
        await talk.call.hang_up()
        record = await line.record(WHO.phone, lambda one: one.outcome is not None)
    assert record.outcome == "self_service"
    assert "speech" in {step.by for step in record.steps}


async def test_a_damage_at_an_address(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("se rompió un tubo")
        await talk.answers("dano.peligro", "no hay peligro")
        await talk.answers("dano.como_lugar", "la dirección")
        await talk.answers("dano.decir_direccion", "calle diez número cinco veinte")
        await talk.answers("comun.confirmar_direccion", "sí", direccion="Calle 10 # 5-20")

        def filed() -> DamageReport | None:
            with line.store.reading() as session:
                found = select(DamageReport).where(DamageReport.address == "Calle 10 # 5-20")
                return session.scalar(found)

        report = await eventually(filed, PATIENCE, "the report")
        await talk.hears("dano.ticket", ticket=report.ticket)
        await talk.call.hang_up()
    assert (report.service, report.kind) == ("acueducto", "Fuga o tubo roto")


async def test_a_case_by_its_radicado(line: RunningLine, claim: CaseStatus) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("quiero consultar un radicado")
        await talk.answers("radicado.como", "el radicado")
        await talk.answers("radicado.pedir", in_words(claim.radicado))
        await talk.hears("radicado.tramite", clase="reclamo", fecha_limite=claim.due_on)
        await talk.answers("radicado.despues", "eso es todo")
        await talk.answers("encuesta.invita", "claro que sí")
        await talk.answers("encuesta.csat", "cuatro")
        await talk.answers("encuesta.fcr", "sí")
        await talk.answers("encuesta.nps", "nueve")
        await talk.tells("encuesta.comentario")
        await talk.hears("encuesta.gracias")
        await talk.call.ended()

    def answered() -> Survey | None:
        with line.store.reading() as session:
            return session.scalar(select(Survey).where(Survey.comment.is_not(None)))

    survey = await eventually(answered, PATIENCE, "the survey")
    assert (survey.csat, survey.resolved, survey.nps) == (4, True, 9)


async def test_a_complaint(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("quiero poner una queja")
        await talk.hears("pqrs.inicio")
        await talk.answers("pqrs.nombre", "doy mi nombre")
        await talk.answers("pqrs.servicio", "acueducto", opciones=SERVICES)
        await talk.tells("pqrs.decir_nombre")
        await talk.tells("pqrs.relato")
        await talk.answers("pqrs.revisar", "continuar")
        await talk.answers("pqrs.contacto", "a este mismo", ult3=phone.number[-3:])
        await talk.answers("pqrs.notificacion", "en la oficina", opciones=WAYS)
        await talk.answers("pqrs.sms", "no")
        case = await eventually(lambda: case_of(line.store, phone.number), PATIENCE, "the case")
        at = case.filed_at.astimezone(BOGOTA)
        await talk.hears("pqrs.radicado", fecha=at.date(), hora=at.time(), radicado=case.radicado)
        await talk.call.hang_up()
    assert (case.kind, case.service) == (CaseKind.COMPLAINT, "acueducto")


async def test_a_denunciation_leaves_no_word_behind(line: RunningLine) -> None:
    began = moment()
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("quiero denunciar")
        await talk.hears("etica.inicio")
        await talk.answers("etica.menu", "denunciar")
        await talk.answers("etica.modo", "anónima")
        await talk.tells("etica.relato")
        await talk.answers("etica.revisar", "así está bien")
        await talk.call.hears_next()  # the code
        await talk.answers("etica.anotado", "ya lo anoté")
        await talk.hears("etica.despedida")
        await talk.call.ended()
    record = await line.newest(began, lambda one: one.ended_at is not None)
    assert (record.number, record.intent) == (None, None)
    assert not [step for step in record.steps if step.heard or step.by]
    said = [step.prompt for step in record.steps if step.kind == "said"]
    assert said == list(GREETING)


async def test_danger_goes_to_emergencies(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("huele a gas")
        await talk.hears("dano.seguridad_gas")
        await talk.call.hang_up()


async def test_a_person_with_priority(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("un asesor")
        await talk.hears("asesor.pasa")
        await talk.answers("bienvenida.prioridad", "soy persona mayor")
        await talk.hears("bienvenida.prioridad_ok")
        await talk.call.hang_up()
        record = await line.record(phone.number, lambda one: one.ended_at is not None)
    assert "Atención preferencial" in {step.label for step in record.steps}


async def test_without_a_word_understood_the_keypad_serves(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.hears_greeting()
        await talk.hears("menu.opciones")  # silence
        await talk.call.press("4")
        await talk.hears("radicado.como")
        await talk.call.hang_up()
