"""Signing in, the desk that is lent, and what a person is told of themselves."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from argon2 import PasswordHasher

from ivr.services import agents
from ivr.services.agents import AgentState, passwords
from ivr.store import Store
from tests.cti.desk_server import desk_server


async def test_a_session_is_a_cookie_that_no_script_and_no_other_site_gets(
    tmp_path: Path, store: Store
) -> None:
    async with desk_server(tmp_path, store) as server:
        answer = await (await server.page()).log_in("ana")
        assert (await answer.json())["agent"] == {
            "id": server.ids["ana"],
            "name": "Ana",
            "user": "ana",
            "role": "agent",
        }
        cookie = answer.cookies["linea_session"]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")


WRONG: list[Any] = [
    ({"user": "ana", "password": "otra"}, 401),
    ({"user": "nadie", "password": "otra"}, 401),
    ({"user": "", "password": "x"}, 422),
    ({"user": "ana"}, 422),
    ({"user": "ana", "password": "x" * 300}, 422),
    ({"user": "ana", "password": "x", "role": "admin"}, 422),
    ({"user": 1, "password": "x"}, 422),
]


@pytest.mark.parametrize(("body", "status"), WRONG)
async def test_what_is_not_right_signs_nobody_in(
    tmp_path: Path, store: Store, body: Any, status: int
) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.page()
        answer = await page.post("/api/v1/login", body)
        assert answer.status == status
        assert "linea_session" not in answer.cookies
        assert (await page.get("/api/v1/me")).status == 401


async def test_a_user_is_throttled_with_the_time_to_wait(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.page()
        for _ in range(5):
            assert (await page.log_in("ana", "equivocada")).status == 401
        answer = await page.log_in("ana")
        assert answer.status == 429
        assert int(answer.headers["Retry-After"]) > 0
        assert "intentos" in (await answer.json())["title"]
        server.clock.advance(timedelta(minutes=6))
        assert (await page.log_in("ana")).status == 200


async def test_an_address_that_tries_many_users_is_throttled(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.page()
        for number in range(30):
            assert (await page.log_in(f"u{number}", "x")).status == 401
        assert (await page.log_in("ana")).status == 429


async def test_signing_in_as_someone_else_ends_the_browsers_former_session(
    tmp_path: Path, store: Store
) -> None:
    async with desk_server(tmp_path, store) as server:
        page, now = await server.page(), server.clock.now()
        former = (await page.log_in("ana")).cookies["linea_session"].value
        with store.unit_of_work() as session:
            agents.set_state(session, server.ids["ana"], AgentState.AVAILABLE, None, now)
        assert (await page.log_in("sofia")).status == 200
        with store.reading() as session:
            assert agents.session_for(session, former, now) is None
            assert agents.by_user(session, "ana").state is AgentState.OFFLINE
        assert (await (await page.get("/api/v1/session")).json())["agent"]["user"] == "sofia"


async def test_a_password_is_looked_at_outside_of_the_store_s_lock(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Argon2 takes long: meanwhile everybody else writes."""
    written: list[bool] = []

    class Meanwhile(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            with (
                closing(Store(f"sqlite:///{store.address}", lock_seconds=0.2)) as other,
                other.unit_of_work() as session,
            ):
                agents.ensure_desks(session, 3)
            written.append(True)
            return super().verify(hash, password)

    async with desk_server(tmp_path, store) as server:
        cheap = Meanwhile(time_cost=1, memory_cost=8, parallelism=1)
        monkeypatch.setattr(passwords, "HASHER", cheap)
        page = await server.page()
        assert (await page.log_in("ana")).status == 200
        assert (await page.log_in("ana", "equivocada")).status == 401
    assert written == [True, True]


async def test_a_session_ends_by_time_and_by_signing_out(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("ana")
        server.clock.advance(timedelta(hours=13))
        assert (await page.get("/api/v1/me")).status == 401
        page = await server.signed_in("ana")
        assert (await page.post("/api/v1/logout")).status == 204
        assert (await page.get("/api/v1/me")).status == 401


async def test_a_desk_is_lent_to_who_serves_a_queue(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        me = await (await (await server.signed_in("ana")).get("/api/v1/me")).json()
        password = me["desk"].pop("password")
        assert me["desk"] == {
            "uri": "sip:desk-01@127.0.0.1",
            "ws": "/ws",
            "display": "01",
            "ice": [],
        }
        assert password.startswith("secret-of-desk-01-in-")
        assert (me["state"], me["queues"]) == ("offline", ["attention"])
        counted = {name: value for name, value in me["today"].items() if value is not None}
        assert counted == {"answered": 0, "missed": 0, "talk_seconds": 0, "ratings": 0}
        supervisor = await (await (await server.signed_in("sofia")).get("/api/v1/me")).json()
        assert supervisor["desk"] is None


async def test_without_a_free_desk_it_says_so(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store, seats=1) as server:
        assert (await (await server.signed_in("ana")).get("/api/v1/me")).status == 200
        answer = await (await server.signed_in("beto")).get("/api/v1/me")
        assert answer.status == 409
        assert (await answer.json())["code"] == "no_free_desk"


STATES: list[Any] = [
    ({"state": "available"}, 204),
    ({"state": "paused"}, 422),
    ({"state": "paused", "reason": "missed_call"}, 422),
    ({"state": "paused", "reason": "lunch"}, 204),
    ({"state": "offline"}, 204),
    ({"state": "paused", "reason": "fishing"}, 422),
    ({"state": "available", "reason": "lunch"}, 422),
    ({"state": "talking"}, 422),
    ({}, 422),
]


@pytest.mark.parametrize(("body", "status"), STATES)
async def test_the_states_that_may_be_chosen(
    tmp_path: Path, store: Store, body: Any, status: int
) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.signed_in("ana")
        assert (await page.post("/api/v1/me/state", body)).status == status


async def test_the_demonstration_s_telephone_is_there_only_with_it(
    tmp_path: Path, store: Store
) -> None:
    async with desk_server(tmp_path, store, demo=False) as server:
        page = await server.page()
        assert (await page.get("/api/v1/demo/phone")).status == 404
        assert (await page.get("/telefono")).status == 404


async def test_health_says_what_is_missing(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        page = await server.page()
        assert (await (await page.get("/health")).json())["status"] == "ok"
        server.bus_switch.gone = True
        report = await (await page.get("/health")).json()
        assert (report["status"], report["parts"]["bus"]) == ("degraded", "degraded")
        assert report["notes"] == {"bus": "Redis no responde"}


async def test_no_figure_carries_a_person(tmp_path: Path, store: Store) -> None:
    async with desk_server(tmp_path, store) as server:
        await server.signed_in("ana")
        text = await (await (await server.page()).get("/metrics")).text()
        assert "linea_cti_ami_connected 1.0" in text
        assert "ana" not in {word for line in text.splitlines() for word in line.split('"')}
