"""``fragments.tsv``: which recordings a pack holds, of what text and what sound."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from speech.voice.pack.fragment import Fragment, Join, Kind, text_digest

FILE = "fragments.tsv"
COLUMNS = (
    "id", "kind", "join", "version", "approved_by", "text_digest", "audio_digest",
    "seconds", "loudness", "text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recording:
    """One fragment as it was recorded.

    ``text_digest`` is of the text that was spoken, ``audio_digest`` the first 16 hexadecimal
    digits of the file's SHA-256; ``loudness`` in LUFS (EBU R128).
    """

    fragment: Fragment
    text_digest: str
    audio_digest: str
    seconds: float
    loudness: float

    @property
    def says_its_text(self) -> bool:
        """Whether the sound was made of the text that stands beside it."""
        return self.text_digest == self.fragment.digest


@dataclass(frozen=True, slots=True)
class Reading:
    """What a manifest holds. ``broken`` are the lines, by number, that could not be read."""

    recordings: tuple[Recording, ...]
    broken: tuple[int, ...]


def read(folder: Path) -> Reading:
    """Read a pack's manifest; one that is not there is empty. Raises OSError."""
    try:
        octets = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return Reading((), ())
    recordings: dict[str, Recording] = {}
    broken = []
    for number, line in enumerate(octets.decode("utf-8", "replace").splitlines(), 1):
        if number == 1 or not line.strip():
            continue
        try:
            recording = _recording(line.split("\t"))
        except ValueError:
            broken.append(number)
        else:
            recordings[recording.fragment.id] = recording
    return Reading(tuple(recordings[key] for key in sorted(recordings)), tuple(broken))


def write(folder: Path, recordings: Iterable[Recording]) -> None:
    """Write a pack's manifest anew, in one step. Raises OSError."""
    sheet = io.StringIO()
    rows = csv.writer(sheet, "excel-tab", lineterminator="\n", quoting=csv.QUOTE_NONE)
    rows.writerow(COLUMNS)
    rows.writerows(_row(one) for one in sorted(recordings, key=lambda one: one.fragment.id))
    part = folder / f"{FILE}.{os.getpid()}.part"
    part.write_text(sheet.getvalue(), "utf-8")
    part.replace(folder / FILE)


def of(fragment: Fragment, audio_digest: str, seconds: float, loudness: float) -> Recording:
    """The row of a recording just made of ``fragment``."""
    digest = text_digest(fragment.text, fragment.join)
    return Recording(fragment, digest, audio_digest, seconds, loudness)


def _row(recording: Recording) -> tuple[str, ...]:
    fragment = recording.fragment
    return (
        *(fragment.id, fragment.kind, fragment.join, str(fragment.version), fragment.approved_by),
        *(recording.text_digest, recording.audio_digest),
        *(f"{recording.seconds:.3f}", f"{recording.loudness:.1f}", fragment.text),
    )


def _recording(row: list[str]) -> Recording:
    """Raises ValueError for a row that is not whole."""
    key, kind, join, version, approved_by, digest, audio, seconds, loudness, text = row
    if not (key and text and len(digest) == 16 and len(audio) == 16):
        raise ValueError("fila incompleta")
    fragment = Fragment(key, text, Join(join), Kind(kind), int(version), approved_by)
    return Recording(fragment, digest, audio, float(seconds), float(loudness))
