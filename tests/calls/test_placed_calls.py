"""An agent calls somebody, on a real Asterisk: their own telephone first, then the person's."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from ivr.services import placed_calls
from ivr.store import CallLink, ContactMade
from tests.asterisk.test_desks import close_page
from tests.calls.placed import NUMBER, SHOWN, placing_line
from tests.calls.talk import hear_each_other


async def test_who_is_called_back_is_on_screen_and_in_the_log(tmp_path: Path) -> None:
    async with placing_line(tmp_path) as placing:
        line, person = placing.line, placing.person
        ana = await line.desk("ana")
        await ana.choose("available")
        status, answer = await placing.call(ana)
        assert status == 202
        call_id = answer["call_id"]

        ringing = await ana.phone.rings()
        assert ringing.header("X-Linea-Placed") == "1"
        assert ringing.header("X-Linea-Call") == call_id
        assert "answer-after=0" in ringing.header("Call-Info")
        card = (await ana.told("pop"))["call"]
        assert card["call_id"] == call_id
        assert card["placed"] == {"reached_at": None, "why": None}
        assert card["caller"]["number"] == f"+57{NUMBER}"
        assert placing.before in [one["call_id"] for one in card["calls"]]
        talking = await ringing.answer()
        await ana.told("answered", call_id=call_id)
        await ana.told("state", state="talking")

        asked = await person.rings()
        assert SHOWN in asked.header("From")
        reached = await asked.answer()
        await ana.told("reached", call_id=call_id)
        await hear_each_other(talking, reached)
        await reached.hang_up()
        await talking.ended()
        await ana.told("ended", call_id=call_id)
        await ana.told("state", state="wrap_up")
        note = {"disposition": "sin.prueba", "note": "Le expliqué."}
        await ana.post(f"/api/v1/calls/{call_id}/wrap-up", note)
        await ana.told("state", state="available")

        record = await line.record(call_id, lambda call: call.ended_at is not None)
        assert (record.outcome, record.built) == ("agent", "live")
        assert [leg.role for leg in record.legs] == ["agent", "caller"]
        assert all(leg.answered_at for leg in record.legs)
        assert [one.note for one in record.wrap_ups] == ["Le expliqué."]
        assert await line.differences_from_cel(call_id) == []
        with line.store.reading() as session:
            assert placed_calls.followed_call(session, call_id) == placing.before
            (made,) = session.scalars(select(ContactMade))
            assert (made.call_id, made.recipient) == (call_id, f"+57{NUMBER}")
        logs = line.asterisk.configuration.folder / "log"
        written = [path.read_text("utf-8", "replace") for path in logs.rglob("*.*")]
        assert not [text for text in written if NUMBER in text]


async def test_a_desk_that_does_not_pick_up_calls_nobody(tmp_path: Path) -> None:
    async with placing_line(tmp_path) as placing:
        ana = await placing.line.desk("ana")
        await ana.choose("available")
        await ana.told("state", state="available")
        _, answer = await placing.call(ana)
        (await ana.phone.rings()).reject()
        withdrawn = await ana.told("withdrawn", call_id=answer["call_id"])
        assert withdrawn["why"] == "not_placed"
        await ana.told("state", state="available")
        record = await placing.line.record(
            answer["call_id"], lambda call: call.ended_at is not None
        )
        assert record.outcome == "not_reached"
        assert not [leg for leg in record.legs if leg.missed]
        await ana.is_free()
        assert await placing.nothing_rings()


@pytest.mark.parametrize(
    ("picks_up", "why", "label"),
    [(False, "busy", "El teléfono estaba ocupado"), (None, "noanswer", "No contestó")],
    ids=["busy", "no answer"],
)
async def test_who_is_not_reached_leaves_the_agent_to_wrap_up(
    tmp_path: Path, picks_up: bool | None, why: str, label: str
) -> None:
    async with placing_line(tmp_path, ring=2) as placing:
        line = placing.line
        ana = await line.desk("ana")
        await ana.choose("available")
        _, answer = await placing.call(ana)
        talking = await (await ana.phone.rings()).answer()
        asked = await placing.person.rings()
        if picks_up is False:
            asked.reject()
        told = await ana.told("not_reached", call_id=answer["call_id"])
        assert told["why"] == why
        await talking.ended()
        await ana.told("ended", call_id=answer["call_id"])
        record = await line.record(answer["call_id"], lambda call: call.ended_at is not None)
        assert record.outcome == "not_reached"
        assert label in {step.label for step in record.steps}
        with line.store.reading() as session:
            assert session.scalars(select(ContactMade)).all() == []


async def test_an_agent_who_hangs_up_stops_the_ringing(tmp_path: Path) -> None:
    async with placing_line(tmp_path) as placing:
        ana = await placing.line.desk("ana")
        await ana.choose("available")
        _, answer = await placing.call(ana)
        talking = await (await ana.phone.rings()).answer()
        asked = await placing.person.rings()
        await talking.hang_up()
        await asked.given_up()
        await ana.told("ended", call_id=answer["call_id"])
        record = await placing.line.record(
            answer["call_id"], lambda call: call.ended_at is not None
        )
        assert record.outcome == "not_reached"


async def test_outside_the_hours_of_contact_nothing_rings(tmp_path: Path) -> None:
    async with placing_line(tmp_path, open_now=False) as placing:
        ana = await placing.line.desk("ana")
        await ana.choose("available")
        status, answer = await placing.call(ana)
        assert (status, answer["code"], answer["why"]) == (
            409,
            "contact_not_allowed",
            "outside_hours",
        )
        assert "Ley 2300 de 2023" in answer["title"]
        assert answer["next_moment"] is not None
        assert await placing.nothing_rings()
        with placing.line.store.reading() as session:
            assert session.scalars(select(CallLink)).all() == []
        await ana.is_free()


async def test_a_desk_lost_in_mid_talk_has_the_person_back(tmp_path: Path) -> None:
    async with placing_line(tmp_path) as placing:
        ana = await placing.line.desk("ana")
        await ana.choose("available")
        _, answer = await placing.call(ana)
        call_id = answer["call_id"]
        talking = await (await ana.phone.rings()).answer()
        reached = await (await placing.person.rings()).answer()
        await ana.told("reached", call_id=call_id)
        await close_page(ana.phone, talking)
        again = await (await ana.phone.rings()).answer()
        await hear_each_other(again, reached)
        await again.hang_up()
        await reached.ended()
        await ana.told("ended", call_id=call_id)
        record = await placing.line.record(call_id, lambda call: call.ended_at is not None)
        assert [leg.role for leg in record.legs] == ["agent", "caller", "agent"]
        assert record.outcome == "agent"


async def test_two_calls_at_once_are_one(tmp_path: Path) -> None:
    async with placing_line(tmp_path) as placing:
        ana = await placing.line.desk("ana")
        await ana.choose("available")
        assert (await placing.call(ana))[0] == 202
        status, refused = await placing.call(ana)
        assert (status, refused["code"]) == (409, "agent_busy")
        (await ana.phone.rings()).reject()
        await ana.told("withdrawn")
