"""Models: the starter works; a bad one is refused by a sentence and ends no process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from speech.models import STARTER
from speech.recognizer.model import Model, UnusableModel

pytestmark = pytest.mark.service

Damage = Callable[[Path], None]


@pytest.fixture(scope="module")
def starter() -> Model:
    return Model.load(STARTER)


def missing(name: str) -> Damage:
    def damage(folder: Path) -> None:
        (folder / name).unlink()

    return damage


def cut_to(name: str, size: int) -> Damage:
    def damage(folder: Path) -> None:
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[:size])

    return damage


def emptied(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def gone(folder: Path) -> None:
    shutil.rmtree(folder)


def of_another_language(folder: Path) -> None:
    """The same sounds under other words."""
    words = folder / "graph" / "words.txt"
    lines = [line.split() for line in words.read_text("utf-8").splitlines()]
    renamed = (
        f"{word if word[0] in '<#[' else word[::-1] + 'ski'} {number}" for word, number in lines
    )
    words.write_text("\n".join(renamed) + "\n", "utf-8")


def a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("esto no es un modelo", "utf-8")


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (gone, "No hay un modelo de voz"),
        (a_file, "No hay un modelo de voz"),
        (emptied, "le falta"),
        (missing("am/final.mdl"), "le falta am/final.mdl"),
        (missing("conf/model.conf"), "le falta conf/model.conf"),
        (missing("graph/HCLr.fst"), "dañado o incompleto"),
        (missing("graph/words.txt"), "dañado o incompleto"),
        (cut_to("am/final.mdl", 1_000_000), "dañado o incompleto"),
        (cut_to("am/final.mdl", 0), "dañado o incompleto"),
        (cut_to("graph/Gr.fst", 100), "dañado o incompleto"),
        (of_another_language, "no es de español"),
    ],
)
def test_a_bad_model_is_refused(damage: Damage, says: str, tmp_path: Path) -> None:
    folder = tmp_path / "vosk-model-roto"
    shutil.copytree(STARTER, folder)
    damage(folder)
    with pytest.raises(UnusableModel) as refused:
        Model.load(folder)
    assert says in refused.value.message
    assert refused.value.code == "unusable_model"


def test_the_starter_knows_its_words(starter: Model) -> None:
    assert starter.name == "vosk-model-mini-es"
    assert starter.finds("sí")
    assert not starter.finds("Sí")
    assert starter.lacks(("agua", "ornitorrinco", "sí")) == ("ornitorrinco",)


def test_a_phrase_with_a_word_that_the_model_lacks_is_left_out_whole(starter: Model) -> None:
    grammar = starter.grammar(("fuga de gas", "fuga de ornitorrinco", "", "fuga de gas"))
    assert grammar.phrases == {"fuga de gas"}
    assert grammar.absent == ("ornitorrinco",)


@pytest.mark.parametrize("phrases", [(), ("ornitorrinco",), ('"] "', "\\", "ñandú\x00")])
def test_a_grammar_of_nothing_known_hears_nothing_and_ends_no_process(
    starter: Model, phrases: tuple[str, ...]
) -> None:
    recognizer = starter.grammar(phrases).recognizer()
    recognizer.AcceptWaveform(bytes(3200))
    assert '"text"' in recognizer.FinalResult()
