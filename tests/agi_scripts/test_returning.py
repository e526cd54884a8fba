"""Calls that come back from the dialplan: what its variables tell, and what the line takes up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from agi_scripts.agi import Agi
from agi_scripts.returning import ReturningCall, told_by
from ivr.line import Line
from ivr.queue_place import FIRST_COME, Place
from ivr.recording import RecordingState
from ivr.returned import Returned
from ivr.services import calls
from tests.agi_scripts.asterisk_script import AsteriskScript
from tests.agi_scripts.test_line import CALL_ID, House, arrival

NAMES = (
    *("LINEA_KEY", "LINEA_AGENT", "LINEA_TIMES", "LINEA_QUEUE", "LINEA_CALLBACK"),
    *("LINEA_PRIO", "LINEA_HEAD_START", "LINEA_RECORDINGS"),
)


@pytest.fixture
def house(sqlite_file: Path) -> Iterator[House]:
    built = House(sqlite_file)
    yield built
    built.writer.close()
    built.store.close()


def told(values: Mapping[str, str]) -> dict[str, str]:
    """Asterisk's answers to whoever asks for the variables."""
    return {
        f'GET VARIABLE "{name}"': f"200 result=1 ({values[name]})"
        if name in values
        else "200 result=0"
        for name in NAMES
    }


KEPT = Place(1_795_000_000, 600)
CASES = {
    "nothing": ({}, Returned(0)),
    "a key while waiting": (
        {"LINEA_KEY": "*", "LINEA_TIMES": "3", "LINEA_QUEUE": "attention"},
        Returned(3, key="*", queue="attention"),
    ),
    "after a talk": (
        {"LINEA_AGENT": "agent-7", "LINEA_TIMES": "1", "LINEA_QUEUE": "attention"},
        Returned(1, queue="attention", agent_id=7),
    ),
    "a place with priority": (
        {"LINEA_PRIO": str(KEPT.priority), "LINEA_HEAD_START": "600"},
        Returned(0, place=KEPT),
    ),
    "a callback": ({"LINEA_CALLBACK": "12"}, Returned(0, callback_id=12)),
    "a recorded call": (
        {"LINEA_RECORDINGS": "2-1-0"},
        Returned(0, recordings=RecordingState(2, True, False)),
    ),
    "nonsense": (
        {
            "LINEA_KEY": "12", "LINEA_AGENT": "Ana", "LINEA_TIMES": "-1", "LINEA_CALLBACK": "x",
            "LINEA_PRIO": str(FIRST_COME + 1), "LINEA_RECORDINGS": "2-2-2",
        },
        Returned(0),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("values", "expected"), CASES.values(), ids=CASES.keys())
def test_what_the_dialplan_tells(values: dict[str, str], expected: Returned) -> None:
    with AsteriskScript("", always=told(values)) as asterisk:
        assert told_by(asterisk.agi) == expected


def test_the_line_goes_on_where_it_was(house: House) -> None:
    values = {
        "LINEA_TIMES": "2", "LINEA_PRIO": str(KEPT.priority), "LINEA_HEAD_START": "600",
        "LINEA_RECORDINGS": "1-1-0",
    }  # fmt: skip
    seen: list[tuple[Place, bool, bool]] = []

    def attend(line: Line, returned: Returned) -> None:
        seen.append((line.place, line.priority, line.recording))
        line.note("Volvió")

    with AsteriskScript(arrival(), always=told(values)) as asterisk:
        serve(house, asterisk.agi, attend)
    assert seen == [(KEPT, True, True)]


def test_its_steps_are_added_to_those_of_before(house: House) -> None:
    def attend(line: Line, returned: Returned) -> None:
        line.note("Después")

    with AsteriskScript(arrival()) as asterisk:
        house.incoming(lambda line: line.note("Antes"))(asterisk.agi)
    with AsteriskScript(arrival(), always=told({"LINEA_TIMES": "1"})) as asterisk:
        serve(house, asterisk.agi, attend)
    house.writer.close(5)
    with house.store.reading() as session:
        labels = {step.label for step in calls.path(session, CALL_ID)}
    assert {"Antes", "Después"} <= labels


def serve(house: House, agi: Agi, attend: Callable[[Line, Returned], None]) -> None:
    """The call comes back; its conversation ends without a word of where it goes."""
    ReturningCall(house.incoming(lambda line: None), attend)(agi)
