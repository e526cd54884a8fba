"""An agent's states over time: limits of pauses, more time, and what a restart must not lose."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from cti.floor import FloorTimes
from ivr.services import agents
from ivr.store import AgentState, Store
from tests.cti.desk_server import DeskServer, Page, desk_server
from tests.cti.sequence import BEGIN, CALL
from tests.cti.test_board import BoardPage
from tests.cti.test_live import CONNECTS, ENDS, at_work, ring
from tests.running.line import eventually

LONG = FloorTimes(timedelta(seconds=60), timedelta(seconds=0.05), timedelta(seconds=30))


async def wrap_up(server: DeskServer, ana: Page) -> dict[str, Any]:
    """A call comes, is talked and ends; gives what the desk is told of its end."""
    await ring(server)
    await ana.told("pop")
    await server.event(CONNECTS)
    await ana.told("answered")
    await server.event(ENDS)
    return await ana.told("ended")


def moment(seconds: float) -> str:
    return (BEGIN + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


async def paused(server: DeskServer) -> str | None:
    """Why Asterisk was last told to pause the desk."""
    async with asyncio.timeout(5):
        while True:
            action = await server.asterisk.actions.get()
            if action["Action"] in ("QueueAdd", "QueuePause"):
                return action.get("Reason") if action["Paused"] == "true" else None


async def test_a_pause_has_the_limit_of_its_reason_for_the_desk_and_the_board(
    tmp_path: Path, store: Store
) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        board = await BoardPage.of(await server.signed_in("sofia"))
        await ana.post("/api/v1/me/state", {"state": "paused", "reason": "lunch"})
        told = await ana.told("state")
        assert (told["reason"], told["until"]) == ("lunch", moment(3600))
        async with asyncio.timeout(5):
            while (row := (await board.until())["agents"][0])["state"] != "paused":
                pass
        assert (row["name"], row["why"], row["until"]) == ("Ana", "Almuerzo", moment(3600))
        await ana.post("/api/v1/me/state", {"state": "paused", "reason": "equipment"})
        assert (await ana.told("state"))["until"] is None
        hello = await ana.open()
        assert (hello["state"], hello["until"]) == ("paused", None)


async def test_the_limit_runs_from_when_the_pause_begins_and_not_from_its_choice(
    tmp_path: Path, store: Store
) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        await ring(server)
        await ana.told("pop")
        await server.event(CONNECTS)
        await ana.told("answered")
        await ana.post("/api/v1/me/state", {"state": "paused", "reason": "lunch"})
        server.clock.advance(timedelta(minutes=10))
        await server.event(ENDS)
        await ana.told("ended")
        await ana.post(f"/api/v1/calls/{CALL}/wrap-up", {"disposition": "resuelto"})
        while (told := await ana.told("state"))["state"] != "paused":
            pass
        assert told["until"] == moment(600 + 3600)


async def test_more_time_is_given_once_and_told(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store, times=LONG) as (server, ana):
        ended = await wrap_up(server, ana)
        assert ended["wrap_up_until"] == moment(60)
        told = await ana.told("state")
        assert (told["until"], told["prolonged"]) == (moment(60), False)
        more = f"/api/v1/calls/{CALL}/wrap-up/more"
        assert (await ana.post(more)).status == 204
        told = await ana.told("state")
        assert (told["state"], told["until"], told["prolonged"]) == ("wrap_up", moment(90), True)
        refused = await ana.post(more)
        assert refused.status == 409
        assert "ya no admite más tiempo" in (await refused.json())["title"]


async def test_where_no_more_time_is_offered_none_is_given(tmp_path: Path, store: Store) -> None:
    times = FloorTimes(timedelta(seconds=60), more_time=timedelta())
    async with at_work(tmp_path, store, times=times) as (server, ana):
        await wrap_up(server, ana)
        assert (await (await ana.get("/api/v1/me")).json())["more_seconds"] == 0
        assert (await ana.post(f"/api/v1/calls/{CALL}/wrap-up/more")).status == 409


async def test_more_time_that_is_over_ends_the_wrap_up(tmp_path: Path, store: Store) -> None:
    times = FloorTimes(timedelta(seconds=0.2), timedelta(seconds=5), timedelta(seconds=0.2))
    async with at_work(tmp_path, store, times=times) as (server, ana):
        await wrap_up(server, ana)
        await ana.post(f"/api/v1/calls/{CALL}/wrap-up/more")
        while (await ana.told("state"))["state"] != "available":
            pass


@asynccontextmanager
async def started_again(
    folder: Path, store: Store, after: timedelta
) -> AsyncIterator[tuple[DeskServer, Page]]:
    """The same store under a new server, some time later; Ana's page is loaded again."""
    times = FloorTimes(LONG.wrap_up, more_time=LONG.more_time)
    async with desk_server(folder, store, at=BEGIN + after, times=times) as server:
        page = await server.page()
        assert (await page.log_in("ana")).status == 200
        yield server, page


async def test_a_wrap_up_outlives_a_restart_with_the_rest_of_its_time(
    tmp_path: Path, store: Store
) -> None:
    async with at_work(tmp_path, store, times=LONG) as (server, ana):
        await wrap_up(server, ana)
        await ana.post("/api/v1/me/state", {"state": "paused", "reason": "rest"})
        assert (await ana.post(f"/api/v1/calls/{CALL}/wrap-up/more")).status == 204
        await server.parts.call_log.settled(5)
    async with started_again(tmp_path, store, timedelta(seconds=40)) as (server, ana):
        await ana.get("/api/v1/me")
        hello = await ana.open()
        assert (hello["state"], hello["until"], hello["prolonged"]) == (
            "wrap_up",
            moment(90),
            True,
        )
        if "call" not in hello or hello["call"] is None:  # its card is still being read
            hello["call"] = (await ana.told("pop"))["call"]
            assert (await ana.told("ended"))["wrap_up_until"] == moment(90)
        assert hello["call"]["call_id"] == CALL
        assert await paused(server) == "wrap_up"
        await ana.post(f"/api/v1/calls/{CALL}/wrap-up", {"disposition": "resuelto"})
        while (told := await ana.told("state"))["state"] == "wrap_up":
            pass
        assert (told["state"], told["reason"]) == ("paused", "rest")


async def test_a_wrap_up_whose_time_passed_meanwhile_is_over(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store, times=LONG) as (server, ana):
        await wrap_up(server, ana)
        await server.parts.call_log.settled(5)
    async with started_again(tmp_path, store, timedelta(seconds=61)) as (_, ana):
        await ana.get("/api/v1/me")
        assert (await ana.open())["state"] == "available"


async def test_a_talk_that_ended_during_the_restart_is_wrapped_up(
    tmp_path: Path, store: Store
) -> None:
    async with at_work(tmp_path, store, times=LONG) as (server, ana):
        await ring(server)
        await ana.told("pop")
        await server.event(CONNECTS)
        await ana.told("answered")
        await ana.told("state")
        await server.parts.call_log.settled(5)
    async with started_again(tmp_path, store, timedelta(seconds=5)) as (server, ana):
        await ana.get("/api/v1/me")
        hello = await ana.open()
        while hello["state"] != "wrap_up":
            hello = await ana.told("state")
        assert hello["until"] == moment(65)


async def test_a_pause_and_its_limit_outlive_a_restart(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store, times=FloorTimes()) as (server, ana):
        await ana.post("/api/v1/me/state", {"state": "paused", "reason": "lunch"})
        await server.parts.call_log.settled(5)
    async with started_again(tmp_path, store, timedelta(minutes=20)) as (_, ana):
        await ana.get("/api/v1/me")
        hello = await ana.open()
        assert (hello["state"], hello["reason"], hello["until"]) == (
            "paused",
            "lunch",
            moment(3600),
        )


async def test_who_was_cut_off_before_the_restart_is_back_as_chosen(
    tmp_path: Path, store: Store
) -> None:
    async with at_work(tmp_path, store, times=LONG) as (server, ana):
        assert ana.socket is not None
        await ana.socket.close()
        floor, agent_id = server.parts.floor, server.ids["ana"]
        await eventually(
            lambda: floor.shown(agent_id).state == AgentState.OFFLINE or None, 5, "the loss"
        )
        await server.parts.call_log.settled(5)
        with store.reading() as session:
            (row,) = (one for one in agents.everyone(session) if one.user == "ana")
            assert row.state_reason == "connection_lost"
    async with started_again(tmp_path, store, timedelta(seconds=30)) as (_, ana):
        await ana.get("/api/v1/me")
        assert (await ana.open())["state"] == "available"
