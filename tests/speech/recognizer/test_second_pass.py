"""Which utterances are heard a second time, and what both times come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from speech.recognizer.second_pass import SecondPass, with_second
from speech.recognizer.tuning import Tuning
from speech.understanding.heard import Heard

CONFIG = Path(__file__).parents[3] / "config" / "speech"
SECOND_PASS = SecondPass(score=0.6, unknown=0.3)


@pytest.mark.parametrize(
    ("text", "score", "wanted"),
    [
        ("se fue la luz", 0.9, False),
        ("se fue la luz", 0.6, False),
        ("se fue la luz", 0.59, True),
        ("[unk] la luz", 0.9, True),
        ("se fue la luz en [unk]", 0.9, False),
        ("[unk]", 0.0, True),
        ("", 0.0, False),
    ],
)
def test_what_is_unsure_is_heard_again(text: str, score: float, wanted: bool) -> None:
    assert SECOND_PASS.is_wanted(Heard(text, (), score)) is wanted


def test_by_default_nothing_is_unsure() -> None:
    assert not SecondPass().is_wanted(Heard("[unk]"))


@pytest.mark.parametrize(
    ("first", "second", "readings"),
    [
        (("[unk]",), "me cortaron el gas", ("[unk]", "me cortaron el gas")),
        (("la luz", "la luna"), "la lluvia", ("la luz", "la lluvia", "la luna")),
        (("la luz", "la luna"), "la luna", ("la luz", "la luna")),
        (("la luz", "la luna"), "la luz", ("la luz", "la luna")),
        (("la luz",), "", ("la luz",)),
    ],
)
def test_the_second_reading_is_the_next_one_to_try(
    first: tuple[str, ...], second: str, readings: tuple[str, ...]
) -> None:
    text, *others = first
    both = with_second(Heard(text, tuple(others), 0.4), Heard(second, ("otra",), 0.9))
    assert both == Heard(readings[0], readings[1:], 0.4)


def test_the_open_question_is_what_the_line_hears_twice() -> None:
    tuning = Tuning.load(CONFIG)
    assert set(tuning.second_pass) == {"open"}
    assert tuning.second_pass["open"].within <= 0.6
    assert tuning.second_pass.keys() <= tuning.profile.keys()
