"""What a line can ask, and how patiently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ivr.keys import DigitEntry


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
    A choice by one of the ``untold`` keys leaves no step.
    """

    prompt: str
    options: Mapping[str, str]
    values: Mapping[str, object] = field(default_factory=dict)
    help: str = "menu.ayuda"
    untold: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DigitsQuestion:
    """A question answered by ``shortest`` to ``longest`` digits (see :class:`ivr.keys.DigitEntry`).

    ``valid`` may refuse an answer of the right length (check digit). ``sensitive``
    keeps the answer out of the path; ``label`` is how agents read that it was given.
    """

    prompt: str
    shortest: int
    longest: int
    valid: Callable[[str], bool] | None = None
    sensitive: bool = False
    label: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    help: str = "comun.ayuda_digitos"

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
class LineSettings:
    """How long the line waits, in seconds, and how often it asks.

    ``between_digits`` counts once enough digits are there, ``while_dictating`` before
    (the caller is still copying them from a paper), ``after_last`` when no more fit.
    ``gives_up_after`` is how long a caller is kept while something is looked up.
    """

    no_input: float = 5.0
    between_digits: float = 3.0
    while_dictating: float = 6.0
    after_last: float = 1.0
    attempts: int = 3
    cover_after: float = 1.5
    gives_up_after: float = 12.0

    def unhurried(self) -> LineSettings:
        """The same for a caller with priority, who gets more time."""
        return replace(self, no_input=8.0, between_digits=5.0, while_dictating=8.0, after_last=2.0)
