"""Recording commands, each answer that Asterisk gives (res_agi.c), and where files end up."""

from __future__ import annotations

import threading
import wave
from pathlib import Path

import pytest

from agi_scripts.recording_folder import WAV_HEADER, RecordingFolder
from ivr.call import CallEnded
from ivr.recording import Ended
from tests.agi_scripts.asterisk_script import SWITCH, AsteriskScript
from tests.agi_scripts.test_asterisk_line import CALL, line_on
from tests.calls.tones import tone

NAME = f"{CALL.call_id}-case-1"
PLACE = "/srv/linea/test"
COMMAND = f'< RECORD FILE "{PLACE}/spool/recorded/open/{NAME}" wav "#" 60000 0 BEEP s=3'


@pytest.fixture
def folder(tmp_path: Path) -> RecordingFolder:
    for name in ("monitor", "spool/recorded/open"):
        (tmp_path / name).mkdir(parents=True)
    return RecordingFolder(tmp_path, PLACE)


def leave(folder: RecordingFolder, seconds: float, *, spoken: bool = True) -> Path:
    """What Asterisk recorded: a tone, or silence."""
    path = folder.host / "spool" / "recorded" / "open" / f"{NAME}.wav"
    samples = tone(700, seconds) * spoken
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


# Asterisk's answer, what ended it
ANSWERS = [
    ("200 result=35 (dtmf) endpos=12000", Ended.KEY),
    ("200 result=35 (randomerror) endpos=0", Ended.KEY),
    ("200 result=0 (timeout) endpos=12000", Ended.SILENCE),
    ("200 result=2987 (timeout) endpos=12000", Ended.SILENCE),
]


@pytest.mark.parametrize(("answer", "ended"), ANSWERS)
def test_what_ends_a_recording(folder: RecordingFolder, answer: str, ended: Ended) -> None:
    leave(folder, 1.5)
    with AsteriskScript(f"{COMMAND}\n> {answer}") as asterisk:
        recorded = line_on(asterisk.agi, recordings=folder).record("case", seconds=60)
    assert (recorded.name, recorded.seconds, recorded.ended) == (NAME, 1.5, ended)


@pytest.mark.parametrize("answer", ["200 result=-1 (hangup) endpos=900", "HANGUP"])
def test_a_hang_up_keeps_what_was_said(folder: RecordingFolder, answer: str) -> None:
    leave(folder, 1.5)
    with AsteriskScript(f"{COMMAND}\n> {answer}") as asterisk:
        line = line_on(asterisk.agi, recordings=folder)
        with pytest.raises(CallEnded):
            line.record("case", seconds=60)
        line.release_recordings()
    assert (line.recorded[0].seconds, line.recorded[0].ended) == (1.5, Ended.HANGUP)
    assert [file.name for file in (folder.host / "spool" / "recorded").glob("*.wav")] == [
        f"{NAME}.wav"
    ]


def test_what_asterisk_closes_late_is_kept_all_the_same(folder: RecordingFolder) -> None:
    path = leave(folder, 1.5)
    closed = path.rename(path.with_suffix(".closed"))
    path.write_bytes(closed.read_bytes()[: WAV_HEADER - 4] + bytes(4))  # the rest is not written
    closing = threading.Timer(0.5, closed.rename, [path])
    with AsteriskScript(f"{COMMAND}\n> HANGUP") as asterisk:
        line = line_on(asterisk.agi, recordings=folder)
        closing.start()
        with pytest.raises(CallEnded):
            line.record("case", seconds=60)
    assert line.recorded[0].seconds == 1.5


def test_a_file_that_can_t_be_written_is_nothing_said(folder: RecordingFolder) -> None:
    script = f"{COMMAND}\n> 200 result=-1 (writefile)\n< CHANNEL STATUS\n> 200 result=6"
    with AsteriskScript(script) as asterisk:
        recorded = line_on(asterisk.agi, recordings=folder).record("case", seconds=60)
    assert recorded.seconds == 0.0


def test_silence_is_not_kept(folder: RecordingFolder) -> None:
    path = leave(folder, 2.0, spoken=False)
    with AsteriskScript(f"{COMMAND}\n> 200 result=0 (timeout) endpos=8000") as asterisk:
        recorded = line_on(asterisk.agi, recordings=folder).record("case", seconds=60)
    assert recorded.seconds == 0.0
    assert not path.exists()


def test_the_switch_leaves_time_for_the_whole_recording(folder: RecordingFolder) -> None:
    script = (
        f'< SET VARIABLE "TIMEOUT(absolute)" "64"\n> 200 result=1\n{COMMAND}\n> {ANSWERS[0][0]}'
    )
    with AsteriskScript(script, always={}) as asterisk:
        line_on(asterisk.agi, recordings=folder).record("case", seconds=60)


def test_what_is_discarded_is_gone(folder: RecordingFolder) -> None:
    path = leave(folder, 1.5)
    with AsteriskScript(f"{COMMAND}\n> {ANSWERS[0][0]}") as asterisk:
        line = line_on(asterisk.agi, recordings=folder)
        line.discard(line.record("case", seconds=60))
        line.release_recordings()
    assert not path.exists()
    assert not list((folder.host / "spool" / "recorded").glob("*.wav"))


STARTED = f'< EXEC MixMonitor "{PLACE}/monitor/{CALL.call_id}-call-1.…raw,D"'


def test_the_call_is_recorded_in_one_part_and_dropped(folder: RecordingFolder) -> None:
    script = f'{STARTED}\n> 200 result=0\n< EXEC StopMixMonitor ""\n> 200 result=0'
    with AsteriskScript(script) as asterisk:
        line = line_on(asterisk.agi, recordings=folder)
        line.start_recording()
        part = folder.host / "monitor" / f"{CALL.call_id}-call-1.1795359600000.raw"
        part.write_bytes(b"12345678")
        line.opt_out_of_recording()
    assert not part.exists()


def test_an_asterisk_without_mixmonitor_serves_the_call_all_the_same(
    folder: RecordingFolder,
) -> None:
    with AsteriskScript(f"{STARTED}\n> 200 result=-2") as asterisk:
        line = line_on(asterisk.agi, recordings=folder)
        line.start_recording()
    assert not line.recording


def test_a_full_disk_records_no_calls(
    folder: RecordingFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agi_scripts.recording_folder.LEAST_FREE", 10**18)
    with AsteriskScript("", always=SWITCH) as asterisk:
        line = line_on(asterisk.agi, recordings=folder)
        line.start_recording()
    assert not line.recording
    assert not RecordingFolder(folder.host / "gone", PLACE).has_room()
