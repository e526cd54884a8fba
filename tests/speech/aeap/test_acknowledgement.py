"""Asterisk leaves Nagle's algorithm on: the server must not keep its sound waiting."""

from __future__ import annotations

import socket
import time
from statistics import median

import pytest

from tests.speech.aeap.asterisk_side import SILENCE, AsteriskSide, set_up
from tests.speech.aeap.pretended import Pretended, hearing
from tests.speech.aeap.stand_in import ear_server

pytestmark = pytest.mark.service

ROUNDS = 15
TIMES_AS_LONG = 5.0
"""At most; some forty where the kernel takes its time to acknowledge."""


async def seconds_of_a_round(call: AsteriskSide, *, nagle: bool) -> float:
    """How long two frames and a setting take until the answer, in the middle of many."""
    connection = call.socket.get_extra_info("socket")
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 0 if nagle else 1)
    taken = []
    for number in range(1, ROUNDS + 1):
        began = time.perf_counter()
        await call.socket.send_bytes(SILENCE)
        await call.socket.send_bytes(SILENCE)
        await call.set("turn", f"{number} menu.opciones")
        taken.append(time.perf_counter() - began)
    return median(taken)


async def test_sound_and_settings_are_acknowledged_at_once() -> None:
    async with ear_server(hearing(Pretended([]))) as (port, _), set_up(port) as call:
        at_once = await seconds_of_a_round(call, nagle=False)
        with_nagle = await seconds_of_a_round(call, nagle=True)
    assert with_nagle < TIMES_AS_LONG * at_once
