"""A model with the grammars of the line: what one call hears with, from its start to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import structlog

from ivr.errors import LineaError
from speech.recognizer.endpointing import Profile
from speech.recognizer.model import Grammar, Model
from speech.recognizer.reading import Calibration
from speech.recognizer.second_pass import SecondPass
from speech.recognizer.tuning import Tuning

log = structlog.get_logger()


class Phrases(Protocol):
    """What callers may say to each question, and what kind of answer that is."""

    def phrases(self, grammar: str) -> tuple[str, ...]:
        """Return the phrases. Raises LineaError for an unknown id."""

    def profile(self, grammar: str) -> str:
        """Return the name of its endpointing profile. Raises LineaError for an unknown id."""


class Hearing:
    """One model, the phrases and the tuning. A call keeps its own when these are exchanged."""

    def __init__(self, model: Model, phrases: Phrases, tuning: Tuning) -> None:
        self.model = model
        self.tuning = tuning
        self._phrases = phrases
        self._grammars: dict[str, Grammar] = {}

    def grammar(self, grammar_id: str) -> Grammar:
        """Return a question's grammar. Raises LineaError for an unknown id."""
        if grammar_id not in self._grammars:
            grammar = self.model.grammar(self._phrases.phrases(grammar_id))
            if grammar.absent:
                log.warning("grammar_lacks_words", grammar=grammar_id, words=len(grammar.absent))
            self._grammars[grammar_id] = grammar
        return self._grammars[grammar_id]

    def profile_name(self, grammar_id: str) -> str:
        """Return the name of a question's endpointing profile. Raises LineaError."""
        return self._phrases.profile(grammar_id)

    def profile(self, grammar_id: str) -> Profile:
        """Return how long answers to a question may pause and last. Raises LineaError."""
        return self.tuning.profile.get(self.profile_name(grammar_id)) or Profile()

    def calibration(self, grammar_id: str) -> Calibration:
        """Return what the scores of a question's answers are worth. Raises LineaError."""
        return self.tuning.calibration_of(self.profile_name(grammar_id))

    def tuned(self, tuning: Tuning) -> Hearing:
        """Return it with another tuning."""
        return Hearing(self.model, self._phrases, tuning)

    def second_pass(self, grammar_id: str) -> SecondPass | None:
        """Return when an answer is heard twice, None for never. Raises LineaError."""
        return self.tuning.second_pass.get(self.profile_name(grammar_id))


class ModelInUse:
    """What the next call hears with: follows the link to the model, in a worker thread."""

    def __init__(self, link: Path, starter: Path, furnish: Callable[[Model], Hearing]) -> None:
        """``link`` leads to the model chosen, or nowhere where none is wanted.

        Without a link ``starter`` is used. ``furnish`` adds phrases and tuning to a model, read
        anew each time.
        """
        self._link = link
        self._starter = starter
        self._furnish = furnish
        self._seen: tuple[str, int, int] | None = None  # the link as it was looked at last
        self.current: Hearing | None = None
        self.problem: str | None = None
        """In Spanish, why the model that was chosen isn't used."""

    async def follow(self, seconds: float) -> None:
        """Look now and every so many seconds, until cancelled."""
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(seconds)

    def look(self) -> None:
        """Load the model chosen when the link was set anew; a bad one leaves the old in use."""
        seen = self._led_to()
        if seen == self._seen:
            return
        self._seen = seen
        folder = self._link.parent / seen[0] if seen[0] else self._starter
        if not folder.is_dir():
            self.current = self.problem = None
            log.info("no_model_in_use")
            return
        try:
            self.current = self._furnish(Model.load(folder.resolve()))
        except LineaError as error:
            self.problem = error.message
            log.error("model_unusable", model=folder.name, code=error.code)
            return
        self.problem = None
        log.info("model_in_use", model=folder.name)

    def _led_to(self) -> tuple[str, int, int]:
        """Where the link leads, and what changes when it is set anew to lead there."""
        try:
            status = self._link.lstat()
            return str(self._link.readlink()), status.st_mtime_ns, status.st_ino
        except OSError:
            return "", 0, 0
