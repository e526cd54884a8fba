"""Keeps the fixed prompts rendered: at the start, and whenever their wording is edited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from ivr.errors import LineaError
from ivr.rendering.utterance import Utterance
from speech.voice.voice import Voice

LOOK_EVERY = 2.0
SWEEP_EVERY = 600.0

_log = structlog.get_logger(__name__)


class PromptKeeper:
    """Watches the files of the wording. One that can't be read leaves the last good one playing.

    ``utterances`` reads the files anew. ``problem`` says in Spanish what is wrong, None when
    every prompt is rendered.
    """

    def __init__(
        self,
        voice: Voice,
        utterances: Callable[[], Iterable[Utterance]],
        watched: Sequence[Path],
        registry: CollectorRegistry,
    ) -> None:
        self.problem: str | None = "los mensajes aún no se han grabado"
        self._voice = voice
        self._utterances = utterances
        self._watched = watched
        self._stamps: list[tuple[int, int] | None] = []
        self._swept_at = 0.0
        self._ready = Gauge("linea_prompts_ready", "Fixed prompts rendered", registry=registry)
        self._made = Counter(
            "linea_prompts_rendered", "Fixed prompts that were rendered anew", registry=registry
        )
        self._failures = Counter(
            "linea_prompt_renderings_failed", "Renderings that failed", registry=registry
        )
        self._swept = Counter(
            "linea_voice_leftovers_swept", "Sound of calls that nobody deleted", registry=registry
        )

    async def run(self) -> None:
        """Render, then look again every few seconds, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Render when the wording changed or the last try failed; sweep when it is time."""
        stamps = [_stamp(path) for path in self._watched]
        if stamps != self._stamps or self.problem is not None:
            self._stamps = stamps
            await asyncio.to_thread(self._render)
        now = asyncio.get_running_loop().time()
        if now - self._swept_at > SWEEP_EVERY:
            self._swept_at = now
            await asyncio.to_thread(self._sweep)

    def _render(self) -> None:
        try:
            rendered = self._voice.render_all(self._utterances())
        except LineaError as error:
            self._fail(error.code, error.message)
        except OSError as error:
            self._fail("disk", f"no se pudo escribir: {error.strerror}")
        else:
            self.problem = None
            self._made.inc(rendered.made)
            self._ready.set(rendered.made + rendered.kept)
            if rendered.made or rendered.removed:
                _log.info("prompts_rendered", made=rendered.made, removed=rendered.removed)

    def _sweep(self) -> None:
        """What can't be deleted now is no reason to stop watching the wording."""
        try:
            self._swept.inc(self._voice.sweep())
        except OSError as error:
            _log.error("leftovers_not_swept", why=error.strerror)

    def _fail(self, code: str, message: str) -> None:
        if message != self.problem:
            _log.error("prompts_not_rendered", code=code, why=message)
        self.problem = message
        self._failures.inc()


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes when a file is written; None when it is not there."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size
