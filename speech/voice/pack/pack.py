"""A voice pack: fragments with their sounds, the installation's own recordings over the shipped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from speech.voice.engine import Samples
from speech.voice.pack import about, manifest
from speech.voice.pack.about import About
from speech.voice.pack.fragment import Fragment
from speech.voice.pack.sounds import Sounds, Source, intact
from speech.voice.pack.text import words_of

AUDIO = "audio"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Staleness:
    """What a pack lacks of an inventory, by fragments' ids; all empty: it is up to date.

    ``older``: the sound is of another text than the wording's now. ``corrupt``: the file is
    gone, or not the one that was recorded. ``surplus``: nobody asks for it.
    """

    missing: tuple[str, ...]
    older: tuple[str, ...]
    corrupt: tuple[str, ...]
    surplus: tuple[str, ...]


class Pack:
    """Recordings ready to be joined. What is not of its own text, or damaged, is not in it."""

    def __init__(self, about: About, sources: Mapping[str, Source], sounds: Sounds) -> None:
        self.about = about
        self._sources = {key: source for key, source in sources.items() if key in sounds}
        self._sounds = {
            source.recording.fragment: sounds[key] for key, source in self._sources.items()
        }

    @classmethod
    def open(cls, folder: Path, own: Path | None = None, *, decoded: Path) -> Pack:
        """The pack in ``folder``, under the recordings in ``own``; its samples in ``decoded``.

        A voice that only the installation has is in ``own`` alone. The first time it is
        decoded, which takes seconds. Raises PackFault for a folder that is no pack, OSError
        for a disk that gives or takes nothing.
        """
        described = folder
        if own is not None and not (folder / about.FILE).exists():
            described = own
        description = about.read(described)
        sources = recorded(folder, own)
        sounds = Sounds.of(sources, description.joins.fade, decoded, description.name)
        return cls(description, sources, sounds)

    @property
    def fragments(self) -> tuple[Fragment, ...]:
        """What can be said."""
        return tuple(self._sounds)

    def sound(self, fragment: Fragment) -> Samples:
        """The samples of one of :attr:`fragments`: 8 kHz, from first to last sound, faded."""
        return self._sounds[fragment]

    @property
    def digest(self) -> str:
        """What every sound of this pack depends on."""
        said = hashlib.sha256(msgspec.json.encode((self.about.pauses, self.about.joins)))
        for key, source in sorted(self._sources.items()):
            said.update(f"\n{key} {source.recording.audio_digest}".encode())
        return said.hexdigest()[:12]


def recorded(folder: Path, own: Path | None = None) -> dict[str, Source]:
    """What a pack holds by :func:`key_of`, the installation's own before the shipped.

    Raises OSError.
    """
    return _sources(folder) | (_sources(own) if own is not None else {})


def stale(folder: Path, inventory: Iterable[Fragment], own: Path | None = None) -> Staleness:
    """How the pack in ``folder`` stands to ``inventory``. Looks at every file. Raises OSError."""
    wanted = {fragment.id: fragment for fragment in inventory}
    folders = [folder] if own is None else [folder, own]
    sources = recorded(folder, own)
    held = {row.fragment.id for one in folders for row in manifest.read(one).recordings}
    right = {
        key: source
        for key, fragment in wanted.items()
        if (source := sources.get(key_of(fragment))) is not None
    }
    lacking = [key for key in wanted if key not in right]
    return Staleness(
        missing=tuple(key for key in lacking if key not in held),
        older=tuple(key for key in lacking if key in held),
        corrupt=tuple(key for key, source in right.items() if not intact(source)),
        surplus=tuple(sorted(held - wanted.keys())),
    )


def _sources(folder: Path) -> dict[str, Source]:
    """The recordings of a folder that say the text beside them, by what they say."""
    reading = manifest.read(folder)
    for line in reading.broken:
        _log.error("voice_manifest_line_broken", file=str(folder / manifest.FILE), line=line)
    sources = {}
    for recording in reading.recordings:
        fragment = recording.fragment
        if not recording.says_its_text or not words_of(fragment.text):
            _log.error("fragment_unusable", fragment=fragment.id, why="es de otro texto")
            continue
        path = folder / AUDIO / fragment.file_name
        sources[key_of(fragment)] = Source(recording, path)
    return sources


def key_of(fragment: Fragment) -> str:
    """What two recordings share that say the same."""
    words = " ".join(f"{word.key}{word.mark}" for word in words_of(fragment.text))
    return hashlib.sha256(f"{fragment.join} {words}".encode()).hexdigest()[:20]
