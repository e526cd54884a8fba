"""What Asterisk is handed: plain text, falling scores, no more than AGI's answer holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.aeap.spoken import ALL_LETTERS, holds_a_phrase, is_noise, results
from speech.understanding.heard import Heard


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=900), st.lists(st.text(max_size=900), max_size=5), st.floats(0, 1))
def test_results_fit_into_an_agi_answer(text: str, others: list[str], score: float) -> None:
    told = results(Heard(text, tuple(others), score), "12 final")
    assert all(c.isalnum() or c == " " for result in told for c in result.text)
    assert all(0 <= result.score <= 100 for result in told)
    scores = [result.score for result in told]
    assert scores == sorted(set(scores), reverse=True)
    assert len(told) <= 1 or sum(len(result.text) for result in told) <= ALL_LETTERS


def test_the_likeliest_comes_first_and_the_unknown_has_a_name() -> None:
    told = results(Heard("corte [unk]", ("corte de agua",), 0.42), "3 final")
    assert [(result.text, result.score) for result in told] == [
        ("corte unk", 42),
        ("corte de agua", 41),
    ]


@pytest.mark.parametrize(
    ("text", "voiced", "noise"),
    [
        ("", 2.0, True),
        ("[unk]", 0.1, True),
        ("[unk] [unk]", 0.2, True),
        ("[unk]", 0.8, False),
        ("no", 0.06, False),
        ("[unk] no", 0.1, False),
    ],
)
def test_a_cough_is_noise_and_a_sentence_that_nobody_foresaw_is_not(
    text: str, voiced: float, noise: bool
) -> None:
    assert is_noise(Heard(text), voiced) is noise


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("fuga de gas", True),
        ("[unk] fuga de gas [unk]", True),
        ("fuga", False),
        ("gas fuga de", False),
        ("asesor", True),
        ("asesores", False),
        ("", False),
    ],
)
def test_a_phrase_stands_whole(text: str, holds: bool) -> None:
    assert holds_a_phrase(Heard(text), {"fuga de gas", "asesor"}) is holds
