"""Who may hand a caller on and where to; what is refused leaves the caller where they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ivr.store import Store
from tests.cti.desk_server import Page
from tests.cti.sequence import CALL
from tests.cti.test_live import CONNECTS, at_work, ring

TRANSFER, CONSULTATION = f"/api/v1/calls/{CALL}/transfer", f"/api/v1/calls/{CALL}/consultation"


async def problem(page: Page, path: str, body: dict[str, Any]) -> tuple[int, str]:
    """What a refused request is answered with."""
    answer = await page.post(path, body)
    return answer.status, (await answer.json())["title"]


async def test_colleagues_are_told_with_what_they_are_doing(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        alone = await (await ana.get("/api/v1/transfer-targets")).json()
        assert alone["agents"] == []  # who is offline is nobody to choose
        beto = await server.page()
        await beto.sit("beto")
        await beto.post("/api/v1/me/state", {"state": "paused", "reason": "lunch"})
        told = await (await ana.get("/api/v1/transfer-targets")).json()
        (colleague,) = told["agents"]
        assert (colleague["name"], colleague["state"], colleague["reason"]) == (
            "Beto", "paused", "lunch",
        )  # fmt: skip
        assert {"name": "attention", "serving": 1, "free": 0, "waiting": 0} in told["queues"]
        assert (told["outside"], told["prefixes"]) == ([], [])


@pytest.mark.parametrize(
    "body",
    [{}, {"agent": 2, "queue": "attention"}, {"agent": 0}, {"queue": "a b"}, {"number": "1;2"}],
    ids=str,
)
async def test_exactly_one_place_is_named(
    tmp_path: Path, store: Store, body: dict[str, Any]
) -> None:
    async with at_work(tmp_path, store) as (_, ana):
        assert (await problem(ana, TRANSFER, body))[0] == 422
        assert (await problem(ana, CONSULTATION, body))[0] == 422


async def test_what_cannot_be_done_is_refused_in_words(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        beto = await server.page()
        await beto.sit("beto")
        await beto.post("/api/v1/me/state", {"state": "paused", "reason": "lunch"})
        ids = {one["name"]: one["id"] for one in await colleagues(ana)}
        to_beto = {"agent": ids["Beto"], "note": "Pregunta por la reconexión"}
        assert (await problem(ana, TRANSFER, to_beto))[0] == 409  # talks to nobody
        await ring(server)
        await server.event(CONNECTS)
        await ana.told("answered")
        refusals = [
            (TRANSFER, to_beto, "Beto no está disponible ahora"),
            (CONSULTATION, to_beto, "Beto no está disponible ahora"),
            (TRANSFER, {"agent": 999}, "ese colega no está en su puesto"),
            (TRANSFER, {"number": "6085550123"}, "a ese número no se pueden pasar llamadas"),
            (TRANSFER, {"queue": "nobodys"}, "en esa cola no hay nadie más en turno"),
            (CONSULTATION, {"queue": "attention"}, "a una cola no se le puede consultar"),
            (f"{CONSULTATION}/complete", {}, "esa consulta ya terminó"),
        ]
        for path, body, words in refusals:
            status, title = await problem(ana, path, body)
            assert status in (404, 409)
            assert title.lower().startswith(words.lower())


async def test_another_s_call_is_nobody_s_to_hand_on(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        await ring(server)
        await server.event(CONNECTS)
        await ana.told("answered")
        beto = await server.page()
        await beto.sit("beto")
        anas = (await (await ana.get("/api/v1/me")).json())["agent"]["id"]
        assert (await problem(beto, TRANSFER, {"agent": anas}))[0] == 409


async def colleagues(page: Page) -> list[dict[str, Any]]:
    """Whom a page's agent may choose."""
    told: dict[str, Any] = await (await page.get("/api/v1/transfer-targets")).json()
    return list(told["agents"])
