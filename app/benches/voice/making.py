"""Until there is a file to play: from the question for an utterance to the path of its sound."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from app.benches.speech.rows import Row, absent, p95, row
from app.settings import Settings
from app.voice import voice_files
from ivr.rendering import Utterance
from ivr.rendering.money import pesos
from speech.voice import Folder, Voice, VoiceFailed, engine_named
from speech.voice.engine import Engine
from speech.voice.engines import PACK

CALL = "bench"
REPEATED = 300
SLOW = {"piper": 20, "kokoro": 20}
"""Engines that take a second each time."""
SYNTHESISED = ("espeak-ng", "piper", "kokoro")
COMPOSED_AT_MOST = 5.0
CACHED_AT_MOST = 10.0
UNCACHED_AT_MOST = 150.0


def rows(settings: Settings) -> list[Row]:
    """Milliseconds of a bill that was said before, one composed, one spoken by each engine."""
    with tempfile.TemporaryDirectory(prefix="linea-bench-") as folder:
        place = settings.asterisk.model_copy(update={"root": Path(folder)})
        settings = settings.model_copy(update={"asterisk": place})
        composed = _measured(settings, PACK, Path(folder), "composed", COMPOSED_AT_MOST)
        spoken = [
            _measured(settings, name, Path(folder), "synthesised", _limit(name))
            for name in SYNTHESISED
        ]
    return [row for rows in (composed, *spoken) for row in rows]


def bills() -> Iterator[str]:
    """Sentences of ten seconds, no two with the same values."""
    turn = 0
    while True:
        yield (
            f"Su última factura es por {pesos(98_765 + 43_210 * turn)} y la fecha límite de pago "
            "es el viernes cuatro de diciembre. ¿Está bien?"
        )
        turn += 1


def _measured(
    settings: Settings, name: str, folder: Path, what: str, at_most: float | None
) -> list[Row]:
    try:
        engine = engine_named(name, voice_files(settings))
    except VoiceFailed as failure:
        return [absent(f"until a file: {what}, {name}", failure.message)]
    if name == PACK and not engine.identity.startswith(PACK):
        return [absent(f"until a file: {what}, {name}", "there is no pack to compose from")]
    return _timed(engine, name, folder / name, what, at_most)


def _timed(engine: Engine, name: str, folder: Path, what: str, at_most: float | None) -> list[Row]:
    voice = Voice(engine, Folder(folder, "/srv/linea/bench"))
    count = SLOW.get(name, REPEATED)
    texts = list(islice(bills(), count + 1))
    try:
        first, *later = _times(voice, texts)
    except VoiceFailed as failure:
        return [absent(f"until a file: {what}, {name}", failure.message)]
    voice.forget(CALL)
    found = [_row(f"{what}, {name}", later, at_most, f"the very first {first:.1f} ms")]
    if name == PACK:
        found.append(_row("cached", _times(voice, texts), CACHED_AT_MOST, "any engine"))
    return found


def _times(voice: Voice, texts: Sequence[str]) -> list[float]:
    times = []
    for text in texts:
        began = time.perf_counter()
        voice.file_for(Utterance("bench.text", 1, text, fixed=False), CALL)
        times.append(1000 * (time.perf_counter() - began))
    return times


def _row(what: str, times: Sequence[float], at_most: float | None, how: str) -> Row:
    middle = sorted(times)[len(times) // 2]
    how = f"median {middle:.2f}, {len(times)} bills of 10 s; {how}; load {os.getloadavg()[0]:.1f}"
    return row(f"until a file: {what}", round(p95(times), 2), "ms, p95", how, at_most=at_most)


def _limit(name: str) -> float | None:
    return UNCACHED_AT_MOST if name == "espeak-ng" else None
