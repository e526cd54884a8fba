"""What a caller dictates, and what is recorded of a call, on a line of text."""

from __future__ import annotations

import pytest

from ivr.call import CallEnded, PersonRequested
from ivr.line import Line
from ivr.question import DigitsQuestion
from ivr.recording import ANONYMOUS, CALL, ETHICS, Ended, Recorded
from tests.line.script import CALL_ID, play
from tests.rendering.wording import wording

PROMPTS = wording()
DICTATED = f"{CALL_ID}-case-1"


def dictate(line: Line) -> Recorded:
    return line.record("case", seconds=60.0)


# what the caller does, seconds kept, what ended it
DICTATIONS = [
    ("speaks 12", 12.0, Ended.KEY),
    ("speaks 12 silence", 12.0, Ended.SILENCE),
    ("speaks 90", 60.0, Ended.FULL),
    ("pauses", 0.0, Ended.SILENCE),
]


@pytest.mark.parametrize(("does", "seconds", "ended"), DICTATIONS)
def test_what_a_caller_dictates(does: str, seconds: float, ended: Ended) -> None:
    played = play(does, dictate, PROMPTS)
    assert played.line.recorded == [Recorded(DICTATED, seconds, ended)]
    assert played.kinds() == ["recorded"]


@pytest.mark.parametrize(("does", "seconds"), [("speaks 7 hanging up", 7.0), ("hangs up", 0.0)])
def test_who_hangs_up_while_dictating_is_kept(does: str, seconds: float) -> None:
    def dialog(line: Line) -> None:
        with pytest.raises(CallEnded):
            dictate(line)
        raise CallEnded("se colgó")

    played = play(does, dialog, PROMPTS)
    assert played.line.recorded == [Recorded(DICTATED, seconds, Ended.HANGUP)]


def test_dictating_again_leaves_the_last_alone() -> None:
    def dialog(line: Line) -> None:
        line.discard(dictate(line))
        line.play_back(dictate(line))

    played = play("speaks 5\nspeaks 9\nhears [grabado] 9 s", dialog, PROMPTS)
    assert [recorded.name for recorded in played.line.recorded] == [f"{CALL_ID}-case-2"]
    assert played.line.discarded == [DICTATED]


def test_keys_from_before_the_beep_are_no_answer() -> None:
    def dialog(line: Line) -> None:
        line.say("menu.opciones")
        dictate(line)
        assert line.key_within(1.0) is None

    play("hears menu.opciones\ntypes 12#\nspeaks 4\npauses", dialog, PROMPTS)


def test_nothing_said_is_not_played_back() -> None:
    play("pauses", lambda line: line.play_back(dictate(line)), PROMPTS)


@pytest.mark.parametrize("purpose", [ETHICS, ANONYMOUS])
def test_what_must_not_be_connected_with_its_call_has_a_random_name(purpose: str) -> None:
    played = play("speaks 5", lambda line: line.record(purpose, seconds=60.0), PROMPTS)
    (recorded,) = played.line.recorded
    assert CALL_ID not in recorded.name
    assert recorded.name[14] == "4"


def test_what_is_unlinked_is_neither_in_the_path_nor_in_the_recording() -> None:
    def dialog(line: Line) -> None:
        line.start_recording()
        with line.unlinked():
            assert not line.recording
            line.note("De esto no queda nada")
        assert line.recording
        line.note("De esto sí")

    assert play("", dialog, PROMPTS).labels() == ["De esto sí"]


@pytest.mark.parametrize("purpose", ["", "Case", "a b", "../x", CALL, "x" * 17])
def test_a_purpose_is_one_word(purpose: str) -> None:
    with pytest.raises(ValueError, match="purpose"):
        play("", lambda line: line.record(purpose, seconds=1.0), PROMPTS)


# -- the call as a whole ----------------------------------------------------------------------


def test_the_second_datum_is_between_two_parts() -> None:
    def dialog(line: Line) -> None:
        line.start_recording()
        line.start_recording()
        with line.unrecorded():
            assert not line.recording
            line.ask(DigitsQuestion("ident.segundo_dato", 3, 3, sensitive=True))
        assert line.recording

    played = play("hears ident.segundo_dato\npresses 123", dialog, PROMPTS)
    assert played.line.parts == [f"{CALL_ID}-call-1", f"{CALL_ID}-call-2"]


def test_recording_goes_on_when_a_person_is_asked_for_meanwhile() -> None:
    def dialog(line: Line) -> None:
        line.start_recording()
        with pytest.raises(PersonRequested), line.unrecorded():
            raise PersonRequested("asked")
        assert line.recording

    play("", dialog, PROMPTS)


def test_who_hangs_up_meanwhile_is_recorded_no_more() -> None:
    def dialog(line: Line) -> None:
        line.start_recording()
        with line.unrecorded():
            line.key_within(1.0)

    played = play("hangs up", dialog, PROMPTS)
    assert not played.line.recording
    assert played.line.parts == [f"{CALL_ID}-call-1"]


def test_a_call_that_isn_t_recorded_isn_t_after_the_datum_either() -> None:
    def dialog(line: Line) -> None:
        with line.unrecorded():
            pass
        assert not line.recording

    assert play("", dialog, PROMPTS).line.parts == []


def test_opting_out_deletes_and_is_for_good() -> None:
    def dialog(line: Line) -> None:
        line.start_recording()
        with line.unrecorded():
            line.opt_out_of_recording()
        line.start_recording()
        assert line.opted_out
        assert not line.recording

    assert play("", dialog, PROMPTS).line.parts == []
