"""«Emergencia» in the welcome: one question, what to do for safety, and the emergency queue."""

from __future__ import annotations

from sqlalchemy import select

from ivr.store import Call, DamageReport, Store
from tests.running.line import WELCOME, RunningLine, eventually
from tests.running.patience import PATIENCE


def report_of(store: Store, call_id: str) -> DamageReport | None:
    with store.reading() as session:
        report = session.scalar(select(DamageReport).where(DamageReport.call_id == call_id))
        if report is not None:
            session.expunge(report)
        return report


async def test_danger_goes_before_everything_else(line: RunningLine) -> None:
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say("bienvenida.saludo"))
        await call.press("1")
        await call.hears_at_last(line.says("dano.peligro"))
        await call.press("2")
        await call.hears(line.says("dano.seguridad_cable"))
        await call.hears_at_last(line.says("ladder.emergencia_pasa"))
        await call.hang_up()
        record = await line.record(phone.number, lambda one: one.ended_at is not None)
        assert record.intent == "emergencia"
        assert "bienvenida.aviso_grabacion" not in [step.prompt for step in record.steps]
        report = report_of(line.store, record.call_id)
        assert report is not None
        assert (report.priority, report.service) == (1, "energia")


async def test_the_report_exists_when_the_caller_is_gone_after_two_keys(line: RunningLine) -> None:
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say("bienvenida.saludo"))
        await call.press("1")
        await call.hears_at_last(line.says("dano.peligro"))
        await call.press("1")
        await call.hang_up()
        record = await line.record(phone.number, lambda one: one.ended_at is not None)
        report = await eventually(
            lambda: report_of(line.store, record.call_id), PATIENCE, "the emergency's report"
        )
    assert (report.kind, report.priority) == ("Olor a gas", 1)
    with line.store.reading() as session:
        assert session.get_one(Call, record.call_id).danger


async def test_without_danger_the_call_goes_on(line: RunningLine) -> None:
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say("bienvenida.saludo"))
        await call.press("1")
        await call.hears_at_last(line.says("dano.peligro"))
        await call.press("4")
        await call.hears(*line.say(*WELCOME[2:]))
