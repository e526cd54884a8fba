"""The graph that Vosk searches, byte by byte."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path

import pytest

from speech.models import STARTER
from speech.models.vocabulary import FixedVocabulary, graph
from speech.models.vocabulary.building import own_words
from speech.models.vocabulary.spelling import pronunciations

AS_TRAINED = {
    "app": ["a p p"],
    "deshabilitar": ["d e s a b i l i t a r"],
    "muy": ["m w i"],
    "n": ["n"],
    "q": ["k"],
    "sd": ["s d"],
    "septiembre": ["s e p t j e m b r e", "s e t j e m b r e"],
    "sl": ["s l"],
    "z": ["s"],
}
"""What the rules say otherwise since the starter's own graph was written."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(STARTER / "graph" / graph.BIGRAM, tmp_path)
    return tmp_path


def test_the_starters_graph_is_what_its_words_give(folder: Path) -> None:
    words = {
        word: [tuple(said.split()) for said in AS_TRAINED[word]]
        if word in AS_TRAINED
        else pronunciations(word)
        for word in own_words(STARTER)
    }
    graph.write(folder, words)
    for name in graph.WRITTEN:
        assert (folder / name).read_bytes() == (STARTER / "graph" / name).read_bytes(), name


def test_an_fst_is_openfsts_plain_vector_type() -> None:
    arcs = [graph.Arc(0, 1, 5, 9, 0.5), graph.Arc(0, 0, 4, 2, 0.0)]
    written = graph.Fst(arcs, 2, {1: 0.25}).written()
    head = struct.pack("<i", 2125659606) + b"\6\0\0\0vector" + b"\10\0\0\0standard"
    assert written.startswith(head)
    version, flags, properties, start, states, count = struct.unpack_from("<iiQqqq", written, 26)
    assert (version, flags, properties, start, states, count) == (2, 0, 3, 0, 2, 2)
    body = struct.unpack_from("<fq iifi iifi fq", written, 26 + 40)
    assert body == (float("inf"), 2, 4, 2, 0.0, 0, 5, 9, 0.5, 1, 0.25, 0)


def test_a_word_of_one_sound_and_one_of_two_ways_to_say_it(folder: Path) -> None:
    graph.write(folder, {"a": [("a",)], "ciudad": pronunciations("ciudad")})
    lines = (folder / "words.txt").read_text("utf-8").splitlines()
    assert lines == ["<eps> 0", "[unk] 1", "a 2", "ciudad 3", "#0 4"]


def test_a_model_of_another_make_keeps_its_words(tmp_path: Path) -> None:
    folder = tmp_path / "vosk-model-small-es-0.42" / "graph"
    folder.mkdir(parents=True)
    with pytest.raises(FixedVocabulary, match=r"«vosk-model-small-es-0\.42» son fijas"):
        graph.write(folder, {})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"prob": 3}',
        json.dumps({"phones": ["SIL", "a"], "prob": [[1, 0]] * 2}),
    ],
)
def test_a_bigram_of_other_phones_is_refused(text: str, folder: Path) -> None:
    (folder / graph.BIGRAM).write_text(text, "utf-8")
    with pytest.raises(FixedVocabulary):
        graph.write(folder, {})
