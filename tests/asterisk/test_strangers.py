"""Who is no trunk of ours gets no further than a refusal, whatever it calls itself."""

from __future__ import annotations

from typing import Self

import pytest

from tests.asterisk.line import NAMES, line
from tests.calls.phone import Phone, Refused
from tests.calls.wire import Wire

pytestmark = pytest.mark.calls

ELSEWHERE = "127.0.0.2"  # no trunk's address


class Stranger(Phone):
    """A telephone at an address that is no trunk's; ``number`` is whom it claims to be."""

    async def __aenter__(self) -> Self:
        self.wire = await Wire.open(ELSEWHERE, self._on_request)
        return self


@pytest.mark.parametrize("claimed", ["3151234567", "trunk-local", "desk-01", "caller-web"])
async def test_an_address_that_is_no_trunk_s_calls_nobody(claimed: str) -> None:
    async with line() as asterisk:
        port = asterisk.configuration.ports.sip
        async with Stranger((asterisk.configuration.host, port), claimed, names=NAMES) as stranger:
            with pytest.raises(Refused, match="401"):
                await stranger.dial(identity="3151234567")
