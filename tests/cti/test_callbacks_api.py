"""The calls that are owed, over HTTP: the list, and what a supervisor may do about one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from ivr.queue_place import HEAD_START, Place
from ivr.services import callbacks
from ivr.services.callbacks import CallbackRules
from ivr.store import Attempt, Callback, CallbackState, Store
from tests.cti.desk_server import Page, desk_server
from tests.cti.sequence import BEGIN
from tests.running.queue_rows import call_id

NUMBERS = ("+573150000001", "+573150000002", "+573150000003")


def ask(store: Store, number: str, place: Place) -> int:
    with store.unit_of_work() as session:
        return callbacks.ask(
            session,
            call_id=call_id(),
            number=number,
            queue="attention",
            place=place,
            not_before=BEGIN,
            now=BEGIN,
        ).id


def fail(store: Store, callback_id: int) -> None:
    with store.unit_of_work() as session:
        session.get_one(Callback, callback_id).state = CallbackState.CALLING
        rules = CallbackRules(attempts=0)
        callbacks.missed(session, callback_id, Attempt.NO_ANSWER, rules, BEGIN)


async def owed(page: Page) -> list[dict[str, Any]]:
    answer = await page.get("/api/v1/callbacks")
    assert answer.status == 200, await answer.text()
    found: list[dict[str, Any]] = (await answer.json())["callbacks"]
    return found


async def test_who_is_owed_a_call_in_their_turn_and_who_could_not_be_reached(
    tmp_path: Path, store: Store
) -> None:
    async with desk_server(tmp_path, store) as server:
        joined = int(BEGIN.timestamp())
        later = ask(store, NUMBERS[0], Place(joined))
        sooner = ask(store, NUMBERS[1], Place(joined, HEAD_START))
        gone = ask(store, NUMBERS[2], Place(joined - 3600))
        fail(store, gone)
        page = await server.signed_in("ana")
        found = await owed(page)
        assert [one["id"] for one in found] == [sooner, later, gone]
        assert [one["priority"] for one in found] == [True, False, False]
        assert (found[0]["masked"], found[0]["state"]) == ("•••002", "waiting")
        assert (found[2]["state"], found[2]["last_attempt"]) == ("failed", "no_answer")
        assert "+57315" not in str(found)


async def test_a_supervisor_has_one_dialled_now_and_cancels_another(
    tmp_path: Path, store: Store
) -> None:
    async with desk_server(tmp_path, store) as server:
        place = Place(int((BEGIN - timedelta(minutes=5)).timestamp()))
        now, never = (ask(store, number, place) for number in NUMBERS[:2])
        page = await server.signed_in("sofia")
        assert (await page.post(f"/api/v1/callbacks/{now}/call-now", {})).status == 204
        assert (await page.post(f"/api/v1/callbacks/{never}/cancel", {})).status == 204
        assert [(one["id"], one["urgent"]) for one in await owed(page)] == [(now, True)]
        refused = await page.post(f"/api/v1/callbacks/{never}/call-now", {})
        assert refused.status == 409
        assert "ya no espera" in (await refused.json())["title"]
