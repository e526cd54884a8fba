"""A human voice: the Colombian prompts of Debian's asterisk-prompt-es-co, where they are installed.

They are GPL-2 and stay where they are. The figures are the starter model's, for one woman's studio
recordings that it was never trained on: they say nothing of the public.
"""

from __future__ import annotations

import json

import pytest

from app.benches.speech.sounds import Samples, human, joined
from app.vocabulary import PRONUNCIATIONS
from ivr.demo import town
from ivr.rendering.numbers import cardinal
from speech.models import Shelf
from speech.models.vocabulary import Lexicon, build, vocabulary
from speech.recognizer.model import Grammar, Model
from speech.understanding.spoken_names import all_spoken
from tests.calls.subscribers import SUBSCRIBERS
from tests.calls.talk import BETWEEN_GROUPS, Talk
from tests.calls.test_billing import first_bill
from tests.running.line import RunningLine

DIGITS = range(10)
NUMBERS = (*range(30), *range(30, 91, 10))
MISTAKEN_AT_MOST = 3
"""Of 37: «once» and «doce» are smeared by GSM, other recognisers mishear them too (its README)."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """The starter as a line has it: with places learned."""
    shelf = Shelf(tmp_path_factory.mktemp("speech"))
    places = all_spoken(zone.name for zone in town.zones())
    words = {word for place in places for word in place.split()}
    return Model.load(shelf.models / build(shelf, vocabulary(words, Lexicon.load(PRONUNCIATIONS))))


@pytest.fixture(scope="module")
def prompts() -> dict[str, Samples]:
    found = human()
    assert found, "asterisk-prompt-es-co and sox are what «./linea test» installs"
    return found


def heard(grammar: Grammar, samples: Samples) -> str:
    recognizer = grammar.recognizer()
    recognizer.AcceptWaveform(samples.tobytes() + bytes(8000))
    return str(json.loads(recognizer.FinalResult())["text"])


def test_her_digits_are_all_understood(model: Model, prompts: dict[str, Samples]) -> None:
    grammar = model.grammar(cardinal(digit) for digit in DIGITS)
    said = {digit: heard(grammar, prompts[f"digits/{digit}"]) for digit in DIGITS}
    assert said == {digit: cardinal(digit) for digit in DIGITS}


def test_of_her_numbers_hardly_one_is_mistaken(model: Model, prompts: dict[str, Samples]) -> None:
    grammar = model.grammar(cardinal(number) for number in NUMBERS)
    said = {number: heard(grammar, prompts[f"digits/{number}"]) for number in NUMBERS}
    wrong = {number: text for number, text in said.items() if text != cardinal(number)}
    assert len(wrong) <= MISTAKEN_AT_MOST, wrong


def dictated(prompts: dict[str, Samples], digits: str, group: int = 3) -> Samples:
    """She dictates a number in groups; between two digits she pauses as her recordings do."""
    parts = [prompts[f"digits/{digit}"] for digit in digits]
    ends = [(place + 1) % group == 0 for place in range(len(digits))]
    return joined(parts, [BETWEEN_GROUPS if end else 0.1 for end in ends])


async def test_she_dictates_an_account_in_a_call(
    line: RunningLine, prompts: dict[str, Samples]
) -> None:
    who = SUBSCRIBERS["dictates"]
    async with line.phone() as phone:
        talk = Talk(line, await phone.dial())
        await talk.hears_greeting()
        await talk.call.press("2")
        await talk.hears("ident.como")
        await talk.call.press("1")
        await talk.hears("ident.pedir_cuenta")
        await talk.call.say(dictated(prompts, who.number))
        await talk.hears("ident.segundo_dato")
        await talk.call.press(who.second_datum)
        await talk.hears("factura.resumen", **first_bill(who))
