"""What the line said lately, by what was said: spoken again without an engine."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

from speech.voice import prompt_file
from speech.voice.engine import Samples

KEPT_AFTER_SHEDDING = 0.8


class Cache:
    """Prompt files named by a hash, the longest unused dropped beyond ``octets_at_most``.

    Several processes may share one folder: each sheds when it has itself added a tenth of
    the limit, so the folder stays within the limit and a tenth for each of them.
    """

    def __init__(self, folder: Path, octets_at_most: int) -> None:
        self._folder = folder
        self._octets_at_most = octets_at_most
        self._added = octets_at_most
        self._lock = threading.Lock()

    def give(self, name: str, to: Path) -> bool:
        """Put the file of that name at ``to`` too, without a copy; False when it is not held."""
        kept = self._folder / f"{name}{prompt_file.ENDING}"
        if not prompt_file.is_whole(kept):
            return False
        try:
            os.utime(kept)
            to.hardlink_to(kept)
        except FileExistsError:
            return True
        except FileNotFoundError:
            return False
        return True

    def read(self, name: str) -> Samples | None:
        """The sound of that name; None when it is not held."""
        kept = self._folder / f"{name}{prompt_file.ENDING}"
        try:
            samples = prompt_file.read(kept)
            os.utime(kept)
        except FileNotFoundError:
            return None
        return samples if len(samples) else None

    def keep(self, name: str, samples: Samples) -> None:
        """Hold ``samples`` under ``name``. Raises OSError."""
        prompt_file.write(self._folder / f"{name}{prompt_file.ENDING}", samples)
        with self._lock:
            self._added += 2 * len(samples)
            if self._added < self._octets_at_most // 10:
                return
            self._added = 0
        self._shed()

    def forget_unused(self, older_than: float) -> int:
        """Drop what nobody said for so many seconds, amounts and dates of calls among it."""
        before = time.time() - older_than
        dropped = 0
        for path in self._folder.glob(f"*{prompt_file.ENDING}"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()
                    dropped += 1
        return dropped

    def _shed(self) -> None:
        """Drop the longest unused until the folder is clearly under its limit."""
        held: list[tuple[float, int, Path]] = []
        for path in self._folder.glob(f"*{prompt_file.ENDING}"):
            try:
                facts = path.stat()
            except FileNotFoundError:
                continue
            held.append((facts.st_mtime, facts.st_size, path))
        total = sum(octets for _, octets, _ in held)
        if total <= self._octets_at_most:
            return
        for _, octets, path in sorted(held):
            if total <= KEPT_AFTER_SHEDDING * self._octets_at_most:
                return
            path.unlink(missing_ok=True)
            total -= octets
