"""Before the menu: numbers that are for one thing alone, and who calls again in vain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ivr.services import staff_settings
from ivr.store import DamageReport
from tests.calls.agents import at_desk
from tests.calls.subscribers import (
    EMERGENCY_HOTLINE,
    LARGE_CUSTOMERS_HOTLINE,
    RELAY_HOTLINE,
    SUBSCRIBERS,
)
from tests.running.line import WELCOME, RunningLine

GREETING, OPTION, *_ = WELCOME


async def test_the_emergency_number_asks_for_the_danger_at_once(line: RunningLine) -> None:
    async with line.phone() as phone:
        call = await phone.dial(EMERGENCY_HOTLINE)
        await call.hears(*line.say(GREETING, "dano.peligro"))
        await call.press("2")
        await call.hears(*line.say("dano.seguridad_cable", "ladder.emergencia_pasa"))
        await call.hang_up()
        record = await line.record(phone.number, lambda one: one.ended_at is not None)
    assert record.intent == "emergencia"
    with line.store.reading() as session:
        found = select(DamageReport).where(DamageReport.call_id == record.call_id)
        assert session.scalars(found).one().priority == 1


async def test_without_danger_the_emergency_number_is_the_line(line: RunningLine) -> None:
    async with line.phone() as phone:
        call = await phone.dial(f"+57{EMERGENCY_HOTLINE}")
        await call.hears(*line.say(GREETING, "dano.peligro"))
        await call.press("4")
        await call.hears(*line.say(*WELCOME))


async def test_large_customers_are_told_who_attends_them(line: RunningLine) -> None:
    async with at_desk(line, "ana") as ana, line.phone() as phone:
        await ana.choose("available")
        call = await phone.dial(LARGE_CUSTOMERS_HOTLINE)
        await call.hears(*line.say(*WELCOME[:-1], "menu.grandes_clientes", "bienvenida.prioridad"))
        card = (await ana.told("pop"))["call"]
        (await ana.phone.rings()).reject()
        await call.hang_up()
    assert (card["reason"], card["intent"]) == ("Gran cliente", "grandes_clientes")


async def test_the_relay_centre_gets_a_person_at_once(line: RunningLine) -> None:
    async with at_desk(line, "ana") as ana, line.phone() as phone:
        await ana.choose("available")
        call = await phone.dial(RELAY_HOTLINE)
        await call.hears(*line.say(*WELCOME[:-1], "asesor.pasa"))
        card = (await ana.told("pop"))["call"]
        talk = await (await ana.phone.rings()).answer()
        await talk.hang_up()
        await call.ended()
        record = await line.record(phone.number, lambda one: one.outcome is not None)
    assert (card["reason"], record.intent) == ("Centro de Relevo", "relevo")


@pytest.fixture
def asks_who_calls_again(line: RunningLine) -> Iterator[None]:
    """The entity asks «¿por lo mismo?» of who calls again within a day."""

    def within(hours: int) -> None:
        with line.store.unit_of_work() as session:
            staff_settings.put(session, "welcome.returning_hours", hours, datetime.now(UTC))

    within(24)
    yield
    within(0)


async def test_who_calls_again_in_vain_goes_straight_there(
    line: RunningLine, asks_who_calls_again: None
) -> None:
    who = SUBSCRIBERS["for hang-ups"]
    async with line.phone(who.phone) as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await call.press("2")
        known = line.says("ident.telefono_conocido", ult3=who.ending)
        await call.hears(known)
        await call.hang_up()
        first = await line.record(phone.number, lambda one: one.outcome is not None)
        assert (first.intent, first.outcome) == ("factura", "abandoned_ivr")
        again = await phone.dial()
        await again.hears(*line.say(*WELCOME[:-1], "bienvenida.regreso_factura"))
        await again.press("1")
        await again.hears(known)
        await again.hang_up()
