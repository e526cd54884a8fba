"""What a line asks of understanding: what heard words mean (``speech.understanding``)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Protocol

from speech.understanding.addresses import Address
from speech.understanding.dates import Day
from speech.understanding.heard import Alarm, Choice, Command, Dictated, Heard, Intent
from speech.understanding.intents import Meaning


class Ears(Protocol):
    """The part of :class:`speech.understanding.understanding.Understanding` that a line uses."""

    @property
    def meanings(self) -> Mapping[str, Meaning]:
        """What each intent leads to, by its code."""
        ...

    def emergency(self, heard: Heard) -> bool:
        """Whether danger to people was surely told of."""
        ...

    def alarm(self, heard: Heard) -> Alarm:
        """How sure it is that danger was told of; what is doubtful is worth a question."""
        ...

    def command(self, heard: Heard) -> Command | None:
        """What may be said anywhere, if it is that."""
        ...

    def idle(self, heard: Heard) -> bool:
        """Whether it only shows that one listens, or is for somebody else."""
        ...

    def yes_no(self, heard: Heard) -> Choice:
        """Key "1" is yes, "2" is no."""
        ...

    def choice(self, menu: str, heard: Heard, keys: Collection[str]) -> Choice:
        """Which of a menu's ``keys`` the words are for."""
        ...

    def wish(self, menu: str, heard: Heard, intents: Mapping[str, str]) -> Choice:
        """Which key of a menu whose ``intents``, codes by key, are offered is wanted."""
        ...

    def intent(self, heard: Heard) -> Intent:
        """What the caller wants of the line."""
        ...

    def digits(
        self,
        heard: Heard,
        shortest: int,
        longest: int,
        valid: Callable[[str], bool] | None = None,
        exists: Callable[[str], bool] | None = None,
    ) -> Dictated:
        """The digits that the words may stand for."""
        ...

    def rating(self, heard: Heard, lowest: int, highest: int) -> Choice:
        """A number within bounds, as a key."""
        ...

    def money(self, heard: Heard, bill: bool = False) -> int | None:
        """Whole pesos."""
        ...

    def day(self, heard: Heard, today: date) -> Day | None:
        """A day, or the days among which it lies."""
        ...

    def address(self, heard: Heard, neighbourhoods: Collection[str] = ()) -> Address | None:
        """An address; ``neighbourhoods`` are names that are known."""
        ...
