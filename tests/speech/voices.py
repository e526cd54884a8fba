"""The voices that callers hear: the one that ships, and the one that stands in for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.settings import PROJECT
from speech.voice.engine import Engine
from speech.voice.espeak import EspeakEngine
from speech.voice.pack.pack import Pack
from speech.voice.pack.pack_engine import PackEngine

DORA = PROJECT / "speech" / "voices" / "dora"


@contextmanager
def both() -> Iterator[dict[str, Engine]]:
    """The default voice and its stand-in, by name."""
    spare = EspeakEngine()
    with TemporaryDirectory() as folder:
        pack = Pack.open(DORA, decoded=Path(folder))
        yield {"dora": PackEngine(pack, spare), "espeak-ng": spare}
