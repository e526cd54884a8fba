"""How long a caller waits for the voice: prompts that must be made, and prompts said before."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ivr.rendering import Utterance
from ivr.rendering.money import pesos
from speech.voice import Folder, Voice, engine_named

ENGINE = "espeak-ng"
CALL = "bench"
TURNS = 40
UNCACHED_AT_MOST = 150.0
CACHED_AT_MOST = 10.0

Row = dict[str, object]


def measure() -> Sequence[Row]:
    """Rows of milliseconds until a file can be played, each with the limit promised."""
    with tempfile.TemporaryDirectory(prefix="linea-bench-") as folder:
        voice = Voice(engine_named(ENGINE), Folder(Path(folder), "/srv/linea/bench"))
        rows = [_row(name, _times(voice, texts()), UNCACHED_AT_MOST) for name, texts in _KINDS]
        voice.forget(CALL)
        again = [text for _, texts in _KINDS for text in texts()]
        return [*rows, _row("cached, any length", _times(voice, again), CACHED_AT_MOST)]


def _amounts() -> Iterator[str]:
    for turn in range(TURNS):
        yield f"{pesos(17_350 + 1_234_567 * turn)}."


def _bills() -> Iterator[str]:
    for turn in range(TURNS):
        yield (
            f"Su factura de noviembre es de {pesos(98_765 + 43_210 * turn)}, y se puede pagar "
            "sin recargo hasta el primero de diciembre. Para oírla otra vez, marque nueve."
        )


def _lists() -> Iterator[str]:
    for text in _bills():
        yield f"{text} {text}"


_KINDS: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
    ("uncached, an amount", _amounts),
    ("uncached, a bill (10 s)", _bills),
    ("uncached, two bills (25 s)", _lists),
)


def _times(voice: Voice, texts: Iterator[str] | Sequence[str]) -> list[float]:
    times = []
    for text in texts:
        began = time.perf_counter()
        voice.file_for(Utterance("bench.text", 1, text, fixed=False), CALL)
        times.append(1000 * (time.perf_counter() - began))
    return times


def _row(what: str, times: list[float], at_most: float) -> Row:
    p95 = statistics.quantiles(times, n=20)[-1]
    return {
        "what": what,
        "median ms": round(statistics.median(times), 2),
        "p95 ms": round(p95, 2),
        "max ms": round(max(times), 2),
        "promised ms": at_most,
        "kept": p95 < at_most,
    }
