"""What the desks may choose from: our own catalogue, and what is said of one that is wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.desk_rules import desk_rules
from ivr.errors import Invalid
from ivr.services.desk_rules import DeskRules, PauseReason, TaskQueue

PAUSE = '[[pause]]\ncode = "{}"\nlabel = "Pausa"\n'


def load(tmp_path: Path, text: str) -> DeskRules:
    file = tmp_path / "desk.toml"
    file.write_text(text, "utf-8")
    return DeskRules.load(file)


def test_our_own_catalogue_has_pauses_with_limits_and_queues_of_tasks() -> None:
    rules = desk_rules()
    assert rules.limits["lunch"] == timedelta(hours=1)
    assert rules.may_choose("lunch")
    assert not rules.may_choose("missed_call")
    assert not rules.may_choose("fishing")
    assert [one for one in rules.pauses if one.by_itself] == [
        PauseReason("missed_call", "No contestó", 3, by_itself=True)
    ]
    assert rules.task_queues


def test_a_pause_without_a_limit_lasts_as_long_as_it_takes(tmp_path: Path) -> None:
    text = PAUSE.format("rest") + '[[task_queue]]\ncode = "cartera"\nlabel = " Cartera "\n'
    rules = load(tmp_path, text)
    assert rules.limits == {}
    assert rules.task_queues == (TaskQueue("cartera", "Cartera"),)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("pausas = 3", "«pausas» no se conoce"),
        ("pause = 3", r"bloques \[\[pause\]\]"),
        ('[[pause]]\nlabel = "Sin código"', r"\[\[pause\]\] número 1: «code»"),
        ('[[pause]]\ncode = "a b"\nlabel = "x"', "número 1: «code»"),
        (PAUSE.format("a") + '[[pause]]\ncode = "b"', "número 2: «label»"),
        (PAUSE.format("a") + "minutes = -1", "número 1: «minutes»"),
        (PAUSE.format("a") + "minutes = true", "número 1: «minutes»"),
        (PAUSE.format("a") + "by_itself = 1", "número 1: «by_itself»"),
        (PAUSE.format("a") + "minutos = 3", "número 1: «minutos» no se conoce"),
        (PAUSE.format("a") * 2, "«a» está repetido"),
        ("".join(PAUSE.format(f"p{turn}") for turn in range(16)), "16 bloques; a lo más 15"),
        ("not toml [", ""),
    ],
)
def test_what_is_wrong_is_said_with_its_file_and_place(
    tmp_path: Path, text: str, place: str
) -> None:
    with pytest.raises(Invalid, match=rf"desk\.toml: .*{place}"):
        load(tmp_path, text)


def test_a_catalogue_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"nowhere\.toml"):
        DeskRules.load(tmp_path / "nowhere.toml")
