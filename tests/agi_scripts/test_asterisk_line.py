"""A line on Asterisk: what it plays, which keys it hears, how it hands a call on."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path as FilePath

import pytest

from agi_scripts.agi import Agi
from agi_scripts.asterisk_line import AsteriskLine, Unspeakable
from agi_scripts.key_log import KeyLog
from agi_scripts.recording_folder import RecordingFolder
from ivr.call import CallEnded, Caller, CallInfo, PathStep, TransferContext, Transferred
from ivr.clock import FixedClock
from ivr.errors import StoreUnavailable
from ivr.question import LineSettings, Menu
from ivr.queue_place import FIRST_COME, HEAD_START
from ivr.rendering import Prompt, Prompts, Utterance
from speech.voice import VoiceFailed
from tests.agi_scripts.asterisk_script import SWITCH, AsteriskScript

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
CALL = CallInfo("01938f6e-1111-7000-8000-000000000001", Caller("+573151234567"), "", NOW)


def prompt(name: str, *, interruptible: bool = True) -> Prompt:
    return Prompt(name, "flow", 1, interruptible, "pendiente", None, (f"Texto de {name}.",))


PROMPTS = Prompts(
    {
        "menu": prompt("menu"),
        "legal": prompt("legal", interruptible=False),
        "comun.espere": prompt("comun.espere"),
    }
)


class RecordedVoice:
    """Every prompt is two seconds long; what is made anew lies in another folder."""

    def __init__(self, *, fails: bool = False) -> None:
        self._fails = fails
        self.paces: list[float] = []

    def file_for(self, utterance: Utterance, call_id: str, pace: float = 1.0) -> str:
        self.paces.append(pace)
        if self._fails:
            raise VoiceFailed("sin voz")
        return f"{'prompts' if utterance.fixed else 'speech'}/{utterance.prompt_id}"

    def seconds(self, played: str) -> float:
        return 2.0

    def forget(self, call_id: str) -> None:
        pass


class Path:
    def __init__(self) -> None:
        self.steps: list[PathStep] = []

    def add(self, step: PathStep) -> None:
        self.steps.append(step)

    def flush(self) -> None:
        pass

    def pause(self) -> None:
        """Everything is kept here."""

    def conceal(self) -> None:
        pass

    def resume(self) -> None:
        pass


NOWHERE = RecordingFolder(FilePath("/nonexistent"), "/srv/linea/test")


def line_on(
    agi: Agi,
    *,
    voice: RecordedVoice | None = None,
    recordings: RecordingFolder = NOWHERE,
    key_log: KeyLog | None = None,
    **settings: float,
) -> AsteriskLine:
    return AsteriskLine(
        agi,
        voice or RecordedVoice(),
        CALL,
        PROMPTS,
        Path(),
        FixedClock(NOW),
        LineSettings(**settings),  # type: ignore[arg-type]
        recordings=recordings,
        key_log=key_log,
    )


EVERY_COMMAND: Mapping[str, str] = {
    "GET VARIABLE …": "200 result=0",
    "STREAM FILE …": "200 result=0 endpos=16000",
    "WAIT FOR DIGIT …": "200 result=0",
    **SWITCH,
}


def told(pressed: str = "") -> KeyLog:
    """The keys of a channel of which Asterisk tells; ``pressed`` are told of already."""
    log = KeyLog(lambda: True)
    for key in pressed:
        log.began(key)
        log.ended(key)
    return log


def test_a_prompt_plays_to_its_end() -> None:
    script = """
        < STREAM FILE "prompts/menu" "0123456789*#" 0
        > 200 result=0 endpos=16000
    """
    with AsteriskScript(script) as asterisk:
        line_on(asterisk.agi).say("menu")


def test_a_key_stops_a_prompt_and_answers_the_menu() -> None:
    script = """
        < STREAM FILE "prompts/menu" "0123456789*#" 0
        > 200 result=50 endpos=4000
    """
    with AsteriskScript(script) as asterisk:
        assert line_on(asterisk.agi).choose(Menu("menu", {"2": "factura"})) == "factura"


def test_keys_pressed_between_commands_skip_the_prompts_that_they_answer() -> None:
    with AsteriskScript("") as asterisk:
        line = line_on(asterisk.agi, key_log=told("21"))
        assert line.choose(Menu("menu", {"2": "factura"})) == "factura"
        assert line.choose(Menu("menu", {"1": "sí"})) == "sí"


def test_a_protected_prompt_plays_on_and_keeps_the_keys() -> None:
    script = """
        < STREAM FILE "prompts/legal" "" 0
        > 200 result=0 endpos=16000
    """
    with AsteriskScript(script) as asterisk:
        line = line_on(asterisk.agi, key_log=told("7"))
        line.say("legal")
        assert line.key_within(3.0) == "7"


def test_the_late_answer_of_a_key_does_not_cut_the_next_prompt() -> None:
    script = """
        < STREAM FILE "prompts/menu" "0123456789*#" 0
        > 200 result=53 endpos=2400
        < STREAM FILE "prompts/menu" "0123456789*#" 2400
        > 200 result=0 endpos=16000
    """
    with AsteriskScript(script) as asterisk:
        line = line_on(asterisk.agi, key_log=told("5"))
        assert line.key_within(3.0) == "5"
        line.say("menu")


def test_where_asterisk_tells_of_no_keys_the_listening_commands_are_heard() -> None:
    script = """
        < STREAM FILE "prompts/legal" "0123456789*#" 0
        > 200 result=55 endpos=4000
        < STREAM FILE "prompts/legal" "0123456789*#" 4000
        > 200 result=0 endpos=16000
        < WAIT FOR DIGIT …
        > 200 result=49
    """
    with AsteriskScript(script) as asterisk:
        line = line_on(asterisk.agi)
        line.say("legal")
        assert line.key_within(3.0) == "7"
        assert line.key_within(3.0) == "1"


def test_a_pause_is_no_key() -> None:
    with AsteriskScript("", always=EVERY_COMMAND) as asterisk:
        assert line_on(asterisk.agi).key_within(0.001) is None
    assert "WAIT FOR DIGIT 1" in asterisk.sent


def test_keys_that_no_telephone_has_are_ignored() -> None:
    with AsteriskScript("") as asterisk:
        assert line_on(asterisk.agi, key_log=told("AB1")).key_within(1.0) == "1"


MISSING = """
        > 200 result=-1 endpos=0
        < CHANNEL STATUS
        > 200 result=6
"""


def test_a_missing_file_is_made_anew() -> None:
    script = f"""
        < STREAM FILE "prompts/legal" "0123456789*#" 0
        {MISSING}
        < STREAM FILE "speech/legal" "0123456789*#" 0
        > 200 result=0 endpos=16000
    """
    with AsteriskScript(script) as asterisk:
        line_on(asterisk.agi).say("legal")


def test_what_cannot_be_said_at_all_is_never_silence() -> None:
    script = f"""
        < STREAM FILE "prompts/legal" "0123456789*#" 0
        {MISSING}
        < STREAM FILE "speech/legal" "0123456789*#" 0
        {MISSING}
    """
    with AsteriskScript(script) as asterisk, pytest.raises(Unspeakable):
        line_on(asterisk.agi).say("legal")


def test_without_a_voice_the_call_goes_down_the_ladder() -> None:
    with AsteriskScript("") as asterisk, pytest.raises(Unspeakable):
        line_on(asterisk.agi, voice=RecordedVoice(fails=True)).say("menu")


def test_who_has_priority_is_spoken_to_slower() -> None:
    voice = RecordedVoice()
    with AsteriskScript("", always=EVERY_COMMAND) as asterisk:
        line = line_on(asterisk.agi, voice=voice)
        line.say("menu")
        line.prioritise()
        line.say("menu")
    assert voice.paces == [1.0, 0.85]


def test_a_hang_up_during_a_prompt_is_no_missing_file() -> None:
    script = """
        < STREAM FILE "prompts/legal" "0123456789*#" 0
        > 200 result=-1 endpos=800
        > HANGUP
        < CHANNEL STATUS
    """
    with AsteriskScript(script) as asterisk, pytest.raises(CallEnded):
        line_on(asterisk.agi).say("legal")


@pytest.mark.parametrize(
    ("priority", "head_start"), [(False, 0), (True, HEAD_START)], ids=["ordinary", "priority"]
)
def test_a_transfer_tells_the_queue_and_the_place_in_it(priority: bool, head_start: int) -> None:
    place = FIRST_COME - int(NOW.timestamp()) + head_start
    given = f"""
        < SET VARIABLE "LINEA_HEAD_START" "{head_start}"
        > 200 result=1
    """
    script = f"""
        < SET VARIABLE "LINEA_QUEUE" "attention"
        > 200 result=1
        < SET VARIABLE "LINEA_PRIO" "{place}"
        > 200 result=1
        {given if priority else ""}
        < SET VARIABLE "LINEA_NEXT" "queue"
        > 200 result=1
    """
    with AsteriskScript(script) as asterisk:
        line = line_on(asterisk.agi)
        if priority:
            line.prioritise()
        with pytest.raises(Transferred):
            line.transfer("attention", TransferContext("Pidió un asesor"))
        assert line.next_step == "queue"


def test_hanging_up_is_left_to_the_dialplan() -> None:
    script = """
        < SET VARIABLE "LINEA_NEXT" "end"
        > 200 result=1
    """
    with AsteriskScript(script) as asterisk:
        line = line_on(asterisk.agi)
        with pytest.raises(CallEnded):
            line.hang_up()
        assert line.next_step == "end"


# -- the dead-man's switch -----------------------------------------------------------


def test_the_switch_leaves_three_seconds_beyond_each_commands_length() -> None:
    with AsteriskScript("", always=EVERY_COMMAND) as asterisk:
        line_on(asterisk.agi).say("legal")
    assert asterisk.sent == [
        'SET VARIABLE "TIMEOUT(absolute)" "5"',
        'STREAM FILE "prompts/legal" "0123456789*#" 0',
    ]


def test_the_switch_is_not_renewed_when_it_is_right_already() -> None:
    with AsteriskScript("", always=EVERY_COMMAND) as asterisk:
        line = line_on(asterisk.agi)
        for _ in range(5):
            line.key_within(0.001)
    renewals = [each for each in asterisk.sent if "TIMEOUT" in each]
    assert len(renewals) == 1


# -- while something is looked up ----------------------------------------------------


def test_where_asterisk_tells_of_keys_work_costs_no_listening_command() -> None:
    with AsteriskScript("") as asterisk:
        line = line_on(asterisk.agi, key_log=told("12"))
        assert line.while_working(lambda: 42) == 42
        assert line.key_within(1.0) == "1"


def test_slow_work_is_listened_through_and_said() -> None:
    done = threading.Event()

    def work() -> int:
        done.wait(5.0)
        return 42

    class Waiting(RecordedVoice):
        def file_for(self, utterance: Utterance, call_id: str, pace: float = 1.0) -> str:
            done.set()
            return super().file_for(utterance, call_id, pace)

    with AsteriskScript("", always=EVERY_COMMAND) as asterisk:
        line = line_on(asterisk.agi, voice=Waiting(), cover_after=0.1)
        assert line.while_working(work) == 42
    commands = [sent.split('"')[0].strip() for sent in asterisk.sent]
    assert "WAIT FOR DIGIT 50" in commands
    assert any('STREAM FILE "prompts/comun.espere"' in sent for sent in asterisk.sent)


def test_keys_pressed_during_slow_work_keep_their_order() -> None:
    done = threading.Event()
    pressed = iter(("200 result=49", "200 result=50", "200 result=51"))

    def work() -> None:
        done.wait(5.0)

    class Pressing(AsteriskLine):
        def _hear_key(self, seconds: float) -> str:
            key = next(pressed, None)
            if key is None:
                done.set()
                return ""
            return chr(int(key.rpartition("=")[2]))

    with AsteriskScript("") as asterisk:
        line = Pressing(
            asterisk.agi,
            RecordedVoice(),
            CALL,
            PROMPTS,
            Path(),
            FixedClock(NOW),
            recordings=NOWHERE,
        )
        line.while_working(work)
        assert [line.keys.pop() for _ in range(3)] == ["1", "2", "3"]


def test_works_error_is_the_dialogs() -> None:
    def work() -> None:
        raise StoreUnavailable("sin base de datos")

    with AsteriskScript("") as asterisk, pytest.raises(StoreUnavailable):
        line_on(asterisk.agi).while_working(work)


def test_of_a_concealed_call_asterisk_forgets_the_number_too() -> None:
    """The ladder, or whoever asks Asterisk, can't tell it any more."""
    script = """
        < SET VARIABLE "LINEA_FROM" ""
        > 200 result=1
        < SET VARIABLE "LINEA_WITHHELD" "1"
        > 200 result=1
        < SET VARIABLE "CALLERID(all)" ""
        > 200 result=1
    """
    with AsteriskScript(script) as asterisk:
        line = line_on(asterisk.agi)
        line.conceal()
    assert line.call.caller == Caller(None, withheld=True)
