"""Danger is heard anywhere; false alarms and misses are counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from speech.understanding.choices import MenuFile
from speech.understanding.dangers import DANGER_FILE, DangerFile
from speech.understanding.heard import Alarm, Certainty, Heard
from speech.understanding.intents import IntentFile
from speech.understanding.phrase_file import PhraseFileError
from speech.understanding.understanding import Understanding
from tests.speech.understanding.heard_files import (
    SEEN,
    SPEECH,
    UNSEEN,
    held_out,
    understanding,
)

TABLE = "held_out_emergencies.tsv"
DANGER = "si"
DANGEROUS_MENUS = ("dano.peligro", "bienvenida.emergencia")


@pytest.mark.parametrize("part", [UNSEEN, SEEN])
def test_dangers_are_heard_and_nothing_else_is_taken_for_one(part: str) -> None:
    said = [one for one in held_out(TABLE) if one.part == part]
    heard = {one: understanding().emergency(Heard(one.text)) for one in said}
    dangers = [one for one in said if one.right == DANGER]
    missed = [one.text for one in dangers if not heard[one]]
    false = [one.text for one in said if one.right != DANGER and heard[one]]
    assert len(missed) <= 0.1 * len(dangers), missed
    assert len(false) <= 0.04 * (len(said) - len(dangers)), false


def test_every_emergency_phrase_is_one() -> None:
    phrases = IntentFile.read(SPEECH).intent["emergencia"].phrases
    assert [said for said in phrases if not understanding().emergency(Heard(said))] == []


@pytest.mark.parametrize(
    "said",
    [
        "el poste tiene el bombillo fundido",
        "el recibo del gas",
        "ya no huele a gas",
        "no hay ningún cable caído",
        "no es una emergencia",
        "hay una fuga de agua en el andén",
    ],
)
def test_what_only_sounds_like_danger_is_none(said: str) -> None:
    assert not understanding().emergency(Heard(said))


@pytest.mark.parametrize(
    "said",
    [
        "ya no aguantamos el olor a gas",
        "se apagó la estufa y huele a gas",
        "desde la semana pasada huele a gas",
        "no sé qué hacer huele muchísimo a gas",
    ],
)
def test_a_denial_of_something_else_hides_no_danger(said: str) -> None:
    assert understanding().emergency(Heard(said))


def test_another_reading_may_tell_of_danger() -> None:
    assert understanding().emergency(Heard("hueles agua", ("huele a gas",)))


@pytest.mark.parametrize(
    ("said", "alternatives", "danger"),
    [
        ("unk cable caído unk", (), True),
        ("huele a gas unk", (), True),
        ("heridos unk", (), False),
        ("huele unk unk unk gas", (), False),
        ("unk", ("heridos",), False),
    ],
)
def test_words_found_in_noise_are_no_witness(
    said: str, alternatives: tuple[str, ...], danger: bool
) -> None:
    assert understanding().emergency(Heard(said, alternatives)) is danger


def test_every_phrase_of_danger_is_one() -> None:
    phrases = DangerFile.read(SPEECH).phrases
    assert [said for said in phrases if not understanding().emergency(Heard(said))] == []


def test_no_concept_of_danger_is_one_of_the_intents(tmp_path: Path) -> None:
    for file in SPEECH.glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    text = (SPEECH / DANGER_FILE).read_text("utf-8")
    (tmp_path / DANGER_FILE).write_text(f'{text}AGUA = ["agua"]\n', "utf-8")
    with pytest.raises(PhraseFileError, match=DANGER_FILE):
        Understanding.load(tmp_path)


SURE, DOUBTFUL, NONE = Certainty.SURE, Certainty.DOUBTFUL, Certainty.NONE


@pytest.mark.parametrize(
    ("said", "alternatives", "certainty"),
    [
        # a whole phrase of danger, whatever stands around it
        ("con un que se cayó un poste me al", (), SURE),
        ("auxilio", (), SURE),
        # words that people say side by side
        ("hay un cable pelado en la calle y hay niños", (), SURE),
        # danger in a salad: side talk and other languages, forced into a grammar's words
        ("escribir un una nueve las huele pipeta", (), NONE),
        ("el dos tantico gas fuga de hay una para ya", (), NONE),
        # one reading of four is no evidence
        ("buenos días señorita", ("hay un cable en el menú caído", "buenos", "días"), NONE),
    ],
)
def test_what_a_grammar_forced_into_its_words_must_hang_together(
    said: str, alternatives: tuple[str, ...], certainty: Certainty
) -> None:
    assert understanding().alarm(Heard(said, alternatives, 0.6)).certainty is certainty


def test_words_that_are_certain_need_not_hang_together() -> None:
    said = "pues gas la cocina horrible olor mi mamá"
    assert understanding().alarm(Heard(said)) == Alarm(SURE)
    assert understanding().alarm(Heard(said, (), 0.6)).certainty is not SURE


def test_what_only_sounds_like_danger_is_asked_about() -> None:
    assert understanding().alarm(Heard("se cayó una rama en el andén")) == Alarm(DOUBTFUL)
    assert understanding().alarm(Heard("se cayó el sistema")).certainty is NONE


def test_a_turn_of_speech_is_no_danger_and_hides_none() -> None:
    assert understanding().alarm(Heard("ese cobro es una bomba")).certainty is NONE
    assert understanding().emergency(Heard("casi me desmayo con ese olor a gas"))


def test_danger_seen_on_a_screen_is_asked_about() -> None:
    said = "en el noticiero vi que atropellaron a un señor"
    assert understanding().alarm(Heard(said)).certainty is DOUBTFUL


def test_likely_danger_is_asked_about_and_believed_of_who_keeps_silent() -> None:
    said = "un muro se está rajando y hay vecinos"
    assert understanding().alarm(Heard(said)) == Alarm(DOUBTFUL, fair=True)


def test_no_menu_but_that_of_danger_offers_what_sounds_like_it() -> None:
    alarming = [
        (prompt, said)
        for prompt, menu in MenuFile.read(SPEECH).menu.items()
        if prompt not in DANGEROUS_MENUS
        for phrases in menu.values()
        if not isinstance(phrases, bool)
        for said in phrases
        if understanding().emergency(Heard(said))
    ]
    assert not alarming
