"""Reports to the ethics line over HTTP: for its officers alone, each reading on record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cti.web.keys import LISTENING
from ivr.store import EthicsMode, Store
from tests.cti.desk_server import PEOPLE, desk_server
from tests.services import ethics

OFFICER = "elisa"


@pytest.mark.parametrize("user", sorted(PEOPLE))
async def test_who_reads_reports(tmp_path: Path, store: Store, user: str) -> None:
    async with desk_server(tmp_path, store) as server:
        with store.unit_of_work() as session:
            report = ethics.file(session, server.clock.now().date())
        page = await server.signed_in(user)
        expected = 200 if user == OFFICER else 403
        for path in ("", f"/{report.filing_id}"):
            assert (await page.get(f"/api/v1/ethics{path}")).status == expected
        note = {"kind": "note", "text": "Una nota."}
        answer = await page.post(f"/api/v1/ethics/{report.filing_id}/entries", note)
        assert answer.status == expected


async def test_a_report_is_listed_heard_answered_and_closed(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        now = server.clock.now()
        library = server.server.app[LISTENING].library
        with store.unit_of_work() as session:
            report = ethics.file(session, now.date(), mode=EthicsMode.RESERVED)
            for name in (*report.facts, *report.identity):
                ethics.take_in(session, library, tmp_path, name, now)
        page = await server.signed_in(OFFICER)
        listed = await (await page.get("/api/v1/ethics?state=received")).json()
        (line,) = listed["reports"]
        assert (line["id"], line["mode"], line["sounds"]) == (report.filing_id, "reserved", 2)
        assert (await page.get(f"/api/v1/recordings/{report.facts[0]}")).status == 200
        for kind in ("note", "answer", "closed"):
            body = {"kind": kind, "text": f"Esto es {kind}."}
            answer = await page.post(f"/api/v1/ethics/{report.filing_id}/entries", body)
            assert answer.status == 200
        shown = await (await page.get(f"/api/v1/ethics/{report.filing_id}")).json()
        assert shown["state"] == "closed"
        assert {sound["seconds"] for sound in shown["sounds"]} == {ethics.SECONDS}
        assert [one["recording"] for one in shown["listened"]] == [report.facts[0]]
        kinds = [(entry["kind"], entry["agent"]) for entry in shown["entries"]]
        assert kinds == [(kind, "Elisa") for kind in ("note", "answer", "closed", "read")]


async def test_reports_come_by_pages(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        with store.unit_of_work() as session:
            filed = [
                (day, ethics.file(session, day).filing_id)
                for day in (date(2026, 1, 2), date(2026, 1, 1), date(2026, 1, 2))
            ]
        page = await server.signed_in(OFFICER)
        listed: list[str] = []
        cursor = ""
        for _ in filed:
            answer = await page.get(f"/api/v1/ethics?limit=1&cursor={cursor}")
            told = await answer.json()
            listed += [one["id"] for one in told["reports"]]
            cursor = told["next"]
        assert cursor is None
        newest_first = sorted(filed, key=lambda one: (-one[0].toordinal(), one[1]))
        assert listed == [report_id for _, report_id in newest_first]


# how it is asked, what is answered
REFUSED = [
    ("GET", "/api/v1/ethics?state=nothing", None, 422),
    ("GET", "/api/v1/ethics?cursor=MjAyNi0wMS0wMnwx", None, 422),
    ("GET", "/api/v1/ethics/not-an-id", None, 404),
    ("GET", "/api/v1/ethics/6a2f41a3-c54c-4f1e-8b2a-4c9f5ad1a111", None, 404),
    ("POST", "/api/v1/ethics/{id}/entries", {"kind": "read", "text": "x"}, 422),
    ("POST", "/api/v1/ethics/{id}/entries", {"kind": "note", "text": ""}, 422),
    ("POST", "/api/v1/ethics/{id}/entries", {"kind": "erase", "text": "x"}, 422),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), REFUSED)
async def test_what_can_t_be_asked(
    tmp_path: Path, store: Store, method: str, path: str, body: object, status: int
) -> None:
    async with desk_server(tmp_path, store) as server:
        with store.unit_of_work() as session:
            report = ethics.file(session, server.clock.now().date())
        page = await server.signed_in(OFFICER)
        asked = path.format(id=report.filing_id)
        answer = await (page.get(asked) if method == "GET" else page.post(asked, body))
        assert answer.status == status
