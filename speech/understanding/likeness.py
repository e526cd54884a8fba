"""What an utterance is made of, held against the phrases that are known.

Two measures of one comparison. ``Likeness``: how near is the nearest phrase of each code?
``Associations``: which code do the parts themselves speak for, over all phrases (naive Bayes)?
Parts are stems, pairs of stems and concepts; the rarer one is, the more it counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import exp, log, sqrt

from speech.understanding.words import Words

_STEM = 5
_COMMON = 0.04
"""The share of phrases from which on a part («de», «la») tells none of them."""
_UNSEEN = 0.2
"""What counts as seen of a part that a code's phrases never had."""
_TEMPER = 0.5
"""Parts aren't independent: their evidence counts half."""

Parts = frozenset[str]


def parts(said: Words, concepts: Iterable[str]) -> Parts:
    """What ``said`` is made of."""
    stems = [word[:_STEM] for word in said]
    return frozenset((*stems, *concepts, *(f"{one} {next_}" for one, next_ in pairwise(stems))))


class Likeness:
    """The cosine with the nearest phrase of each code."""

    def __init__(self, phrases: Iterable[tuple[str, Parts]]) -> None:
        known = list(phrases)
        spread = Counter(part for _, made_of in known for part in made_of)
        self._weight = {part: log(1 + len(known) / count) ** 2 for part, count in spread.items()}
        self._unseen = log(1 + len(known)) ** 2
        self._codes = [code for code, _ in known]
        self._length = [self._norm(made_of) for _, made_of in known]
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        common = len(known) * _COMMON
        for number, (_, made_of) in enumerate(known):
            for part in made_of:
                if spread[part] <= common:
                    self._holding[part].append(number)

    def scores(self, made_of: Parts) -> Mapping[str, float]:
        """How alike, 0 to 1, the nearest phrase of each code is."""
        length = self._norm(made_of)
        shared: defaultdict[int, float] = defaultdict(float)
        for part in made_of:
            weight = self._weight.get(part, 0.0)
            for number in self._holding.get(part, ()):
                shared[number] += weight
        best: defaultdict[str, float] = defaultdict(float)
        for number, points in shared.items():
            code = self._codes[number]
            best[code] = max(best[code], points / (length * self._length[number]))
        return best

    def _norm(self, made_of: Parts) -> float:
        return sqrt(sum(self._weight.get(part, self._unseen) for part in made_of)) or 1.0


class Associations:
    """How likely each code is by the parts alone, all phrases of all codes counted."""

    def __init__(self, phrases: Iterable[tuple[str, Parts]]) -> None:
        self._seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
        sizes: Counter[str] = Counter()
        for code, made_of in phrases:
            sizes[code] += 1
            for part in made_of:
                self._seen[part][code] += 1
        total = sizes.total()
        self._absent = {
            code: log(_UNSEEN * (total - size + 2 * _UNSEEN) / (size + 2 * _UNSEEN))
            for code, size in sizes.items()
        }

    def scores(self, made_of: Parts) -> Mapping[str, float]:
        """The share of each code, together 1; empty where no part is known."""
        known = [self._seen[part] for part in made_of if part in self._seen]
        if not known:
            return {}
        evidence = {code: absent * len(known) for code, absent in self._absent.items()}
        for counts in known:
            total = counts.total() + _UNSEEN
            for code, count in counts.items():
                evidence[code] += log((count + _UNSEEN) / _UNSEEN * total / (total - count))
        most = max(evidence.values())
        shares = {code: exp((value - most) * _TEMPER) for code, value in evidence.items()}
        whole = sum(shares.values())
        return {code: share / whole for code, share in shares.items()}
