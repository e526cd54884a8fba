"""Words that the starter model learns without training: written, heard, put in place."""

from __future__ import annotations

import csv
import json
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.vocabulary import PRONUNCIATIONS, question_phrases
from ivr.demo import town
from ivr.errors import Invalid, NotFound
from speech.models import STARTER, Shelf
from speech.models.vocabulary import Lexicon, build, building, remove_older, vocabulary
from speech.recognizer.model import Model
from speech.understanding.spoken_names import all_spoken
from speech.voice.engine import Samples
from speech.voice.espeak import EspeakEngine

pytestmark = pytest.mark.service

AUDIO = Path(__file__).parents[1] / "audio"
DIGITS = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
PLACES = all_spoken(zone.name for zone in town.zones())
LEXICON = Lexicon.load(PRONUNCIATIONS)
KINDS = ("digit", "digits", "menu")
"""What the starter hears without a mistake in these recordings."""
PAUSE = bytes(8000)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("speech"))


@pytest.fixture(scope="module")
def taught(shelf: Shelf) -> Model:
    """The starter with the names of the demonstration's barrios and veredas."""
    words = {word for place in PLACES for word in place.split()}
    return Model.load(shelf.models / build(shelf, vocabulary(words, LEXICON)))


def heard(model: Model, samples: bytes, phrases: tuple[str, ...]) -> str:
    recognizer = model.grammar(phrases).recognizer()
    recognizer.AcceptWaveform(samples + PAUSE)
    return str(json.loads(recognizer.FinalResult())["text"])


def test_a_place_that_the_starter_never_knew_is_heard_once_it_was_taught(taught: Model) -> None:
    assert "chucuní" in Model.load(STARTER).lacks(["chucuní", "cédula"])
    voice = EspeakEngine()
    misheard = {
        place: said
        for place in PLACES
        if (said := heard(taught, voice.synthesise(place).tobytes(), PLACES)) != place
    }
    assert len(misheard) <= len(PLACES) // 20, misheard


def test_new_words_take_nothing_from_what_was_heard_before(taught: Model) -> None:
    with (AUDIO / "transcripts.tsv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["kind"] in KINDS]
    menu = tuple(sorted({row["text"] for row in rows if row["kind"] == "menu"}))
    wrong = {}
    for row in rows:
        phrases = menu if row["kind"] == "menu" else DIGITS
        said = heard(taught, samples(AUDIO / row["file"]).tobytes(), phrases)
        if said != row["text"]:
            wrong[row["file"]] = (row["text"], said)
    assert wrong == {}


def samples(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


def test_every_word_of_every_question_can_be_pronounced(tmp_path: Path) -> None:
    """A word that can't be is never heard: the question's file has a sign that is no letter."""
    said = question_phrases(Shelf(tmp_path)).values()
    words = {word for phrases in said for phrase in phrases for word in phrase.split()}
    assert vocabulary(words, LEXICON).refused == ()
    assert {word for word in words if word != word.lower()} == set()


# -- on the shelf -------------------------------------------------------------------------


def names(shelf: Shelf) -> list[str]:
    return [model.name for model in shelf.installed()]


def test_the_same_words_are_the_same_model(shelf: Shelf) -> None:
    one = build(shelf, vocabulary(["bulira", "Ambalá"], LEXICON))
    before = (shelf.models / one).stat()
    assert build(shelf, vocabulary(["ambalá", "bulira", "bulira"], LEXICON)) == one
    assert (shelf.models / one).stat() == before


def test_a_sound_that_changes_makes_another_model(shelf: Shelf) -> None:
    by_rule = build(shelf, vocabulary(["kennedy"], Lexicon()))
    as_said = build(shelf, vocabulary(["kennedy"], LEXICON))
    assert by_rule != as_said


def test_the_starter_itself_is_never_written_to(shelf: Shelf) -> None:
    before = {path: path.read_bytes() for path in STARTER.rglob("*.*") if path.is_file()}
    name = build(shelf, vocabulary(["zipacón"], LEXICON))
    assert (shelf.models / name / "graph" / "words.txt").read_text("utf-8").count("zipacón") == 1
    assert {path: path.read_bytes() for path in before} == before


def test_earlier_words_go_but_not_those_still_in_use(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first, second, third = (
        build(shelf, vocabulary([word], LEXICON)) for word in ("ah", "eh", "oh")
    )
    shelf.use(third)
    remove_older(shelf, kept=[second])
    assert sorted(names(shelf)) == sorted([second, third])
    assert first not in names(shelf)


def test_a_call_that_began_before_goes_on_with_the_words_it_had(tmp_path: Path) -> None:
    """What is loaded needs its folder no more: the swap takes nothing from a call."""
    shelf = Shelf(tmp_path)
    shelf.use(build(shelf, vocabulary(["bulira"], LEXICON)))
    model = Model.load(shelf.link.resolve())
    recognizer = model.grammar(["bulira"]).recognizer()
    sound = EspeakEngine().synthesise("bulira").tobytes()
    recognizer.AcceptWaveform(sound[:4000])
    shelf.use(build(shelf, vocabulary(["chucuní"], LEXICON)))
    remove_older(shelf, kept=[])
    recognizer.AcceptWaveform(sound[4000:] + PAUSE)
    assert json.loads(recognizer.FinalResult())["text"] == "bulira"
    assert Model.load(shelf.link.resolve()).finds("chucuní")


def test_what_cannot_be_pronounced_is_told_and_left_out() -> None:
    made = vocabulary(["ж", "b2b", "ñame"], LEXICON)
    assert made.refused == ("b2b", "ж")
    assert "ñame" in made.sounds


def test_a_list_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "MOST_WORDS", 1300)
    with pytest.raises(Invalid, match="caben 1300"):
        vocabulary(many(100), LEXICON)


def test_without_a_starter_there_is_nothing_to_teach(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no hay un modelo de voz"):
        vocabulary([], LEXICON, tmp_path)


def many(count: int) -> Iterator[str]:
    yield from ("b" + "a" * (number + 3) for number in range(30))
    yield from ("c" + "e" * (number + 3) for number in range(count - 30))
