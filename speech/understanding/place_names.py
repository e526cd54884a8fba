"""Names of places: written as on a map, and recognised among those that are known."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from speech.understanding.spoken_names import spoken
from speech.understanding.words import Words, folded, holds, words

_SMALL = frozenset({"de", "del", "la", "las", "los", "el", "y", "a", "en"})
_LIKE = 84.0
"""Likeness, 0 to 100, from which a name is taken for a known one."""
_MARGIN = 6.0
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the caller's words were spelled before they were folded."""

    accents: Mapping[str, str]

    @classmethod
    def of(cls, text: str) -> Spelling:
        """The spelling of every word of ``text``."""
        return cls({folded(word): word for word in _WORD.findall(text.lower())})

    def name(self, said: Sequence[str]) -> str:
        """``said`` as a name: «villa del rio» is «Villa del Río»."""
        spelled = [self.accents.get(word, word) for word in said]
        return " ".join(
            word if at and said[at] in _SMALL else word.capitalize()
            for at, word in enumerate(spelled)
        )


@dataclass(frozen=True, slots=True)
class Neighbourhoods:
    """The barrios and veredas that there are, by their folded name, as written and as spoken."""

    known: Mapping[str, str]

    @classmethod
    def of(cls, names: Collection[str]) -> Neighbourhoods:
        """From names as they are written."""
        known = ((" ".join(words(said)), name) for name in names for said in (spoken(name), name))
        return cls({said: name for said, name in known if said})

    def like(self, said: Words) -> str | None:
        """The known name that ``said`` is, or is alone in being like."""
        if not self.known or not said:
            return None
        text = " ".join(said)
        if text in self.known:
            return self.known[text]
        near = process.extract(text, list(self.known), scorer=fuzz.ratio, limit=2)
        clear = len(near) < 2 or near[0][1] - near[1][1] >= _MARGIN
        return self.known[near[0][0]] if near[0][1] >= _LIKE and clear else None

    def within(self, said: Words) -> tuple[Words, str] | None:
        """The longest known name that stands in ``said``: its words, and as it is written."""
        found = [(tuple(name.split()), written) for name, written in self.known.items()]
        held = [one for one in found if holds(said, one[0])]
        return max(held, key=lambda one: len(one[0]), default=None)
