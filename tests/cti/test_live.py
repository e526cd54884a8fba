"""What a desk is told over its WebSocket, with Asterisk's events said by the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

import cti.app
import cti.pop
from cti.floor import FloorTimes
from cti.live import FEED_BACKLOG, Feed
from cti.web import live_socket
from ivr import events
from ivr.errors import StoreUnavailable
from ivr.services import agents, calls
from ivr.store import Store
from tests.cti.desk_server import DeskServer, Page, desk_server
from tests.cti.sequence import CALL, OTHER
from tests.running.line import eventually
from tests.running.patience import PATIENCE

ARRIVES = f"""
NewAccountCode Uniqueid=c1 Channel=PJSIP/trunk-local-01 AccountCode={CALL}
UserEvent Uniqueid=c1 UserEvent=LineaCall Step=queue Detail=attention AccountCode={CALL}
QueueCallerJoin Uniqueid=c1 Queue=attention Position=1 AccountCode={CALL}
"""
CALLED = (
    f"AgentCalled Uniqueid=c1 DestChannel=PJSIP/desk-0{{0}}-1 DestUniqueid=d{{0}} Queue=attention "
    f"Interface=PJSIP/desk-0{{0}} MemberName=agent-{{1}} AccountCode={CALL}"
)
CONNECTS = "AgentConnect Uniqueid=c1 DestUniqueid=d1 Queue=attention"
ENDS = "Hangup Uniqueid=d1 Cause=16\nHangup Uniqueid=c1 Cause=16"


@asynccontextmanager
async def at_work(
    folder: Path, store: Store, times: FloorTimes | None = None
) -> AsyncIterator[tuple[DeskServer, Page]]:
    """Ana at her desk, available."""
    async with desk_server(folder, store, times=times) as server:
        page = await server.page()
        await page.sit("ana")
        assert (await page.post("/api/v1/me/state", {"state": "available"})).status == 204
        await page.told("state")
        yield server, page


async def ring(server: DeskServer, user: str = "ana", desk: int = 1) -> None:
    await server.event(ARRIVES)
    await server.event(CALLED.format(desk, server.ids[user]))


async def test_a_ringing_telephone_pops_and_only_at_its_own_desk(
    tmp_path: Path, store: Store
) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        beto = await server.page()
        await beto.sit("beto")
        with store.unit_of_work() as session:
            calls.begin(session, CALL, started_at=server.clock.now(), number="+573151234567")
        await ring(server)
        card = (await ana.told("pop"))["call"]
        assert (card["call_id"], card["queue"], card["match"]) == (CALL, "attention", "unknown")
        assert card["caller"]["number"] == "+573151234567"
        assert card["waiting_since"] == server.clock.now().isoformat().replace("+00:00", "Z")
        with pytest.raises(TimeoutError):
            await beto.told("pop", within=0.1)


async def test_from_the_ring_to_the_wrap_up_and_free_again(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        await ring(server)
        await ana.told("pop")
        await server.event(CONNECTS)
        assert (await ana.told("answered"))["call_id"] == CALL
        assert (await ana.told("state"))["state"] == "talking"
        assert (await server.asterisk.asked("QueuePause"))["Reason"] == "talking"
        await server.event(ENDS)
        ended = await ana.told("ended")
        assert ended["wrap_up_until"] > ended["at"]
        assert (await ana.told("state"))["state"] == "wrap_up"
        note = {"disposition": "resuelto", "note": "Preguntó por el recibo."}
        assert (await ana.post(f"/api/v1/calls/{CALL}/wrap-up", note)).status == 204
        assert (await ana.told("state"))["state"] == "available"
        assert (await server.asterisk.asked("QueuePause"))["Paused"] == "false"


async def test_the_wrap_up_ends_by_itself(tmp_path: Path, store: Store) -> None:
    times = FloorTimes(timedelta(), timedelta(seconds=5))
    async with at_work(tmp_path, store, times) as (server, ana):
        await ring(server)
        await server.event(CONNECTS + "\n" + ENDS)
        await ana.told("ended")
        assert (await ana.told("state"))["state"] == "wrap_up"
        assert (await ana.told("state"))["state"] == "available"


async def test_only_who_answered_may_wrap_a_call_up(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        await ring(server)
        await server.event(CONNECTS + "\n" + ENDS)
        await ana.told("ended")
        note = {"disposition": "resuelto", "note": ""}
        beto = await server.signed_in("beto")
        assert (await beto.post(f"/api/v1/calls/{CALL}/wrap-up", note)).status == 409
        wrong = {"disposition": "inventada"}
        assert (await ana.post(f"/api/v1/calls/{CALL}/wrap-up", wrong)).status == 422


NO_ANSWER = "AgentRingNoAnswer Uniqueid=c1 DestUniqueid=d1\nHangup Uniqueid=d1 Cause=26"
WITHDRAWALS = [
    (NO_ANSWER, "ring_no_answer"),
    ("Hangup Uniqueid=d1 Cause=26\nHangup Uniqueid=c1 Cause=16", "caller_left"),
]


@pytest.mark.parametrize(("said", "why"), WITHDRAWALS)
async def test_a_pop_is_withdrawn_with_its_reason(
    tmp_path: Path, store: Store, said: str, why: str
) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        await ring(server)
        await server.event(said)
        withdrawn = await ana.told("withdrawn")
        assert (withdrawn["call_id"], withdrawn["why"]) == (CALL, why)


async def test_what_happens_meanwhile_waits_for_the_card(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        fetched, pops = asyncio.Event(), server.parts.pops
        fetch = pops._fetch

        async def slow(call_id: str) -> dict[str, object]:
            await fetched.wait()
            return await fetch(call_id)

        monkeypatch.setattr(pops, "_fetch", slow)
        await ring(server)
        await server.event(CONNECTS)
        await server.asterisk.asked("QueuePause")
        assert server.parts.floor.shown(server.ids["ana"]).state == "talking"
        fetched.set()
        await ana.told("pop")
        assert (await ana.told("state"))["state"] == "ringing"
        await ana.told("answered")
        assert (await ana.told("state"))["state"] == "talking"


async def test_a_card_that_comes_late_does_not_cover_the_next_call(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        late, pops = asyncio.Event(), server.parts.pops
        fetch = pops._fetch

        async def first_is_slow(call_id: str) -> dict[str, object]:
            if call_id == CALL:
                await late.wait()
            return await fetch(call_id)

        monkeypatch.setattr(pops, "_fetch", first_is_slow)
        await ring(server)
        await server.event("Hangup Uniqueid=d1 Cause=26\nHangup Uniqueid=c1 Cause=16")
        again = ARRIVES + CALLED.format(1, server.ids["ana"])
        await server.event(again.replace(CALL, OTHER).replace("=c1", "=c2").replace("=d1", "=d2"))
        pop = await ana.told("pop")
        assert pop["call"]["call_id"] == OTHER
        late.set()
        await eventually(lambda: not pops._tasks or None, PATIENCE, "both cards fetched")
        await server.event("Hangup Uniqueid=d2 Cause=26\nHangup Uniqueid=c2 Cause=16")
        ringing = pop["seq"] + 1
        assert (await ana.told("withdrawn"))["seq"] == ringing + 1


async def test_a_talk_s_end_is_told_though_the_next_call_rings_before_its_card(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        fetch = server.parts.pops._fetch

        async def never_the_first(call_id: str) -> dict[str, object]:
            return await (asyncio.Future() if call_id == CALL else fetch(call_id))

        monkeypatch.setattr(server.parts.pops, "_fetch", never_the_first)
        await ring(server)
        await server.event(f"{CONNECTS}\n{ENDS}")
        again = ARRIVES + CALLED.format(1, server.ids["ana"])
        await server.event(again.replace(CALL, OTHER).replace("=c1", "=c2").replace("=d1", "=d2"))
        assert (await ana.told("answered"))["call_id"] == CALL
        assert (await ana.told("ended"))["call_id"] == CALL
        assert (await ana.told("pop"))["call"]["call_id"] == OTHER


async def test_without_the_store_the_pop_comes_bare(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(tmp_path, store) as (server, ana):

        async def gone(call_id: str) -> dict[str, object]:
            raise StoreUnavailable("no está")

        monkeypatch.setattr(server.parts.pops, "_fetch", gone)
        await ring(server)
        card = (await ana.told("pop"))["call"]
        assert (card["call_id"], card["queue"], card["match"]) == (CALL, "attention", "unknown")


async def test_a_slow_store_costs_the_card_not_the_pop(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cti.pop, "CARD_SECONDS", 0.05)
    async with at_work(tmp_path, store) as (server, ana):

        async def never(call_id: str) -> dict[str, object]:
            return await asyncio.Future()

        monkeypatch.setattr(server.parts.pops, "_fetch", never)
        await ring(server)
        card = (await ana.told("pop"))["call"]
        assert (card["call_id"], card["queue"], card["match"]) == (CALL, "attention", "unknown")
        assert server.parts.pops.bare == 1


async def test_a_bare_card_is_filled_in_when_the_store_is_back(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cti.pop, "FILLED_IN_SECONDS", 0.05)
    async with at_work(tmp_path, store) as (server, ana):
        pops, answers = server.parts.pops, iter((StoreUnavailable("no está"), KeyError("ours")))
        fetch = pops._fetch

        async def back_soon(call_id: str) -> dict[str, object]:
            for failure in answers:
                raise failure
            return await fetch(call_id)

        monkeypatch.setattr(pops, "_fetch", back_soon)
        with store.unit_of_work() as session:
            calls.begin(session, CALL, started_at=server.clock.now(), number="+573151234567")
        await ring(server)
        assert (await ana.told("pop"))["call"]["caller"]["number"] is None
        card = (await ana.told("card"))["call"]
        assert (card["caller"]["number"], card["queue"]) == ("+573151234567", "attention")


async def test_a_withheld_number_pops_as_unknown(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        with store.unit_of_work() as session:
            calls.begin(session, CALL, started_at=server.clock.now(), withheld=True)
        await ring(server)
        card = (await ana.told("pop"))["call"]
        assert card["caller"] == {"number": None, "masked": "", "withheld": True}
        assert (card["match"], card["account"], card["calls"]) == ("unknown", None, [])


async def test_a_page_loaded_again_while_it_rings_shows_the_call_at_once(
    tmp_path: Path, store: Store
) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        await ring(server)
        await ana.told("pop")
        hello = await ana.open()
        assert (hello["state"], hello["call"]["call_id"]) == ("ringing", CALL)
        await server.event(NO_ANSWER)
        assert (await ana.told("withdrawn"))["why"] == "ring_no_answer"
        assert (await ana.open()).get("call") is None


async def test_a_page_loaded_again_before_the_card_came_gets_it(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        fetched, pops = asyncio.Event(), server.parts.pops
        fetch = pops._fetch

        async def slow(call_id: str) -> dict[str, object]:
            await fetched.wait()
            return await fetch(call_id)

        monkeypatch.setattr(pops, "_fetch", slow)
        await ring(server)
        await eventually(lambda: pops._tasks or None, PATIENCE, "the ring")
        assert (await ana.open()).get("call") is None
        fetched.set()
        assert (await ana.told("pop"))["call"]["call_id"] == CALL


async def test_an_unanswered_ring_pops_at_the_next_desk_alone(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        beto = await server.page()
        await beto.sit("beto")
        await ring(server)
        await ana.told("pop")
        await server.event(NO_ANSWER)
        await ana.told("withdrawn")
        next_ring = CALLED.format(2, server.ids["beto"]).replace("=d2", "=d3")
        await server.event(next_ring)
        assert (await beto.told("pop"))["call"]["call_id"] == CALL
        with pytest.raises(TimeoutError):
            await ana.told("pop", within=0.1)


async def test_the_path_grows_while_it_rings(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        await ring(server)
        await ana.told("pop")
        step = events.Step(at=server.clock.now(), kind="chosen", label="Factura y pagos", heard="1")
        for call_id in ("0190a000-0000-7000-8000-00000000000f", CALL):
            server.bus.publish(events.PathGrew(at=step.at, call_id=call_id, steps=(step,)))
        path = await ana.told("path")
        assert path["call_id"] == CALL
        assert [one["label"] for one in path["steps"]] == ["Factura y pagos"]


async def test_without_the_bus_the_desk_says_that_the_path_is_paused(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cti.app, "BUS_LOOK_SECONDS", 0.05)
    async with at_work(tmp_path, store) as (server, ana):
        server.bus_switch.gone = True
        assert (await ana.told("path_live"))["path_live"] is False
        again = await server.page()
        assert (await again.sit("beto"))["path_live"] is False
        server.bus_switch.gone = False
        assert (await ana.told("path_live"))["path_live"] is True


async def test_the_messages_are_numbered_without_a_gap(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        await ana.open()
        await ring(server)
        await server.event(CONNECTS + "\n" + ENDS)
        assert ana.socket is not None
        numbers = [(await ana.socket.receive_json())["seq"] for _ in range(6)]
        assert numbers == list(range(1, 7))


async def test_a_page_that_comes_again_gets_its_state_and_its_call(
    tmp_path: Path, store: Store
) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        await ring(server)
        await ana.told("pop")
        await server.event(CONNECTS)
        await ana.told("answered")
        assert ana.socket is not None
        await ana.socket.close()
        hello = await ana.open()
        assert (hello["state"], hello["call"]["call_id"]) == ("talking", CALL)
        assert hello["answered_at"] is not None


LOSES_THE_DESK = f"""
UserEvent Uniqueid=c1 UserEvent=LineaCall Step=desk-lost AccountCode={CALL}
Hangup Uniqueid=d1 Cause=41
"""
RINGS_AGAIN = f"""
DialBegin Uniqueid=c1 DestChannel=PJSIP/desk-01-2 DestUniqueid=d2 AccountCode={CALL}
"""


@asynccontextmanager
async def reloaded(
    folder: Path, store: Store
) -> AsyncIterator[tuple[DeskServer, Page, dict[str, object]]]:
    """Ana's page was loaded again in mid-talk: the server, the page, and its hello."""
    async with at_work(folder, store) as (server, ana):
        await ring(server)
        await server.event(CONNECTS)
        await ana.told("answered")
        assert ana.socket is not None
        await ana.socket.close()
        await server.event(LOSES_THE_DESK)
        yield server, ana, await ana.open()


async def test_a_page_loaded_again_in_mid_talk_goes_on_with_its_call(
    tmp_path: Path, store: Store
) -> None:
    async with reloaded(tmp_path, store) as (server, ana, hello):
        assert hello["state"] == "talking"
        await server.event(RINGS_AGAIN + "BridgeEnter Uniqueid=d2")
        answered = await ana.told("answered")
        assert answered["at"] == hello["answered_at"]
        await server.event("Hangup Uniqueid=d2 Cause=16\nHangup Uniqueid=c1 Cause=16")
        ended = await ana.told("ended")
        assert ended["seq"] == answered["seq"] + 1
        assert (await ana.told("state"))["state"] == "wrap_up"


async def test_a_caller_who_went_on_to_the_queue_leaves_no_wrap_up(
    tmp_path: Path, store: Store
) -> None:
    async with reloaded(tmp_path, store) as (server, ana, _):
        await server.event(f"{RINGS_AGAIN}Hangup Uniqueid=d2 Cause=34{ARRIVES}")
        withdrawn = await ana.told("withdrawn")
        assert withdrawn["why"] == "back_to_queue"
        assert (await ana.told("state"))["state"] == "available"
        await server.event(CALLED.format(1, server.ids["ana"]).replace("d1", "d3"))
        assert (await ana.told("pop"))["call"]["call_id"] == CALL


async def test_a_caller_who_does_not_wait_for_the_page_leaves_a_wrap_up(
    tmp_path: Path, store: Store
) -> None:
    async with reloaded(tmp_path, store) as (server, ana, _):
        await server.event("Hangup Uniqueid=c1 Cause=16")
        assert (await ana.told("ended"))["call_id"] == CALL
        assert (await ana.told("state"))["state"] == "wrap_up"


async def test_a_talk_that_the_dialplan_takes_for_over_leaves_a_wrap_up(
    tmp_path: Path, store: Store
) -> None:
    async with reloaded(tmp_path, store) as (server, ana, _):
        step = "UserEvent Uniqueid=c1 UserEvent=LineaCall Step=after-talk"
        await server.event(f"{step} AccountCode={CALL}")
        assert (await ana.told("ended"))["call_id"] == CALL
        assert (await ana.told("state"))["state"] == "wrap_up"


async def test_a_page_that_stays_away_leaves_the_queue_and_comes_back_as_it_was(
    tmp_path: Path, store: Store
) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        await server.asterisk.asked("QueueAdd")
        assert ana.socket is not None
        await ana.socket.close()
        assert (await server.asterisk.asked("QueueRemove"))["Interface"] == "PJSIP/desk-01"

        def offline() -> bool | None:
            with store.reading() as session:
                one = agents.by_id(session, server.ids["ana"])
            return (one is not None and one.state_reason == "connection_lost") or None

        await eventually(offline, PATIENCE, "offline")
        assert (await ana.open())["state"] == "available"
        await server.asterisk.asked("QueueAdd")


async def test_signing_out_closes_the_pages_and_leaves_the_queue(
    tmp_path: Path, store: Store
) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        await server.asterisk.asked("QueueAdd")
        await ana.post("/api/v1/logout")
        assert await ana.closed() == 4001
        await server.asterisk.asked("QueueRemove")


async def test_the_sixth_page_closes_the_first(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        pages = [await server.page() for _ in range(5)]
        for page in pages:
            await page.log_in("ana")
            await page.open()
        assert await ana.closed() == 4009


async def test_the_server_s_end_is_said(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        closing = asyncio.create_task(server.server.close())
        assert await ana.closed() == 1001
        await closing


async def test_a_feed_that_nobody_reads_is_closed_as_too_slow() -> None:
    feed = Feed(7)
    for number in range(FEED_BACKLOG + 1):
        feed.put("state", {"number": number})
    assert feed.close_code == 4008
    assert await feed.next() is None


async def test_agents_are_taken_up_again_by_a_server_started_anew(
    tmp_path: Path, store: Store
) -> None:
    async with at_work(tmp_path, store) as (server, _):
        page = await server.signed_in("ana")

        def available() -> bool | None:
            with store.reading() as session:
                one = agents.by_id(session, server.ids["ana"])
            return (one is not None and one.state == "available") or None

        await eventually(available, PATIENCE, "available")
        floor, ana = server.parts.floor, server.ids["ana"]
        assert floor.shown(ana).state == "available"
        assert (await (await page.get("/api/v1/me")).json())["state"] == "available"


async def test_a_page_ends_with_its_session(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("ana")
        server.clock.advance(timedelta(hours=12) - timedelta(milliseconds=50))
        await page.open()
        assert await page.closed() == 4001


async def test_a_page_ends_when_its_session_is_closed_elsewhere(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_socket, "SESSION_SECONDS", 0.02)
    async with at_work(tmp_path, store) as (server, ana):
        await server.asterisk.asked("QueueAdd")
        with store.unit_of_work() as session:
            agents.set_active(session, "ana", False, server.clock.now())
        assert await ana.closed() == 4001
        await server.asterisk.asked("QueueRemove")


async def test_signing_out_of_one_browser_leaves_the_other(tmp_path: Path, store: Store) -> None:
    async with at_work(tmp_path, store) as (server, ana):
        await ana.post("/api/v1/me/state", {"state": "offline"})
        assert (await ana.told("state"))["state"] == "offline"
        other = await server.signed_in("ana")
        assert await server.parts.call_log.settled(5)
        await other.post("/api/v1/logout")
        await ana.post("/api/v1/me/state", {"state": "paused", "reason": "rest"})
        assert (await ana.told("state"))["state"] == "paused"
