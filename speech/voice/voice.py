"""The voice of the line: gives each utterance a file that Asterisk can play."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ivr.rendering.utterance import Utterance
from speech.voice import prompt_file
from speech.voice.cache import Cache
from speech.voice.engine import Engine, Samples, Speaker, VoiceFailed
from speech.voice.folder import Folder
from speech.voice.manifest import Manifest, digest
from speech.voice.pace import at_pace

CACHE_OCTETS = 200_000_000  # about three and a half hours of speech
LEFTOVER_SECONDS = 6 * 3600.0
UNUSED_SECONDS = 24 * 3600.0

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Rendered:
    """What one rendering of the fixed prompts did."""

    made: int
    kept: int
    removed: int


class _Names:
    """The cache by what is said: its files' names are hashed with the folder's secret."""

    def __init__(self, cache: Cache, key: bytes) -> None:
        self._cache = cache
        self._key = key

    def of(self, said: str) -> str:
        return hashlib.blake2b(said.encode(), key=self._key, digest_size=16).hexdigest()

    def recall(self, name: str) -> Samples | None:
        return self._cache.read(self.of(name))

    def keep(self, name: str, samples: Samples) -> None:
        self._cache.keep(self.of(name), samples)


class Voice:
    """Speaks by one engine into one folder. Safe from any thread and beside other processes."""

    def __init__(self, engine: Engine, folder: Folder, *, cache_octets: int = CACHE_OCTETS) -> None:
        """Raises OSError when the folder cannot be written."""
        folder.make()
        self._engine = engine
        self._folder = folder
        self._cache = Cache(folder.cache, cache_octets)
        self._manifest = Manifest(folder.prompts)
        self._names = _Names(self._cache, folder.key())

    def file_for(self, utterance: Utterance, call_id: str, pace: float = 1.0) -> str:
        """The path, as Asterisk knows it and without ending, of a file that says ``utterance``.

        ``pace`` 0.85 is slower, at the same pitch. A fixed prompt that is not rendered, or was
        rendered from another text or is wanted slower, is made as a dynamic one: what is said
        is always what was asked for. Raises VoiceFailed, Invalid (an id that is no plain name),
        OSError (no room on the disk), ValueError (no pace to speak at).
        """
        if not (utterance.fixed and self._is_rendered(utterance)):
            return self._folder.as_asterisk_plays(self._dynamic(utterance, call_id, pace))
        path = self._folder.prompt(utterance.prompt_id)
        if pace != 1.0:
            with suppress(VoiceFailed):
                path = self._dynamic(utterance, call_id, pace)
        return self._folder.as_asterisk_plays(path)

    def seconds(self, played: str) -> float:
        """How long the file behind a path of ``file_for`` plays; one look at its size.

        Raises FileNotFoundError.
        """
        return prompt_file.seconds(self._folder.as_host_sees(played))

    def render_all(
        self, utterances: Iterable[Utterance], progress: Progress | None = None
    ) -> Rendered:
        """Make the files of all fixed prompts that are missing or of another text or engine.

        ``progress`` is told (done, of how many) after each. Files of prompts that are no
        longer there are removed. Raises VoiceFailed, Invalid, OSError; what was made
        before the failure stays.
        """
        wanted = {utterance.prompt_id: utterance.text for utterance in utterances}
        with self._alone():
            digests = self._intact_digests()
            missing = [name for name in wanted if digests.get(name) != self._digest(wanted[name])]
            try:
                for done, name in enumerate(self._make(missing, wanted), 1):
                    digests[name] = self._digest(wanted[name])
                    if progress is not None:
                        progress(done, len(missing))
            finally:
                self._manifest.replace(digests)
            removed = self._remove_others(digests, wanted)
        return Rendered(len(missing), len(wanted) - len(missing), removed)

    def forget(self, call_id: str) -> None:
        """Delete what was made for a call; its end is the time to ask."""
        self._folder.forget(call_id)

    def sweep(self, older_than: float = LEFTOVER_SECONDS) -> int:
        """Delete what calls left that nobody forgot, older than so many seconds; how many.

        What the cache holds goes too when nobody said it for a day.
        """
        return self._folder.sweep(older_than) + self._cache.forget_unused(UNUSED_SECONDS)

    def _digest(self, text: str) -> str:
        return digest(self._engine.identity, text)

    def _is_rendered(self, utterance: Utterance) -> bool:
        if self._manifest.digests().get(utterance.prompt_id) != self._digest(utterance.text):
            return False
        return prompt_file.is_whole(self._folder.prompt(utterance.prompt_id))

    def _dynamic(self, utterance: Utterance, call_id: str, pace: float) -> Path:
        name = self._names.of(f"{self._digest(utterance.text)} {pace}")
        path = self._folder.make_call(call_id) / f"{name}{prompt_file.ENDING}"
        if prompt_file.is_whole(path):
            return path
        if not self._cache.give(name, path):
            samples = self._spoken(utterance, pace)
            prompt_file.write(path, samples)
            if not utterance.private:
                self._cache.keep(name, samples)
        return path

    def _spoken(self, utterance: Utterance, pace: float) -> Samples:
        if isinstance(self._engine, Speaker):
            memory = None if utterance.private else self._names
            return self._engine.speak(utterance.text, pace=pace, memory=memory)
        return at_pace(self._engine.synthesise(utterance.text), pace)

    def _intact_digests(self) -> dict[str, str]:
        """The manifest without the prompts whose file is gone or empty (a machine that fell)."""
        intact: dict[str, str] = {}
        for name, value in self._manifest.digests().items():
            if prompt_file.is_whole(self._folder.prompt(name)):
                intact[name] = value
        return intact

    def _make(self, names: list[str], texts: dict[str, str]) -> Iterator[str]:
        """Render ``names``, several at a time, and give each when its file is in place."""

        def make(name: str) -> str:
            path = self._folder.make_flow(name)
            prompt_file.write(path, self._engine.synthesise(texts[name]))
            return name

        with ThreadPoolExecutor(os.cpu_count(), "prompt") as threads:
            yield from threads.map(make, names)

    def _remove_others(self, digests: dict[str, str], wanted: dict[str, str]) -> int:
        others = digests.keys() - wanted.keys()
        if others:
            self._manifest.replace({name: digests[name] for name in digests.keys() - others})
        for name in others:
            self._folder.prompt(name).unlink(missing_ok=True)
        return len(others)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One rendering at a time on this folder, across processes."""
        with (self._folder.prompts / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
