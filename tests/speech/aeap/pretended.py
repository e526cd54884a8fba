"""A recogniser that hears what the test says, in place of Vosk's: for turns, not for words."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Sequence
from typing import cast

from speech.recognizer.hearing import Hearing
from speech.recognizer.model import Grammar, Language, Model
from speech.recognizer.second_pass import SecondPass
from speech.recognizer.tuning import Tuning
from tests.speech.aeap.stand_in import PROFILES, Phrasebook


class Broken(Exception):
    """What a native library that fails raises."""


class Pretended:
    """A model whose recognisers hear ``texts``, one list of readings an utterance, in turn.

    ``may_answer`` is cleared by a test that wants a result to be late. A text that is an
    exception is raised.
    """

    name = "pretended"

    def __init__(self, *texts: Sequence[str] | Exception) -> None:
        self.texts = list(texts)
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.heard_bytes = 0
        self.asked = False

    def grammar(self, phrases: Iterable[str]) -> Grammar:
        return cast(Grammar, PretendedGrammar(self, frozenset(phrases)))

    def language(self) -> Language:
        return cast(Language, PretendedGrammar(self, frozenset()))


class PretendedGrammar:
    absent = ()

    def __init__(self, model: Pretended, phrases: frozenset[str]) -> None:
        self._model = model
        self.phrases = phrases

    def recognizer(self) -> PretendedRecognizer:
        return PretendedRecognizer(self._model)


class PretendedRecognizer:
    def __init__(self, model: Pretended) -> None:
        self._model = model

    def SetMaxAlternatives(self, count: int) -> None:  # noqa: N802
        assert count > 1

    def AcceptWaveform(self, sound: bytes) -> bool:  # noqa: N802
        self._model.heard_bytes += len(sound)
        return False

    def FinalResult(self) -> str:  # noqa: N802
        self._model.asked = True
        readings = self._model.texts.pop(0)
        assert self._model.may_answer.wait(20)
        if isinstance(readings, Exception):
            raise readings
        listed = [
            {"text": text, "confidence": 100.0 - 3 * place} for place, text in enumerate(readings)
        ]
        return json.dumps({"alternatives": listed}, ensure_ascii=False)


def hearing(model: Pretended, second_pass: SecondPass | None = None) -> Hearing:
    """``second_pass`` is for the answers to menus."""
    twice = {"menu": second_pass} if second_pass else {}
    return Hearing(cast(Model, model), Phrasebook(), Tuning(PROFILES, second_pass=twice))
