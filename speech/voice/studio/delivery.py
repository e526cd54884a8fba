"""What a studio delivered: a folder of files, each found to be of a line of the script."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from ivr.errors import Invalid
from speech.voice.loudness import integrated
from speech.voice.pack.fragment import Fragment
from speech.voice.pack.sound import SoundFault, read
from speech.voice.studio.examination import Fault, examine
from speech.voice.studio.numbering import Numbering

SOUNDS = frozenset({".wav", ".wave", ".flac", ".aif", ".aiff", ".ogg", ".opus", ".mp3", ".w64"})
_NUMBERED = re.compile(r"(?P<number>\d{1,6})(?:[ _.-]+(?P<rest>.*))?")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Take:
    """One file. ``fragment`` is None where it isn't known whose it is; loudness is in LUFS."""

    path: Path
    fragment: Fragment | None
    faults: tuple[Fault, ...]
    loudness: float = 0.0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The whole folder: its takes in the order of their names, and what is not in it."""

    takes: tuple[Take, ...]
    missing: tuple[Fragment, ...]

    @property
    def good(self) -> tuple[Take, ...]:
        """The takes with nothing wrong."""
        return tuple(take for take in self.takes if not take.faults)

    @property
    def bad(self) -> tuple[Take, ...]:
        """The takes that can't be taken in."""
        return tuple(take for take in self.takes if take.faults)


def open_delivery(
    folder: Path,
    fragments: Iterable[Fragment],
    numbering: Numbering,
    progress: Progress | None = None,
) -> Delivery:
    """Find and examine the sounds of ``folder``, its subfolders included.

    ``progress`` is told (done, of how many). Raises Invalid where there is no such folder or no
    sound in it.
    """
    named = Names({one.id: one for one in fragments}, numbering)
    files = sorted(path for path in folder.rglob("*") if _is_sound(path))
    if not files:
        raise Invalid(f"en {folder} no hay archivos de sonido (WAV o FLAC)")
    takes = []
    with ThreadPoolExecutor(os.cpu_count(), "take") as threads:
        for done, take in enumerate(threads.map(named.take, files), 1):
            takes.append(take)
            if progress is not None:
                progress(done, len(files))
    takes = _without_doubles(takes)
    there = {take.fragment.id for take in takes if take.fragment is not None}
    missing = (one for one in named.fragments.values() if one.id not in there)
    return Delivery(tuple(takes), tuple(missing))


class Names:
    """Whose a file is, by its name: a number of the script, an id, or both."""

    def __init__(self, fragments: Mapping[str, Fragment], numbering: Numbering) -> None:
        self.fragments = fragments
        self._ids = {key.casefold(): key for key in fragments}
        self._numbering = numbering
        self._numbers = {numbering.number(one): one for one in fragments.values()}

    def take(self, path: Path) -> Take:
        """``path`` examined."""
        try:
            fragment = self._named(unicodedata.normalize("NFC", path.stem).strip())
        except Invalid as unknown:
            return Take(path, None, (Fault(unknown.message, str(unknown.details["mend"])),))
        try:
            sound = read(path)
            faults = examine(sound, fragment)
            loudness = integrated(sound.signal, sound.rate)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except (SoundFault, OSError) as problem:
            why = problem.message if isinstance(problem, SoundFault) else str(problem.strerror)
            what, _, mend = why.partition(": ")
            return Take(path, fragment, (Fault(what, mend or "expórtelo de nuevo"),))
        return Take(path, fragment, faults, loudness, digest)

    def _named(self, stem: str) -> Fragment:
        """Raises Invalid with a ``mend`` for a name that tells nothing, or two things."""
        numbered = _NUMBERED.fullmatch(stem)
        by_name = self._by_id((numbered["rest"] or "") if numbered else stem)
        if numbered is None:
            if by_name is None:
                raise Invalid("sobra: su nombre no está en el guion", mend=_RENAME)
            return by_name
        number = int(numbered["number"])
        fragment = self._numbers.get(number)
        if fragment is None:
            raise Invalid(*self._unknown(number), mend="imprima el guion de nuevo y grabe su texto")
        if by_name is not None and by_name != fragment:
            what = f"el número {number} es de {fragment.id}, pero el nombre dice {by_name.id}"
            raise Invalid(what, mend=_RENAME)
        return fragment

    def _by_id(self, name: str) -> Fragment | None:
        key = self._ids.get(name.replace("~", "/").casefold())
        return self.fragments[key] if key is not None else None

    def _unknown(self, number: int) -> tuple[str]:
        retired = self._numbering.retired(number)
        if retired is None:
            return (f"sobra: el guion no tiene el número {number}",)
        return (f"el texto de {retired} cambió o se retiró después del guion",)


_RENAME = "póngale el nombre que dice el guion"


def _is_sound(path: Path) -> bool:
    return path.suffix.lower() in SOUNDS and path.is_file() and not path.name.startswith(".")


def _without_doubles(takes: Iterable[Take]) -> list[Take]:
    """Two files of one line, or one sound under two names: which one is meant, nobody knows."""
    takes = list(takes)
    by_line = _grouped(takes, lambda take: take.fragment.id if take.fragment else "")
    by_sound = _grouped(takes, lambda take: take.digest)
    return [
        replace(take, faults=(*take.faults, *_doubles(take, by_line, by_sound))) for take in takes
    ]


def _grouped(takes: Iterable[Take], key: Callable[[Take], str]) -> dict[Path, list[Take]]:
    """Beside each file the others with the same key; those without a key have none."""
    groups: dict[str, list[Take]] = defaultdict(list)
    for take in takes:
        if key(take):
            groups[key(take)].append(take)
    return {
        take.path: [other for other in group if other is not take]
        for group in groups.values()
        for take in group
    }


def _doubles(
    take: Take, by_line: Mapping[Path, list[Take]], by_sound: Mapping[Path, list[Take]]
) -> Iterator[Fault]:
    if others := by_line.get(take.path):
        names = ", ".join(other.path.name for other in others)
        yield Fault(f"repetido: {names} es de la misma línea", "deje solo la toma buena")
    elif others := by_sound.get(take.path):
        mend = "revise cuál de los nombres es el suyo"
        yield Fault(f"es el mismo sonido que {others[0].path.name}", mend)
