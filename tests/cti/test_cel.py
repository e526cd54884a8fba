"""CEL: its lines, the calls rebuilt from them, and the place kept in its file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti.call_log import CallLog
from cti.cel import CelEvent, CelReader, Position, Tail, parse, rebuild
from ivr.clock import FixedClock
from ivr.services import calls
from ivr.store import Store
from tests.cti.sequence import BEGIN, CALL, OTHER, short
from tests.cti.store import store_work
from tests.running.line import eventually

SEATS = {"desk-01": 7, "desk-02": 8}


def line(text: str) -> str:
    """``seconds KIND uniqueid channel [app|custom] [extra]`` as Asterisk writes it."""
    seconds, kind, uniqueid, channel, *rest = text.split(" ", 5)
    what, extra = [*rest, "", ""][:2]
    at = (BEGIN + timedelta(seconds=float(seconds))).timestamp()
    app, custom = (what, "") if kind.startswith("APP") else ("", what)
    account = "" if kind == "CHAN_START" and uniqueid == "c1" else CALL
    fields = [kind, f"{at:.6f}", account, uniqueid, "c1", channel, "line", app, "", custom, extra]
    return ",".join('"' + field.replace('"', '""') + '"' for field in fields)


def lines(text: str) -> list[str]:
    return [line(one) for one in text.strip().splitlines()]


def events(text: str) -> list[CelEvent]:
    found = [parse(one) for one in lines(text)]
    return [event for event in found if event is not None]


ANSWERED = """
0 CHAN_START c1 PJSIP/trunk-local-01
0.01 ANSWER c1 PJSIP/trunk-local-01
0.02 USER_DEFINED c1 PJSIP/trunk-local-01 LINEA_LINE {"extra":""}
1 USER_DEFINED c1 PJSIP/trunk-local-01 LINEA_QUEUE {"extra":"attention"}
1.01 APP_START c1 PJSIP/trunk-local-01 Queue
1.02 CHAN_START d1 PJSIP/desk-01-02
2 ANSWER d1 PJSIP/desk-01-02
2.01 BRIDGE_ENTER d1 PJSIP/desk-01-02
2.02 BRIDGE_ENTER c1 PJSIP/trunk-local-01
5 BRIDGE_EXIT d1 PJSIP/desk-01-02
5 BRIDGE_EXIT c1 PJSIP/trunk-local-01
5.01 APP_END c1 PJSIP/trunk-local-01 Queue
5.02 USER_DEFINED c1 PJSIP/trunk-local-01 LINEA_AFTER-TALK {"extra":""}
5.03 HANGUP d1 PJSIP/desk-01-02  {"hangupcause":16,"hangupsource":"","dialstatus":""}
5.03 CHAN_END d1 PJSIP/desk-01-02
5.1 HANGUP c1 PJSIP/trunk-local-01  {"hangupcause":16}
5.1 CHAN_END c1 PJSIP/trunk-local-01
5.1 LINKEDID_END c1 PJSIP/trunk-local-01
"""
ABANDONED = """
0 CHAN_START c1 PJSIP/trunk-local-01
0.01 ANSWER c1 PJSIP/trunk-local-01
1 USER_DEFINED c1 PJSIP/trunk-local-01 LINEA_EMERGENCY {"extra":""}
1.01 APP_START c1 PJSIP/trunk-local-01 Queue
4 HANGUP c1 PJSIP/trunk-local-01  {"hangupcause":16}
4 CHAN_END c1 PJSIP/trunk-local-01
"""


def told(text: str, closed_at: float | None = None) -> list[str]:
    end = None if closed_at is None else BEGIN + timedelta(seconds=closed_at)
    return [short(fact) for fact in rebuild(events(text), SEATS.get, closed_at=end)]


def test_an_answered_call_is_rebuilt_as_the_tracker_tells_it() -> None:
    assert told(ANSWERED) == [
        "0 CallBegan",
        "0 LegRang caller",
        "0.01 LegAnswered caller",
        "0.02 CallStepped line",
        "1 CallStepped queue attention",
        "1.01 QueueEntered attention None",
        "1.02 LegRang desk-01 agent 7",
        "2.01 QueueLeft attention answered",
        "2.01 LegAnswered desk-01 agent 7",
        "5.02 CallStepped after-talk",
        "5.03 LegEnded desk-01 agent 7 talked",
        "5.1 LegEnded caller talked",
        "5.1 CallOver whole True",
    ]


def test_a_caller_who_gave_up_is_rebuilt_as_abandoned() -> None:
    assert told(ABANDONED)[-3:] == [
        "4 QueueLeft emergency abandoned",
        "4 LegEnded caller talked",
        "4 CallOver whole True",
    ]


def test_a_queue_without_agents_is_rebuilt_as_empty() -> None:
    text = f"""{ABANDONED.partition("4 HANGUP")[0]}
1.02 APP_END c1 PJSIP/trunk-local-01 Queue
1.03 USER_DEFINED c1 PJSIP/trunk-local-01 LINEA_LEFT-QUEUE {{"extra":"JOINEMPTY"}}
1.04 USER_DEFINED c1 PJSIP/trunk-local-01 LINEA_LADDER {{"extra":"attention"}}
"""
    assert told(text.replace("\n\n", "\n"))[-2:] == [
        "1.02 QueueLeft emergency empty",
        "1.04 CallStepped ladder attention",
    ]


def test_a_call_that_asterisk_took_down_with_it_ends_where_its_record_ends() -> None:
    cut = "\n".join(ANSWERED.strip().splitlines()[:9])
    assert told(cut, closed_at=2.02)[-3:] == [
        "2.02 LegEnded desk-01 agent 7 talked",
        "2.02 LegEnded caller talked",
        "2.02 CallOver whole True",
    ]


def test_a_desk_s_own_call_is_nobody_s_journey() -> None:
    own = [replace(event, channel="PJSIP/desk-01-02") for event in events(ANSWERED)]
    assert rebuild(own, SEATS.get, closed_at=None) == []


HALF_LINES = [
    "",
    '"CHAN_START"',
    '"CHAN_START","now"' + ',"x"' * 9,
    '"CHAN_START","1","',
    '"CHAN_START","1e400"' + ',"x"' * 9,
    '"","1"' + ',"x"' * 9,
    '"A","1"' + ',"x"' * 10,
]


@pytest.mark.parametrize("text", HALF_LINES)
def test_what_is_no_line_of_ours_is_passed_over(text: str) -> None:
    assert parse(text) is None


@given(st.text(max_size=200))
def test_no_line_breaks_the_parser(text: str) -> None:
    parse(text)


def read(tail: Tail) -> list[str]:
    return [one.text for one in tail.read()]


def append(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def test_only_whole_lines_are_read_and_each_once(tmp_path: Path) -> None:
    path = tmp_path / "linea.csv"
    tail = Tail(path)
    assert read(tail) == []
    append(path, "one\ntw")
    assert read(tail) == ["one"]
    append(path, "o\nthree\n")
    assert read(tail) == ["two", "three"]
    assert read(tail) == []
    tail.close()


def test_reading_goes_on_at_the_place_that_was_kept(tmp_path: Path) -> None:
    path, place = tmp_path / "linea.csv", tmp_path / "place.json"
    append(path, "one\ntwo\n")
    tail = Tail(path)
    second = tail.read()[1]
    second.at.save(place)
    tail.close()
    again = Tail(path, Position.load(place))
    assert read(again) == ["two"]
    again.close()


def test_a_rotated_file_is_read_to_its_end_before_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "linea.csv"
    append(path, "one\n")
    tail = Tail(path)
    assert read(tail) == ["one"]
    append(path, "two\n")
    path.rename(tmp_path / "linea.csv.1")
    append(path, "three\n")
    assert read(tail) + read(tail) == ["two", "three"]
    tail.close()


def test_a_file_rotated_while_we_were_away_is_found_by_its_inode(tmp_path: Path) -> None:
    path = tmp_path / "linea.csv"
    append(path, "one\ntwo\n")
    tail = Tail(path)
    place = tail.read()[1].at
    tail.close()
    path.rename(tmp_path / "linea.csv.1")
    append(path, "three\n")
    again = Tail(path, place)
    assert read(again) + read(again) == ["two", "three"]
    again.close()


def test_a_truncated_file_is_read_from_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "linea.csv"
    append(path, "a long first line\n")
    tail = Tail(path)
    read(tail)
    path.write_text("new\n")
    assert read(tail) == ["new"]
    tail.close()


@pytest.mark.parametrize("kept", ["", "{}", '{"inode": "x"}', "\xff", "null"])
def test_a_place_that_can_t_be_read_is_no_place(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "place.json"
    path.write_text(kept, "latin-1")
    assert Position.load(path) is None


class Reading:
    """A reader on a file of the test's, and the store it writes to."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.path = folder / "linea.csv"
        self.place = folder / "place.json"
        self.store = store
        self.clock = FixedClock(BEGIN + timedelta(seconds=60))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[CelReader]:
        async with store_work(self.store) as work:
            call_log = CallLog(work)
            reader = CelReader(self.path, self.place, call_log, lambda desk: None, self.clock)
            tasks = [asyncio.create_task(one) for one in (call_log.run(), reader.run())]
            try:
                yield reader
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def record(self, call_id: str = CALL) -> calls.CallRecord:
        """The call's record once it is closed."""

        def closed() -> calls.CallRecord | None:
            with self.store.reading() as session:
                record = calls.by_id(session, call_id)
            return record if record is not None and record.ended_at is not None else None

        return await eventually(closed, 8.0, "the closed call")

    async def keeps(self, offset: int) -> None:
        """Wait until the place kept is at ``offset``."""

        def kept() -> bool | None:
            place = Position.load(self.place)
            return (place is not None and place.offset == offset) or None

        await eventually(kept, 8.0, f"the place {offset}")


@pytest.fixture
def reading(tmp_path: Path, store: Store) -> Reading:
    return Reading(tmp_path, store)


def text_of(one: str) -> str:
    return "".join(f"{each}\n" for each in lines(one))


async def test_a_missed_call_is_written_once_and_its_place_kept(reading: Reading) -> None:
    append(reading.path, text_of(ABANDONED))
    async with reading.running() as reader:
        record = await reading.record()
        assert (record.built, record.outcome) == ("cel", "abandoned_queue")
        await reading.keeps(reading.path.stat().st_size)
        assert reader.rebuilt == 1
    async with reading.running() as reader:
        append(reading.path, text_of(ABANDONED).replace(CALL, OTHER))
        await reading.record(OTHER)
        assert reader.rebuilt == 1


async def test_the_place_waits_for_calls_that_are_still_open(reading: Reading) -> None:
    first_half, second_half = lines(ABANDONED)[:3], lines(ABANDONED)[3:]
    append(reading.path, text_of(ANSWERED).replace(CALL, OTHER).replace('"c1"', '"c0"'))
    size = reading.path.stat().st_size
    append(reading.path, "".join(f"{one}\n" for one in first_half))
    async with reading.running():
        await reading.record(OTHER)
        await reading.keeps(size)
    async with reading.running():
        append(reading.path, "".join(f"{one}\n" for one in second_half))
        assert (await reading.record()).started_at == BEGIN


async def test_a_call_seen_live_is_left_alone(reading: Reading) -> None:
    async with reading.running() as reader:
        reader.seen_live(CALL)
        append(reading.path, text_of(ANSWERED))
        append(reading.path, text_of(ABANDONED).replace(CALL, OTHER))
        await reading.record(OTHER)
        assert reader.rebuilt == 1


async def test_calls_that_asterisk_no_longer_has_are_closed(reading: Reading) -> None:
    half = "".join(f"{one}\n" for one in lines(ANSWERED)[:9])
    append(reading.path, half)
    async with reading.running() as reader:
        reader.only_alive(frozenset(), reading.clock.now())
        reading.clock.advance(timedelta(seconds=6))
        record = await reading.record()
        assert (record.outcome, record.built) == ("agent", "cel")
        assert record.ended_at == BEGIN + timedelta(seconds=2.02)
