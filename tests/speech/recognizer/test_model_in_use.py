"""The model in use follows its link; a call keeps the one that it began with."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from speech.models import STARTER
from speech.recognizer.hearing import Hearing, ModelInUse
from speech.recognizer.model import Model, UnusableModel
from speech.recognizer.tuning import Tuning
from tests.speech.aeap.stand_in import Phrasebook


class Named:
    """A model that is no more than its name."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two models and one that is broken; loading takes their names."""
    for name in ("uno", "dos", "roto"):
        (tmp_path / "models" / name).mkdir(parents=True)

    def load(folder: Path) -> Named:
        if folder.name == "roto":
            raise UnusableModel("está dañado")
        return Named(folder)

    monkeypatch.setattr(Model, "load", load)
    return tmp_path


def furnish(model: Model) -> Hearing:
    return Hearing(model, Phrasebook(), Tuning())


def lead_to(shelf: Path, name: str) -> None:
    new = shelf / "new"
    new.symlink_to(Path("models") / name)
    new.replace(shelf / "model")


def in_use(shelf: Path) -> ModelInUse:
    model = ModelInUse(shelf / "model", STARTER, furnish)
    model.look()
    return model


def name_of(hearing: Hearing | None) -> str | None:
    return cast(Named, hearing.model).name if hearing else None


def test_where_nothing_was_chosen_the_starter_is_used(shelf: Path) -> None:
    assert name_of(in_use(shelf).current) == STARTER.name


def test_a_link_set_anew_is_the_next_call_s_model(shelf: Path) -> None:
    lead_to(shelf, "uno")
    model = in_use(shelf)
    running_call = model.current
    lead_to(shelf, "dos")
    model.look()
    assert name_of(model.current) == "dos"
    assert name_of(running_call) == "uno"


def test_the_same_model_set_again_is_furnished_anew(shelf: Path) -> None:
    lead_to(shelf, "uno")
    model = in_use(shelf)
    before = model.current
    model.look()
    assert model.current is before
    lead_to(shelf, "uno")
    model.look()
    assert model.current is not before


def test_a_bad_model_leaves_the_one_before_in_use_and_says_why(shelf: Path) -> None:
    lead_to(shelf, "uno")
    model = in_use(shelf)
    lead_to(shelf, "roto")
    model.look()
    assert (name_of(model.current), model.problem) == ("uno", "está dañado")
    lead_to(shelf, "dos")
    model.look()
    assert (name_of(model.current), model.problem) == ("dos", None)


def test_a_link_that_leads_nowhere_is_the_keypad_on_purpose(shelf: Path) -> None:
    lead_to(shelf, "uno")
    model = in_use(shelf)
    lead_to(shelf, "ninguno")
    model.look()
    assert (model.current, model.problem) == (None, None)
