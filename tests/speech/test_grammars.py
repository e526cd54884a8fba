"""What the recogniser listens for."""

from __future__ import annotations

from pathlib import Path

import pytest

from speech.grammars import OPEN, PROTECTED, Grammars, UnknownGrammar
from speech.understanding.choices import MenuFile
from speech.understanding.commands import CommandFile
from speech.understanding.heard import Command
from speech.understanding.intents import IntentFile

SPEECH = Path(__file__).parents[2] / "config" / "speech"
GRAMMARS = Grammars.load(SPEECH, ("el salado", "parque caldas"))
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzáéíóúüñ")
PROMISED = ("yes_no", "digits", "money", "date", "address", "rating", "service", OPEN, PROTECTED)


@pytest.mark.parametrize("grammar", GRAMMARS.ids)
def test_every_word_can_be_pronounced(grammar: str) -> None:
    words = {word for phrase in GRAMMARS.phrases(grammar) for word in phrase.split()}
    assert [word for word in words if not LETTERS.issuperset(word)] == []
    assert len(GRAMMARS.phrases(grammar)) == len(set(GRAMMARS.phrases(grammar)))


@pytest.mark.parametrize("grammar", [one for one in GRAMMARS.ids if one not in (OPEN, PROTECTED)])
def test_danger_and_commands_are_heard_everywhere(grammar: str) -> None:
    phrases = set(GRAMMARS.phrases(grammar))
    assert phrases.issuperset(IntentFile.read(SPEECH).intent["emergencia"].phrases)
    for one in CommandFile.read(SPEECH).command.values():
        assert phrases.issuperset(one.phrases)


def test_what_is_promised_is_there() -> None:
    menus = [f"menu.{prompt}" for prompt in MenuFile.read(SPEECH).menu]
    assert set(GRAMMARS.ids) == {*PROMISED, *menus}
    with pytest.raises(UnknownGrammar):
        GRAMMARS.phrases("menu.nowhere")
    with pytest.raises(UnknownGrammar):
        GRAMMARS.profile("")


def test_the_open_question_hears_every_word_of_every_intent() -> None:
    words = set(GRAMMARS.phrases(OPEN))
    assert "huele a gas" in words  # whole, so that it isn't «huele aguas»
    for one in IntentFile.read(SPEECH).intent.values():
        assert words.issuperset(word for phrase in one.phrases for word in phrase.split())


def test_a_protected_prompt_hears_danger_and_what_acts_at_once() -> None:
    commands = CommandFile.read(SPEECH).command
    at_once = {*commands[Command.PERSON].phrases, *commands[Command.NO_RECORDING].phrases}
    emergency = IntentFile.read(SPEECH).intent["emergencia"].phrases
    everything = set(GRAMMARS.phrases(OPEN))  # so that other talk isn't forced into danger
    assert set(GRAMMARS.phrases(PROTECTED)) == {*at_once, *emergency, *everything}


def test_places_are_heard_where_places_are_told() -> None:
    assert "el salado" in GRAMMARS.phrases("address")
    assert "el salado" in GRAMMARS.phrases("menu.dano.sectores")
    assert "el salado" not in GRAMMARS.phrases("digits")


@pytest.mark.parametrize(
    ("grammar", "phrase"),
    [
        ("digits", "doble"),
        ("money", "lucas"),
        ("date", "octubre"),
        ("address", "carrera"),
        ("rating", "cinco"),
        ("service", "alumbrado público"),
        ("yes_no", "claro que sí"),
        ("menu.dano.servicio", "la basura"),
        ("menu.dano.servicio", "la última"),
        ("menu.pqrs.sms", "sí señora"),
    ],
)
def test_each_hears_its_own(grammar: str, phrase: str) -> None:
    assert phrase in GRAMMARS.phrases(grammar)


def test_each_has_an_endpointing_profile() -> None:
    assert {GRAMMARS.profile(one) for one in GRAMMARS.ids} == {
        "menu", "yes_no", "open", "digits", "value", "dictation", "protected",
    }  # fmt: skip
