"""The parts of a call's recording as one sound: silence stands where nothing was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from ivr.services.recordings import Recording
from recordings.library import Library
from recordings.sealed_file import SealedFile
from recordings.sound import LONGEST_SECONDS, RATE, SAMPLE, WAV_HEADER, wav_header

CHANNELS = 2
FRAME = SAMPLE * CHANNELS


@dataclass(frozen=True, slots=True)
class _Piece:
    """Octets of the timeline from ``at`` on; ``sealed`` is None for silence."""

    at: int
    octets: int
    sealed: SealedFile | None


class Timeline:
    """A WAV of two channels, caller left and line right, from the first part's beginning on.

    ``size`` and ``read`` are those of a sealed file; ``seconds`` is the length of the whole.
    Parts are played where the clock says they began, or right after the one before.
    """

    def __init__(self, parts: Sequence[Recording], library: Library) -> None:
        """Open; raises NotFound, Damaged, KeyMissing, OSError."""
        self._pieces: list[_Piece] = []
        self._octets = 0
        try:
            for recording in parts:
                self._add(recording, parts[0], library)
        except BaseException:
            self.close()
            raise
        self.size = WAV_HEADER + self._octets
        self.seconds = self._octets / (RATE * FRAME)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every part."""
        for piece in self._pieces:
            if piece.sealed is not None:
                piece.sealed.close()

    def read(self, offset: int, length: int) -> bytes:
        """``length`` octets from ``offset``, fewer at the end. Raises Damaged, OSError."""
        end = min(offset + length, self.size)
        read = wav_header(self._octets, CHANNELS)[offset:end]
        for piece in self._pieces:
            begins, ends = WAV_HEADER + piece.at, WAV_HEADER + piece.at + piece.octets
            start, stop = max(offset, begins), min(end, ends)
            if start >= stop:
                continue
            if piece.sealed is None:
                read += bytes(stop - start)
            else:
                read += piece.sealed.read(WAV_HEADER + start - begins, stop - start)
        return read

    def _add(self, recording: Recording, first: Recording, library: Library) -> None:
        after = (recording.started_at - first.started_at).total_seconds()
        gap = round(after * RATE) * FRAME - self._octets
        if 0 < gap < LONGEST_SECONDS * RATE * FRAME:
            self._pieces.append(_Piece(self._octets, gap, None))
            self._octets += gap
        sealed = library.open(recording)
        octets = sealed.size - WAV_HEADER
        self._pieces.append(_Piece(self._octets, octets, sealed))
        self._octets += octets
