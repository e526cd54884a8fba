"""The values of a prompt as somebody types them, and samples for those they leave out."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.settings import load
from app.studio.values import values_of
from app.voice import prompts_of
from ivr.clock import BOGOTA
from ivr.errors import Invalid
from ivr.rendering import Prompt, Prompts
from ivr.rendering.placeholders import Placeholder

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return prompts_of(load())


def holding(*holes: str) -> Prompt:
    parts = tuple(Placeholder.parse(*hole.split(":", 1)) for hole in holes)
    return Prompt("prueba.valores", "prueba", 1, True, "nadie", None, parts)


def test_every_prompt_can_be_said_with_samples(prompts: Prompts) -> None:
    for prompt_id, prompt in prompts.items():
        utterance = prompts.utter(prompt_id, today=TODAY, **values_of(prompt, ()))
        assert utterance.text, prompt_id


@pytest.mark.parametrize(
    ("hole", "typed", "value"),
    [
        ("v:money", "128.350", 128_350),
        ("v:span(una hora|horas)", "3-5", (3, 5)),
        ("v:span(una hora|horas)", "4", (4, 4)),
        ("v:date", "2026-12-14", date(2026, 12, 14)),
        ("v:moment", "2026-12-14T14:30", datetime(2026, 12, 14, 14, 30, tzinfo=BOGOTA)),
        ("v:hours", "0-1 07:00-16:00", ((0, 420, 960), (1, 420, 960))),
        ("v:list", "agua, energía", ("agua", "energía")),
        ("v:text", "a=b", "a=b"),
    ],
)
def test_values_are_typed_as_people_write_them(hole: str, typed: str, value: object) -> None:
    assert values_of(holding(hole), [f"v={typed}"]) == {"v": value}


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("v=mucho", "por ejemplo v=128350"),
        ("v", "nombre=valor"),
        ("w=3", "no tiene w; sus valores son: v"),
    ],
)
def test_what_is_not_understood_is_told_with_an_example(typed: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        values_of(holding("v:money"), [typed])
