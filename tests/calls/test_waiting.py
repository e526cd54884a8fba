"""Waiting, the call back in its turn, and the survey after the talk: through the whole line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from ivr.services import callbacks
from ivr.store import Survey
from tests.calls import tones
from tests.calls.agents import at_desk
from tests.calls.call import Call
from tests.calls.desk import Desk
from tests.calls.phone import Phone
from tests.calls.staff import staff_that_calls_back
from tests.running.asterisk import HOST, free_ports
from tests.running.line import WELCOME, RunningLine, eventually, running_line
from tests.running.patience import PATIENCE

OWED_PORT = free_ports().web


@pytest.fixture(scope="module")
def line() -> Iterator[RunningLine]:
    dial = f"PJSIP/trunk-people/sip:{{number}}@{HOST}:{OWED_PORT}"
    with running_line(
        staff=staff_that_calls_back,
        survey="enabled = true",
        callback=f'dial = "{dial}"\nshown = "6085550100"\nover_seconds = 0',
    ) as running:
        yield running


async def waits(line: RunningLine, phone: Phone, *told: str) -> Call:
    """A caller who asked for a person, and was told so much of the queue."""
    call = await phone.dial()
    await call.hears(*line.say(*WELCOME))
    await call.press("0")
    await call.hears(line.says("asesor.pasa"), line.says("bienvenida.prioridad"), *told)
    return call


async def is_free(desk: Desk) -> None:
    """The agent has noted the call that ended."""
    ended = await desk.told("ended")
    note = {"disposition": "sin.prueba", "note": ""}
    await desk.post(f"/api/v1/calls/{ended['call_id']}/wrap-up", note)


def kept(line: RunningLine) -> Survey | None:
    """The last survey, once all its answers are there."""
    with line.store.reading() as session:
        survey = session.scalars(select(Survey).order_by(Survey.id.desc()).limit(1)).first()
    return survey if survey is not None and survey.comment is not None else None


async def test_after_the_talk_the_caller_is_asked_and_the_agent_is_free(line: RunningLine) -> None:
    async with at_desk(line, "ana") as ana, line.phone() as phone:
        await ana.choose("available")
        call = await waits(line, phone)
        talk = await (await ana.phone.rings()).answer()
        await ana.told("answered")
        await talk.hang_up()
        await call.hears(line.says("encuesta.invita"))
        await is_free(ana)
        await ana.told("state", state="available")
        await call.press("1")
        await call.hears(line.says("encuesta.csat"))
        await call.press("4")
        await call.hears(line.says("encuesta.fcr"))
        await call.press("1")
        await call.hears(line.says("encuesta.nps"))
        await call.press("10#")
        await call.hears(line.says("encuesta.comentario"))
        await call.hears_beep()
        await call.say(tones.tone(600, 1.5))
        await call.press("#")
        await call.hears(line.says("encuesta.gracias"))
        await call.ended()
        survey = await eventually(lambda: kept(line), PATIENCE, "the survey")
        assert (survey.csat, survey.resolved, survey.nps) == (4, True, 10)
        assert (survey.queue, survey.agent_id) == ("attention", 1)
        record = await line.record(phone.number, lambda one: one.outcome is not None)
        assert (record.outcome, survey.call_id) == ("agent", record.call_id)
        _, agents_leg = record.legs
        assert agents_leg.ended_at is not None
        assert record.ended_at is not None
        assert abs(agents_leg.ended_at - (talk.ended_at or datetime.now(UTC))) < timedelta(
            seconds=1
        )
        assert record.ended_at - agents_leg.ended_at > timedelta(seconds=2)
        again = await waits(line, phone)
        talk = await (await ana.phone.rings()).answer()
        await ana.told("answered")
        await talk.hang_up()
        await again.ended()  # nobody twice in thirty days
        await is_free(ana)


async def test_a_call_back_keeps_the_place_and_brings_what_was_known(line: RunningLine) -> None:
    owed_number = line.new_number()
    async with (
        at_desk(line, "ana") as ana,
        line.phone() as first_phone,
        line.phone() as second_phone,
        line.phone(owed_number) as asking,
    ):
        await ana.choose("available")
        first = await waits(line, first_phone)
        talk = await (await ana.phone.rings()).answer()
        second = await waits(line, second_phone)
        call = await waits(line, asking, line.says("asesor.turno", n=1))
        await call.hears(line.says("asesor.ofrece_llamada"))
        await call.press("2")
        await call.hears(line.says("asesor.llamada_numero", ult3=owed_number[-3:]))
        await call.press("1")
        await call.hears(line.says("asesor.llamada_ok", intentos=3))
        await call.ended()
        await second.press("2")
        await second.hears(line.says("asesor.siguiente"), line.says("asesor.sigue_turno"))
        await line.record(second_phone.number, lambda one: len(one.stays) == 2)
        await second.hang_up()
        await first.hang_up()
        await talk.ended()
        record = await line.record(owed_number, lambda one: one.outcome is not None)
        assert record.outcome == "callback"
        waited = await line.record(second_phone.number, lambda one: one.outcome is not None)
        assert [stay.reason for stay in waited.stays] == ["key", "abandoned"]
        assert "Volvió a su turno" in {step.label for step in waited.steps}
        names, courtesy = line.names, asking.passed_over
        async with Phone((HOST, line.settings.ports.sip), owed_number, names=names,
                         passed_over=courtesy, port=OWED_PORT) as owed:  # fmt: skip
            await is_free(ana)
            ringing = await owed.rings()
            assert "6085550100" in ringing.header("From")
            back = await ringing.answer()
            await back.hears(line.says("asesor.llamada_sale"))
            await back.press("1")
            await back.hears(line.says("asesor.pasa"))
            card = (await ana.told("pop"))["call"]
            talk = await (await ana.phone.rings()).answer()
            assert card["caller"]["masked"].endswith(owed_number[-3:])
            labels = [step["label"] for step in card["path"]]
            assert "Pidió que le devolvamos la llamada" in labels
            assert labels[-1] == "Devolución de llamada"
            await back.hang_up()
            await talk.ended()
            await is_free(ana)
        record = await line.record(owed_number, lambda one: one.outcome is not None)
        assert record.outcome == "agent"
        with line.store.reading() as session:
            assert not callbacks.owed(session, datetime.now(UTC))
            assert callbacks.of_placed_call(session, record.call_id) is not None
    assert owed_number not in line.everything_written()
