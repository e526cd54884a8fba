"""The measure of what is heard: texts compared fairly, sounds judged by what is in them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.benches.heard import human, material
from app.benches.heard.ears import Sentences
from app.benches.heard.listening import WINDOW, joins, jumps, measured
from app.benches.heard.material import Value
from app.benches.heard.words import Errors, numbers, total, words
from app.settings import load
from app.voice import prompts_of
from ivr.errors import Invalid
from speech.voice.engine import RATE
from tests.calls.tones import tone


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Debe $128.350.", "debe ciento veintiocho mil trescientos cincuenta pesos"),
        ("Debe 128,350 pesos", "debe ciento veintiocho mil trescientos cincuenta pesos"),
        ("Vence el 4 de diciembre", "Vence el cuatro de diciembre."),
        ("¿Está bien?", "esta bien"),
        ("veintiún facturas", "21 facturas"),
        ("doscientas personas", "200 personas"),
        ("el 015", "el cero uno cinco"),
        ("un 5 %", "un cinco por ciento"),
    ],
)
def test_two_ways_of_writing_are_the_same_words(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tiene una factura por ciento un mil pesos.", "ciento uno mil"),
        ("cinco pesos y la fecha límite", "cinco"),
        ("treinta y una horas", "treinta uno"),
        ("un millón de pesos", "uno millon"),
        ("para un asesor, marque cero", "cero"),
        ("el primero de mayo de dos mil", "primero dos mil"),
        ("315 y 20", "trescientos quince veinte"),
        ("carrera 5B", "cinco"),
    ],
)
def test_only_what_counts_is_a_number(text: str, found: str) -> None:
    assert numbers(text) == found.split()


def test_word_errors_are_counted_by_the_least_number_of_changes() -> None:
    errors = Errors.between("marque uno para pagar", "marque 1 por favor para")
    assert (errors.wrong, errors.of) == (3, 4)
    assert total([errors, Errors(0, 4)]).share == pytest.approx(37.5)


def test_each_run_plays_the_same_sentences_of_every_kind() -> None:
    prompts = prompts_of(load())
    once, again = (material.composed(prompts, 100) for _ in range(2))
    assert once == again
    assert {one.kind for one in once} == set(Value)
    assert len({one.utterance.text for one in once}) > 90


def test_her_sentences_are_listed_once_each(tmp_path: Path) -> None:
    listed = human.listed()
    assert len(listed) == len(set(listed)) > 80
    assert all(text.strip() == text and text for text in listed.values())
    assert human.sentences(tmp_path) == {}


def test_without_ears_the_measure_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"«ears»|modelo de Whisper"):
        Sentences(tmp_path)


def test_a_steady_tone_is_measured() -> None:
    sound = measured(tone(1000, 3.0, 3277), words=6)
    assert sound.loudness == pytest.approx(-23.0, abs=0.3)
    assert sound.pace == pytest.approx(120, rel=0.02)
    assert sound.clipped == 0
    assert measured(tone(1000, 1.0, 32767), words=1).clipped > 0


def test_a_jump_in_the_wave_stands_out() -> None:
    low, high = tone(200, 0.2), tone(200, 0.2)[11:]
    found = jumps(np.concatenate([low, high]))
    assert found.argmax() == len(low) // WINDOW
    assert found.max() > 3 * np.median(found)


def test_joins_are_found_where_pieces_were_put() -> None:
    rng = np.random.default_rng(1)
    one, other = (rng.integers(-9000, 9000, RATE // 4).astype(np.int16) for _ in range(2))
    quiet = np.zeros(400, np.int16)
    composed = np.concatenate([quiet, one, quiet, other, quiet])
    assert joins(composed, [one, other]) == [400 + len(one), 800 + len(one)]
    assert joins(composed, [other[::-1].copy()]) == []
