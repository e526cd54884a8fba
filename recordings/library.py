"""The folder of sealed recordings: kept, opened, checked, deleted."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from ivr.errors import NotFound
from ivr.services.recordings import ETHICS, UNLINKED, Recording
from recordings.keys import Keys, Use
from recordings.sealed_file import SealedFile, seal
from recordings.sound import Sound


class Library:
    """Sealed files in ``folder``, each in a place that follows from its recording's name."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder = folder
        self._keys = keys

    def keep(self, name: str, kind: str, sound: Sound) -> str:
        """Seal a sound; gives its file within the folder. The same name gives the same file.

        Raises OSError (a full disk), KeyMissing, Damaged (the sound changed meanwhile).
        """
        digest = hashlib.sha256(name.encode()).hexdigest()
        file = f"{digest[:2]}/{digest}.sealed"
        key = self._keys.newest(Use.ETHICS if kind == ETHICS else Use.RECORDINGS)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        seal(self._folder / file, name, key, sound.size, sound.as_wav())
        if kind in UNLINKED:
            os.utime(self._folder / file, (0, 0))  # it tells no hour of a call
        return file

    def open(self, recording: Recording) -> SealedFile:
        """A recording's WAV. Raises NotFound once purged or lost, Damaged, KeyMissing, OSError."""
        if recording.file is None:
            raise NotFound("esa grabación ya se borró")
        try:
            return SealedFile(self._folder / recording.file, recording.name, self._keys.by_id)
        except FileNotFoundError as error:
            raise NotFound("falta el archivo de esa grabación") from error

    def remove(self, recording: Recording) -> None:
        """Delete a recording's file, if it is there. Raises OSError."""
        if recording.file is not None:
            (self._folder / recording.file).unlink(missing_ok=True)
