"""What a line can ask, and how patiently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from ivr.keys import REPEAT_KEY, DigitEntry

YES_NO, RATING, OPEN = "yes_no", "rating", "open"
MONTH = "date"
"""The grammar of a question whose two digits are a month, and which a date answers too; of one
whose four are day and month.
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """What was wrong with an answer: the prompt that says so, with its values."""

    prompt: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Menu:
    """A choice by key.

    ``options`` maps a key to what ``choose`` gives back, which agents read in the
    path. A menu that lists 9 repeats by itself. ``help`` is said before the third try.
    A choice by one of the ``untold`` keys leaves no step. ``spoken`` is the menu whose phrases
    choose (``config/speech/menus.es_CO.toml``), the prompt's own where it is empty; ``YES_NO``
    answers yes (1) and no (2). In an ``urgent`` one an emergency is an answer. ``intents`` are
    codes by key, empty for none of them, where wishes are to be chosen: by saying them again.
    """

    prompt: str
    options: Mapping[str, str]
    values: Mapping[str, object] = field(default_factory=dict)
    help: str = "menu.ayuda"
    untold: frozenset[str] = frozenset()
    spoken: str = ""
    urgent: bool = False
    intents: Mapping[str, str] = field(default_factory=dict)

    @property
    def lists_repeat(self) -> bool:
        """Whether 9 is one of its options."""
        return REPEAT_KEY in self.options

    @property
    def phrases(self) -> str:
        """The menu whose phrases choose."""
        return self.spoken or self.prompt

    @property
    def grammar(self) -> str:
        """What is listened for (``speech.grammars``)."""
        if self.intents:
            return OPEN
        return YES_NO if self.spoken == YES_NO else f"menu.{self.phrases}"


@dataclass(frozen=True, slots=True)
class DigitsQuestion:
    """A question answered by ``shortest`` to ``longest`` digits (see :class:`ivr.keys.DigitEntry`).

    ``valid`` may refuse an answer of the right length (check digit). ``sensitive``
    keeps the answer out of the path; ``label`` is how agents read that it was given. Said
    aloud, ``exists`` decides between readings that would all be ``valid``. ``grammar`` is what
    is listened for, ``"rating"`` where the digits are a number on a scale.
    """

    prompt: str
    shortest: int
    longest: int
    valid: Callable[[str], bool] | None = None
    sensitive: bool = False
    label: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    help: str = "comun.ayuda_digitos"
    exists: Callable[[str], bool] | None = None
    grammar: str = "digits"

    urgent: ClassVar[bool] = False
    lists_repeat: ClassVar[bool] = False

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the greatest number that is ``valid``."""
        valid = self.valid or (lambda digits: True)
        numbers = [number for number in range(10**self.longest) if valid(str(number))]
        return numbers[0], numbers[-1]

    def fault(self, entry: DigitEntry) -> Fault | None:
        """What is wrong with ``entry``; None if nothing is, or nothing was typed."""
        if not entry.digits:
            return None
        if entry.too_short or entry.too_long:
            prompt = "error.faltan_digitos" if entry.too_short else "error.sobran_digitos"
            expected = (self.shortest, self.longest)
            return Fault(prompt, {"n": len(entry.digits), "esperadas": expected})
        if self.valid is not None and not self.valid(entry.digits):
            return Fault("error.numero_invalido")
        return None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that only words answer; ``grammar`` is what is listened for."""

    prompt: str
    grammar: str
    values: Mapping[str, object] = field(default_factory=dict)
    help: str = "menu.ayuda"

    urgent: ClassVar[bool] = False
    lists_repeat: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class LineSettings:
    """How long the line waits, in seconds, and how often it asks.

    ``between_digits`` counts once enough digits are there, ``while_dictating`` before
    (the caller is still copying them from a paper), ``after_last`` when no more fit.
    ``gives_up_after`` is how long a caller is kept while something is looked up,
    ``takes_time`` how long who says «un momentico» is waited for. ``pace`` is not in seconds:
    0.85 speaks that much slower.
    """

    no_input: float = 5.0
    between_digits: float = 3.0
    while_dictating: float = 6.0
    after_last: float = 1.0
    attempts: int = 3
    cover_after: float = 1.5
    gives_up_after: float = 12.0
    takes_time: float = 20.0
    pace: float = 1.0

    def unhurried(self) -> LineSettings:
        """The same for a caller with priority, who gets more time and is spoken to slower."""
        return replace(
            self,
            no_input=8.0,
            between_digits=5.0,
            while_dictating=8.0,
            after_last=2.0,
            pace=0.85,
        )
