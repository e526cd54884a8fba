"""The test telephone itself, two of them against each other: what it tells can be believed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from speech.voice.code import code_of, encode
from speech.voice.engine import RATE
from tests.calls import sip, tones
from tests.calls.call import Call, NotHeard
from tests.calls.g711 import ALAW, ULAW, Law
from tests.calls.phone import Phone, Refused
from tests.calls.talk import hear_each_other

GREETING, MENU = "Buenos días.", "Para facturas, marque dos."


@asynccontextmanager
async def talking(law: Law = ULAW) -> AsyncIterator[tuple[Call, Call]]:
    """The two ends of an answered call: who called and who answered."""
    async with (
        Phone(("127.0.0.1", 0), "600") as callee,
        Phone(callee.wire.address, "3151234567") as caller,
    ):
        dialling = asyncio.create_task(caller.dial(codecs=[law]))
        answered = await (await callee.rings()).answer()
        yield await dialling, answered


@pytest.mark.parametrize("law", [ULAW, ALAW], ids=["ulaw", "alaw"])
async def test_sentences_are_heard_in_order(law: Law) -> None:
    async with talking(law) as (caller, callee):
        saying = asyncio.create_task(
            callee.say(np.concatenate([encode(code_of(GREETING)), encode(code_of(MENU))]))
        )
        await caller.hears(GREETING, MENU)
        await saying
        assert [heard.code for heard in caller.heard] == [code_of(GREETING), code_of(MENU)]


async def test_a_wrong_sentence_fails_and_the_failure_tells_the_story() -> None:
    async with talking() as (caller, callee):
        await callee.say(encode(code_of(MENU)))
        with pytest.raises(NotHeard, match=GREETING):
            await caller.hears(GREETING)


async def test_silence_fails_at_the_deadline() -> None:
    async with talking() as (caller, _):
        with pytest.raises(NotHeard, match="did not come"):
            await caller.hears(GREETING, within=0.05)


async def test_the_end_of_the_call_fails_what_still_waits() -> None:
    async with talking() as (caller, callee):
        waiting = asyncio.create_task(caller.hears(GREETING))
        await callee.hang_up()
        with pytest.raises(NotHeard, match="the call ended"):
            await waiting
        await caller.ended()
        assert caller.ended_by_line


async def test_audio_goes_both_ways() -> None:
    async with talking() as (caller, callee):
        await hear_each_other(caller, callee)


async def test_a_recording_keeps_its_time_where_nothing_came() -> None:
    async with talking() as (caller, callee):
        await callee.say(tones.tone(1000, 0.3))
        await caller.hears_sound()
        recorded = caller.recording()
        assert len(recorded) >= 0.3 * RATE
        assert tones.longest_silence(recorded) < 0.3


async def test_a_refusal_has_its_status() -> None:
    async with (
        Phone(("127.0.0.1", 0), "600") as callee,
        Phone(callee.wire.address, "3151234567") as caller,
    ):
        dialling = asyncio.create_task(caller.dial())
        (await callee.rings()).reject(486, "Busy Here")
        with pytest.raises(Refused, match="486"):
            await dialling


async def test_a_caller_who_stops_waiting_cancels() -> None:
    async with (
        Phone(("127.0.0.1", 0), "600") as callee,
        Phone(callee.wire.address, "3151234567") as caller,
    ):
        dialling = asyncio.create_task(caller.dial())
        ringing = await callee.rings()
        dialling.cancel()
        await ringing.given_up()
        assert ringing.withdrawn


async def test_a_withheld_number_travels_as_privacy() -> None:
    async with (
        Phone(("127.0.0.1", 0), "600") as callee,
        Phone(callee.wire.address, "3151234567") as caller,
    ):
        dialling = asyncio.create_task(caller.dial(identity="3009876543", private=True))
        ringing = await callee.rings()
        assert ringing.header("Privacy") == "id"
        assert "3009876543" in ringing.header("P-Asserted-Identity")
        assert "3151234567" not in ringing.header("From")
        await ringing.answer()
        await dialling


def test_the_digest_answer_is_that_of_rfc_2617() -> None:
    challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'
    answer = sip.authorization(challenge, "GET", "/dir/index.html", "Mufasa", "Circle Of Life")
    assert 'response="670fd8c2df070c60b045671b8b24ff02"' in answer


def test_what_is_no_sip_is_refused() -> None:
    for datagram in (b"", b"\x00\x01", b"HELLO\r\n\r\n", b"SIP/2.0 abc OK\r\n\r\n"):
        with pytest.raises(sip.NotSip):
            sip.parse(datagram)
