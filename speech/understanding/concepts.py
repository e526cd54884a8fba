"""Concepts: the many words for one thing, and patterns of them that may stand in any order.

Written in ``config/speech/intents.es_CO.toml`` and ``dangers.es_CO.toml``. An expression is
words side by side; ``cort*`` is any word that begins so, ``..`` up to three words of any kind. A
pattern is terms with a space between: ``AGUA`` a concept, ``paz_y_salvo`` an expression of its
own, ``!YA_NO`` what must not be there; ``=0.5`` at the end is its strength in place of the number
of its terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ivr.errors import LineaError
from speech.understanding.words import Words, folded

GAP, MOST_SKIPPED = "..", 3
_PATTERN = re.compile(r"^(?P<terms>.+?)(?:=(?P<strength>\d+(?:\.\d+)?))?$")


class PatternError(LineaError):
    """An expression or a pattern can't be used."""

    code = "pattern_error"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What must be there, what must not, and how much it says when it is so."""

    needs: frozenset[str]
    bars: frozenset[str]
    strength: float

    def fits(self, found: frozenset[str]) -> bool:
        """Whether the concepts ``found`` make it."""
        return self.needs <= found and not self.bars & found


class Term(NamedTuple):
    """One word of an expression, or how it begins; ``skips`` words may stand before it."""

    text: str
    stem: bool
    skips: int


@dataclass(frozen=True, slots=True)
class Expression:
    """Words side by side. It is looked for by its ``anchor``, the longest: few words have that."""

    terms: tuple[Term, ...]
    anchor: int

    @classmethod
    def of(cls, written: str) -> Expression:
        """Raises :class:`PatternError` for what neither begins nor ends with a word."""
        terms: list[Term] = []
        skips = 0
        for part in folded(written).split():
            if part == GAP:
                skips = MOST_SKIPPED
            else:
                terms.append(Term(part.rstrip("*"), part.endswith("*"), skips))
                skips = 0
        if skips or not terms or terms[0].skips or not all(_usable(term) for term in terms):
            raise PatternError(f"la expresión «{written}» debe empezar y terminar con una palabra")
        longest = max(range(len(terms)), key=lambda at: len(terms[at].text))
        return cls(tuple(terms), longest)

    def stands(self, said: Words, at: int) -> bool:
        """Whether it stands in ``said`` with its anchor at ``at``, where that word is."""
        return self._before(said, self.anchor, at) and self._after(said, self.anchor + 1, at + 1)

    def end(self, said: Words, at: int) -> int | None:
        """Where ``said`` goes on behind it, if its first word stands at ``at``; the nearest end."""
        if not _is(said[at], self.terms[0]):
            return None
        return self._end(said, 1, at + 1)

    def _end(self, said: Words, next_: int, at: int) -> int | None:
        if next_ == len(self.terms):
            return at
        term = self.terms[next_]
        ends = (
            self._end(said, next_ + 1, here + 1)
            for here in range(at, min(at + term.skips + 1, len(said)))
            if _is(said[here], term)
        )
        return next((end for end in ends if end is not None), None)

    def _before(self, said: Words, placed: int, at: int) -> bool:
        """Whether what comes before term ``placed``, which is at ``at``, is there."""
        if placed == 0:
            return True
        first = at - 1
        return any(
            _is(said[here], self.terms[placed - 1]) and self._before(said, placed - 1, here)
            for here in range(first, max(first - self.terms[placed].skips, 0) - 1, -1)
        )

    def _after(self, said: Words, next_: int, at: int) -> bool:
        """Whether the terms from ``next_`` on follow from ``at`` on."""
        if next_ == len(self.terms):
            return True
        term = self.terms[next_]
        return any(
            _is(said[here], term) and self._after(said, next_ + 1, here + 1)
            for here in range(at, min(at + term.skips + 1, len(said)))
        )


def _usable(term: Term) -> bool:
    return bool(term.text) and "*" not in term.text


def _is(word: str, term: Term) -> bool:
    return word.startswith(term.text) if term.stem else word == term.text


class Concepts:
    """Finds which concepts an utterance holds."""

    def __init__(self, written: Mapping[str, Iterable[str]]) -> None:
        self._whole: dict[str, list[tuple[Expression, str]]] = {}
        self._stems: dict[str, list[tuple[Expression, str]]] = {}
        self._longest_stem = 0
        self._names: set[str] = set()
        for name, expressions in written.items():
            self._names.add(name)
            for expression in expressions:
                self._add(name, Expression.of(expression))

    def pattern(self, written: str) -> Pattern:
        """``written`` as a pattern; raises :class:`PatternError` for a concept that isn't there."""
        match = _PATTERN.match(written.strip())
        if match is None:
            raise PatternError(f"el patrón «{written}» está vacío")
        needs: set[str] = set()
        bars: set[str] = set()
        for term in match["terms"].split():
            (bars if term[0] == "!" else needs).add(self._term(term.lstrip("!")))
        if not needs:
            raise PatternError(f"el patrón «{written}» no pide nada")
        return Pattern(frozenset(needs), frozenset(bars), float(match["strength"] or len(needs)))

    def found(self, said: Words) -> frozenset[str]:
        """The names of all concepts in ``said``."""
        return frozenset(
            name
            for at, word in enumerate(said)
            for expression, name in self._anchored(word)
            if expression.stands(said, at)
        )

    def words(self) -> Iterator[str]:
        """Every word that an expression needs, stems too."""
        for expressions in (*self._whole.values(), *self._stems.values()):
            for expression, _ in expressions:
                yield from (term.text for term in expression.terms)

    def _term(self, term: str) -> str:
        if term.isupper():
            if term not in self._names:
                raise PatternError(f"no existe el concepto «{term}»")
            return term
        if term not in self._names:
            self._names.add(term)
            self._add(term, Expression.of(term.replace("_", " ")))
        return term

    def _add(self, name: str, expression: Expression) -> None:
        anchor = expression.terms[expression.anchor]
        index = self._stems if anchor.stem else self._whole
        index.setdefault(anchor.text, []).append((expression, name))
        if anchor.stem:
            self._longest_stem = max(self._longest_stem, len(anchor.text))

    def _anchored(self, word: str) -> Iterator[tuple[Expression, str]]:
        yield from self._whole.get(word, ())
        for length in range(1, min(len(word), self._longest_stem) + 1):
            yield from self._stems.get(word[:length], ())
