"""Good takes brought into a pack: mastered, as Opus, with their place in its manifest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from speech.voice.loudness import TARGET
from speech.voice.mastering import PACK_RATE, master_for_pack
from speech.voice.pack import about, manifest
from speech.voice.pack.fragment import Kind
from speech.voice.pack.manifest import Recording
from speech.voice.pack.sound import read, write
from speech.voice.studio.delivery import Progress, Take
from speech.voice.studio.versions import Versions

AUDIO = "audio"
DESCRIPTION = """name = "{name}"
title = "{name}"
language = "es-CO"
engine = "persona"
"""
"""A voice that is recorded here and shipped by nobody needs a description of its own."""
SOFTER, LOUDER = -3.0, 1.0  # LU that a piece of a sentence may lie beside a whole prompt


def take_in(takes: Sequence[Take], versions: Versions, progress: Progress | None = None) -> None:
    """Put the sounds of ``takes``, all good, into use together. Raises SoundFault, OSError.

    Whole prompts are brought to the line's level one by one. Pieces of sentences keep among each
    other the weight that they had in the session («y» is softer than «millones»), within bounds.
    """
    session = median(take.loudness for take in takes) if takes else TARGET

    def make(folder: Path) -> None:
        (folder / AUDIO).mkdir(exist_ok=True)
        if not (folder / about.FILE).exists():
            described = DESCRIPTION.format(name=versions.link.name)
            (folder / about.FILE).write_text(described, "utf-8")
        kept = {one.fragment.id: one for one in manifest.read(folder).recordings}
        with ThreadPoolExecutor(os.cpu_count(), "master") as threads:
            made = threads.map(lambda take: _master(take, folder, session), takes)
            for done, recording in enumerate(made, 1):
                kept[recording.fragment.id] = recording
                if progress is not None:
                    progress(done, len(takes))
        manifest.write(folder, kept.values())

    versions.change(make)


def _master(take: Take, folder: Path, session: float) -> Recording:
    assert take.fragment is not None
    sound = read(take.path)
    weight = 0.0
    if take.fragment.kind is not Kind.PROMPT:
        weight = min(max(take.loudness - session, SOFTER), LOUDER)
    mastered = master_for_pack(sound.signal, sound.rate, TARGET + weight)
    path = folder / AUDIO / take.fragment.file_name
    write(path, mastered)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return manifest.of(take.fragment, digest, len(mastered) / PACK_RATE, TARGET)
