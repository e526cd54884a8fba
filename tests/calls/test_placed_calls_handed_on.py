"""Calls that agents placed, handed on like any other, or whose agent's telephone falls silent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.calls.call import Call
from tests.calls.desk import Desk
from tests.calls.desk_line import DeskLine
from tests.calls.placed import NUMBER, placing_line
from tests.calls.talk import hear_each_other

NOTE = "Pide que le expliquen el acuerdo"


@dataclass(frozen=True, slots=True)
class Placed:
    """Ana talks to the person whom she called; Beto is free."""

    line: DeskLine
    ana: Desk
    beto: Desk
    with_ana: Call
    person: Call
    call_id: str

    async def hand(self, what: str) -> None:
        """Ana hands the person on to Beto, or asks him."""
        targets = await self.ana.get("/api/v1/transfer-targets")
        (beto,) = (one["id"] for one in targets["agents"] if one["name"] == "Beto")
        await self.ana.post(f"/api/v1/calls/{self.call_id}/{what}", {"agent": beto, "note": NOTE})

    async def pops_at_betos(self) -> None:
        """Beto sees whom he gets, what for, and what Ana noted."""
        card = (await self.beto.told("pop"))["call"]
        assert card["call_id"] == self.call_id
        assert card["caller"]["number"] == f"+57{NUMBER}"
        labels = {step["label"] for step in card["path"]}
        assert {"Llamada de un asesor", f"Ana, para Beto: {NOTE}"} <= labels

    async def is_over(self) -> Any:
        """The record once the call is over, as Asterisk's own says it."""
        record = await self.line.record(
            self.call_id,
            lambda call: call.ended_at is not None and all(leg.ended_at for leg in call.legs),
        )
        assert await self.line.differences_from_cel(self.call_id) == []
        assert record.outcome == "agent"
        return record


@asynccontextmanager
async def reached(folder: Path) -> AsyncIterator[Placed]:
    """Ana talks to the person whom she called; Beto is free."""
    async with placing_line(folder) as placing:
        line = placing.line
        ana, beto = await line.desk("ana"), await line.desk("beto")
        await ana.choose("available")
        _, answer = await placing.call(ana)
        with_ana = await (await ana.phone.rings()).answer()
        person = await (await placing.person.rings()).answer()
        await ana.told("reached")
        await beto.choose("available")
        yield Placed(line, ana, beto, with_ana, person, answer["call_id"])


async def test_handed_on_without_asking_and_not_surveyed(tmp_path: Path) -> None:
    async with reached(tmp_path) as on:
        await on.hand("transfer")
        await on.pops_at_betos()
        ringing = await on.beto.phone.rings()
        assert ringing.header("X-Linea-Call") == on.call_id
        assert NUMBER not in ringing.header("From")
        await on.ana.told("ended", call_id=on.call_id)
        with_beto = await ringing.answer()
        await hear_each_other(on.person, with_beto)
        await with_beto.hang_up()
        await on.beto.told("ended", call_id=on.call_id)
        await on.person.ended()
        record = await on.is_over()
        assert [(leg.role, leg.agent) for leg in record.legs] == [
            ("agent", "Ana"), ("caller", None), ("agent", "Beto"),
        ]  # fmt: skip
        assert "Transferida por el puesto 01 al puesto 02" in {one.label for one in record.steps}
        assert on.line.asked == []


async def test_asked_first_and_then_handed_on(tmp_path: Path) -> None:
    async with reached(tmp_path) as on:
        await on.hand("consultation")
        await on.pops_at_betos()
        with_beto = await (await on.beto.phone.rings()).answer()
        await on.ana.handed(stage="talking")
        await hear_each_other(on.with_ana, with_beto)
        await on.person.hears_sound()
        await on.ana.post(f"/api/v1/calls/{on.call_id}/consultation/complete", {})
        await on.with_ana.ended()
        await on.ana.told("ended", call_id=on.call_id)
        await hear_each_other(on.person, with_beto)
        await on.person.hang_up()
        await with_beto.ended()
        await on.beto.told("ended", call_id=on.call_id)
        record = await on.is_over()
        assert [(leg.role, leg.agent) for leg in record.legs] == [
            ("agent", "Ana"), ("caller", None), ("agent", "Beto"),
        ]  # fmt: skip


async def test_an_agent_whose_telephone_falls_silent_has_the_person_back(tmp_path: Path) -> None:
    async with reached(tmp_path) as on:
        await on.with_ana.stream.close()  # no BYE: its sound stops, and Asterisk gives it up
        again = await (await on.ana.phone.rings()).answer()
        await hear_each_other(again, on.person)
        await again.hang_up()
        await on.person.ended()
        ended = await on.ana.told("ended", call_id=on.call_id)
        told = [one["type"] for one in on.ana.messages if one.get("call_id") == on.call_id]
        assert told.count("ended") == 1, told
        assert "withdrawn" not in told
        assert ended["wrap_up_until"]
        record = await on.is_over()
        assert [(leg.role, leg.agent) for leg in record.legs] == [
            ("agent", "Ana"), ("caller", None), ("agent", "Ana"),
        ]  # fmt: skip
        assert "Se perdió la conexión con el puesto" in {one.label for one in record.steps}
