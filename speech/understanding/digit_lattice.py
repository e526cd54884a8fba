"""Dictated digits by a lattice: every grouping that the words allow, and those that may be meant.

A reading is taken for sure only where a length, a check digit or an account that exists leaves
one alone, and where it needs no forced grouping: «cuatrocientos cinco» is 405; 4005 is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from typing import NamedTuple

from speech.understanding.corrections import Marker
from speech.understanding.dictation import Dictation, Part
from speech.understanding.digit_groups import Group, Groups
from speech.understanding.heard import Certainty, Dictated
from speech.understanding.numbers import AND, BREAK, PAUSE

MOST_CANDIDATES = 5
_MOST_TRIED = 40
"""Candidates that are looked up (``exists``), which may cost a query each."""
_BEAM = 96
"""Readings kept at a place of the lattice."""
_KEPT = 48
"""Readings of a part kept where another one corrects it."""
_MOST_PARTS = 6
_LONGEST_GROUP = 4
_WORDS_A_DIGIT = 3
_SPARE_WORDS = 12
_SKIPPED = frozenset({AND, PAUSE, BREAK})
_NOTHING = Dictated((), Certainty.NONE)


class _Cost(NamedTuple):
    """How unlikely a reading is: forced groupings, careless words, groups."""

    strained: int = 0
    odd: int = 0
    groups: int = 0

    def more(self, strained: int = 0, odd: int = 0, groups: int = 0) -> _Cost:
        return _Cost(self.strained + strained, self.odd + odd, self.groups + groups)


class _Path(NamedTuple):
    """Digits with what a correction needs: the length of the first group, the last's start."""

    digits: str
    first: int = 0
    last: int = 0


_Paths = dict[_Path, _Cost]


def dictated(
    text: str,
    shortest: int,
    longest: int,
    valid: Callable[[str], bool] | None = None,
    exists: Callable[[str], bool] | None = None,
) -> Dictated:
    """The digits that ``text`` may mean, ``shortest`` to ``longest`` of them, the likelier first.

    ``valid`` tells whether a check digit fits, ``exists`` whether there is such an account; both
    leave only what they accept. Never raises for a text.
    """
    dictation = Dictation.of(text)
    if not dictation.parts or len(dictation.parts) > _MOST_PARTS:
        return _NOTHING
    lattice = _Lattice(shortest, longest)
    costs = lattice.candidates(dictation.parts)
    ranked = sorted(costs, key=lambda digits: (costs[digits], digits))
    fits = [digits for digits in ranked if valid is None or valid(digits)]
    crowded = lattice.crowded or len(fits) > _MOST_TRIED
    if exists is not None:
        fits = [digits for digits in fits[:_MOST_TRIED] if exists(digits)]
    if not fits:
        return _NOTHING
    lost = dictation.interrupted or (dictation.framed and shortest != longest)
    sure = len(fits) == 1 and not costs[fits[0]].strained and not crowded and not lost
    certainty = Certainty.SURE if sure else Certainty.DOUBTFUL
    return Dictated(tuple(fits[:MOST_CANDIDATES]), certainty)


@dataclass(slots=True)
class _Lattice:
    shortest: int
    longest: int
    traced: bool = False
    """Where a reading's first and last groups are is kept, for a correction."""
    crowded: bool = False
    """Readings were left out for want of room."""

    def candidates(self, parts: tuple[Part, ...]) -> dict[str, _Cost]:
        """All readings that fit, each with its lowest cost."""
        said_once, *later = parts
        self.traced = bool(later)
        paths = self._read(said_once.said, self.longest)
        for part in later:
            paths = self._kept(paths)
            again = self._kept(self._read(part.said, self.longest))
            paths = self._merged(paths, again, part.marker)
        fits = self._fitting(paths)
        if not later and not (fits and self.shortest == self.longest):
            for digits, cost in self._fitting(self._said_twice(said_once.said)).items():
                fits[digits] = min(cost, fits.get(digits, cost))
        return fits

    def _read(self, said: tuple[str, ...], most: int) -> _Paths:
        """Every reading of ``said`` of at most ``most`` digits."""
        spoken = sum(word not in _SKIPPED for word in said)
        if spoken > most * _WORDS_A_DIGIT + _SPARE_WORDS:
            return {}
        groups = Groups(said)
        places: list[_Paths] = [{} for _ in range(len(said) + 1)]
        places[0][_Path("")] = _Cost()
        for at, word in enumerate(said):
            here = places[at] = self._pruned(places[at], _BEAM)
            if word in _SKIPPED:
                _add_all(places[at + 1], here.items())
                continue
            for group in groups.at(at):
                _add_all(places[group.end], self._extended(here, group, most))
        return {path: cost for path, cost in places[-1].items() if path.digits}

    def _extended(self, paths: _Paths, group: Group, most: int) -> Iterator[tuple[_Path, _Cost]]:
        for path, cost in paths.items():
            whole = path.digits + group.digits
            if len(whole) > most:
                continue
            more = cost.more(group.strained, group.odd, 1)
            if self.traced:
                yield _Path(whole, path.first or len(whole), len(path.digits)), more
            else:
                yield _Path(whole), more

    def _said_twice(self, said: tuple[str, ...]) -> _Paths:
        """The whole number said twice in a row, in the same groups or others."""
        halves: _Paths = {}
        for path, cost in self._read(said, self.longest * 2).items():
            half = len(path.digits) // 2
            if path.digits[:half] == path.digits[half:]:
                halves[_Path(path.digits[:half])] = cost
        return halves

    def _merged(self, before: _Paths, new: _Paths, marker: Marker | None) -> _Paths:
        if marker is Marker.RESTART or not before or not new:
            return new or before
        merged: _Paths = {}
        for old, old_cost in before.items():
            for path, cost in new.items():
                both = old_cost.more(*cost)
                if marker is Marker.AGAIN:
                    _add_all(merged, self._repeated(old, old_cost, path, cost))
                else:
                    _add_all(merged, self._replaced(old, path, both))
        return merged

    def _repeated(
        self, old: _Path, old_cost: _Cost, new: _Path, cost: _Cost
    ) -> Iterator[tuple[_Path, _Cost]]:
        """«Repito»: all of it, or its end; else it goes on, as in «otra vez cero».

        Where several fit, any of them may be meant.
        """
        if self._is_whole(new.digits):
            yield new, cost
        if old.digits.endswith(new.digits) or self._is_whole(old.digits):
            yield old, old_cost
        both = old_cost.more(*cost).more(odd=1)
        yield _Path(old.digits + new.digits, old.first, len(old.digits) + new.last), both

    def _replaced(self, old: _Path, new: _Path, cost: _Cost) -> Iterator[tuple[_Path, _Cost]]:
        """«No, perdón»: ``new`` is all of it, or stands for the end of ``old`` and goes on."""
        if self._is_whole(new.digits):
            yield new, cost.more(odd=-1)
        known = len(old.digits)
        for length, (strained, odd) in _kept_before(old, new).items():
            if 0 <= length <= known:
                path = _Path(old.digits[:length] + new.digits, old.first, length + new.last)
                yield path, cost.more(strained, odd)

    def _fitting(self, paths: _Paths) -> dict[str, _Cost]:
        fits: dict[str, _Cost] = {}
        for path, cost in paths.items():
            if self._is_whole(path.digits):
                fits[path.digits] = min(cost, fits.get(path.digits, cost))
        return fits

    def _is_whole(self, digits: str) -> bool:
        return self.shortest <= len(digits) <= self.longest

    def _kept(self, paths: _Paths) -> _Paths:
        return self._pruned(paths, _KEPT)

    def _pruned(self, paths: _Paths, most: int) -> _Paths:
        if len(paths) <= most:
            return paths
        self.crowded = True
        return dict(nsmallest(most, paths.items(), key=lambda one: one[1]))


def _kept_before(old: _Path, new: _Path) -> dict[int, tuple[int, int]]:
    """How many digits of ``old`` a correction may leave, and how forced and odd that is."""
    known = len(old.digits)
    kept = {known - len(new.digits): (0, 0)}
    if len(new.digits) == new.first == known - old.last:
        return kept  # one group for one group of its length
    again = {at: (0, -2) for at in range(known - 1) if old.digits[at : at + 2] == new.digits[:2]}
    forced = {known - dropped: (1, 0) for dropped in range(_LONGEST_GROUP + 1)}
    return forced | {old.last: (0, 1)} | kept | {known - new.first: (0, 0)} | again


def _add_all(into: _Paths, paths: Iterable[tuple[_Path, _Cost]]) -> None:
    for path, cost in paths:
        if path not in into or cost < into[path]:
            into[path] = cost
