"""What is no telephone's goes to `cti` and back: whole, streamed, with who asked."""

from __future__ import annotations

import asyncio
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError, web

from cti.web.problem import problems
from cti.web.visitor import is_at_this_machine, through_the_door
from ivr.store import Store
from tests.cti.door.running_door import HANDSHAKE, closed, running_door
from tests.running.patience import PATIENCE

pytestmark = pytest.mark.service


async def tell(request: web.Request) -> web.Response:
    """What the request looks like behind the door."""
    body = await request.text()
    told = {
        "method": request.method,
        "path": request.raw_path,
        "remote": request.remote,
        "scheme": request.scheme,
        "host": request.host,
        "here": is_at_this_machine(request),
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "body": body,
    }
    answer = web.json_response(told, status=int(request.query.get("status", 200)))
    answer.set_cookie("one", "1", httponly=True)
    answer.set_cookie("two", "2")
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    return answer


async def pieces(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Encoding": "gzip"})
    await answer.prepare(request)
    whole = gzip.compress(b"a line of a report\n" * 1000)
    for at in range(0, len(whole), 10):
        await answer.write(whole[at : at + 10])
    await answer.write_eof()
    return answer


async def echo(request: web.Request) -> web.StreamResponse:
    if "refuse" in request.query:
        raise web.HTTPForbidden
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    await socket.send_str(f"{request.remote} {request.headers.get('Origin')} {request.cookies}")
    async for message in socket:
        if message.data == "leave":
            await socket.close(code=4001)
        else:
            await socket.send_str(f"again {message.data}")
    return socket


def cti() -> web.Application:
    app = web.Application(middlewares=[problems, through_the_door])
    app.add_routes(
        [web.get("/pieces", pieces), web.get("/live", echo), web.route("*", "/{path:.*}", tell)]
    )
    return app


async def test_a_request_and_its_answer_go_through_whole(tmp_path: Path, store: Store) -> None:
    async with running_door(tmp_path, store, cti=cti()) as door:
        browser = await door.browser()
        asked = browser.post(
            "/api/x%2Fy?a=%C3%A1&status=409", json={"ñ": 1}, headers={"X-Linea": "1"}
        )
        async with asked as answer:
            told = await answer.json()
            assert answer.status == 409
            assert len(answer.headers.getall("Set-Cookie")) == 2
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
        assert (told["method"], told["path"]) == ("POST", "/api/x%2Fy?a=%C3%A1&status=409")
        assert json.loads(told["body"]) == {"ñ": 1}
        assert (told["remote"], told["scheme"], told["here"]) == ("127.0.0.1", "http", True)
        assert told["host"] == f"127.0.0.1:{door.server.port}"
        assert told["headers"]["x-linea"] == "1"
        assert "connection" not in told["headers"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "PUT", "OPTIONS"])
async def test_every_method_goes_through(tmp_path: Path, store: Store, method: str) -> None:
    async with (
        running_door(tmp_path, store, cti=cti()) as door,
        (await door.browser()).request(method, "/x") as answer,
    ):
        assert answer.status == 200
        if method != "HEAD":
            assert (await answer.json())["method"] == method


async def test_an_answer_comes_as_it_is_written(tmp_path: Path, store: Store) -> None:
    async with (
        running_door(tmp_path, store, cti=cti()) as door,
        (await door.browser()).get("/pieces") as answer,
    ):
        assert answer.headers["Content-Encoding"] == "gzip"
        assert await answer.read() == b"a line of a report\n" * 1000


LIES: list[dict[str, str]] = [
    {"X-Linea-Address": "10.9.9.9", "X-Linea-Scheme": "https"},
    {"X-Forwarded-For": "10.9.9.9", "X-Forwarded-Proto": "https"},
    {"Connection": "X-Linea-Address", "X-Linea-Address": "10.9.9.9"},
]


@pytest.mark.parametrize("headers", LIES)
async def test_nobody_says_who_they_are_but_a_proxy_of_ours(
    tmp_path: Path, store: Store, headers: dict[str, str]
) -> None:
    async with running_door(tmp_path, store, cti=cti()) as door:
        told = await _told(await (await door.browser()).get("/x", headers=headers))
        assert (told["remote"], told["scheme"]) == ("127.0.0.1", "http")
    believed = frozenset({"127.0.0.1"})
    async with running_door(tmp_path, store, cti=cti(), proxies=believed) as door:
        told = await _told(await (await door.browser()).get("/x", headers=headers))
        by_proxy = "X-Forwarded-For" in headers
        assert (told["remote"] == "10.9.9.9", told["scheme"] == "https") == (by_proxy, by_proxy)


async def test_a_page_s_socket_goes_through_with_its_close_code(
    tmp_path: Path, store: Store
) -> None:
    async with running_door(tmp_path, store, cti=cti()) as door:
        browser = await door.browser("token")
        socket = await browser.ws_connect("/live", headers={"Origin": "http://here"})
        assert "127.0.0.1 http://here" in (said := await socket.receive_str())
        assert "token" in said
        await socket.send_str("hello")
        assert await socket.receive_str() == "again hello"
        await socket.send_str("leave")
        assert await closed(socket) == 4001


async def test_a_socket_refused_behind_the_door_is_refused_before_it(
    tmp_path: Path, store: Store
) -> None:
    async with running_door(tmp_path, store, cti=cti()) as door:
        browser = await door.browser()
        with pytest.raises(WSServerHandshakeError) as caught:
            await browser.ws_connect("/live?refuse")
        assert caught.value.status == 403
        async with browser.get("/live?refuse", headers=HANDSHAKE) as answer:
            assert answer.status == 403
            assert answer.content_type == "application/problem+json"
            assert (await answer.json())["code"] == "http_403"
        async with browser.get("/x", headers=HANDSHAKE) as answer:  # no WebSocket at all
            assert (answer.status, (await answer.json())["path"]) == (200, "/x")


async def test_without_cti_it_is_said_in_spanish_with_every_header(
    tmp_path: Path, store: Store
) -> None:
    async with running_door(tmp_path, store) as door:
        browser = await door.browser()
        answer = await browser.get("/puesto")
        assert answer.status == 503
        assert "El servidor no responde" in (await answer.json())["title"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        with pytest.raises(WSServerHandshakeError) as caught:
            await browser.ws_connect("/api/v1/live")
        assert caught.value.status == 503


async def test_a_telephone_talks_on_while_cti_is_away(tmp_path: Path, store: Store) -> None:
    async with running_door(tmp_path, store) as door:
        door.hire("ana")
        page = await door.telephone(door.sign_in("ana")[0])
        assert (await (await door.browser()).get("/puesto")).status == 503
        await page.send_str("\r\n\r\n")
        async with asyncio.timeout(PATIENCE):
            assert await door.exchange.heard.get() == "\r\n\r\n"


async def test_the_authority_is_there_to_be_trusted(tmp_path: Path, store: Store) -> None:
    async with running_door(tmp_path, store) as door:
        assert (await (await door.browser()).get("/autoridad.crt")).status == 404
    file = tmp_path / "autoridad.pem"
    file.write_text("-----BEGIN CERTIFICATE-----")
    async with running_door(tmp_path, store, authority=file) as door:
        answer = await (await door.browser()).get("/autoridad.crt")
        assert answer.content_type == "application/x-x509-ca-cert"
        assert await answer.text() == file.read_text()


async def test_the_end_asks_every_page_to_come_again(tmp_path: Path, store: Store) -> None:
    async with running_door(tmp_path, store, cti=cti()) as door:
        door.hire("ana")
        page = await door.telephone(door.sign_in("ana")[0])
        ended = asyncio.create_task(door.server.close())
        assert await closed(page) == 1001
        await ended
        assert page.closed
        assert (await page.receive()).type is WSMsgType.CLOSED


async def _told(answer: Any) -> dict[str, Any]:
    told: dict[str, Any] = await answer.json()
    return told
