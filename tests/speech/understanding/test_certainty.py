"""A low score makes what is sure doubtful and refuses nothing; other readings are tried last."""

from __future__ import annotations

from pathlib import Path

import pytest

from speech.understanding.certainty import Bands
from speech.understanding.heard import Certainty, Choice, Dictated, Heard, Intent
from speech.understanding.phrase_file import PhraseFileError
from tests.speech.understanding.heard_files import SPEECH, understanding

SURE, DOUBTFUL, NONE = Certainty.SURE, Certainty.DOUBTFUL, Certainty.NONE
HIGH, LOW, UNTOLD, TYPED = 0.9, 0.1, 0.0, 1.0
SERVICES = {"1": "Agua", "2": "Gas", "3": "Aseo"}
OPEN = "quiero pedir copia de un contrato"


@pytest.mark.parametrize(
    ("score", "certainty"), [(TYPED, SURE), (HIGH, SURE), (UNTOLD, SURE), (LOW, DOUBTFUL)]
)
def test_a_low_score_is_confirmed_and_no_score_is_no_doubt(
    score: float, certainty: Certainty
) -> None:
    ears = understanding()
    answers: list[Choice | Dictated | Intent] = [
        ears.choice("dano.servicio", Heard("el gas", (), score), SERVICES),
        ears.yes_no(Heard("sí", (), score)),
        ears.rating(Heard("cinco", (), score), 1, 5),
        ears.digits(Heard("uno dos tres cuatro", (), score), 4, 4),
        ears.intent(Heard("cuánto debo", (), score)),
    ]
    assert [one.certainty for one in answers] == [certainty] * len(answers)


def test_a_low_score_changes_nothing_of_what_was_doubtful_or_nothing_or_an_account() -> None:
    ears = understanding()
    assert ears.yes_no(Heard("[unk]", (), LOW)).certainty is NONE
    assert ears.rating(Heard("excelente", (), LOW), 1, 5).certainty is DOUBTFUL
    known = ears.digits(Heard("uno dos tres cuatro", (), LOW), 4, 4, exists=lambda _: True)
    assert known.certainty is SURE


def test_danger_needs_no_score() -> None:
    heard = Heard("hay una fuga de gas", (), LOW)
    meant = understanding().intent(heard)
    assert (meant.code, meant.certainty) == ("emergencia", SURE)
    assert understanding().emergency(heard)


@pytest.mark.parametrize("text", ["", "[unk]", "[unk] un"])
def test_where_the_text_means_nothing_another_reading_may_doubtfully(text: str) -> None:
    ears = understanding()
    other = ("nada que se sepa", OPEN)
    assert ears.intent(Heard(text)).certainty is NONE
    meant, known = ears.intent(Heard(text, other)), ears.intent(Heard(OPEN))
    assert (meant.code, meant.certainty, known.certainty) == (known.code, DOUBTFUL, SURE)
    chosen = ears.choice("dano.servicio", Heard(text, ("el gas",)), SERVICES)
    assert chosen == Choice("2", DOUBTFUL)


def test_what_the_text_means_is_not_overruled_by_another_reading() -> None:
    meant = understanding().intent(Heard("cuánto debo", (OPEN,), HIGH))
    assert meant == understanding().intent(Heard("cuánto debo"))


def test_what_another_reading_may_mean_is_not_guessed() -> None:
    assert understanding().intent(Heard("[unk]", ("quiero [unk]",))).certainty is NONE


def test_the_bands_are_data(tmp_path: Path) -> None:
    assert 0 < Bands.read(SPEECH).yes_no <= Bands.read(SPEECH).menu < 1
    file = tmp_path / "endpointing.toml"
    file.write_text("[certainty]\nmenu = 0.7\n", "utf-8")
    assert Bands.read(tmp_path) == Bands(menu=0.7)
    file.write_text("[certainty]\nmenu = 'alto'\n", "utf-8")
    with pytest.raises(PhraseFileError, match=file.name):
        Bands.read(tmp_path)
