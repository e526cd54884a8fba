"""What an agent does beside the calls, over HTTP: tasks, calls to return, what was filed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ivr.services import calls, tasks
from ivr.services.calls import LeftBecause, LegRole
from ivr.services.tasks import NewTask
from ivr.store import Store
from tests.cti.desk_server import DeskServer, Page, desk_server
from tests.cti.sequence import BEGIN, CALL

TOMORROW = (BEGIN + timedelta(days=1)).isoformat()


def answered(server: DeskServer) -> None:
    """A call that Ana talked on."""
    with server.store.unit_of_work() as session:
        calls.leg_started(
            session, CALL, "1", role=LegRole.AGENT, agent_id=server.ids["ana"], at=BEGIN
        )
        calls.leg_answered(session, CALL, "1", at=BEGIN)


async def listed(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await (await page.get("/api/v1/tasks")).json())["tasks"]
    return found


async def test_a_wrap_up_leaves_a_task_that_is_linked_to_its_call(
    tmp_path: Path, store: Store
) -> None:
    async with desk_server(tmp_path, store) as server:
        ana, beto = await server.signed_in("ana"), await server.page()
        await beto.sit("beto")
        answered(server)
        task = {"what": "Llamar", "due_at": TOMORROW, "agent_id": server.ids["beto"]}
        note = {"disposition": "resuelto", "note": "", "task": task}
        assert (await ana.post(f"/api/v1/calls/{CALL}/wrap-up", note)).status == 204
        await beto.told("tasks")
        (one,) = await listed(beto)
        assert (one["what"], one["call_id"], one["made_by_name"]) == ("Llamar", CALL, "Ana")
        filed = await (await ana.get(f"/api/v1/calls/{CALL}/filed")).json()
        assert [one["what"] for one in filed["tasks"]] == ["Llamar"]
        assert filed["cases"] == filed["damages"] == filed["promises"] == filed["callbacks"] == []


async def test_a_wrap_up_with_a_task_that_is_wrong_keeps_nothing(
    tmp_path: Path, store: Store
) -> None:
    async with desk_server(tmp_path, store) as server:
        ana = await server.signed_in("ana")
        answered(server)
        task = {"what": "Llamar", "due_at": TOMORROW, "queue": "no_existe"}
        note = {"disposition": "resuelto", "note": "", "task": task}
        assert (await ana.post(f"/api/v1/calls/{CALL}/wrap-up", note)).status == 422
        with store.reading() as session:
            call = calls.by_id(session, CALL)
            assert call is not None
            assert call.wrap_ups == ()


async def test_a_task_of_a_queue_is_taken_put_off_and_done(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        ana, beto = await server.signed_in("ana"), await server.signed_in("beto")
        wish = {"what": "Revisar", "due_at": TOMORROW, "queue": "cartera"}
        assert (await ana.post("/api/v1/tasks", wish)).status == 204
        (one,) = await listed(beto)
        assert (one["agent_id"], one["queue"]) == (None, "cartera")
        place = f"/api/v1/tasks/{one['id']}"
        assert (await beto.post(f"{place}/take")).status == 204
        assert await listed(ana) == []
        assert (await ana.post(f"{place}/done")).status == 409
        later = (BEGIN + timedelta(days=2)).isoformat()
        assert (await beto.post(f"{place}/postpone", {"due_at": later})).status == 204
        assert (await listed(beto))[0]["postponed"] == 1
        assert (await beto.post(f"{place}/done")).status == 204
        assert await listed(beto) == []


async def test_colleagues_are_those_who_serve_calls(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        ana = await server.signed_in("ana")
        found = (await (await ana.get("/api/v1/tasks")).json())["colleagues"]
        assert [one["name"] for one in found] == ["Beto", "Raiz", "Sofia"]
        me = await (await ana.get("/api/v1/me")).json()
        assert {"code": "cartera", "label": "Cartera y acuerdos"} in me["task_queues"]
        assert {one["code"] for one in me["pauses"]} > {"lunch", "missed_call"}
        assert me["more_seconds"] == 60


@pytest.mark.parametrize(
    "changes",
    [
        {"what": ""},
        {"due_at": "mañana"},
        {"due_at": BEGIN.replace(year=2020).isoformat()},
        {"agent_id": 404},
        {"agent_id": 1, "queue": "cartera"},
        {"more": 1},
    ],
)
async def test_a_task_that_cannot_be_is_refused(
    tmp_path: Path, store: Store, changes: dict[str, object]
) -> None:
    async with desk_server(tmp_path, store) as server:
        ana = await server.signed_in("ana")
        wish = {"what": "Llamar", "due_at": TOMORROW} | changes
        assert (await ana.post("/api/v1/tasks", wish)).status == 422
        with store.reading() as session:
            assert tasks.open_for(session, server.ids["ana"]) == ()


async def test_the_calls_to_return(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        with store.unit_of_work() as session:
            at = BEGIN - timedelta(minutes=10)
            calls.begin(session, CALL, started_at=at, number="+573150000001")
            calls.queue_entered(session, CALL, "attention", at=at)
            calls.queue_left(session, CALL, "attention", at=BEGIN, reason=LeftBecause.ABANDONED)
            calls.end(session, CALL, at=BEGIN)
        ana = await server.signed_in("ana")
        (one,) = (await (await ana.get("/api/v1/calls/missed")).json())["calls"]
        assert (one["call_id"], one["number"], one["waited"]) == (CALL, "+573150000001", 600)
        raiz = await server.signed_in("raiz")  # serves no queue
        assert (await (await raiz.get("/api/v1/calls/missed")).json())["calls"] == []


async def test_what_was_filed_is_for_who_may_see_the_call(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        answered(server)
        with store.unit_of_work() as session:
            new = NewTask("Llamar", BEGIN, queue="cartera")
            tasks.add(session, new, server.ids["ana"], BEGIN, CALL)
        beto, sofia = await server.signed_in("beto"), await server.signed_in("sofia")
        assert (await beto.get(f"/api/v1/calls/{CALL}/filed")).status == 404
        filed = await (await sofia.get(f"/api/v1/calls/{CALL}/filed")).json()
        assert len(filed["tasks"]) == 1


async def test_what_the_line_says(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        ana = await server.signed_in("ana")
        assert await (await ana.get("/api/v1/wordings")).json() == {
            "wordings": [
                {
                    "id": "menu.opciones",
                    "place": "Menú principal",
                    "label": "Menú",
                    "text": "Marque uno.",
                }
            ]
        }


async def test_dispositions_come_with_their_place_in_the_tree(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        ana = await server.signed_in("ana")
        assert await (await ana.get("/api/v1/dispositions")).json() == [
            {"code": "resuelto", "label": "Resuelto", "group": "General", "path": ["General"]}
        ]
