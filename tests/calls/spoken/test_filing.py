"""What is filed by voice: a complaint, a claim with its cause, a petition, a suggestion, a report.

And how what was filed stands.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ivr.clock import BOGOTA
from ivr.services import accounts, pqrs, transcripts
from ivr.services.pqrs import CaseStatus
from ivr.store import Case, CaseKind, Survey, TranscriptState
from tests.calls.subscribers import SUBSCRIBERS
from tests.calls.talk import GREETING, Talk, in_words
from tests.calls.test_pqrs import SERVICES, WAYS, anonymous_case, case_of
from tests.running.line import RunningLine, eventually, moment
from tests.running.patience import PATIENCE
from tests.services import cases

CLAIMANT = SUBSCRIBERS["has a claim"]
BILLED = SUBSCRIBERS["one overdue"]
NUMBER = "3105551234"
DICTATED = "tres diez, cinco cincuenta y cinco, uno dos, treinta y cuatro"
AT_HOME = "en la dirección de la cuenta"
MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)


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


async def gives_name_and_account(talk: Talk, relato: str) -> None:
    """The name and what happened, told after the tone."""
    await talk.tells("pqrs.decir_nombre", "mi nombre completo")
    await talk.tells("pqrs.relato", relato)
    await talk.answers("pqrs.revisar", "continuar")


async def hears_its_radicado(talk: Talk, phone: str) -> Case:
    """The case is there, and its number is said."""
    line = talk.line
    case = await eventually(lambda: case_of(line.store, phone), PATIENCE, "the case")
    at = case.filed_at.astimezone(BOGOTA)
    await talk.hears("pqrs.radicado", fecha=at.date(), hora=at.time(), radicado=case.radicado)
    return case


async def test_a_case_by_its_radicado_and_the_survey(line: RunningLine, claim: CaseStatus) -> None:
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
            asked = select(Survey).where(Survey.comment.is_not(None), Survey.agent_id.is_(None))
            return session.scalar(asked)

    survey = await eventually(answered, PATIENCE, "the survey")
    assert (survey.csat, survey.resolved, survey.nps) == (4, True, 9)


async def test_a_complaint_is_written_down_afterwards(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("quiero poner una queja")
        await talk.hears("pqrs.inicio")
        await talk.answers("pqrs.nombre", "doy mi nombre")
        await talk.answers("pqrs.servicio", "acueducto", opciones=SERVICES)
        await gives_name_and_account(talk, "no hay agua en todo el barrio")
        await talk.answers("pqrs.contacto", "a este mismo", ult3=phone.number[-3:])
        await talk.answers("pqrs.notificacion", "en la oficina", opciones=WAYS)
        await talk.answers("pqrs.sms", "no")
        case = await hears_its_radicado(talk, phone.number)
        await talk.call.hang_up()
    assert (case.kind, case.service) == (CaseKind.COMPLAINT, "acueducto")
    _, told = case.narrative

    def written() -> str | None:
        with line.store.reading() as session:
            found = transcripts.of(session, [told]).get(told)
        return found.text if found and found.state is TranscriptState.DONE else None

    assert "agua" in await eventually(written, 2 * PATIENCE, "the transcript")


async def test_a_claim_by_its_cause_and_the_month_of_the_bill(line: RunningLine) -> None:
    month = BILLED.bills[0].period
    async with line.phone(BILLED.phone) as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("quiero poner un reclamo")
        await talk.hears("pqrs.inicio")
        await talk.answers("pqrs.nombre", "doy mi nombre")
        await talk.answers("pqrs.servicio", "el agua", opciones=SERVICES)
        await talk.answers("pqrs.reclamo", "por un cobro")
        await talk.call.hears_next()  # the causes
        await talk.says("me cobraron dos veces")
        await talk.answers("ident.telefono_conocido", "sí", ult3=BILLED.ending)
        await talk.answers("pqrs.mes_factura", MONTHS[month.month - 1])
        await gives_name_and_account(talk, "me cobraron dos veces")
        await talk.answers("pqrs.contacto", "a este número", ult3=phone.number[-3:])
        await talk.answers("pqrs.notificacion", "a la dirección", opciones=(*WAYS, AT_HOME))
        await talk.answers("pqrs.sms", "sí mándemelo")
        case = await hears_its_radicado(talk, phone.number)
        await talk.call.hang_up()
    assert (case.kind, case.cause) == (CaseKind.CLAIM, "107")


async def test_a_petition_of_documents(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("quiero hacer una petición")
        await talk.hears("pqrs.inicio")
        await talk.answers("pqrs.nombre", "con mi nombre")
        await talk.answers("pqrs.peticion", "copias de documentos")
        await talk.answers("pqrs.servicio", "la atención", opciones=SERVICES)
        await gives_name_and_account(talk, "necesito una copia")
        await talk.answers("pqrs.contacto", "a otro número", ult3=phone.number[-3:])
        await talk.answers(
            "pqrs.numero", "tres diez, cinco cincuenta y cinco, uno dos, treinta y cuatro"
        )
        await talk.answers("comun.confirmar_numero", "sí", digitos=NUMBER)
        await talk.answers("pqrs.notificacion", "por teléfono", opciones=WAYS)
        await talk.answers("pqrs.autoriza", "sí autorizo")
        case = await hears_its_radicado(talk, NUMBER)
        await talk.call.hang_up()
    assert case.kind is CaseKind.INFORMATION


async def test_a_suggestion_without_a_name(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("quejas y reclamos")
        await talk.hears("pqrs.inicio")
        await talk.answers("pqrs.nombre", "anónima")
        await talk.hears("pqrs.anonima")
        await talk.answers("pqrs.tipo", "una sugerencia")
        await talk.answers("pqrs.servicio", "aseo", opciones=SERVICES)
        await talk.tells("pqrs.relato")
        await talk.answers("pqrs.revisar", "así está bien")
        case = await eventually(lambda: anonymous_case(line.store), PATIENCE, "the case")
        await talk.call.hears_next()  # the radicado
        await talk.call.hang_up()
    assert (case.kind, case.service) == (CaseKind.SUGGESTION, "aseo")


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
