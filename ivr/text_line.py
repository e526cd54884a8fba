"""A line of text: the conversations of the telephone in a terminal, or from a script."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

from ivr.call import CallEnded, CallInfo, PathRecorder, PathStep, TransferContext
from ivr.clock import Clock
from ivr.line import Line
from ivr.question import LineSettings
from ivr.rendering import Prompts, Utterance

T = TypeVar("T")


class PathInMemory:
    """A call's path kept where it can be looked at; ``written`` steps were flushed."""

    def __init__(self) -> None:
        self.steps: list[PathStep] = []
        self.written = 0

    def add(self, step: PathStep) -> None:
        """Keep one step."""
        self.steps.append(step)

    def flush(self) -> None:
        """Count what a store would hold by now."""
        self.written = len(self.steps)


class TextLine(Line):
    """Gives each utterance to ``write`` and takes keys from ``read``, a line at a time.

    Enter ends a line as a pause does; an empty line is silence. EOFError or
    KeyboardInterrupt from ``read`` is the caller hanging up.
    """

    def __init__(
        self,
        call: CallInfo,
        prompts: Prompts,
        path: PathRecorder,
        clock: Clock,
        settings: LineSettings | None = None,
        *,
        write: Callable[[Utterance], None],
        read: Callable[[], str],
    ) -> None:
        super().__init__(call, prompts, path, clock, settings)
        self.transferred_to: str | None = None
        self.context: TransferContext | None = None
        self._write = write
        self._read = read
        self._paused = False

    def _play(self, utterance: Utterance, interruptible: bool) -> None:
        self._paused = False
        self._write(utterance)

    def _wait_key(self, seconds: float) -> str | None:
        if self._paused:
            self._paused = False
            return None
        try:
            self.keys.push(self._read())
        except (EOFError, KeyboardInterrupt):
            raise CallEnded("se colgó la llamada") from None
        self._paused = bool(self.keys)
        return self.keys.pop()

    def _transfer(self, queue: str, context: TransferContext) -> None:
        self.transferred_to, self.context = queue, context

    def _hang_up(self) -> None:
        """Nothing rings here; ``hung_up`` tells."""

    def _listen(self, until: Future[T], seconds: float) -> None:
        wait([until], timeout=seconds)
