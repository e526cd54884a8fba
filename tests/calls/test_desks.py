"""Agents at work on a real Asterisk: pop, answer, hold, wrap-up, and the log that stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calls.desk import hold
from tests.calls.desk_line import desk_line


async def test_a_caller_is_shown_before_the_answer_and_kept_in_the_log(tmp_path: Path) -> None:
    async with desk_line(tmp_path) as line:
        ana = await line.desk("ana")
        await ana.choose("available")
        await ana.told("state", state="available")
        caller = await line.caller()
        calling = await caller.dial()

        pop = await ana.told("pop")
        ringing = await ana.phone.rings()
        call_id = pop["call"]["call_id"]
        assert ringing.header("X-Linea-Call") == call_id
        assert pop["call"]["queue"] == "attention"
        talking = await ringing.answer()
        answered = await ana.told("answered")
        await ana.told("state", state="talking")
        await talking.hang_up()
        ended = await ana.told("ended")
        assert {answered["call_id"], ended["call_id"]} == {call_id}
        await ana.told("state", state="wrap_up")
        await ana.post(
            f"/api/v1/calls/{call_id}/wrap-up", {"disposition": "sin.prueba", "note": "Preguntó."}
        )
        await ana.told("state", state="available")
        await calling.ended()

        record = await line.record(call_id, lambda call: call.ended_at is not None)
        caller_leg, agent_leg = record.legs
        assert (caller_leg.role, agent_leg.role) == ("caller", "agent")
        assert agent_leg.agent == "Ana"
        assert [stay.reason for stay in record.stays] == ["answered"]
        assert record.outcome == "agent"
        assert [note.note for note in record.wrap_ups] == ["Preguntó."]
        assert [message["seq"] for message in ana.messages] == list(range(len(ana.messages)))


async def test_a_caller_who_gives_up_is_withdrawn_and_abandoned_once(tmp_path: Path) -> None:
    async with desk_line(tmp_path) as line:
        ana = await line.desk("ana")
        await ana.choose("available")
        caller = await line.caller()
        calling = await caller.dial()
        call_id = (await ana.told("pop"))["call"]["call_id"]
        await calling.hang_up()
        withdrawn = await ana.told("withdrawn")
        assert (withdrawn["call_id"], withdrawn["why"]) == (call_id, "caller_left")
        await ana.told("state", state="available")
        record = await line.record(call_id, lambda call: call.ended_at is not None)
        assert [stay.reason for stay in record.stays] == ["abandoned"]
        assert record.outcome == "abandoned_queue"
        assert [leg.missed for leg in record.legs] == [False, False]


async def test_a_telephone_that_is_not_answered_hands_the_caller_on(tmp_path: Path) -> None:
    async with desk_line(tmp_path) as line:
        ana = await line.desk("ana")
        beto = await line.desk("beto")
        await ana.choose("available")
        caller = await line.caller()
        await caller.dial()
        call_id = (await ana.told("pop"))["call"]["call_id"]
        await beto.choose("available")
        (await ana.phone.rings()).reject()
        assert (await ana.told("withdrawn"))["why"] == "ring_no_answer"
        await ana.told("state", state="paused", reason="missed_call")

        assert (await beto.told("pop"))["call"]["call_id"] == call_id
        talking = await (await beto.phone.rings()).answer()
        await beto.told("answered")
        await talking.hang_up()
        record = await line.record(call_id, lambda call: call.ended_at is not None)
        _, anas, betos = record.legs
        assert (anas.agent, anas.missed, anas.answered_at) == ("Ana", True, None)
        assert (betos.agent, betos.missed) == ("Beto", False)
        assert [stay.reason for stay in record.stays] == ["answered"]


async def test_holding_changes_neither_the_state_nor_the_record(tmp_path: Path) -> None:
    async with desk_line(tmp_path) as line:
        ana = await line.desk("ana")
        await ana.choose("available")
        await (await line.caller()).dial()
        call_id = (await ana.told("pop"))["call"]["call_id"]
        talking = await (await ana.phone.rings()).answer()
        await ana.told("state", state="talking")
        await hold(talking)
        await hold(talking, "sendrecv")
        await talking.hang_up()
        await ana.told("ended", call_id=call_id)
        record = await line.record(call_id, lambda call: call.ended_at is not None)
        assert len(record.legs) == 2


async def test_a_lost_connection_to_asterisk_loses_neither_call_nor_agent(tmp_path: Path) -> None:
    async with desk_line(tmp_path) as line:
        ana = await line.desk("ana")
        await ana.choose("available")
        calling = await (await line.caller()).dial()
        call_id = (await ana.told("pop"))["call"]["call_id"]
        ringing = await ana.phone.rings()
        await line.cut_ami()
        talking = await ringing.answer()
        await line.ami_again()
        await ana.told("answered", call_id=call_id)
        await calling.hang_up()
        await ana.told("ended", call_id=call_id)
        assert talking.ended_at is not None
        record = await line.record(call_id, lambda call: call.ended_at is not None)
        assert (record.outcome, record.built) == ("agent", "cel")
        assert [stay.reason for stay in record.stays] == ["answered"]
        assert [leg.agent for leg in record.legs] == [None, "Ana"]


async def test_asterisk_starts_again_and_has_its_agents_back(tmp_path: Path) -> None:
    async with desk_line(tmp_path) as line:
        ana = await line.desk("ana")
        await ana.choose("available")
        await (await line.caller()).dial()
        first = (await ana.told("pop"))["call"]["call_id"]
        await (await ana.phone.rings()).answer()
        await ana.told("answered")
        await line.restart_asterisk()
        await ana.told("ended", call_id=first)
        await ana.told("state", state="wrap_up")
        await ana.post(f"/api/v1/calls/{first}/wrap-up", {"disposition": "sin.prueba"})
        await ana.phone.register(ana.name, line.password(ana.name))
        await ana.is_free()
        await (await line.caller()).dial()
        second = (await ana.told("pop"))["call"]["call_id"]
        assert second != first
        record = await line.record(first, lambda call: call.ended_at is not None, within=15)
        assert (record.outcome, record.built) == ("agent", "cel")


async def test_a_call_without_our_server_is_in_the_log_afterwards(tmp_path: Path) -> None:
    async with desk_line(tmp_path) as line:
        ana = await line.desk("ana")
        await ana.choose("available")
        await ana.told("state", state="available")
        await line.stop_server()
        calling = await (await line.caller()).dial()
        ringing = await ana.phone.rings()
        call_id = ringing.header("X-Linea-Call")
        talking = await ringing.answer()
        await line.connected()
        await talking.hang_up()
        await calling.ended()
        await line.start_server()
        record = await line.record(call_id, lambda call: call.ended_at is not None)
        assert (record.outcome, record.built) == ("agent", "cel")
        assert [stay.reason for stay in record.stays] == ["answered"]
        assert [leg.agent for leg in record.legs] == [None, "Ana"]


async def test_a_server_started_anew_has_its_agents_at_their_desks(tmp_path: Path) -> None:
    async with desk_line(tmp_path) as line:
        ana = await line.desk("ana")
        await ana.choose("available")
        await line.agent_is("ana", "available")
        await line.stop_server()
        await line.start_server()
        assert (await ana.open())["state"] == "available"
        await (await line.caller()).dial()
        await ana.told("pop")
        await (await ana.phone.rings()).answer()
        await ana.told("answered")


async def test_a_wrap_up_outlives_the_server_and_nobody_is_rung_meanwhile(tmp_path: Path) -> None:
    async with desk_line(tmp_path) as line:
        ana = await line.desk("ana")
        await ana.choose("available")
        await (await line.caller("3150000001")).dial()
        call_id = (await ana.told("pop"))["call"]["call_id"]
        talking = await (await ana.phone.rings()).answer()
        await ana.told("state", state="talking")
        await (await line.caller("3150000002")).dial()  # waits from here on
        await talking.hang_up()
        until = (await ana.told("ended", call_id=call_id))["wrap_up_until"]
        await line.agent_is("ana", "wrap_up")
        await line.stop_server()
        await line.start_server()
        hello = await ana.open()
        assert (hello["state"], hello["until"]) == ("wrap_up", until)
        with pytest.raises(TimeoutError):
            await ana.phone.rings(within=2.5)  # the queue looks every second
        await ana.post(f"/api/v1/calls/{call_id}/wrap-up", {"disposition": "sin.prueba"})
        await ana.phone.rings()


async def test_a_page_closed_during_a_call_finds_it_again(tmp_path: Path) -> None:
    async with desk_line(tmp_path, grace=0.3) as line:
        ana = await line.desk("ana")
        await ana.choose("available")
        await (await line.caller()).dial()
        call_id = (await ana.told("pop"))["call"]["call_id"]
        talking = await (await ana.phone.rings()).answer()
        await ana.told("state", state="talking")
        await ana.close()
        hello = await ana.open()
        assert (hello["state"], hello["call"]["call_id"]) == ("talking", call_id)
        await ana.close()
        await talking.hang_up()
        record = await line.record(call_id, lambda call: call.ended_at is not None)
        assert record.outcome == "agent"
        await line.agent_is("ana", "offline")
        hello = await ana.open()
        assert (hello["state"], hello["call"]["call_id"]) == ("wrap_up", call_id)


async def test_a_caller_whom_no_dialog_saw_is_known_by_the_number(tmp_path: Path) -> None:
    async with desk_line(tmp_path, answered_by_us=False) as line:
        ana = await line.desk("ana")
        await ana.choose("available")
        await (await line.caller("3151234567")).dial()
        call_id = (await ana.told("pop", within=25))["call"]["call_id"]
        record = await line.record(call_id, lambda call: call.number is not None)
        assert record.number == "+573151234567"
        assert "ladder" in {step.kind for step in record.steps}


async def test_who_calls_the_ethics_line_is_not_known_even_when_an_agent_must_answer(
    tmp_path: Path,
) -> None:
    async with desk_line(tmp_path, answered_by_us=False, ethics_numbers=("6087650000",)) as line:
        ana = await line.desk("ana")
        await ana.choose("available")
        await (await line.caller("3151234567")).dial("6087650000")
        card = (await ana.told("pop", within=25))["call"]
        assert (card["caller"]["number"], card["match"], card["account"]) == (None, "unknown", None)
        record = await line.record(card["call_id"], lambda call: call.withheld)
        assert (record.number, record.account_id) == (None, None)
        assert "3151234567" not in repr(ana.messages)


async def test_the_log_says_what_asterisk_s_own_record_says(tmp_path: Path) -> None:
    async with desk_line(tmp_path) as line:
        ana = await line.desk("ana")
        await ana.choose("available")
        await (await line.caller()).dial()
        call_id = (await ana.told("pop"))["call"]["call_id"]
        talking = await (await ana.phone.rings()).answer()
        await ana.told("answered")
        await talking.hang_up()
        await line.record(call_id, lambda call: call.ended_at is not None)
        assert await line.differences_from_cel(call_id) == []
