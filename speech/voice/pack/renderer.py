"""A whole pack made by an engine: each fragment recorded, listened to, and recorded again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

import msgspec
import numpy as np

from speech.voice.engine import Credit, Recorder, VoiceFailed
from speech.voice.loudness import TARGET, Signal, audible
from speech.voice.mastering import PACK as PACK_BAND
from speech.voice.mastering import PACK_RATE, TELEPHONE, master_for_pack, samples_of, through
from speech.voice.pack import about, manifest, sound
from speech.voice.pack.about import About, PackFault
from speech.voice.pack.ear import Ear
from speech.voice.pack.fragment import Fragment, Kind
from speech.voice.pack.manifest import Recording

ATTEMPTS = 5
AUDIO = "audio"
LETTERS_A_SECOND = 14.0
ANY_WORD = 0.15
"""Seconds that even the shortest word lasts, besides its letters."""
SHORTEST, LONGEST = 0.5, 1.8
"""Of the seconds that so many letters should take; beyond, words are lost or breath is added."""
_QUIET = 0.03  # seconds kept around a piece that was cut out

Progress = Callable[[int, int], None]


class Speaker(Recorder, Protocol):
    """An engine that packs are rendered from."""

    @property
    def identity(self) -> str:
        """Names the engine and all that changes its sound."""
        ...

    @property
    def credit(self) -> Credit:
        """Whose voice it is."""
        ...


@dataclass(frozen=True, slots=True)
class Rendered:
    """What one rendering did. ``doubtful`` are the ids no attempt of which was heard right."""

    made: int
    kept: int
    removed: int
    doubtful: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Attempt:
    faults: int
    signal: Signal


class Renderer:
    """Makes the sound of fragments in one pack's folder."""

    def __init__(self, recorders: Sequence[Speaker], folder: Path, ear: Ear | None = None) -> None:
        """``recorders`` are the same engine, one for each processor; without an ``ear`` only
        lengths are judged.
        """
        self._idle: SimpleQueue[Speaker] = SimpleQueue()
        for recorder in recorders:
            self._idle.put(recorder)
        self._recorders = recorders
        self._folder = folder
        self._ear = ear

    def render(
        self,
        fragments: Iterable[Fragment],
        progress: Progress | None = None,
        *,
        again: bool = False,
    ) -> Rendered:
        """Record what is missing, of another text, or damaged; remove what is wanted no more.

        ``again``: what is held is listened to, and recorded anew where it isn't heard right.
        ``progress`` is told (done, of how many) after each. Stopped at any moment, the next
        rendering goes on from there. Raises VoiceFailed and OSError; what was made stays.
        """
        wanted = {fragment.id: fragment for fragment in fragments}
        held = self._prepared()
        kept = {key: one for key, one in held.items() if self._holds(wanted.get(key), one, again)}
        missing = [fragment for key, fragment in wanted.items() if key not in kept]
        missing.sort(key=lambda fragment: len(fragment.text))  # what most utterances need first
        doubtful = []
        with ThreadPoolExecutor(len(self._recorders), "recorder") as threads:
            try:
                works = [threads.submit(self._made, fragment) for fragment in missing]
                for done, work in enumerate(as_completed(works), 1):
                    recording, faults = work.result()
                    if faults:
                        doubtful.append(recording.fragment.id)
                    kept[recording.fragment.id] = recording
                    manifest.write(self._folder, kept.values())
                    if progress is not None:
                        progress(done, len(missing))
            finally:
                threads.shutdown(cancel_futures=True)
        manifest.write(self._folder, (_renamed(one, wanted[key]) for key, one in kept.items()))
        removed = self._remove_others(wanted.values())
        return Rendered(len(missing), len(kept) - len(missing), removed, tuple(sorted(doubtful)))

    def _prepared(self) -> dict[str, Recording]:
        """What the folder holds by this engine; what another made is not kept."""
        (self._folder / AUDIO).mkdir(parents=True, exist_ok=True)
        recorder, name = self._recorders[0], self._folder.name
        try:
            described = about.read(self._folder)
        except PackFault:
            described = About(name, title=name.capitalize())
        if described.engine == recorder.identity:
            return {one.fragment.id: one for one in manifest.read(self._folder).recordings}
        manifest.write(self._folder, ())
        credit = recorder.credit
        about.write(
            self._folder,
            msgspec.structs.replace(
                described,
                engine=recorder.identity,
                voice=credit.voice,
                licence=credit.licence,
                attribution=credit.attribution,
            ),
        )
        return {}

    def _holds(self, fragment: Fragment | None, recording: Recording, again: bool) -> bool:
        if fragment is None or recording.text_digest != fragment.digest:
            return False
        path = self._path(fragment)
        if _digest(path) != recording.audio_digest:
            return False
        return not (again and self._faults(fragment, sound.read(path).signal))

    def _path(self, fragment: Fragment) -> Path:
        return self._folder / AUDIO / fragment.file_name

    def _made(self, fragment: Fragment) -> tuple[Recording, int]:
        """The recording of a fragment, in place, and what is wrong with it."""
        recorder = self._idle.get()
        try:
            best = self._best(fragment, recorder)
        finally:
            self._idle.put(recorder)
        path = self._path(fragment)
        sound.write(path, best.signal)
        seconds = len(best.signal) / PACK_RATE
        return manifest.of(fragment, _digest(path), seconds, TARGET), best.faults

    def _best(self, fragment: Fragment, recorder: Speaker) -> _Attempt:
        """The first attempt without a fault, or the one with the fewest."""
        attempts = []
        for number in range(ATTEMPTS):
            recorded, rate = recorder.record(fragment.text, fragment.join, attempt=number)
            signal = _mastered(fragment, recorded, rate)
            attempts.append(_Attempt(self._faults(fragment, signal), signal))
            if not attempts[-1].faults:
                break
        return min(attempts, key=lambda attempt: attempt.faults)

    def _faults(self, fragment: Fragment, signal: Signal) -> int:
        """Words heard wrong, and one for a length that can't be right."""
        span = audible(signal, PACK_RATE)
        seconds = (span.stop - span.start) / PACK_RATE
        letters = sum(letter.isalpha() for letter in fragment.text)
        expected = ANY_WORD + letters / LETTERS_A_SECOND
        faults = int(not SHORTEST * expected <= seconds <= LONGEST * expected)
        if fragment.kind is Kind.VALUE and self._ear and self._ear.knows(fragment.text):
            telephone = samples_of(through(TELEPHONE, signal, PACK_RATE))
            faults += self._ear.errors(fragment.text, telephone)
        return faults

    def _remove_others(self, wanted: Iterable[Fragment]) -> int:
        names = {fragment.file_name for fragment in wanted}
        others = [path for path in (self._folder / AUDIO).iterdir() if path.name not in names]
        for path in others:
            path.unlink(missing_ok=True)
        return len(others)


def _mastered(fragment: Fragment, recorded: Signal, rate: int) -> Signal:
    """At the pack's rate. What was cut out of a sentence keeps its weight in it, and its edges."""
    if fragment.kind is Kind.PROMPT:
        signal = master_for_pack(recorded, rate)
    else:
        signal = np.pad(through(PACK_BAND, recorded, rate), round(_QUIET * PACK_RATE))
    if not len(signal) or audible(signal, PACK_RATE).stop == 0:
        raise VoiceFailed(f"la voz no dijo nada de «{fragment.text}»", fragment=fragment.id)
    return signal


def _renamed(recording: Recording, fragment: Fragment) -> Recording:
    """The recording with the approval that the wording has now."""
    return manifest.of(fragment, recording.audio_digest, recording.seconds, recording.loudness)


def _digest(path: Path) -> str:
    """The first 16 hexadecimal digits of a file's SHA-256; empty where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    except FileNotFoundError:
        return ""
