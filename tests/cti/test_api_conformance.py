"""The API against its own document, by schemathesis: hostile requests, documented answers.

The real application serves over loopback from a thread of its own. In the daily run each
operation gets a few requests of each kind; named (``-m long``), many more.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from cti.web.openapi import document
from cti.web.routes import ROUTES
from cti.web.token_gate import ApiLimits
from ivr.queue_place import Place
from ivr.services import callbacks, calls, damage, pqrs
from ivr.services.damage import DamageFiling
from ivr.services.pqrs import CaseFiling, CaseKind
from ivr.store import Store
from tests.cti.desk_server import desk_server
from tests.cti.sequence import BEGIN
from tests.services.town import account

FEW, MANY = 6, 150
ENDS_THE_SESSION = {"session.log_in", "session.log_out"}
CALL = "0190a000-0000-7000-8000-000000000001"
REFUSALS = ["401", "403", "404", "409", "413", "422", "429"]
"""What any request may meet: 413 too, a text written as ``\\u…`` is six times its length."""
CONFIG = {
    "phases": {"stateful": {"enabled": False}, "coverage": {"unexpected-methods": ["DELETE"]}},
    "generation": {"with-security-parameters": False},  # who may is for test_web_access
    "checks": {
        # what the schema allows may still mean nothing: a cursor of no page, a service not offered
        "positive_data_acceptance": {"expected-statuses": ["2xx", "304", *REFUSALS]},
        "negative_data_rejection": {"expected-statuses": ["400", "415", *REFUSALS]},
        # aiohttp names the methods of every route that a path fits: /damages/{ticket} for /join
        "allow_header_conformance": {"enabled": False},
        "ignored_auth": {"enabled": False},
    },
}
SCHEMA = schemathesis.openapi.from_dict(
    document(ROUTES), config=SchemathesisConfig.from_dict(CONFIG)
)
USUAL = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": (Phase.explicit, Phase.generate),
    "derandomize": True,
    "database": None,
}


class Served:
    """The application, and a session of the administrator's."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.radicado = ""
        self._ready: Future[tuple[str, dict[str, str]]] = Future()
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._run, args=(folder, store))
        self._thread.start()
        self.url, self.cookies = self._ready.result(60)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(30)

    def _run(self, folder: Path, store: Store) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve(folder, store))
        except BaseException as failure:
            if not self._ready.done():
                self._ready.set_exception(failure)
            raise
        finally:
            self._loop.close()

    async def _serve(self, folder: Path, store: Store) -> None:
        limits = ApiLimits(requests_per_minute=10**6)
        async with desk_server(folder, store, api=limits) as server:
            self.radicado = _fill(store)
            page = await server.signed_in("raiz")
            cookies = {one.key: one.value for one in page.client.cookie_jar}
            self._ready.set_result((str(server.server.make_url("/")).rstrip("/"), cookies))
            await self._over.wait()


def _fill(store: Store) -> str:
    """One of each thing that is listed; gives the case's radicado."""
    rules = pqrs.load(Path(__file__).parents[2] / "config" / "catalogues" / "pqrs.toml")
    with store.unit_of_work() as session:
        account_id = account(session)
        calls.begin(session, CALL, started_at=BEGIN, number="+573155550101")
        calls.set_account(session, CALL, account_id, 1)
        filing = CaseFiling(kind=CaseKind.CLAIM, call_id=CALL, account_id=account_id)
        filed = pqrs.file(session, filing, rules, BEGIN)
        callbacks.ask(
            session, call_id=CALL, number="+573155550101", queue="attention",
            place=Place(int(BEGIN.timestamp())), not_before=BEGIN, now=BEGIN,
        )  # fmt: skip
        damage.post(
            session, DamageFiling(kind="Sin agua", priority=3, call_id=CALL), "700018", BEGIN
        )
        return filed.radicado


@pytest.fixture(scope="module")
def served(sqlite_with_tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("conformance")
    file = folder / "linea.sqlite"
    file.write_bytes(sqlite_with_tables.read_bytes())
    store = Store(f"sqlite:///{file}")
    running = Served(folder, store)
    yield running
    running.close()
    store.close()


def ask(case: Any, served: Served) -> None:
    """Send it as the administrator's browser does, and hold the answer against the document."""
    cookies = (
        {} if case.operation.definition.raw["operationId"] in ENDS_THE_SESSION else served.cookies
    )
    case.headers = {**(case.headers or {}), "X-Linea": "1"}
    answer = case.call(base_url=served.url, cookies=cookies)
    left_out = "" in (case.query or {}).values()  # an empty parameter counts as none
    excluded = [negative_data_rejection] if left_out else []
    if "101" in case.operation.definition.raw["responses"]:  # no WebSocket is asked for here
        excluded.append(positive_data_acceptance)
    case.validate_response(answer, excluded_checks=excluded)


@SCHEMA.parametrize()
@settings(max_examples=FEW, **USUAL)  # type: ignore[arg-type]
def test_every_answer_is_documented(case: Any, served: Served) -> None:
    ask(case, served)


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/api/v1/calls/{call_id}", {"call_id": CALL}),
        ("/api/v1/calls/{call_id}/recordings", {"call_id": CALL}),
        ("/api/v1/cases/{radicado}", {"radicado": None}),
        ("/api/v1/damages/{ticket}", {"ticket": "700018"}),
        ("/api/v1/accounts/{number}", {"number": "210000373"}),
        ("/api/v1/callbacks/{callback_id}", {"callback_id": 1}),
        ("/api/v1/agents/{agent_id}", {"agent_id": 1}),
        ("/api/v1/queues/{queue}", {"queue": "attention"}),
        ("/api/v1/reports", {}),
    ],
)
def test_what_is_there_is_as_documented(path: str, values: dict[str, Any], served: Served) -> None:
    known = {name: value or served.radicado for name, value in values.items()}
    case = SCHEMA[path]["GET"].Case(path_parameters=known, cookies=served.cookies)
    answer = case.call(base_url=served.url)
    assert answer.status_code == 200
    case.validate_response(answer)


@pytest.mark.long
@SCHEMA.parametrize()
@settings(max_examples=MANY, **USUAL)  # type: ignore[arg-type]
def test_many_answers_are_documented(case: Any, served: Served) -> None:
    ask(case, served)
