"""«Reportar un daño» by voice: danger first, a known outage, a place that is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from ivr.clock import BOGOTA
from ivr.store import DamageReport, Outage, Service
from tests.calls.talk import Talk
from tests.calls.test_damage import account_of, report_of
from tests.running.line import WELCOME, RunningLine, eventually, hung_up
from tests.running.patience import PATIENCE


async def test_danger_goes_to_emergencies(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("huele a gas")
        await talk.hears("dano.seguridad_gas")
        await talk.call.hang_up()


async def test_a_doubtful_danger_is_asked_about(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("hay un señor tirado en la calle")
        await talk.answers("comun.emergencia", "sí")
        await talk.hears("dano.seguridad")
        await talk.call.hang_up()


async def test_at_an_address(line: RunningLine) -> None:
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


async def test_a_place_that_is_no_address_is_kept_as_sound(line: RunningLine) -> None:
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.asks_for("se rompió un tubo")
        await talk.answers("dano.peligro", "no hay peligro")
        await talk.answers("dano.como_lugar", "la dirección")
        await talk.answers("dano.decir_direccion", "por la tienda de la esquina")
        await talk.tells("dano.direccion", "al lado de la tienda de la esquina")
        await talk.answers("dano.direccion_grabada", "quedó bien")
        await talk.call.hears_next()  # the ticket
        await talk.call.hang_up()
        record = await line.record(phone.number, hung_up)

        def filed() -> DamageReport | None:
            with line.store.reading() as session:
                found = select(DamageReport).where(DamageReport.call_id == record.call_id)
                return session.scalar(found)

        report = await eventually(filed, PATIENCE, "the report")
    assert (report.address, report.place_recording) == ("", f"{record.call_id}-place-1")
    assert "Dijo la dirección del daño" in {step.label for step in record.steps}


async def test_the_outage_of_ones_zone_is_joined(line: RunningLine, resident: str) -> None:
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
    told = {
        "servicio": "agua",
        "zona": f"Sector {resident}",
        "vuelve": back.astimezone(BOGOTA),
    }
    async with line.phone(resident) as phone:
        talk = Talk(line, await phone.dial())
        for prompt in WELCOME[:2]:
            await talk.hears(prompt)
        await talk.hears("dano.conocido", **told)
        await talk.hears(WELCOME[2])
        await talk.answers("menu.pregunta", "no hay agua")
        await talk.answers("dano.peligro", "no hay peligro")
        await talk.hears("dano.conocido", **told)
        await talk.answers("dano.unirse", "sí por eso")
        report = await eventually(lambda: report_of(line.store, account.id), PATIENCE, "the report")
        await talk.hears("dano.ticket", ticket=report.ticket)
        await talk.answers("dano.avisar", "sí avíseme")
        await talk.hears("dano.aviso_ok", ult3=resident[-3:])
        await talk.call.hang_up()
    assert report.outage_id == outage_id
