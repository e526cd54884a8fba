"""Zero takes the caller to a person, who knows the way that was walked; then it is in the log."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.calls.agents import at_desk
from tests.calls.call import Call
from tests.calls.subscribers import SUBSCRIBERS
from tests.calls.talk import hear_each_other
from tests.calls.test_billing import to_the_second_datum
from tests.running.line import WELCOME, RunningLine

CLOSE = timedelta(seconds=1.5)


async def ask_for_a_person(line: RunningLine, call: Call) -> None:
    """From the menu to the queue."""
    await call.press("0")
    await call.hears(line.says("asesor.pasa"), line.says("bienvenida.prioridad"))


def near(moment: datetime | None, other: datetime | None) -> bool:
    """Two clocks agree on when something happened."""
    return moment is not None and other is not None and abs(moment - other) < CLOSE


async def test_zero_leads_to_an_agent_and_both_hear_each_other(line: RunningLine) -> None:
    async with at_desk(line, "ana") as ana, line.phone() as phone:
        await ana.choose("available")
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await ask_for_a_person(line, call)
        pop = await ana.told("pop")
        ringing = await ana.phone.rings()
        assert ringing.header("X-Linea-Call") == pop["call"]["call_id"]
        talk = await ringing.answer()
        await hear_each_other(call, talk)
        await talk.hang_up()
        await call.ended()


async def test_the_agent_sees_whose_account_and_what_was_done(line: RunningLine) -> None:
    who = SUBSCRIBERS["for agents"]
    async with at_desk(line, "ana") as ana, line.phone(who.phone) as phone:
        await ana.choose("available")
        call = await phone.dial()
        await to_the_second_datum(line, call, who)
        await call.press(who.second_datum)
        await call.hears_at_last(line.says("factura.opciones"))
        await ask_for_a_person(line, call)
        card = (await ana.told("pop"))["call"]
        assert card["account"]["number"] == who.number
        assert [bill["due"] for bill in card["invoices"]] == [who.bills[0].due_on.isoformat()]
        labels = [step["label"] for step in card["path"]]
        assert "Factura y pagos" in labels
        assert "Se verificó su identidad" in labels
        assert who.second_datum not in {step["heard"] for step in card["path"]}
        talk = await (await ana.phone.rings()).answer()
        await call.hang_up()
        await talk.ended()


async def test_the_log_agrees_with_the_telephones_and_the_next_call_knows_it(
    line: RunningLine,
) -> None:
    async with at_desk(line, "ana") as ana, line.phone() as phone:
        await ana.choose("available")
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await ask_for_a_person(line, call)
        await ana.told("pop")
        talk = await (await ana.phone.rings()).answer()
        await hear_each_other(call, talk)
        await talk.hang_up()
        await call.ended()
        record = await line.record(phone.number, lambda call: call.outcome is not None)

        assert record.outcome == "agent"
        assert near(record.answered_at, call.answered_at)
        assert near(record.ended_at, call.ended_at)
        callers_leg, agents_leg = record.legs
        assert (callers_leg.role, agents_leg.role, agents_leg.agent) == ("caller", "agent", "Ana")
        assert near(agents_leg.answered_at, talk.answered_at)
        assert near(agents_leg.ended_at, talk.ended_at)
        (stay,) = record.stays
        assert (stay.reason, near(stay.left_at, talk.answered_at)) == ("answered", True)
        assert [step.label for step in record.steps if step.kind == "transfer"] == [
            "Pidió un asesor"
        ]

        again = await phone.dial()
        await again.hears(*line.say(*WELCOME))
        await ask_for_a_person(line, again)
        await ana.post(
            f"/api/v1/calls/{record.call_id}/wrap-up",
            {"disposition": "sin.prueba", "note": "Preguntó por su factura."},
        )
        pop = (await ana.told("pop"))["call"]
        assert record.call_id in {past["call_id"] for past in pop["calls"]}
        (past,) = (each for each in pop["calls"] if each["call_id"] == record.call_id)
        assert (past["agent"], past["outcome"]) == ("Ana", "Llamada de prueba")
        assert past["note"] == "Preguntó por su factura."
        (await ana.phone.rings()).reject()
        await again.hang_up()


async def test_who_hangs_up_while_waiting_has_abandoned_the_queue(line: RunningLine) -> None:
    async with at_desk(line, "ana") as ana, line.phone() as phone:
        await ana.choose("available")
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await ask_for_a_person(line, call)
        ringing = await ana.phone.rings()
        await call.hears_sound()  # music, not silence
        await call.hang_up()
        await ringing.given_up()
        record = await line.record(phone.number, lambda call: call.outcome is not None)
        assert record.outcome == "abandoned_queue"
        assert [stay.reason for stay in record.stays] == ["abandoned"]
