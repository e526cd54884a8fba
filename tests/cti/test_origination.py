"""Placing a call through a peer that goes away: before it accepted the call, and after."""

from __future__ import annotations

import asyncio

import pytest

from ami import NotConnected
from ami.origination import Outcome, originate
from tests.cti.fake_asterisk import fake_asterisk

HEADERS = {"Channel": "PJSIP/600", "Context": "callback", "Exten": "s", "Priority": "1"}


async def test_what_is_not_heard_of_an_accepted_call_is_a_try_that_failed() -> None:
    async with fake_asterisk() as fake:
        placing = asyncio.create_task(originate(fake.address, HEADERS, ring=30))
        await fake.asked("Originate")
        fake.hang_up()
        assert await placing is Outcome.FAILED


async def test_a_call_that_was_never_accepted_is_no_try() -> None:
    async with fake_asterisk() as fake:
        fake.silent.add("Originate")
        placing = asyncio.create_task(originate(fake.address, HEADERS, ring=30))
        await fake.asked("Originate")
        fake.hang_up()
        with pytest.raises(NotConnected):
            await placing
