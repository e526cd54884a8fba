"""The condition of a voice pack: what it lacks, what is old, damaged or at another level."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from speech.voice.loudness import integrated
from speech.voice.pack.cover import Cover
from speech.voice.pack.fragment import Fragment, Kind
from speech.voice.pack.pack import key_of, recorded, stale
from speech.voice.pack.sound import SoundFault, read
from speech.voice.pack.sounds import Source, intact
from speech.voice.pack.text import words_of

TOLERANCE = 1.0  # LU between a whole prompt and what its manifest says
PENDING = "pendiente"

Progress = Callable[[int, int], None]


class State(StrEnum):
    """How one fragment stands."""

    RECORDED = "recorded"
    MISSING = "missing"
    OLDER = "older"
    """Its sound is of a text that has changed."""
    CORRUPT = "corrupt"


@dataclass(frozen=True, slots=True)
class Standing:
    """One fragment: ``own`` tells an installation's recording from a shipped one.

    ``gaps`` are the words that the fallback voice would say in its place; ``off`` is how many
    LU a whole prompt is beside the level that its manifest gives, None where it is not judged.
    """

    fragment: Fragment
    state: State
    own: bool
    gaps: tuple[str, ...]
    off: float | None

    @property
    def wrong_level(self) -> bool:
        """Whether it would be heard as too loud or too soft."""
        return self.off is not None and abs(self.off) > TOLERANCE


@dataclass(frozen=True, slots=True)
class Condition:
    """A whole pack against what it must hold. ``surplus``: ids that nobody asks for."""

    standings: tuple[Standing, ...]
    surplus: tuple[str, ...]

    def of(self, state: State) -> tuple[Standing, ...]:
        """The fragments in that state."""
        return tuple(one for one in self.standings if one.state is state)

    @property
    def at_wrong_level(self) -> tuple[Standing, ...]:
        """The prompts that are too loud or too soft."""
        return tuple(one for one in self.standings if one.wrong_level)

    @property
    def by_fallback(self) -> tuple[Standing, ...]:
        """What the fallback voice would speak, in whole or in part."""
        return tuple(one for one in self.standings if one.gaps)

    @property
    def pending(self) -> int:
        """How many whole prompts and carriers nobody has approved yet."""
        texts = (one.fragment for one in self.standings if one.fragment.kind is not Kind.VALUE)
        return sum(fragment.approved_by == PENDING for fragment in texts)


def condition(
    folder: Path,
    own: Path,
    fragments: Iterable[Fragment],
    progress: Progress | None = None,
    *,
    levels: bool = True,
) -> Condition:
    """Look at every recording of a pack, in ``folder`` and ``own``; either may not be there.

    Measuring the ``levels`` takes most of the time; ``progress`` is told (done, of how many).
    Raises OSError.
    """
    fragments = tuple(fragments)
    found = stale(folder, fragments, own)
    states = {
        **dict.fromkeys(found.missing, State.MISSING),
        **dict.fromkeys(found.older, State.OLDER),
        **dict.fromkeys(found.corrupt, State.CORRUPT),
    }
    sources = {key: one for key, one in recorded(folder, own).items() if intact(one)}
    cover = Cover(source.recording.fragment for source in sources.values())
    offs = _offs(sources.values(), progress) if levels else {}

    def standing(fragment: Fragment) -> Standing:
        source = sources.get(key_of(fragment))
        return Standing(
            fragment,
            states.get(fragment.id, State.RECORDED),
            source is not None and source.path.is_relative_to(own),
            _gaps(cover, fragment),
            offs.get(source.path) if source is not None else None,
        )

    return Condition(tuple(standing(one) for one in fragments), found.surplus)


def _gaps(cover: Cover, fragment: Fragment) -> tuple[str, ...]:
    words = words_of(fragment.text)
    return tuple(
        fragment.text[words[stretch.first].start : words[stretch.after - 1].end]
        for stretch in cover.of(words)
        if stretch.fragment is None
    )


def _offs(sources: Iterable[Source], progress: Progress | None) -> dict[Path, float]:
    """How far whole prompts are from their level; pieces of sentences have each their weight."""
    whole = [one for one in sources if one.recording.fragment.kind is Kind.PROMPT]
    offs = {}
    with ThreadPoolExecutor(os.cpu_count(), "measure") as threads:
        for done, (source, loudness) in enumerate(
            zip(whole, threads.map(_loudness, whole), strict=True), 1
        ):
            offs[source.path] = loudness - source.recording.loudness
            if progress is not None:
                progress(done, len(whole))
    return offs


def _loudness(source: Source) -> float:
    """Of what can't be read, silence: as far from the level as can be."""
    try:
        sound = read(source.path)
    except SoundFault:
        return -float("inf")
    return integrated(sound.signal, sound.rate)
