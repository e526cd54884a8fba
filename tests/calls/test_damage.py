"""«Reportar un daño» through a real Asterisk: a ticket, a known outage, and outside hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from ivr.clock import BOGOTA
from ivr.store import (
    Account,
    AccountPhone,
    DamageReport,
    Outage,
    Service,
    Store,
)
from tests.calls import tones
from tests.calls.call import Call
from tests.running.line import WELCOME, RunningLine, eventually
from tests.running.patience import PATIENCE

VOICE = tones.tone(440, 1.5)


def account_of(store: Store, phone: str) -> Account:
    with store.reading() as session:
        found = select(Account).join(AccountPhone).where(AccountPhone.number == f"+57{phone}")
        account = session.scalars(found).one()
        session.expunge_all()
        return account


def report_of(store: Store, account_id: int) -> DamageReport | None:
    with store.reading() as session:
        found = select(DamageReport).where(DamageReport.account_id == account_id)
        report = session.scalar(found)
        session.expunge_all()
        return report


async def to_the_place(line: RunningLine, call: Call) -> None:
    """From the menu to the question where it is: a damage of the water, without danger."""
    await call.press("1")
    await call.hears(line.says("dano.peligro"))
    await call.press("4")
    await call.hears(line.says("dano.servicio"))
    await call.press("1")


async def test_a_damage_gets_a_ticket_that_exists(line: RunningLine, resident: str) -> None:
    account = account_of(line.store, resident)
    async with line.phone(resident) as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await to_the_place(line, call)
        await call.hears(line.says("dano.es_su_direccion", ult3=account.number[-3:]))
        await call.press("1")
        await call.hears(line.says("dano.que_acueducto"))
        await call.press("5")
        report = await eventually(lambda: report_of(line.store, account.id), PATIENCE, "the report")
        await call.hears(line.says("dano.ticket", ticket=report.ticket))
        await call.hears(line.says("mensaje.ofrecer", ult3=resident[-3:]))
        await call.hears(line.says("dano.listo"))
        await call.hang_up()
        record = await line.record(resident, lambda one: one.outcome is not None)
    assert (report.address, report.call_id) == ("Calle 9 # 8-07", record.call_id)
    assert record.outcome == "self_service"


async def test_a_place_that_was_said_is_kept_as_sound(line: RunningLine) -> None:
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await to_the_place(line, call)
        await call.hears(line.says("dano.como_lugar"))
        await call.press("2")
        await call.hears(line.says("dano.direccion"))
        await call.hears_beep()
        await call.say(VOICE)
        await call.press("#")
        await call.hears(line.says("dano.direccion_grabada"))
        await call.press("1")
        await call.hears(line.says("dano.que_acueducto"))
        await call.press("5")
        await call.hears_next()  # the ticket
        await call.hang_up()
        record = await line.record(phone.number, lambda one: one.ended_at is not None)

    def filed() -> DamageReport | None:
        with line.store.reading() as session:
            found = select(DamageReport).where(DamageReport.call_id == record.call_id)
            return session.scalar(found)

    report = await eventually(filed, PATIENCE, "the report")
    assert report.place_recording == f"{record.call_id}-place-1"
    assert report.account_id is None


async def test_the_outage_of_ones_zone_is_told_and_joined(line: RunningLine, resident: str) -> None:
    account = account_of(line.store, resident)
    back = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(hours=5)
    with line.store.unit_of_work() as session:
        outage = Outage(
            service=Service.WATER, zone_id=account.zone_id, cause="Tubo roto", planned=False,
            started_at=datetime.now(UTC) - timedelta(hours=1), restoration=back,
        )  # fmt: skip
        session.add(outage)
        session.flush()
        outage_id = outage.id
    told = line.says(
        "dano.conocido",
        servicio="agua",
        zona=f"Sector {resident}",
        vuelve=back.astimezone(BOGOTA),
    )
    async with line.phone(resident) as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME[:2]), told, *line.say(*WELCOME[2:]))
        await call.press("1")
        await call.hears(line.says("dano.peligro"))
        await call.press("4")
        await call.hears(told, line.says("dano.unirse"))
        await call.press("1")
        report = await eventually(lambda: report_of(line.store, account.id), PATIENCE, "the report")
        await call.hears(line.says("dano.ticket", ticket=report.ticket))
        await call.hears(line.says("dano.avisar"))
        await call.press("1")
        await call.hears(line.says("dano.aviso_ok", ult3=resident[-3:]))
        await call.hang_up()
    assert report.outage_id == outage_id
    with line.store.reading() as session:
        assert session.get_one(DamageReport, report.id).notify == f"+57{resident}"


async def test_outside_hours_a_message_is_taken(line: RunningLine, closed: None) -> None:
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await call.press("0")
        await call.hears(line.says("horario.cerrado"))
        await call.hears_next()  # the hours
        await call.hears(line.says("horario.opciones_sin_llamada"))
        await call.press("1")
        await call.hears(line.says("ladder.mensaje"))
        await call.hears_beep()
        await call.say(VOICE)
        await call.press("#")
        await call.hears(line.says("ladder.gracias"))
        await call.ended()
        record = await line.record(phone.number, lambda one: one.outcome is not None)
    assert record.outcome == "ladder_message"
    assert record.stays == ()
