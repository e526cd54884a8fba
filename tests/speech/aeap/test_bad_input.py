"""Whatever is sent to the server, the next caller is heard."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr.errors import LineaError
from speech.aeap import messages
from speech.aeap.messages import NotAeap, Request
from tests.running.line import eventually
from tests.speech.aeap.asterisk_side import SETUP, connected, set_up
from tests.speech.aeap.pretended import Pretended, hearing
from tests.speech.aeap.sounds import samples_of
from tests.speech.aeap.stand_in import ear_server

pytestmark = pytest.mark.service

SPOKEN = samples_of("corte de agua")
HANDSHAKE = (
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Protocol: speech_to_text\r\n{more}\r\n"
)
POLICY_VIOLATION, TOO_BIG = 1008, 1009
A_MEGABYTE = bytes(1_000_000)
NAMES = st.sampled_from(["request", "response", "id", "params", "codecs", "turn", "name"])
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=12,
)


@asynccontextmanager
async def a_server(setup_seconds: float = 10.0) -> AsyncIterator[int]:
    """A server that must still hear a caller when the test has done its worst to it."""
    model = Pretended(*[["corte de agua"]] * 100)
    async with ear_server(hearing(model), setup_seconds=setup_seconds) as (port, registry):
        yield port
        await _hears_a_caller(port)

        def left_nothing_behind() -> bool | None:
            names = ("linea_speech_calls", "linea_speech_recognizing")
            return not any(map(registry.get_sample_value, names)) or None

        await eventually(left_nothing_behind, 10, "the end of every call")


async def _hears_a_caller(port: int) -> None:
    async with set_up(port) as call:
        await call.set("gate", "600")
        await call.set("turn", "1 menu.opciones")
        await call.speak(SPOKEN, 1.0)
        told = await call.told()
        assert (told.label, told.text) == ("1 final", "corte de agua")


@asynccontextmanager
async def a_socket(
    port: int, more: str = ""
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A bare connection after the websocket's handshake."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(HANDSHAKE.format(more=more).encode())
        yield reader, writer
    finally:
        writer.close()


def frame(opcode: int, length: int, sent: bytes) -> bytes:
    """A client's frame that says how long it is and brings what it brings; masked with zeros."""
    return bytes([0x80 | opcode, 0x80 | 126]) + length.to_bytes(2, "big") + bytes(4) + sent


async def test_one_that_sends_nothing_is_closed() -> None:
    async with a_server(setup_seconds=0.1) as port, connected(port) as call:
        assert await call.closed() is not None


async def test_one_that_never_ends_its_first_message_is_closed() -> None:
    async with a_server(setup_seconds=0.1) as port, a_socket(port) as (reader, writer):
        writer.write(frame(1, 200, b'{"request":"se'))
        async with asyncio.timeout(20):
            assert b"101 Switching" in await reader.read()  # to the end: it was closed


@pytest.mark.parametrize("opcode", [1, 2])
async def test_half_a_message_and_a_connection_that_is_cut(opcode: int) -> None:
    async with a_server() as port, a_socket(port) as (reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(frame(opcode, 60_000, b'{"request":"se'))
        await writer.drain()
        assert writer.transport is not None
        writer.transport.abort()


@pytest.mark.parametrize("text", [False, True])
async def test_a_megabyte_at_once_ends_its_call_alone(text: bool) -> None:
    async with a_server() as port, set_up(port) as other, set_up(port) as call:
        await call.set("turn", "1 menu.opciones")
        if text:
            await call.socket.send_str(A_MEGABYTE.decode())
        else:
            await call.socket.send_bytes(A_MEGABYTE)
        assert await call.closed() == TOO_BIG
        assert "error_msg" not in await other.set("turn", "1 menu.opciones")


async def test_a_megabyte_in_many_small_pieces_is_cut_to_the_longest_utterance() -> None:
    async with a_server() as port, set_up(port) as call:
        await call.set("gate", "600")
        await call.set("turn", "1 menu.opciones")
        spoken = SPOKEN.astype("<i2").tobytes()
        for _ in range(len(A_MEGABYTE) // len(spoken)):
            await call.socket.send_bytes(spoken)
        assert (await call.told()).label == "1 final"


@pytest.mark.parametrize(
    "text", ["", "hola", "[]", "17", "null", '{"a":1}', '{"request":7}', "[" * 9000]
)
async def test_text_that_is_no_aeap_closes_the_call(text: str) -> None:
    async with a_server() as port, set_up(port) as call:
        await call.set("turn", "1 menu.opciones")
        await call.socket.send_str(text)
        assert await call.closed() == POLICY_VIOLATION


@pytest.mark.parametrize("first", ["hola", b"sonido", '{"request":"set","id":"1","params":{}}'])
async def test_a_call_that_does_not_begin_with_its_setup_is_closed(first: str | bytes) -> None:
    async with a_server() as port, connected(port) as call:
        if isinstance(first, str):
            await call.socket.send_str(first)
        else:
            await call.socket.send_bytes(first)
        assert await call.closed() == POLICY_VIOLATION


@pytest.mark.parametrize(
    "codecs",
    [None, [], "slin", [{"name": "ulaw"}], [{"name": "slin16"}], [{}], ["slin"], [None]],
)
async def test_an_unknown_codec_is_refused(codecs: object) -> None:
    async with a_server() as port, connected(port) as call:
        answer = await call.request({**SETUP, "codecs": codecs})
        assert answer["error_msg"] == "only slin"
        assert "codecs" not in answer
        await call.closed()


async def test_an_unknown_grammar_is_refused_and_the_turn_is_lost() -> None:
    async with a_server() as port, set_up(port) as call:
        answer = await call.set("turn", "1 menu.de_otra_parte")
        assert answer["error_msg"] == "not_found"
        await call.silence()
        assert (await call.told()).label == "1 lost"


@pytest.mark.parametrize(
    "message",
    [
        {"request": "set", "id": "1"},
        {"request": "set", "id": "1", "params": []},
        {"request": "set", "id": "1", "params": {"turn": {"number": 1}}},
        {"request": "get", "id": "1", "params": "results"},
        {"request": "get", "id": "1", "params": ["password"]},
        {"request": "setup", "id": "1"},
        {"request": "shutdown", "id": "1"},
    ],
)
async def test_a_request_that_cannot_be_granted_is_answered_so(message: dict[str, Any]) -> None:
    async with a_server() as port, set_up(port) as call:
        assert (await call.request(message))["error_msg"]


async def test_asterisk_s_own_question_after_a_result_is_answered() -> None:
    async with a_server() as port, set_up(port) as call:
        answer = await call.request({"request": "get", "id": "1", "params": ["results"]})
        assert answer == {"response": "get", "id": "1", "params": {"results": []}}


async def test_one_that_closes_while_the_caller_speaks() -> None:
    async with a_server() as port, set_up(port) as call:
        await call.set("turn", "1 menu.opciones")
        await call.speak(SPOKEN[: len(SPOKEN) // 2])
        assert (await call.told()).label == "1 start"
        await call.socket.close()


async def test_sound_in_odd_pieces_is_heard_as_well() -> None:
    async with a_server() as port, set_up(port) as call:
        await call.set("gate", "600")
        await call.set("turn", "1 menu.opciones")
        sound = SPOKEN.astype("<i2").tobytes() + bytes(16_000)
        for at in range(0, len(sound), 333):
            await call.socket.send_bytes(sound[at : at + 333])
        assert (await call.told()).label == "1 final"


async def test_sound_before_any_turn_and_no_sound_at_all_are_passed_over() -> None:
    async with a_server() as port, set_up(port) as call:
        await call.speak(SPOKEN, 1.0)
        await call.socket.send_bytes(b"")
        await call.set("turn", "1 menu.opciones")
        assert call.nothing_told()


@pytest.mark.parametrize("headers", [{"Origin": "http://127.0.0.1:8080"}, {"Origin": "null"}])
async def test_a_web_page_may_not_listen_in(headers: Mapping[str, str]) -> None:
    async with a_server() as port, aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await http.ws_connect(f"ws://127.0.0.1:{port}/", headers=headers)


async def test_a_plain_get_is_told_what_this_is() -> None:
    async with a_server() as port, aiohttp.ClientSession() as http:
        assert (await http.get(f"http://127.0.0.1:{port}/")).status == 426


async def test_more_calls_than_the_line_takes_are_refused() -> None:
    model = Pretended()
    async with (
        ear_server(hearing(model), calls_at_most=1) as (port, _),
        set_up(port),
        aiohttp.ClientSession() as http,
    ):
        with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
            await http.ws_connect(f"ws://127.0.0.1:{port}/")


async def test_without_a_model_a_call_is_refused_at_once() -> None:
    async with ear_server(None) as (port, _), connected(port) as call:
        answer = await call.request(SETUP)
        assert answer == {"response": "setup", "id": "setup", "error_msg": "no model"}
        await call.closed()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=200) | ANY_JSON.map(json.dumps))
def test_any_text_is_a_request_a_response_or_refused(text: str) -> None:
    try:
        request = messages.parse(text)
    except NotAeap:
        return
    assert request is None or isinstance(request, Request)
    if request is not None:
        messages.offers_codec(request)
        for read in (messages.settings, messages.wanted):
            with suppress(LineaError):
                read(request)
