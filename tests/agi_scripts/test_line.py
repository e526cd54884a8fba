"""The entry point ``line``: who calls, and that no call ends in silence."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agi_scripts.errors import AgiProtocolError
from agi_scripts.key_log import KeyLog
from agi_scripts.line import IncomingCall
from agi_scripts.metrics import Metrics
from agi_scripts.path_writer import PathWriter
from agi_scripts.recording_folder import RecordingFolder
from ivr.call import Caller, CallInfo
from ivr.clock import FixedClock
from ivr.events import Event, PathGrew
from ivr.line import Line
from ivr.rendering import Prompts
from ivr.store import Store
from tests.agi_scripts.asterisk_script import AsteriskScript
from tests.agi_scripts.test_asterisk_line import PROMPTS, RecordedVoice

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
CALL_ID = "01938f6e-1111-7000-8000-000000000001"


class House:
    """What a call needs around it; ``told`` is what the bus heard, ``forgotten`` the voice."""

    def __init__(self, database: Path) -> None:
        self.folder = database.parent
        self.store = Store(f"sqlite:///{database}")
        self.told: list[Event] = []
        self.forgotten: list[str] = []
        self.writer = PathWriter(self.store, self.told.append)
        self.metrics = Metrics()

    def incoming(self, attend: Callable[[Line], None]) -> IncomingCall:
        house = self

        class Voice(RecordedVoice):
            def forget(self, call_id: str) -> None:
                house.forgotten.append(call_id)

        return IncomingCall(
            attend,
            prompts=Prompts(PROMPTS),
            voice=Voice(),
            writer=self.writer,
            clock=FixedClock(NOW),
            metrics=self.metrics,
            area_code="608",
            key_log=lambda channel, begins: nullcontext(KeyLog()),
            recordings=RecordingFolder(self.folder, "/srv/linea/test"),
        )

    def kinds(self) -> list[str]:
        return [
            step.kind for event in self.told if isinstance(event, PathGrew) for step in event.steps
        ]


@pytest.fixture
def house(sqlite_file: Path) -> House:
    return House(sqlite_file)


@pytest.fixture(autouse=True)
def _closed(house: House) -> object:
    yield
    house.writer.close()
    house.store.close()


def arrival(*, number: str = "3151234567", withheld: str = "0", call_id: str = CALL_ID) -> str:
    asked = (
        ""
        if withheld == "1"
        else f"""
        < GET VARIABLE "LINEA_FROM"
        > 200 result=1 ({number})
    """
    )
    return f"""
        < GET VARIABLE "LINEA_CALL_ID"
        > 200 result=1 ({call_id})
        < GET VARIABLE "LINEA_WITHHELD"
        > 200 result=1 ({withheld})
        {asked}
        < GET VARIABLE "LINEA_DIALLED"
        > 200 result=1 (6087654321)
    """


@pytest.mark.parametrize(
    ("number", "withheld", "caller"),
    [
        ("3151234567", "0", Caller("+573151234567")),
        ("7654321", "0", Caller("+576087654321")),
        ("", "0", Caller(None)),
        ("3151234567", "1", Caller(None, withheld=True)),
    ],
    ids=["mobile", "old seven digits", "none", "withheld"],
)
def test_who_calls(house: House, number: str, withheld: str, caller: Caller) -> None:
    seen: list[CallInfo] = []
    script = (
        arrival(number=number, withheld=withheld)
        + """
        < SET VARIABLE "LINEA_NEXT" "end"
        > 200 result=1
    """
    )

    def attend(line: Line) -> None:
        seen.append(line.call)
        line.hang_up()

    with AsteriskScript(script) as asterisk:
        assert house.incoming(attend)(asterisk.agi) == "end"
    assert seen == [CallInfo(CALL_ID, caller, "6087654321", NOW)]
    assert house.forgotten == [CALL_ID]


def test_a_caller_who_hangs_up_is_no_failure(house: House) -> None:
    script = arrival() + "< STREAM FILE …\n > HANGUP"
    with AsteriskScript(script) as asterisk:
        assert house.incoming(lambda line: line.say("legal"))(asterisk.agi) == "hung_up"
    assert "failed" not in house.kinds()


def broken(line: Line) -> None:
    raise ZeroDivisionError


def unfinished(line: Line) -> None:
    """A dialog that forgets to say where the call goes on."""


@pytest.mark.parametrize("dialog", [broken, unfinished])
def test_a_dialog_that_fails_leaves_the_call_to_the_ladder(
    house: House, dialog: Callable[[Line], None]
) -> None:
    with AsteriskScript(arrival()) as asterisk:
        assert house.incoming(dialog)(asterisk.agi) == "failed"
    assert house.kinds() == ["failed"]
    assert house.forgotten == [CALL_ID]


def test_an_error_is_logged_without_its_message(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    def tells(line: Line) -> None:
        raise ValueError("la cédula 1020304050 no existe")

    with AsteriskScript(arrival()) as asterisk:
        house.incoming(tells)(asterisk.agi)
    logged = "".join(capsys.readouterr())
    assert "ValueError" in logged
    assert CALL_ID in logged
    assert "1020304050" not in logged


def test_a_call_without_an_id_is_not_served(house: House) -> None:
    script = """
        < GET VARIABLE "LINEA_CALL_ID"
        > 200 result=0
    """
    with AsteriskScript(script) as asterisk, pytest.raises(AgiProtocolError):
        house.incoming(unfinished)(asterisk.agi)
