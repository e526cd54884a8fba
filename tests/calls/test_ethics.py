"""The ethics line through a real Asterisk: a report is kept, and who called is written nowhere."""

from __future__ import annotations

import re

from sqlalchemy import select

from ivr import store
from ivr.services import calls, ethics
from ivr.services.calls import CallRecord
from ivr.store import EthicsMode
from tests.calls import tones
from tests.calls.call import Call
from tests.calls.subscribers import ETHICS_HOTLINE, SUBSCRIBERS
from tests.calls.traces import holding, spellings
from tests.running.line import WELCOME, RunningLine, eventually, moment
from tests.running.patience import PATIENCE

VOICE = tones.tone(440, 1.5)


async def report(line: RunningLine, call: Call) -> None:
    """From the main menu to the end of a report."""
    await call.press("6")
    await call.hears(*line.say("etica.inicio", "etica.menu"))
    await call.press("1")
    await call.hears(line.says("etica.modo"))
    await call.press("1")
    await call.hears(line.says("etica.relato"))
    await call.hears_beep()
    await call.say(VOICE)
    await call.press("#")
    await call.hears(line.says("etica.revisar"))
    await call.press("1")
    await call.hears_next()  # the code, which nobody else knows
    await call.hears(line.says("etica.anotado"))


def kept(line: RunningLine) -> dict[str, tuple[ethics.ReportLine, str]]:
    """The reports by id, each with the name of its first recording."""
    with line.store.reading() as session:
        sounds = {
            row.report_id: row.recording for row in session.scalars(select(store.EthicsSound))
        }
        return {one.id: (one, sounds[one.id]) for one in ethics.reports(session).reports}


async def taken_in(line: RunningLine, recording: str) -> store.Recording:
    """The recording, once the worker has sealed it."""

    def found() -> store.Recording | None:
        with line.store.reading() as session:
            row = session.scalar(select(store.Recording).where(store.Recording.name == recording))
            if row is not None:
                session.expunge(row)
            return row

    return await eventually(found, PATIENCE, "the recording")


def over(record: CallRecord) -> bool:
    return record.ended_at is not None


async def test_who_reports_is_written_nowhere(line: RunningLine) -> None:
    before = kept(line)
    number = line.new_number()
    began = moment()
    async with line.phone(number) as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await report(line, call)
        await call.hang_up()
    (new,) = kept(line).keys() - before.keys()
    told, recording = kept(line)[new]
    assert (told.mode, told.complete, told.sounds) == (EthicsMode.ANONYMOUS, True, 1)
    entry = await taken_in(line, recording)
    record = await line.newest(began, over)
    assert (record.number, record.intent, record.account_id) == (None, None, None)
    assert [step.prompt for step in record.steps if step.kind == "said"] == list(WELCOME)
    assert entry.call_id is None
    assert holding(line, *spellings(number)) == []
    assert all(record.call_id not in place for place in holding(line, named(recording)))


async def test_a_report_leads_to_no_call(line: RunningLine) -> None:
    """The caller first asked for the invoice: that call is theirs, the report nobody's."""
    who, before = SUBSCRIBERS["for hang-ups"], kept(line)
    async with line.phone(who.phone) as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await call.press("2")
        await call.hears(line.says("ident.telefono_conocido", ult3=who.ending))
        await call.press("*")
        await call.hears(line.says("menu.opciones"))
        await report(line, call)
        await call.press("1")
        await call.hears(line.says("etica.despedida"))
        await call.ended()
    record = await line.record(who.phone, over)
    (new,) = kept(line).keys() - before.keys()
    told, recording = kept(line)[new]
    assert record.intent == "factura"
    assert [step.prompt for step in record.steps][-1] == "menu.opciones"
    entry = await taken_in(line, recording)
    assert (entry.call_id, entry.started_at.microsecond, entry.started_at.second) == (None, 0, 0)
    with line.store.reading() as session:
        path = calls.path(session, record.call_id)
    assert not [step for step in path if "etica" in repr(step)]
    of_call = re.compile(record.call_id.encode())
    row = f"{told} {recording} {entry.name} {entry.file} {entry.started_at} {entry.taken_in_at}"
    assert not of_call.search(row.encode())
    assert not [place for place in holding(line, named(recording)) if "/log/" in place]
    assert holding(line, *spellings(who.phone)), "the search finds what is written"


async def test_the_hotline_s_number_dialled_straight(line: RunningLine) -> None:
    number = line.new_number()
    began = moment()
    async with line.phone(number) as phone:
        call = await phone.dial(ETHICS_HOTLINE)
        await call.hears(*line.say("etica.inicio", "etica.menu"))
        await call.press("2")
        await call.hears(line.says("etica.pedir_codigo"))
        await call.press("000000000000")
        await call.hears(*line.say("error.numero_invalido", "etica.pedir_codigo"))
        await call.hang_up()
    record = await line.newest(began, over)
    assert (record.number, record.steps[-1].kind) == (None, "done")
    assert holding(line, *spellings(number)) == []


def named(recording: str) -> re.Pattern[bytes]:
    return re.compile(recording.encode())
