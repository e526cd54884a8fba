"""Which recorded pieces say a text: the fewest and best joined that cover its words.

Decision 0019. A trie of the fragments' words finds what may stand at each place, dynamic
programming chooses. What no fragment says is a gap, which another voice fills; a change of
voice costs more than several joins, so that a gap is as long as a name and never one «de».
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from speech.voice.pack.fragment import Fragment, Join
from speech.voice.pack.text import Mark, Word, words_of

PIECE = 1.0
GAP = 6.0
GAP_WORD = 1.5  # above PIECE: no number is long enough for another voice to be cheaper
BACK_FOR_A_WORD = 1.0  # with it «sur», the end of a name, stays in the name's voice
_WRONG_TUNE = {
    Join.FLOWS: {Join.CONTINUES: 3.0, Join.ENDS: 4.0, Join.ASKS: 5.0},
    Join.CONTINUES: {Join.FLOWS: 0.4, Join.ENDS: 0.8, Join.ASKS: 3.0},
    Join.ENDS: {Join.CONTINUES: 4.0, Join.FLOWS: 4.5, Join.ASKS: 5.0},
    Join.ASKS: {Join.ENDS: 2.0, Join.CONTINUES: 2.5, Join.FLOWS: 3.0},
}
"""What it costs to say at a place (first) what was recorded for another (second)."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The words from ``first`` to before ``after``; without a ``fragment``, a gap."""

    fragment: Fragment | None
    first: int
    after: int


@dataclass(slots=True)
class _Node:
    following: dict[tuple[str, Mark], _Node] = field(default_factory=dict)
    last: dict[str, dict[Join, Fragment]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Best:
    cost: float
    stretch: Stretch | None
    before: _Best | None


class Cover:
    """The fragments of a pack, ready to be looked for in a text."""

    def __init__(self, fragments: Iterable[Fragment]) -> None:
        """Of two fragments that say the same the later one counts."""
        self._root = _Node()
        for fragment in fragments:
            self._add(fragment)

    def of(self, words: Sequence[Word]) -> list[Stretch]:
        """The stretches that make up ``words``, in order; no two gaps stand side by side."""
        nobody = _Best(float("inf"), None, None)
        said = [nobody] * (len(words) + 1)
        silent = [nobody] * (len(words) + 1)
        said[0] = _Best(0.0, None, None)
        for place in range(len(words)):
            self._extend_gap(said, silent, place)
            for stretch, cost in self._from(words, place):
                alone = BACK_FOR_A_WORD if stretch.after == place + 1 else 0.0
                for here, back in ((said[place], 0.0), (silent[place], alone)):
                    if here.cost + back + cost < said[stretch.after].cost:
                        said[stretch.after] = _Best(here.cost + back + cost, stretch, here)
        return _path(min(said[-1], silent[-1], key=_cost))

    def _add(self, fragment: Fragment) -> None:
        *within, end = words_of(fragment.text)
        node = self._root
        for word in within:
            node = node.following.setdefault((word.key, word.mark), _Node())
        node.last.setdefault(end.key, {})[fragment.join] = fragment

    @staticmethod
    def _extend_gap(said: list[_Best], silent: list[_Best], place: int) -> None:
        """A gap goes on over the word at ``place``, or begins there."""
        begun, open_gap = said[place], silent[place]
        if begun.cost + GAP <= open_gap.cost:
            gap, cost, before = Stretch(None, place, place + 1), begun.cost + GAP, begun
        elif open_gap.stretch is not None and open_gap.before is not None:
            gap = Stretch(None, open_gap.stretch.first, place + 1)
            cost, before = open_gap.cost, open_gap.before
        else:
            return
        silent[place + 1] = _Best(cost + GAP_WORD, gap, before)

    def _from(self, words: Sequence[Word], place: int) -> Iterable[tuple[Stretch, float]]:
        """What may be said from ``place`` on, with its cost."""
        node: _Node | None = self._root
        for after in range(place + 1, len(words) + 1):
            word = words[after - 1]
            if node is None:
                return
            if endings := node.last.get(word.key):
                fragment, tune = _nearest(endings, word.mark.tune)
                yield Stretch(fragment, place, after), PIECE + tune
            node = node.following.get((word.key, word.mark))


def _nearest(endings: dict[Join, Fragment], wanted: Join) -> tuple[Fragment, float]:
    """The recording whose ending is best where ``wanted`` is due, and what it costs."""
    if wanted in endings:
        return endings[wanted], 0.0
    wrong = _WRONG_TUNE[wanted]
    join = min(endings, key=wrong.__getitem__)
    return endings[join], wrong[join]


def _cost(best: _Best) -> float:
    return best.cost


def _path(best: _Best) -> list[Stretch]:
    stretches = []
    at: _Best | None = best
    while at is not None and at.stretch is not None:
        stretches.append(at.stretch)
        at = at.before
    return stretches[::-1]
