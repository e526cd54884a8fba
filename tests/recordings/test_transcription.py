"""What callers dictated is written down after the call, whatever fails on the way."""

from __future__ import annotations

import os
import signal
import wave
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from ivr.clock import BOGOTA
from ivr.services import messages, recordings, transcripts
from ivr.services.transcripts import Transcript, Written
from ivr.store import TranscriptState
from recordings.dictation import Dictation, NoDictationModel, RecognizerFailed
from recordings.retention import Retention, RetentionDays
from recordings.transcription import AGAIN_AFTER, Transcription
from tests.recordings.conftest import CALL_ID, House, wav
from tests.recordings.test_intake import DICTATED, ETHICS, PART, STEREO, VOICE

PROJECT = Path(__file__).parents[2]
MODEL = PROJECT / "speech" / "vosk-model-mini-es"
SPOKEN = PROJECT / "tests" / "speech" / "audio" / "synthetic" / "kok_em_alex_menu_0029.wav"
ANONYMOUS = "0e0d4d6e-0000-4000-8000-000000000001-anonymous"
MESSAGE = f"{CALL_ID}.wav"


class Scripted(Dictation):
    """A recogniser that gives these answers in turn; an error is raised."""

    def __init__(self, *answers: Written | Exception) -> None:
        super().__init__(Path("modelo-grande"))
        self.answers = list(answers)
        self.heard: list[bytes] = []

    def write(self, samples: bytes) -> Written:
        self.heard.append(samples)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def transcription(house: House, dictation: Dictation | None) -> Transcription:
    return Transcription(
        house.store,
        house.clock,
        CollectorRegistry(),
        library=house.library,
        messages=house.folder / "messages",
        dictation=dictation,
    )


def transcript(house: House, name: str = DICTATED) -> Transcript | None:
    with house.store.reading() as session:
        return transcripts.of(session, [name]).get(name)


def state(house: House, name: str = DICTATED) -> str | None:
    found = transcript(house, name)
    return None if found is None else found.state.value


@pytest.fixture
def dictated(house: House) -> House:
    house.call()
    house.leave_dictated(DICTATED, wav(VOICE))
    assert house.intake.look()
    return house


FAILED = RecognizerFailed("el reconocedor se detuvo")
HEARD = Written("la luz se fue anoche", 0.9)


def test_it_is_written_once_under_the_name_of_its_model(dictated: House) -> None:
    recognizer = Scripted(HEARD)
    work = transcription(dictated, recognizer)
    assert state(dictated) == "waiting"
    assert work.look()
    assert work.look()
    found = transcript(dictated)
    assert found is not None
    assert (found.state, found.text, found.model) == ("done", HEARD.text, "modelo-grande")
    assert recognizer.heard == [VOICE]


def test_neither_a_whole_call_nor_the_ethics_line_is_ever_written_down(house: House) -> None:
    house.call()
    house.leave_part(STEREO)
    house.leave_dictated(ETHICS, wav(VOICE))
    assert house.intake.look()
    assert transcription(house, Scripted()).look()
    assert transcript(house, PART) is None
    assert transcript(house, ETHICS) is None


def test_what_fails_is_tried_again_ever_later_and_then_given_up(dictated: House) -> None:
    recognizer = Scripted(*[FAILED] * (len(AGAIN_AFTER) + 1), HEARD)
    work = transcription(dictated, recognizer)
    for tries, pause in enumerate(AGAIN_AFTER, start=1):
        assert work.look()
        assert work.look()
        assert (state(dictated), len(recognizer.heard)) == ("waiting", tries)
        dictated.clock.advance(pause)
    assert work.look()
    assert state(dictated) == "failed"
    with dictated.store.unit_of_work() as session:
        assert transcripts.again(session, DICTATED, dictated.clock.now())
    assert work.look()
    assert state(dictated) == "done"


def test_without_a_model_it_says_so_and_is_done_once_there_is_one(dictated: House) -> None:
    assert transcription(dictated, None).look()
    assert state(dictated) == "no_model"
    assert transcription(dictated, Scripted(HEARD)).look()
    assert state(dictated) == "done"


def test_a_model_that_doesn_t_load_is_no_fault_of_the_recording(dictated: House) -> None:
    missing = NoDictationModel("no hay un modelo")
    work = transcription(dictated, Scripted(*[missing] * 9, HEARD))
    for _ in range(9):
        assert not work.look()
        assert work.problem is missing
    assert state(dictated) == "waiting"
    assert work.look()
    assert work.problem is None
    assert state(dictated) == "done"


def test_what_a_dead_worker_had_taken_up_is_taken_up_again(dictated: House) -> None:
    now = dictated.clock.now()
    with dictated.store.unit_of_work() as session:
        assert transcripts.take(session, now, now + timedelta(hours=2)) is not None
    recognizer = Scripted(HEARD)
    work = transcription(dictated, recognizer)
    assert work.look()
    assert state(dictated) == "working"
    dictated.clock.advance(timedelta(hours=2))
    assert work.look()
    assert state(dictated) == "done"


def test_of_an_anonymous_petition_no_hour_is_kept(house: House) -> None:
    house.leave_dictated(ANONYMOUS, wav(VOICE))
    assert house.intake.look()
    work = transcription(house, Scripted(FAILED, HEARD))
    assert work.look()
    assert (state(house, ANONYMOUS), work.look()) == ("waiting", True)
    house.clock.advance(timedelta(days=1))
    assert work.look()
    found = transcript(house, ANONYMOUS)
    assert found is not None
    assert found.made_at is not None
    assert f"{found.made_at.astimezone(BOGOTA):%H:%M:%S}" == "00:00:00"


def test_it_goes_with_its_recording(dictated: House) -> None:
    assert transcription(dictated, Scripted(HEARD)).look()
    dictated.clock.advance(timedelta(days=101))
    days = RetentionDays(calls=30, dictated=100)
    Retention(dictated.store, dictated.clock, library=dictated.library, days=days).purge()
    assert transcript(dictated) is None
    with dictated.store.unit_of_work() as session:
        assert not transcripts.write(session, DICTATED, HEARD, model="m", now=dictated.clock.now())


def test_a_message_of_the_ladder_is_written_down_and_goes_with_it(house: House) -> None:
    (house.folder / "messages").mkdir()
    (house.folder / "messages" / MESSAGE).write_bytes(wav(VOICE))
    kept = messages.Recording(MESSAGE, 1.0)
    now = house.clock.now()
    with house.store.unit_of_work() as session:
        messages.take_in(session, CALL_ID, number=None, emergency=False, at=now, recording=kept)
    assert transcription(house, Scripted(HEARD)).look()
    assert state(house, MESSAGE) == "done"
    with house.store.unit_of_work() as session:
        (message,) = messages.still_open(session)
        messages.forget(session, [message.id])
    assert transcript(house, MESSAGE) is None


def test_a_damaged_recording_is_no_end_of_the_others(dictated: House) -> None:
    second = f"{CALL_ID}-pqrs-2"
    dictated.leave_dictated(second, wav(VOICE))
    assert dictated.intake.look()
    with dictated.store.reading() as session:
        one = recordings.by_name(session, DICTATED)
    assert one is not None
    dictated.library.remove(one)
    assert transcription(dictated, Scripted(HEARD)).look()
    assert (state(dictated), state(dictated, second)) == ("waiting", "done")


class TestTheRecognisersProcess:
    """The real program, with the starter model."""

    pytestmark = pytest.mark.service

    @pytest.fixture
    def recognizer(self) -> Iterator[Dictation]:
        recognizer = Dictation(MODEL)
        yield recognizer
        recognizer.close()

    def test_it_writes_one_sound_after_the_other(self, recognizer: Dictation) -> None:
        said = [recognizer.write(samples(SPOKEN)).text for _ in range(2)]
        assert said[0] == said[1]
        assert said[0].startswith("quiero hablar")

    def test_silence_is_no_word(self, recognizer: Dictation) -> None:
        assert recognizer.write(bytes(16_000)) == Written("", None)

    def test_one_that_is_killed_is_started_anew(self, recognizer: Dictation) -> None:
        recognizer.write(bytes(1_600))
        process = recognizer._process
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with pytest.raises(RecognizerFailed):
            recognizer.write(samples(SPOKEN))
        assert recognizer.write(samples(SPOKEN)).text

    def test_it_is_of_the_lowest_priority(self, recognizer: Dictation) -> None:
        recognizer.write(bytes(1_600))
        assert recognizer._process is not None
        assert os.getpriority(os.PRIO_PROCESS, recognizer._process.pid) == 19

    @pytest.mark.parametrize("what", ["nothing", "an empty folder"])
    def test_a_folder_without_a_model_says_so(self, tmp_path: Path, what: str) -> None:
        folder = tmp_path / what
        if what == "an empty folder":
            folder.mkdir()
        with pytest.raises(NoDictationModel):
            Dictation(folder).write(bytes(1_600))

    def test_once_stopped_it_starts_no_more(self, recognizer: Dictation) -> None:
        recognizer.stop()
        with pytest.raises(RecognizerFailed):
            recognizer.write(bytes(1_600))


def samples(file: Path) -> bytes:
    with wave.open(str(file)) as sound:
        return bytes(sound.readframes(sound.getnframes()))


def test_every_state_has_its_words_on_the_page() -> None:
    words = (PROJECT / "cti/web/frontend/src/parts/transcript.tsx").read_text()
    for one in TranscriptState:
        assert one is TranscriptState.DONE or f"\n  {one.value}: " in words
