"""What the line says of any value, and what it is composed of, against an independent hand.

Every value stands in a real sentence of the line's wording. The pieces that say it, read back as
text, must be the very words that num2words and babel give.
"""

from __future__ import annotations

import random
import re
import string
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from app.inventory import fragments_of
from app.settings import Settings
from app.voice import PROMPTS, prompts_of
from ivr.rendering import Prompts
from speech.voice.espeak import EspeakEngine
from speech.voice.pack import manifest
from speech.voice.pack.about import About
from speech.voice.pack.composer import Composer, Gap
from speech.voice.pack.pack import Pack, key_of
from speech.voice.pack.sounds import Sounds, Source
from tests.rendering.independent import KINDS, TODAY, case, is_known

SAMPLE, ALL = 2_000, 100_000
NO_SOUND = "0" * 16


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings()


@pytest.fixture(scope="module")
def prompts(settings: Settings) -> Prompts:
    return prompts_of(settings)


@pytest.fixture(scope="module")
def composer(settings: Settings) -> Composer:
    """One whose pack has recorded all that a pack must hold; nothing is played here."""
    fragments = {key_of(fragment): fragment for fragment in fragments_of(settings)}
    sources = {
        key: Source(manifest.of(fragment, NO_SOUND, 0.0, 0.0), Path(fragment.file_name))
        for key, fragment in fragments.items()
    }
    silence = Sounds(np.zeros(0, np.int16), dict.fromkeys(sources, (0, 0)))
    return Composer(Pack(About("entera"), sources, silence), EspeakEngine())


@dataclass(frozen=True, slots=True)
class Sentence:
    """A prompt whose values are all of kinds that can be made up; a hole is (name, kind)."""

    id: str
    parts: tuple[str | tuple[str, str], ...]

    @property
    def holes(self) -> list[tuple[str, str]]:
        return [part for part in self.parts if isinstance(part, tuple)]


def sentences() -> dict[str, list[Sentence]]:
    """The sentences of the line's wording by each kind of value in them, read without its code."""
    found: dict[str, list[Sentence]] = defaultdict(list)
    for flow, prompts in tomllib.loads(PROMPTS.read_text("utf-8")).items():
        for name, prompt in prompts.items():
            sentence = Sentence(f"{flow}.{name}", tuple(_parts(prompt["text"])))
            kinds = {kind for _, kind in sentence.holes}
            if all(is_known(kind) for kind in kinds):
                for kind in kinds:
                    found[kind].append(sentence)
    return found


def _parts(text: str) -> Iterator[str | tuple[str, str]]:
    for literal, hole, kind, _ in string.Formatter().parse(text):
        if literal:
            yield literal
        if hole is not None:
            yield hole, kind or ""


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def test_every_kind_of_value_stands_in_a_sentence() -> None:
    assert KINDS.keys() <= sentences().keys()


@pytest.mark.parametrize(
    "values", [SAMPLE, pytest.param(ALL, marks=[pytest.mark.long, pytest.mark.timeout(2400)])]
)
def test_every_value_is_said_as_num2words_and_babel_say_it(
    prompts: Prompts, composer: Composer, values: int
) -> None:
    chance, spoken = random.Random(values), sentences()
    kinds, tried = sorted(spoken), 0
    wrong: list[tuple[object, ...]] = []
    while tried < values:
        sentence = chance.choice(spoken[chance.choice(kinds)])
        cases = {name: case(kind, chance) for name, kind in sentence.holes}
        expected = "".join(
            part if isinstance(part, str) else cases[part[0]].said for part in sentence.parts
        )
        given = {name: one.value for name, one in cases.items()}
        text = prompts.utter(sentence.id, today=TODAY, **given).text
        pieces = composer.pieces(text)
        read_back = [word for piece in pieces for word in words(piece.text)]
        if text.casefold() != expected.casefold() or read_back != words(expected):
            wrong.append((sentence.id, given, expected, text, pieces))
        elif gaps := [piece for piece in pieces if isinstance(piece, Gap)]:
            wrong.append((sentence.id, given, expected, text, gaps))
        tried += len(cases)
    assert wrong[:10] == []
