"""Callers handed on between real telephones: blind, after asking, back, all three together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cti.transfers.outside import Outside, OutsideNumber
from tests.calls.call import Call
from tests.calls.chorus import hear
from tests.calls.desk import Desk, lose
from tests.calls.desk_line import DeskLine, desk_line
from tests.calls.phone import Phone
from tests.calls.talk import hear_each_other
from tests.running.asterisk import HOST
from tests.running.line import eventually
from tests.running.patience import PATIENCE

NOTE = "Pregunta por la reconexión"
OFFICE = "6085550123"
RINGS = 4
"""Seconds that a colleague's telephone rings in vain: the least that a busy machine is sure of."""


@dataclass(frozen=True, slots=True)
class Floor:
    """Ana talks to a caller; Beto is free."""

    line: DeskLine
    ana: Desk
    beto: Desk
    caller: Call
    with_ana: Call
    call_id: str

    async def ask(self, what: str, **body: Any) -> None:
        """Ana hands the caller on, or goes on with it."""
        await self.ana.post(f"/api/v1/calls/{self.call_id}/{what}", body)

    async def hand(self, what: str, note: str = NOTE) -> None:
        """Ana hands the caller on to Beto, or asks him."""
        await self.ask(what, agent=await self.betos_id(), note=note)

    async def betos_id(self) -> int:
        """Beto, as the list of colleagues has him."""
        targets = await self.ana.get("/api/v1/transfer-targets")
        (beto,) = (one["id"] for one in targets["agents"] if one["name"] == "Beto")
        return int(beto)

    async def consulting(self) -> Call:
        """Ana talks to Beto, and the caller waits with music."""
        await self.hand("consultation")
        with_beto = await (await self.beto.phone.rings()).answer()
        await self.ana.handed(stage="talking")
        await self.caller.hears_sound()
        return with_beto

    async def goes_on(self, step: str) -> None:
        """The dialplan took a step, by Asterisk's own record."""
        mark = f'"LINEA_{step.upper()}"'
        cel = self.line.asterisk.configuration.folder / "log" / "cel-custom" / "linea.csv"
        await eventually(lambda: mark in cel.read_text() or None, PATIENCE, step)

    async def steps(self) -> list[str | None]:
        """What the log says of it, the call being over."""
        record = await self.line.record(self.call_id, lambda call: call.ended_at is not None)
        return [step.label for step in record.steps if step.kind in ("transfer", "handover")]

    async def legs(self) -> list[tuple[str | None, bool, bool]]:
        """Whose telephones rang, whether they were answered, and missed; equal to CEL's."""

        def over(call: Any) -> bool:
            return call.ended_at is not None and all(leg.ended_at for leg in call.legs)

        record = await self.line.record(self.call_id, over)
        assert await self.line.differences_from_cel(self.call_id) == []
        return [(leg.agent, leg.answered_at is not None, leg.missed) for leg in record.legs]


@asynccontextmanager
async def floor(folder: Path, **changes: Any) -> AsyncIterator[Floor]:
    """Ana talks to a caller; Beto is free."""
    async with desk_line(folder, **changes) as line:
        ana, beto = await line.desk("ana"), await line.desk("beto")
        await ana.choose("available")
        caller = await (await line.caller()).dial()
        call_id = (await ana.told("pop"))["call"]["call_id"]
        with_ana = await (await ana.phone.rings()).answer()
        await ana.told("answered")
        await beto.choose("available")
        yield Floor(line, ana, beto, caller, with_ana, call_id)


async def test_handed_on_without_asking(tmp_path: Path) -> None:
    async with floor(tmp_path) as on:
        await on.hand("transfer")
        assert (await on.beto.handed(part="to"))["note"] == NOTE
        pop = (await on.beto.told("pop"))["call"]
        assert pop["call_id"] == on.call_id
        assert f"Ana, para Beto: {NOTE}" in {step["label"] for step in pop["path"]}
        ringing = await on.beto.phone.rings()
        assert ringing.header("X-Linea-Call") == on.call_id
        await on.with_ana.ended()
        await on.ana.told("ended", call_id=on.call_id)
        await on.caller.hears_sound()
        with_beto = await ringing.answer()
        await hear_each_other(on.caller, with_beto)
        await with_beto.hang_up()
        await on.goes_on("after-talk")
        await on.beto.told("ended", call_id=on.call_id)
        await on.caller.ended()
        assert await on.steps() == [
            f"Ana, para Beto: {NOTE}",
            "Transferida por el puesto 01 al puesto 02",
        ]
        assert await on.legs() == [
            (None, True, False), ("Ana", True, False), ("Beto", True, False),
        ]  # fmt: skip


async def test_handed_on_to_a_queue_with_the_place_that_one_had(tmp_path: Path) -> None:
    async with floor(tmp_path) as on:
        await on.ask("transfer", queue="attention")
        assert (await on.beto.told("pop"))["call"]["call_id"] == on.call_id
        with_beto = await (await on.beto.phone.rings()).answer()
        await hear_each_other(on.caller, with_beto)
        await on.caller.hang_up()
        record = await on.line.record(on.call_id, lambda call: call.ended_at is not None)
        assert [stay.reason for stay in record.stays] == ["answered", "answered"]
        assert await on.steps() == ["Transferida por el puesto 01 a la cola de atención"]
        assert [leg[0] for leg in await on.legs()] == [None, "Ana", "Beto"]


async def test_who_is_not_taken_comes_back_to_who_handed_on(tmp_path: Path) -> None:
    async with floor(tmp_path, transfer_seconds=RINGS) as on:
        await on.hand("transfer")
        await on.beto.phone.rings()
        again = await on.ana.phone.rings()  # nobody answered at Beto's
        await on.beto.told("withdrawn", why="ring_no_answer")
        assert (await on.ana.handed(stage="back"))["why"] == "no_answer"
        with_ana = await again.answer()
        await hear_each_other(on.caller, with_ana)
        await with_ana.hang_up()
        await on.caller.ended()
        assert await on.legs() == [
            (None, True, False), ("Ana", True, False), ("Beto", False, True), ("Ana", True, False),
        ]  # fmt: skip


async def test_nobody_there_at_all_is_the_next_to_be_served(tmp_path: Path) -> None:
    async with floor(tmp_path, transfer_seconds=RINGS) as on:
        await on.hand("transfer")
        (await on.beto.phone.rings()).reject()
        (await on.ana.phone.rings()).reject(503, "Page Gone")
        await on.caller.hears_sound()
        await on.beto.told("state", state="paused", reason="missed_call")
        await on.beto.post("/api/v1/me/state", {"state": "available"})
        with_beto = await (await on.beto.phone.rings()).answer()
        await hear_each_other(on.caller, with_beto)
        await with_beto.hang_up()
        await on.caller.ended()
        record = await on.line.record(on.call_id, lambda call: call.ended_at is not None)
        assert [stay.reason for stay in record.stays] == ["answered", "answered"]


async def test_asked_first_and_then_handed_on(tmp_path: Path) -> None:
    async with floor(tmp_path) as on:
        await on.hand("consultation")
        assert (await on.ana.handed(stage="ringing"))["to"] == "Beto"
        asked = await on.beto.handed(part="to")
        assert (asked["kind"], asked["by"], asked["note"]) == ("consultation", "Ana", NOTE)
        assert (await on.beto.told("pop"))["call"]["call_id"] == on.call_id
        with_beto = await (await on.beto.phone.rings()).answer()
        await on.beto.handed(stage="talking")
        people = {"agent": on.with_ana, "colleague": with_beto}
        assert await hear(people, {"agent": {"colleague"}, "colleague": {"agent"}})
        await on.caller.hears_sound()
        await on.ask("consultation/complete")
        await on.with_ana.ended()
        await on.ana.told("ended", call_id=on.call_id)
        assert (await on.beto.handed(stage="over"))["why"] == "taken"
        await hear_each_other(on.caller, with_beto)
        await with_beto.hang_up()
        await on.goes_on("after-talk")
        await on.beto.told("ended")
        await on.caller.ended()
        assert await on.steps() == [
            f"Ana, para Beto: {NOTE}",
            "El puesto 01 consultó al puesto 02",
            "Transferida por el puesto 01 al puesto 02",
        ]
        assert [leg[0] for leg in await on.legs()] == [None, "Ana", "Beto"]


@pytest.mark.parametrize("answers", [False, True], ids=["ringing", "talking"])
async def test_asked_and_taken_back(tmp_path: Path, answers: bool) -> None:
    async with floor(tmp_path) as on:
        if answers:
            await on.consulting()
            await on.ask("consultation/back")
            await on.beto.told("ended", call_id=on.call_id)
        else:
            await on.hand("consultation")
            await on.beto.phone.rings()
            await on.ask("consultation/back")
            await on.beto.told("withdrawn", why="given_up")
            await on.beto.told("state", state="available")
        assert (await on.ana.handed(stage="over"))["why"] == "taken_back"
        await hear_each_other(on.caller, on.with_ana)
        await on.with_ana.hang_up()
        await on.goes_on("after-talk")
        await on.caller.ended()
        assert await on.legs() == [
            (None, True, False), ("Ana", True, False), ("Beto", answers, False),
        ]  # fmt: skip


async def test_whom_one_asks_hangs_up(tmp_path: Path) -> None:
    async with floor(tmp_path) as on:
        with_beto = await on.consulting()
        await with_beto.hang_up()
        assert (await on.ana.handed(stage="over"))["why"] == "hung_up"
        await hear_each_other(on.caller, on.with_ana)


async def test_whom_one_asks_does_not_answer(tmp_path: Path) -> None:
    async with floor(tmp_path) as on:
        await on.hand("consultation")
        (await on.beto.phone.rings()).reject()
        assert (await on.ana.handed(stage="over"))["why"] == "busy"
        await hear_each_other(on.caller, on.with_ana)


@pytest.mark.parametrize("end", ["hangs up", "is lost"])
async def test_who_asks_leaves_and_whom_they_ask_has_the_caller(tmp_path: Path, end: str) -> None:
    async with floor(tmp_path) as on:
        with_beto = await on.consulting()
        if end == "is lost":
            await lose(on.ana, on.with_ana)
        else:
            await on.with_ana.hang_up()
        await on.ana.told("ended", call_id=on.call_id)
        await hear_each_other(on.caller, with_beto)
        await with_beto.hang_up()
        await on.goes_on("after-talk")
        assert [leg[0] for leg in await on.legs()] == [None, "Ana", "Beto"]


async def test_who_asks_hangs_up_while_it_rings_and_the_caller_is_handed_on(tmp_path: Path) -> None:
    async with floor(tmp_path) as on:
        await on.hand("consultation")
        ringing = await on.beto.phone.rings()
        await on.with_ana.hang_up()
        await ringing.given_up()
        with_beto = await (await on.beto.phone.rings()).answer()
        await hear_each_other(on.caller, with_beto)


async def test_who_asks_is_lost_while_it_rings_and_comes_back_to_the_caller(tmp_path: Path) -> None:
    async with floor(tmp_path) as on:
        await on.hand("consultation")
        await on.beto.phone.rings()
        await lose(on.ana, on.with_ana)
        await on.beto.told("withdrawn", why="given_up")
        with_ana = await (await on.ana.phone.rings()).answer()
        await hear_each_other(on.caller, with_ana)


async def test_whom_the_caller_was_handed_on_to_is_lost_and_comes_back(tmp_path: Path) -> None:
    async with floor(tmp_path) as on:
        with_beto = await on.consulting()
        await on.ask("consultation/complete")
        await hear_each_other(on.caller, with_beto)
        await lose(on.beto, with_beto)
        again = await (await on.beto.phone.rings()).answer()
        await hear_each_other(on.caller, again)


async def test_all_three_hear_each_other_and_who_is_left_goes_on(tmp_path: Path) -> None:
    async with floor(tmp_path) as on:
        with_beto = await on.consulting()
        await on.ask("consultation/conference")
        people = {"caller": on.caller, "agent": on.with_ana, "colleague": with_beto}
        everybody = set(people)
        assert await hear(people, {who: everybody - {who} for who in people})
        assert (await on.beto.handed(stage="conference"))["by"] == "Ana"
        await on.with_ana.hang_up()
        await on.ana.told("ended", call_id=on.call_id)
        del people["agent"]
        assert await hear(people, {"caller": {"colleague"}, "colleague": {"caller"}})
        await with_beto.hang_up()
        await on.goes_on("after-talk")
        await on.caller.ended()
        assert "Conferencia de tres" in await on.steps()
        assert [leg[0] for leg in await on.legs()] == [None, "Ana", "Beto"]


async def test_the_last_of_a_conference_is_lost_and_comes_back(tmp_path: Path) -> None:
    async with floor(tmp_path) as on:
        with_beto = await on.consulting()
        await on.ask("consultation/conference")
        await on.beto.handed(stage="conference")
        await with_beto.hang_up()
        await on.ana.handed(stage="over")
        await lose(on.ana, on.with_ana)
        with_ana = await (await on.ana.phone.rings()).answer()
        await hear_each_other(on.caller, with_ana)


@pytest.mark.parametrize("when", ["rings", "is consulted", "talks with both"])
async def test_the_caller_hangs_up(tmp_path: Path, when: str) -> None:
    async with floor(tmp_path) as on:
        if when == "rings":
            await on.hand("transfer")
            ringing = await on.beto.phone.rings()
            await on.caller.hang_up()
            await ringing.given_up()
            await on.beto.told("withdrawn", why="caller_left")
        else:
            with_beto = await on.consulting()
            if when == "talks with both":
                await on.ask("consultation/conference")
                await on.beto.handed(stage="conference")
            await on.caller.hang_up()
            if when == "is consulted":
                assert (await on.ana.handed(stage="caller_left"))["part"] == "by"
                await with_beto.hang_up()
            await on.with_ana.ended()
            await on.beto.told("ended")
        await on.ana.told("ended")
        answered = when != "rings"
        assert await on.legs() == [
            (None, True, False), ("Ana", True, False), ("Beto", answered, False),
        ]  # fmt: skip


async def test_handed_on_outside_only_where_it_is_permitted(tmp_path: Path) -> None:
    async with Phone((HOST, 0), OFFICE) as office:
        host, port = office.wire.address
        dial = f"PJSIP/trunk-local/sip:{{number}}@{host}:{port}"
        outside = Outside(dial, (OutsideNumber(OFFICE, "Alcaldía"),))
        async with floor(tmp_path, outside=outside) as on:
            elsewhere = {"number": "6011112233"}
            path = f"/api/v1/calls/{on.call_id}/transfer"
            async with on.ana.client.post(path, json=elsewhere) as refused:
                assert refused.status == 409
            await on.ask("transfer", number=OFFICE)
            ringing = await office.rings()
            assert ringing.header("X-Linea-Call") == ""
            there = await ringing.answer()
            await hear_each_other(on.caller, there)
            await there.hang_up()
            await on.goes_on("after-talk")
            assert await on.steps() == ["Transferida por el puesto 01 a otro destino"]
