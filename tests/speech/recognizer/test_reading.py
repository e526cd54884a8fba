"""From the n-best list to what was heard and how sure that is."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.recognizer.reading import Calibration, read
from speech.understanding.heard import Heard

CALIBRATION = Calibration()
TEXTS = st.lists(st.sampled_from(["sí", "no", "[unk]", "corte", "de", "agua"]), max_size=5).map(
    " ".join
)
LISTS = st.lists(st.tuples(TEXTS, st.floats(-500, 500)), max_size=5)


def answer(*readings: tuple[str, float]) -> str:
    listed = [{"text": text, "confidence": confidence} for text, confidence in readings]
    return json.dumps({"alternatives": listed}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("told", "text", "alternatives"),
    [
        (answer(("corte de agua", 197.5)), "corte de agua", ()),
        (answer(("sí", 90.0), ("si no", 88.0)), "sí", ("si no",)),
        (answer(("sí", 88.0), ("no", 90.0)), "no", ("sí",)),
        (answer(("sí", 90.0), ("sí", 89.0), ("no", 80.0)), "sí", ("no",)),
        (answer(("", 90.0), ("no", 89.0)), "", ()),
        (answer(("no", 90.0), ("", 89.0), ("sí", 88.0)), "no", ("sí",)),
        (answer(("", 90.0)), "", ()),
        ('{"alternatives": []}', "", ()),
        ('{"text": ""}', "", ()),
        ('{"text": "sí"}', "sí", ()),
    ],
)
def test_what_was_heard(told: str, text: str, alternatives: tuple[str, ...]) -> None:
    heard = read(told, CALIBRATION)
    assert (heard.text, heard.alternatives) == (text, alternatives)


def test_the_score_falls_with_doubt_shortness_and_words_outside_the_grammar() -> None:
    def score(*readings: tuple[str, float]) -> float:
        return read(answer(*readings), CALIBRATION).score

    alone = score(("corte de agua", 200.0))
    doubted = score(("corte de agua", 200.0), ("corte agua", 199.5))
    short = score(("sí", 200.0))
    half_known = score(("corte [unk] agua", 200.0))
    assert alone > doubted > half_known > 0
    assert alone > short
    assert score(("[unk]", 200.0)) == 0


@settings(max_examples=50, deadline=None)
@given(LISTS)
def test_any_list_gives_a_score_between_nothing_and_one(readings: list[tuple[str, float]]) -> None:
    heard = read(answer(*readings), CALIBRATION)
    assert 0 <= heard.score <= 1
    assert not math.isnan(heard.score)
    assert heard.text not in heard.alternatives
    assert heard.text or heard == Heard()
