"""A voice pack as an engine of the line."""

from __future__ import annotations

from speech.voice.engine import Engine, Memory, Samples
from speech.voice.pack.composer import Composer
from speech.voice.pack.pack import Pack

COMPOSING = 1
"""Raised with every change of how pieces are chosen or joined."""


class PackEngine:
    """Speaks by a pack, and by ``fallback`` what the pack does not hold."""

    def __init__(self, pack: Pack, fallback: Engine) -> None:
        self.composer = Composer(pack, fallback)
        self.identity = f"pack/{pack.about.name}/{pack.digest}/{COMPOSING} {fallback.identity}"

    def synthesise(self, text: str) -> Samples:
        """``text`` composed. Raises VoiceFailed."""
        return self.composer.compose(text)

    def speak(self, text: str, *, pace: float, memory: Memory | None) -> Samples:
        """``text`` composed at ``pace``, names that the other voice said from ``memory``."""
        return self.composer.compose(text, pace=pace, memory=memory)
