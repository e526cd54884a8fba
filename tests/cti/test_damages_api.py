"""Outages, damage reports and opening hours over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ivr import store as tables
from ivr.services import damage
from ivr.services.damage import DamageFiling
from ivr.store import Store
from tests.cti.desk_server import DeskServer, Page, desk_server
from tests.cti.sequence import BEGIN

HOUR = timedelta(hours=1)
MOBILES = ("+573151234501", "+573151234502")


@asynccontextmanager
async def with_zones(folder: Path, store: Store) -> AsyncIterator[DeskServer]:
    """Two zones, and three reports of water in the first within the last hour."""
    async with desk_server(folder, store) as server:
        with store.unit_of_work() as session:
            session.add_all(
                tables.Zone(id=number, name=name, kind=tables.ZoneKind.BARRIO)
                for number, name in ((1, "Centro"), (2, "El Jardín"))
            )
            session.flush()
            for nth in range(3):
                filing = DamageFiling(
                    kind="Sin agua en el sector", priority=2 + nth % 2, service="acueducto",
                    zone_id=1, notify=MOBILES[nth % 2],
                )  # fmt: skip
                damage.post(session, filing, f"70000{nth}", BEGIN - nth * HOUR / 4)
        yield server


def written(**other: Any) -> dict[str, Any]:
    return {
        "service": "acueducto", "zones": [1, 2], "cause": "Rotura de un tubo",
        "started_at": (BEGIN - HOUR).isoformat(), "restoration": (BEGIN + 3 * HOUR).isoformat(),
        **other,
    }  # fmt: skip


async def situation(page: Page) -> dict[str, Any]:
    answer = await page.get("/api/v1/outages")
    assert answer.status == 200, await answer.text()
    found: dict[str, Any] = await answer.json()
    return found


async def test_reports_that_gather_are_suspected_until_an_outage_is_entered(
    tmp_path: Path, store: Store
) -> None:
    async with with_zones(tmp_path, store) as server:
        page = await server.signed_in("sofia")
        before = await situation(page)
        (suspected,) = before["suspected"]
        assert (suspected["zone"], suspected["reports"]) == ("Centro", 3)
        assert [one["code"] for one in before["services"]] == [
            "acueducto", "alcantarillado", "aseo",
        ]  # fmt: skip
        answer = await page.post("/api/v1/outages", written())
        assert answer.status == 201
        ids = (await answer.json())["ids"]
        after = await situation(page)
        assert after["suspected"] == []
        assert [(one["zone"], one["id"]) for one in after["outages"]] == [
            ("Centro", ids[0]), ("El Jardín", ids[1]),
        ]  # fmt: skip


async def test_closing_writes_once_to_everyone_who_wanted_to_know(
    tmp_path: Path, store: Store
) -> None:
    async with with_zones(tmp_path, store) as server:
        page = await server.signed_in("sofia")
        ids = (await (await page.post("/api/v1/outages", written(zones=[1]))).json())["ids"]
        tickets = [
            one["ticket"] for one in (await (await page.get("/api/v1/damages")).json())["damages"]
        ]
        joined = await page.post("/api/v1/damages/join", {"tickets": tickets, "outage_id": ids[0]})
        assert joined.status == 204
        assert (await situation(page))["outages"][0]["reports"] == 3
        closed = await page.post("/api/v1/outages/close", {"ids": ids})
        assert await closed.json() == {"written_to": 2}
        again = await page.post("/api/v1/outages/close", {"ids": ids})
        assert again.status == 409
    with store.reading() as session:
        sent = session.scalars(select(tables.OutboundMessage)).all()
    assert {one.recipient for one in sent} == set(MOBILES)
    assert {(one.fields["servicio"], one.fields["zona"]) for one in sent} == {("agua", "Centro")}


async def test_an_outage_is_changed_and_called_off(tmp_path: Path, store: Store) -> None:
    async with with_zones(tmp_path, store) as server:
        page = await server.signed_in("sofia")
        later = (BEGIN + HOUR).isoformat()
        ids = (await (await page.post("/api/v1/outages", written(
            zones=[2], started_at=later, planned=True,
        ))).json())["ids"]  # fmt: skip
        change = written(zones=[], cause="Lavado del tanque", started_at=later, restoration=None)
        assert (await page.post(f"/api/v1/outages/{ids[0]}", change)).status == 204
        (outage,) = (await situation(page))["outages"]
        assert (outage["cause"], outage["restoration"]) == ("Lavado del tanque", None)
        await page.post("/api/v1/outages/close", {"ids": ids})
        (outage,) = (await situation(page))["outages"]
        assert outage["ended_at"] == outage["started_at"]


WRONG = {
    "no zone": (written(zones=[]), 422),
    "a zone that is none": (written(zones=[99]), 422),
    "a zone beyond any": (written(zones=[2**63]), 422),
    "before time": (written(started_at="0001-01-01T00:00:00+14:00", restoration=None), 422),
    "after time": (written(started_at="9999-12-31T23:59:59-14:00", restoration=None), 422),
    "no cause": (written(cause="   "), 422),
    "restored before it began": (written(restoration=(BEGIN - 2 * HOUR).isoformat()), 422),
    "restored in a year": (written(restoration=(BEGIN + timedelta(days=365)).isoformat()), 422),
    "no time zone": (written(started_at="2026-01-01T10:00:00"), 422),
    "a service that is none": (written(service="internet"), 422),
    "something else": (written(other=1), 422),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_cannot_be_an_outage_is_refused(tmp_path: Path, store: Store, what: str) -> None:
    body, status = WRONG[what]
    async with with_zones(tmp_path, store) as server:
        page = await server.signed_in("sofia")
        answer = await page.post("/api/v1/outages", body)
        assert answer.status == status, await answer.text()
        assert (await situation(page))["outages"] == []


async def test_one_service_is_interrupted_once_in_a_zone(tmp_path: Path, store: Store) -> None:
    async with with_zones(tmp_path, store) as server:
        page = await server.signed_in("sofia")
        assert (await page.post("/api/v1/outages", written(zones=[2]))).status == 201
        refused = await page.post("/api/v1/outages", written())
        assert refused.status == 409
        assert "El Jardín" in (await refused.json())["title"]
        assert len((await situation(page))["outages"]) == 1


async def test_a_report_is_assigned_closed_and_opened_again(tmp_path: Path, store: Store) -> None:
    async with with_zones(tmp_path, store) as server:
        page = await server.signed_in("pablo")

        async def listed(query: str = "") -> list[dict[str, Any]]:
            answer = await page.get(f"/api/v1/damages{query}")
            reports: list[dict[str, Any]] = (await answer.json())["damages"]
            return reports

        first = (await listed())[0]
        assert [one["priority"] for one in await listed()] == [2, 2, 3]
        ticket = first["ticket"]
        await page.post(f"/api/v1/damages/{ticket}/assign", {"crew": "Cuadrilla 3"})
        assert (await listed())[0]["state"] == "assigned"
        await page.post(f"/api/v1/damages/{ticket}/close", {"closing": "Se cambió el tubo"})
        assert len(await listed()) == 2
        (closed,) = await listed("?state=closed")
        assert closed["closing"] == "Se cambió el tubo"
        refused = await page.post(f"/api/v1/damages/{ticket}/assign", {"crew": "Cuadrilla 4"})
        assert refused.status == 409
        await page.post(f"/api/v1/damages/{ticket}/reopen")
        assert len(await listed()) == 3
        assert await listed("?zone=2") == []
        assert (await page.get("/api/v1/damages?service=internet")).status == 422
        assert (await (await page.get(f"/api/v1/damages/{ticket}")).json())["ticket"] == ticket


async def test_the_list_by_pages_holds_each_report_once(tmp_path: Path, store: Store) -> None:
    async with with_zones(tmp_path, store) as server:
        page, query, found = await server.signed_in("pablo"), "?limit=1", []
        while True:
            body = await (await page.get(f"/api/v1/damages{query}")).json()
            found += [(one["priority"], one["ticket"]) for one in body["damages"]]
            if body["next"] is None:
                break
            query = f"?limit=1&cursor={body['next']}"
        assert [priority for priority, _ in found] == [2, 2, 3]
        assert len(set(found)) == 3


async def test_the_number_that_wants_news_is_not_shown(tmp_path: Path, store: Store) -> None:
    async with with_zones(tmp_path, store) as server:
        page = await server.signed_in("sofia")
        text = await (await page.get("/api/v1/damages")).text()
        assert "57315" not in text
        assert '"notifies":true' in text


WEEK = [{"day": "lunes", "stretches": ["08:00-12:00", "14:00-18:00"]},
        {"day": "festivo", "stretches": ["09:00-24:00"]}]  # fmt: skip


async def test_opening_hours_are_changed_whole(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("sofia")
        assert (await (await page.get("/api/v1/hours")).json())["open"]  # none set: always
        assert (await page.post("/api/v1/hours", {"week": WEEK})).status == 204
        hours = await (await page.get("/api/v1/hours")).json()
        assert [day for day in hours["week"] if day["stretches"]] == WEEK


WRONG_WEEKS = {
    "never open": [],
    "backwards": [{"day": "lunes", "stretches": ["12:00-08:00"]}],
    "crossing": [{"day": "lunes", "stretches": ["08:00-12:00", "11:00-13:00"]}],
    "no day": [{"day": "ayer", "stretches": ["08:00-12:00"]}],
    "past midnight": [{"day": "lunes", "stretches": ["22:00-25:00"]}],
    "words": [{"day": "lunes", "stretches": ["de ocho a doce"]}],
}


@pytest.mark.parametrize("what", WRONG_WEEKS)
async def test_hours_that_cannot_be_are_refused(tmp_path: Path, store: Store, what: str) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("sofia")
        answer = await page.post("/api/v1/hours", {"week": WRONG_WEEKS[what]})
        assert answer.status == 422, await answer.text()


async def test_the_numbers_are_the_administrator_s(tmp_path: Path, store: Store) -> None:
    numbers = {"returning_hours": 24, "short_notice_days": 30, "attention_hours_2": 6,
               "attention_hours_3": 24, "attention_hours_4": 0}  # fmt: skip
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("raiz")
        assert (await page.post("/api/v1/hours/numbers", numbers)).status == 204
        assert (await (await page.get("/api/v1/hours")).json())["numbers"] == numbers
        numbers["returning_hours"] = -1
        assert (await page.post("/api/v1/hours/numbers", numbers)).status == 422
