"""The call log over HTTP: pages, filters, and who sees what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ivr.services import calls, surveys
from ivr.services.calls import LegRole
from ivr.services.surveys import Served, SurveyRules
from ivr.store import Store, SurveyOrigin
from tests.cti.desk_server import DeskServer, desk_server
from tests.cti.sequence import BEGIN

NUMBER, ANOTHER = "+573151234567", "+573109876543"


def call_id(number: int) -> str:
    return f"0190a000-0000-7000-8000-{number:012}"


@asynccontextmanager
async def with_calls(folder: Path, store: Store) -> AsyncIterator[DeskServer]:
    """Six calls, a minute each: those of even number with Ana, of odd number with Beto."""
    async with desk_server(folder, store) as server:
        with store.unit_of_work() as session:
            for number in range(6):
                at = BEGIN + timedelta(minutes=number)
                caller = NUMBER if number < 4 else ANOTHER
                calls.begin(session, call_id(number), started_at=at, number=caller)
                agent = server.ids["ana" if number % 2 == 0 else "beto"]
                calls.leg_started(
                    session, call_id(number), "d1", role=LegRole.AGENT, at=at, agent_id=agent
                )
                calls.leg_answered(session, call_id(number), "d1", at=at)
                calls.end(session, call_id(number), at=at + timedelta(seconds=30))
        yield server


async def listed(server: DeskServer, user: str, query: str) -> tuple[list[int], str | None]:
    """The numbers of the calls that a user gets, and the cursor."""
    page = await server.signed_in(user)
    answer = await page.get(f"/api/v1/calls{query}")
    assert answer.status == 200, await answer.text()
    body = await answer.json()
    return [int(call["call_id"][-12:]) for call in body["calls"]], body["next"]


# user, query, calls
LISTS = [
    ("sofia", "", [5, 4, 3, 2, 1, 0]),
    ("ana", "", [4, 2, 0]),
    ("ana", "?agent=2", [4, 2, 0]),
    ("sofia", "?agent=2", [5, 3, 1]),
    ("sofia", "?number=3109876543", [5, 4]),
    ("sofia", "?number=310%20987%206543", [5, 4]),
    ("sofia", "?from=2026-11-22T15:04:00Z", [5, 4]),
    ("sofia", "?to=2026-11-22T15:02:00Z", [1, 0]),
    ("sofia", "?from=2026-11-22T10:01:00-05:00&to=2026-11-22T10:03:00-05:00", [2, 1]),
]


@pytest.mark.parametrize(("user", "query", "expected"), LISTS)
async def test_the_list_and_its_filters(
    tmp_path: Path, store: Store, user: str, query: str, expected: list[int]
) -> None:
    async with with_calls(tmp_path, store) as server:
        assert await listed(server, user, query.replace("+", "%2B")) == (expected, None)


async def test_pages_follow_each_other_without_a_gap(tmp_path: Path, store: Store) -> None:
    async with with_calls(tmp_path, store) as server:
        first, cursor = await listed(server, "sofia", "?limit=4")
        second, end = await listed(server, "sofia", f"?limit=4&cursor={cursor}")
        assert (first + second, end) == ([5, 4, 3, 2, 1, 0], None)


BAD = ["cursor=x", "agent=ana", "number=12", "from=ayer", "to=2026-11-22", "page=2", "limit=-1"]


@pytest.mark.parametrize("query", BAD)
async def test_a_filter_that_can_t_be_is_said(tmp_path: Path, store: Store, query: str) -> None:
    async with with_calls(tmp_path, store) as server:
        answer = await (await server.signed_in("sofia")).get(f"/api/v1/calls?{query}")
        assert answer.status == 422
        assert (await answer.json())["title"]


async def got(server: DeskServer, user: str, number: int) -> tuple[int, Any]:
    page = await server.signed_in(user)
    answer = await page.get(f"/api/v1/calls/{call_id(number)}")
    return answer.status, await answer.json()


async def test_a_supervisor_sees_any_call_and_an_agent_their_own(
    tmp_path: Path, store: Store
) -> None:
    async with with_calls(tmp_path, store) as server:
        status, body = await got(server, "sofia", 1)
        assert (status, body["number"], body["outcome"]) == (200, NUMBER, "agent")
        assert (await got(server, "ana", 2))[0] == 200
        assert (await got(server, "ana", 1))[0] == 404
        assert (await got(server, "ana", 99))[0] == 404


async def test_who_talked_to_a_caller_does_not_read_what_they_thought_of_it(
    tmp_path: Path, store: Store
) -> None:
    async with with_calls(tmp_path, store) as server:
        with store.unit_of_work() as session:
            survey = surveys.invite(
                session,
                call_id(2),
                number=NUMBER,
                served=Served(SurveyOrigin.AGENT, server.ids["ana"], "attention"),
                rules=SurveyRules(),
                now=BEGIN,
            )
            assert survey is not None
            surveys.answer(session, survey, csat=1)
        assert (await got(server, "sofia", 2))[1]["followed"]["survey"]["csat"] == 1
        assert (await got(server, "ana", 2))[1]["followed"]["survey"] is None


async def test_an_agent_sees_the_former_calls_of_the_caller_on_the_screen(
    tmp_path: Path, store: Store
) -> None:
    async with with_calls(tmp_path, store) as server:
        ana = await server.page()
        await ana.sit("ana")
        ringing = call_id(7)
        with store.unit_of_work() as session:
            calls.begin(session, ringing, started_at=BEGIN, number=NUMBER)
        await server.event(
            f"NewAccountCode Uniqueid=c1 Channel=PJSIP/trunk-1 AccountCode={ringing}\n"
            f"AgentCalled Uniqueid=c1 DestChannel=PJSIP/desk-01-1 DestUniqueid=d1 "
            f"MemberName=agent-{server.ids['ana']} AccountCode={ringing}"
        )
        await ana.told("pop")
        assert (await got(server, "ana", 1))[0] == 200
        assert (await got(server, "ana", 5))[0] == 404
        recorded = [await ana.get(f"/api/v1/calls/{call_id(one)}/recordings") for one in (1, 5)]
        assert [answer.status for answer in recorded] == [200, 404]
