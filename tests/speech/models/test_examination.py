"""What `linea models check` finds in a folder that calls itself a model."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.vocabulary import PRONUNCIATIONS
from speech.models import STARTER, Shelf
from speech.models.examination import examine
from speech.models.vocabulary import Lexicon, build, graph, vocabulary

pytestmark = pytest.mark.service

GRAMMARS = {
    "yes_no": ("sí", "no"),
    "menu.damage": ("no hay agua", "vivo en chucuní", "se tapó el sifón"),
    "address": ("vereda chucuní",),
}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A copy of the starter that may be damaged."""
    return Path(shutil.copytree(STARTER, tmp_path / "modelo"))


def test_the_starter_says_which_words_of_which_questions_it_lacks() -> None:
    found = examine(STARTER, GRAMMARS)
    assert found.fault is None
    assert found.lacking == {
        "menu.damage": ("chucuní", "sifón", "tapó", "vivo"),
        "address": ("chucuní",),
    }
    assert found.words_lacking == ("chucuní", "sifón", "tapó", "vivo")
    assert found.can_learn


def test_a_taught_model_lacks_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    words = {word for said in GRAMMARS.values() for phrase in said for word in phrase.split()}
    name = build(shelf, vocabulary(words, Lexicon.load(PRONUNCIATIONS)))
    found = examine(shelf.models / name, GRAMMARS)
    assert (found.fault, found.lacking) == (None, {})


def emptied(model: Path) -> None:
    (model / "am" / "final.mdl").write_bytes(b"")


def half(model: Path) -> None:
    acoustics = model / "am" / "final.mdl"
    acoustics.write_bytes(acoustics.read_bytes()[:5_000_000])


def without_acoustics(model: Path) -> None:
    (model / "am" / "final.mdl").unlink()


def without_graph(model: Path) -> None:
    (model / "graph" / "HCLr.fst").unlink()


def broken_graph(model: Path) -> None:
    (model / "graph" / "HCLr.fst").write_bytes(b"\x00" * 100)


def no_folder(model: Path) -> None:
    shutil.rmtree(model)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (emptied, "no se puede cargar"),
        (half, "no se puede cargar"),
        (without_acoustics, "le falta"),
        (without_graph, "no se puede cargar"),
        (broken_graph, "no se puede cargar"),
        (no_folder, "No hay un modelo"),
    ],
)
def test_a_damaged_model_is_told_and_ends_nobody(
    damage: Callable[[Path], None], message: str, model: Path
) -> None:
    damage(model)
    found = examine(model, GRAMMARS)
    assert found.fault is not None
    assert message in found.fault
    assert found.lacking == {}


def test_a_model_of_another_language_is_noticed(model: Path) -> None:
    graph.write(model / "graph", {word: [("a",)] for word in ("yes", "one", "two", "no")})
    fault = examine(model, GRAMMARS).fault
    assert fault is not None
    assert "no es de español" in fault


def test_a_model_without_run_time_grammars_is_for_transcribing_only(model: Path) -> None:
    """A large model has its whole language in one graph: calls can't ask it their questions."""
    (model / "graph" / "HCLr.fst").rename(model / "graph" / "HCLG.fst")
    fault = examine(model, GRAMMARS).fault
    assert fault is not None
    assert "sirve solo para transcribir" in fault
