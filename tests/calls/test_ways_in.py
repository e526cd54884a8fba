"""However a telephone speaks, sends its keys and says who it is, the line understands it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.calls.call import Keys
from tests.calls.g711 import ALAW, ULAW, Law
from tests.running.line import WELCOME, RunningLine, hung_up, moment

ANSWERED_WITHIN = timedelta(seconds=1)
TRIES = 5


@pytest.mark.parametrize("law", [ALAW, ULAW], ids=["alaw", "ulaw"])
@pytest.mark.parametrize("keys", Keys)
async def test_every_codec_with_every_kind_of_key(line: RunningLine, law: Law, keys: Keys) -> None:
    async with line.phone() as phone:
        call = await phone.dial(codecs=[law], keys=keys)
        assert call.stream.law is law
        await call.hears(*line.say(*WELCOME))
        await call.press("2", on=0.1, off=0.1)
        await call.hears(line.says("ident.como"))
        await call.press("1", on=0.1, off=0.1)
        await call.hears(line.says("ident.pedir_cuenta"))
        await call.press("7001124#", on=0.1, off=0.1)
        await call.hears(line.says("ident.segundo_dato"))
        await call.hang_up()
        record = await line.record(phone.number, hung_up)
        assert [step.heard for step in record.steps if step.kind == "answered"] == ["7001124"]


async def test_a_call_is_answered_in_under_a_second(line: RunningLine) -> None:
    """The best of a few: the machine isn't the test's alone."""
    waits: list[timedelta] = []
    async with line.phone() as phone:
        for _ in range(TRIES):
            before = datetime.now(UTC)
            call = await phone.dial()
            waits.append(call.answered_at - before)
            await call.hears(line.says("bienvenida.saludo"))
            await call.hang_up()
    assert min(waits) < ANSWERED_WITHIN


AS_DIALLED = {
    "ten digits": "{mobile}",
    "with a zero": "0{mobile}",
    "with the country": "57{mobile}",
    "with plus": "+57{mobile}",
    "with the international prefix": "0057{mobile}",
}


@pytest.mark.parametrize("form", AS_DIALLED.values(), ids=AS_DIALLED)
async def test_the_callers_number_is_known_in_every_form(line: RunningLine, form: str) -> None:
    mobile = line.new_number()
    async with line.phone(form.format(mobile=mobile)) as phone:
        call = await phone.dial()
        await call.hears(line.says("bienvenida.saludo"))
        await call.hang_up()
        record = await line.record(mobile, lambda call: True)
        assert (record.number, record.withheld) == (f"+57{mobile}", False)


async def test_an_old_seven_digit_number_is_completed(line: RunningLine) -> None:
    old = line.new_number()[-7:].replace("0", "2", 1)
    async with line.phone(old) as phone:
        call = await phone.dial()
        await call.hears(line.says("bienvenida.saludo"))
        await call.hang_up()
        record = await line.record(f"608{old}", lambda call: True)
        assert record.number == f"+57608{old}"


async def test_the_asserted_identity_counts_and_not_the_from(line: RunningLine) -> None:
    mobile = line.new_number()
    async with line.phone("6017777777") as phone:
        call = await phone.dial(identity=mobile)
        await call.hears(line.says("bienvenida.saludo"))
        await call.hang_up()
        record = await line.record(mobile, lambda call: True)
        assert record.number == f"+57{mobile}"


async def test_a_withheld_number_is_kept_nowhere(line: RunningLine) -> None:
    mobile = line.new_number()
    async with line.phone(mobile) as phone:
        before = moment()
        call = await phone.dial(identity=mobile, private=True)
        await call.hears(*line.say(*WELCOME))
        await call.press("2")
        await call.hears(line.says("ident.como"))
        await call.hang_up()
        record = await line.newest(before, lambda call: call.ended_at is not None)
        assert (record.number, record.withheld) == (None, True)
    assert mobile not in line.everything_written()


async def test_no_number_is_in_a_log_of_ours_or_asterisks(line: RunningLine) -> None:
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await call.hang_up()
        await line.record(phone.number, lambda call: call.ended_at is not None)
        assert phone.number not in line.everything_written()
