"""`/ws`: whose telephone comes through, as whom, and when it is cut off."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import WSServerHandshakeError

from cti.door import gate, pipe
from ivr.services import agents
from ivr.store import Role, Store
from tests.cti.door.running_door import Door, closed, running_door
from tests.cti.door.test_telephone import answer, authorization, register, request
from tests.running.patience import PATIENCE

pytestmark = pytest.mark.service

OPTIONS = request("OPTIONS")


async def heard(door: Door) -> str:
    async with asyncio.timeout(PATIENCE):
        return await door.exchange.heard.get()


async def refused(door: Door, token: str = "", path: str = "/ws", **headers: str) -> int:
    with pytest.raises(WSServerHandshakeError) as caught:
        await door.telephone(token, path, **headers)
    return caught.value.status


async def test_a_desk_s_telephone_talks_with_asterisk_both_ways(
    tmp_path: Path, store: Store
) -> None:
    async with running_door(tmp_path, store) as door:
        door.hire("ana")
        token, person = door.sign_in("ana")
        page = await door.telephone(token)
        assert page.protocol == "sip"
        await page.send_str(register())
        assert await heard(door) == register()
        await page.send_bytes(OPTIONS.encode())
        assert await heard(door) == OPTIONS
        exchange = await door.exchange.came.get()
        await exchange.send_str("SIP/2.0 200 OK\r\n\r\n")
        assert await page.receive_str() == "SIP/2.0 200 OK\r\n\r\n"
        assert door.exchange.came_from == ["127.0.0.64"]

        shown = authorization(answer(f"desk-01-in-{person.key}"))
        await page.send_str(request("INVITE", "desk-01", "<sip:a@b>", "<sip:c@d>", shown))
        assert authorization(answer("own-of-desk-01")) in await heard(door)


@pytest.mark.parametrize("role", Role)
async def test_every_role_with_a_desk_has_its_telephone_and_without_one_none(
    tmp_path: Path, store: Store, role: Role
) -> None:
    async with running_door(tmp_path, store) as door:
        door.hire("ana", role)
        assert await refused(door, door.sign_in("ana", desk=False)[0]) == 403
        page = await door.telephone(door.sign_in("ana")[0])
        await page.send_str(OPTIONS)
        assert await heard(door) == OPTIONS


async def test_nobody_and_a_stale_cookie_are_refused(tmp_path: Path, store: Store) -> None:
    async with running_door(tmp_path, store) as door:
        door.hire("ana")
        token, _ = door.sign_in("ana")
        assert await refused(door) == 401
        assert await refused(door, "x" * 43) == 401
        assert await refused(door, "x" * 4000) == 401
        with store.unit_of_work() as session:
            agents.log_out(session, token, door.clock.now())
        assert await refused(door, token) == 401
        late, _ = door.sign_in("ana")
        door.clock.advance(timedelta(hours=13))
        assert await refused(door, late) == 401
        assert door.exchange.came.empty()


async def test_another_site_s_page_gets_no_telephone(tmp_path: Path, store: Store) -> None:
    async with running_door(tmp_path, store) as door:
        door.hire("ana")
        token, _ = door.sign_in("ana")
        assert await refused(door, token, Origin="https://evil.example") == 403
        own = str(door.server.make_url("/")).rstrip("/")
        await (await door.telephone(token, Origin=own)).close()


@pytest.mark.parametrize("text", [request(whose="desk-02"), "GET / HTTP/1.1\r\n\r\n"])
async def test_who_speaks_in_another_s_name_is_cut_off(
    tmp_path: Path, store: Store, text: str
) -> None:
    async with running_door(tmp_path, store) as door:
        door.hire("ana")
        page = await door.telephone(door.sign_in("ana")[0])
        await page.send_str(text)
        assert await closed(page) == 1008
        assert door.exchange.heard.empty()


async def test_a_message_without_measure_is_cut_off(tmp_path: Path, store: Store) -> None:
    async with running_door(tmp_path, store) as door:
        door.hire("ana")
        page = await door.telephone(door.sign_in("ana")[0])
        await page.send_str(OPTIONS + "x" * 70_000)
        assert await closed(page) == 1009
        assert door.exchange.heard.empty()


End = Callable[[Door, str], Awaitable[None]]


async def _by_signing_out(door: Door, token: str) -> None:
    with door.store.unit_of_work() as session:
        agents.log_out(session, token, door.clock.now())


async def _by_a_new_password(door: Door, token: str) -> None:
    with door.store.unit_of_work() as session:
        agents.set_password(session, "ana", "otra clave larga")


async def _by_retiring(door: Door, token: str) -> None:
    with door.store.unit_of_work() as session:
        agents.set_active(session, "ana", False, door.clock.now())


async def _by_another_session(door: Door, token: str) -> None:
    door.sign_in("ana")


@pytest.mark.parametrize(
    "end", [_by_signing_out, _by_a_new_password, _by_retiring, _by_another_session]
)
async def test_a_telephone_ends_with_its_session_s_desk(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, end: End
) -> None:
    monkeypatch.setattr(gate, "SESSION_SECONDS", 0.05)
    async with running_door(tmp_path, store) as door:
        door.hire("ana")
        token, _ = door.sign_in("ana")
        page = await door.telephone(token)
        await page.send_str(OPTIONS)
        assert await heard(door) == OPTIONS
        await end(door, token)
        assert await closed(page) == 4001
        async with asyncio.timeout(PATIENCE):
            await door.exchange.left.get()


async def test_a_password_does_not_outlive_its_session(tmp_path: Path, store: Store) -> None:
    """The next session has another, even where the database gives its id again."""
    async with running_door(tmp_path, store) as door:
        door.hire("ana")
        token, first = door.sign_in("ana")
        with store.unit_of_work() as session:
            agents.log_out(session, token, door.clock.now())
        door.clock.advance(timedelta(minutes=1))
        token, second = door.sign_in("ana")
        assert first.key != second.key
        page = await door.telephone(token)
        stale = authorization(answer(f"desk-01-in-{first.key}"))
        await page.send_str(request("INVITE", "desk-01", "<sip:a@b>", "<sip:c@d>", stale))
        assert 'response="' + "0" * 32 in await heard(door)


async def test_the_fourth_telephone_of_a_desk_closes_the_first(
    tmp_path: Path, store: Store
) -> None:
    async with running_door(tmp_path, store) as door:
        door.hire("ana")
        token, _ = door.sign_in("ana")
        first, *others = [await door.telephone(token) for _ in range(4)]
        assert await closed(first) == 4009
        for page in others:
            await page.send_str(OPTIONS)
            assert await heard(door) == OPTIONS


async def test_closing_goes_both_ways(tmp_path: Path, store: Store) -> None:
    async with running_door(tmp_path, store) as door:
        door.hire("ana")
        token, _ = door.sign_in("ana")
        page = await door.telephone(token)
        await door.exchange.came.get()
        await page.close()
        async with asyncio.timeout(PATIENCE):
            await door.exchange.left.get()
        page = await door.telephone(token)
        await (await door.exchange.came.get()).close()
        assert await closed(page) in (1000, 1001)


async def test_without_asterisk_it_says_so(tmp_path: Path, store: Store) -> None:
    async with running_door(tmp_path, store) as door:
        door.hire("ana")
        token, _ = door.sign_in("ana")
        object.__setattr__(door.gate._config, "exchange", "ws://127.0.0.1:9/ws")
        assert await refused(door, token) == 503


async def test_a_page_that_does_not_read_is_given_up_and_nothing_piles_up(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipe, "SEND_SECONDS", 0.2)
    async with running_door(tmp_path, store) as door:
        door.hire("ana")
        page = await door.telephone(door.sign_in("ana")[0])
        exchange = await door.exchange.came.get()
        said = "SIP/2.0 180 Ringing\r\n\r\n" + "x" * 60_000
        sent = 0
        async with asyncio.timeout(PATIENCE):
            while not exchange.closed and sent < 5000:
                with contextlib.suppress(ConnectionError):
                    await exchange.send_str(said)
                sent += 1
        assert sent < 5000
        await page.close()


async def test_the_demonstration_s_caller_is_of_this_machine_alone(
    tmp_path: Path, store: Store
) -> None:
    async with running_door(tmp_path, store) as door:
        page = await door.telephone(path="/ws/demo")
        said = request("INVITE", "caller-web")
        await page.send_str(said)
        assert await heard(door) == said
        for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"):
            assert await refused(door, path="/ws/demo", **{name: "127.0.0.1"}) == 404
        assert await refused(door, path="/ws/demo", Host="linea.example") == 404
        assert await refused(door, path="/ws/demo", Host="[") in (400, 404)
    async with running_door(tmp_path, store, demo=False) as door:
        assert await refused(door, path="/ws/demo") == 404
