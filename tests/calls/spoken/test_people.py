"""The way to a person by voice: priority, a call back, a message in closed hours, the survey."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from ivr.services import callbacks
from ivr.store import Survey
from tests.calls.agents import at_desk
from tests.calls.phone import Phone
from tests.calls.talk import Talk
from tests.calls.test_waiting import is_free
from tests.running.asterisk import HOST
from tests.running.line import RunningLine, eventually
from tests.running.patience import PATIENCE


async def to_the_queue(line: RunningLine, phone: Phone) -> Talk:
    """A caller who asks for a person and was told that one comes."""
    talk = Talk(line, await phone.dial())
    await talk.asks_for("un asesor")
    await talk.hears("asesor.pasa")
    return talk


async def test_priority(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = await to_the_queue(line, phone)
        await talk.answers("bienvenida.prioridad", "soy persona mayor")
        await talk.hears("bienvenida.prioridad_ok")
        await talk.call.hang_up()
        record = await line.record(phone.number, lambda one: one.ended_at is not None)
    assert "Atención preferencial" in {step.label for step in record.steps}


async def test_who_would_rather_be_called_back_is(line: RunningLine, owed_port: int) -> None:
    number = line.new_number()
    async with (
        at_desk(line, "ana") as ana,
        line.phone() as before,
        line.phone(number) as asking,
    ):
        await ana.choose("available")
        first = await to_the_queue(line, before)
        await first.hears("bienvenida.prioridad")
        ringing = await ana.phone.rings()
        talk = Talk(line, await asking.dial())
        await talk.asks_for("llámenme")
        await talk.hears("menu.con_asesor")
        await talk.hears("bienvenida.prioridad")
        await talk.hears("asesor.turno", n=1)
        await talk.answers("asesor.ofrece_llamada", "sí llámenme")
        await talk.answers("asesor.llamada_numero", "al mismo", ult3=number[-3:])
        await talk.hears("asesor.llamada_ok", intentos=3)
        await talk.call.ended()
        names, courtesy = line.names, asking.passed_over
        async with Phone((HOST, line.settings.ports.sip), number, names=names,
                         passed_over=courtesy, port=owed_port) as owed:  # fmt: skip
            await first.call.hang_up()
            await ringing.given_up()
            back = Talk(line, await (await owed.rings()).answer())
            await back.answers("asesor.llamada_sale", "sí puedo")
            await back.hears("asesor.pasa")
            (await ana.phone.rings()).reject()
            await back.call.hang_up()
    with line.store.reading() as session:
        assert not callbacks.owed(session, datetime.now(UTC))


async def test_in_closed_hours_a_message_is_left(line: RunningLine, closed: None) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("un asesor")
        await talk.hears("horario.cerrado")
        await talk.call.hears_next()  # the hours
        await talk.answers("horario.opciones", "dejar un mensaje")
        await talk.tells("ladder.mensaje")
        await talk.hears("ladder.gracias")
        await talk.call.ended()
        record = await line.record(phone.number, lambda one: one.outcome is not None)
    assert record.outcome == "ladder_message"


async def test_in_closed_hours_a_call_is_promised(line: RunningLine, closed: None) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("un asesor")
        await talk.hears("horario.cerrado")
        await talk.call.hears_next()  # the hours
        await talk.answers("horario.opciones", "que me llamen")
        await talk.call.hears_next()  # from when on
        await talk.call.ended()
        record = await line.record(phone.number, lambda one: one.outcome is not None)
    assert record.outcome == "callback"


async def test_after_the_talk_the_survey_is_answered_aloud(line: RunningLine) -> None:
    async with at_desk(line, "ana") as ana, line.phone() as phone:
        await ana.choose("available")
        caller = await to_the_queue(line, phone)
        talk = await (await ana.phone.rings()).answer()
        await ana.told("answered")
        await talk.hang_up()
        await caller.hears_at_last("encuesta.invita")
        await caller.says("con mucho gusto")
        await caller.answers("encuesta.csat", "un cinco")
        await caller.answers("encuesta.fcr", "sí quedó resuelto")
        await caller.answers("encuesta.nps", "le doy un diez")
        await caller.tells("encuesta.comentario")
        await caller.hears("encuesta.gracias")
        await caller.call.ended()
        await is_free(ana)

        def kept() -> Survey | None:
            with line.store.reading() as session:
                asked = select(Survey).where(Survey.comment.is_not(None), Survey.agent_id == 1)
                return session.scalar(asked)

        survey = await eventually(kept, PATIENCE, "the survey")
    assert (survey.csat, survey.resolved, survey.nps) == (5, True, 10)
