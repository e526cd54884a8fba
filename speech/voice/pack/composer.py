"""Any text from a pack: its pieces found, their sounds joined with the pauses of its marks."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from speech.voice.engine import RATE, Engine, Memory, Samples
from speech.voice.loudness import audible
from speech.voice.mastering import LEAD_IN, signal_of
from speech.voice.pace import at_pace
from speech.voice.pack.cover import Cover, Stretch
from speech.voice.pack.fragment import Fragment
from speech.voice.pack.pack import Pack
from speech.voice.pack.sounds import faded
from speech.voice.pack.text import Mark, Word, words_of

MOST_GAP = 0.5
"""Above this share of a text another voice says all of it: plainer, but even."""
SLOWED_KEPT = 512
"""How many fragments are kept as slow callers hear them, the longest unused dropped."""
_CLOSED = ("p", "t", "k", "qu", "ca", "co", "cu", "cá", "có", "cú", "cl", "cr")
"""How words begin that need closed lips or tongue first: joined without, they run together."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What no fragment says, as it is written."""

    text: str


Piece = Fragment | Gap


class Composer:
    """Speaks by a pack, its gaps by ``fallback``. Safe from any thread."""

    def __init__(self, pack: Pack, fallback: Engine) -> None:
        self.pack = pack
        self.fallback = fallback
        self._cover = Cover(pack.fragments)
        self._at_pace = lru_cache(SLOWED_KEPT)(self._fragment)

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """What ``text`` is said with, in order: the words of the pieces are those of the text."""
        return tuple(piece for piece, _ in self._placed(text))

    def compose(self, text: str, *, pace: float = 1.0, memory: Memory | None = None) -> Samples:
        """``text`` spoken, 8 kHz; ``pace`` 0.85 is slower, its pitch the same.

        What the other voice says of it is in ``memory``, if one is given. A text without a word
        is a short silence. Raises VoiceFailed where the other voice can't speak a gap.
        """
        placed = self._placed(text)
        sounds = [
            self._at_pace(piece, pace)
            if isinstance(piece, Fragment)
            else self._gap(piece, pace, memory)
            for piece, _ in placed
        ]
        ahead = [self._ahead(one, other, pace) for one, other in pairwise(placed)]
        return _laid_out(sounds, ahead)

    def _placed(self, text: str) -> list[tuple[Piece, Sequence[Word]]]:
        """The pieces of ``text``, each with its words."""
        text = unicodedata.normalize("NFC", text)
        words = words_of(text)
        stretches = self._cover.of(words)
        silent = sum(_letters(words, one) for one in stretches if one.fragment is None)
        if silent > MOST_GAP * sum(_letters(words, one) for one in stretches):
            return [(Gap(text.strip()), words)]
        return [
            (one.fragment or Gap(_written(text, words, one)), words[one.first : one.after])
            for one in stretches
        ]

    def _fragment(self, fragment: Fragment, pace: float) -> Samples:
        samples = self.pack.sound(fragment)
        return samples if pace == 1.0 else self._edged(at_pace(samples, pace))

    def _gap(self, gap: Gap, pace: float, memory: Memory | None) -> Samples:
        """What the other voice says, from its first sound to its last."""
        name = f"{self.fallback.identity}\n{gap.text}"
        samples = memory.recall(name) if memory is not None else None
        if samples is None:
            samples = self.fallback.synthesise(gap.text)
            if memory is not None:
                memory.keep(name, samples)
        return self._edged(at_pace(samples[audible(signal_of(samples), RATE)], pace))

    def _edged(self, samples: Samples) -> Samples:
        return faded(samples, self.pack.about.joins.fade)

    def _ahead(
        self, one: tuple[Piece, Sequence[Word]], other: tuple[Piece, Sequence[Word]], pace: float
    ) -> int:
        """Samples of silence between two pieces; below zero they cross."""
        joins = self.pack.about.joins
        mark = one[1][-1].mark
        if mark is not Mark.NONE:
            return round(self.pack.about.pauses.at(mark, pace) * RATE / 1000)
        first = other[1][0].key
        if first == "y":
            silence = joins.hiatus / pace
        elif first.startswith(_CLOSED):
            silence = joins.closure / pace
        else:
            silence = -joins.fade
        return round(silence * RATE / 1000)


def _letters(words: Sequence[Word], stretch: Stretch) -> int:
    return sum(len(word.key) for word in words[stretch.first : stretch.after])


def _written(text: str, words: Sequence[Word], stretch: Stretch) -> str:
    """A gap with its last mark, which tells the other voice how to end."""
    after = words[stretch.after].start if stretch.after < len(words) else len(text)
    return text[words[stretch.first].start : after].strip()


def _laid_out(sounds: Sequence[Samples], ahead: Sequence[int]) -> Samples:
    """``sounds`` one after the other, a little quiet at the end; where they cross they add up.

    There is none before the first: who waits for the line hears it at once.
    """
    quiet = round(LEAD_IN * RATE)
    places = [0]
    for sound, silence in zip(sounds, ahead, strict=False):
        places.append(places[-1] + max(0, len(sound) + silence))
    ends = (place + len(sound) for place, sound in zip(places, sounds, strict=False))
    mixed = np.zeros(max(ends, default=quiet) + quiet, np.int32)
    for place, sound in zip(places, sounds, strict=False):
        mixed[place : place + len(sound)] += sound
    return np.clip(mixed, -32768, 32767).astype(np.int16)
