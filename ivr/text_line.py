"""A line of text: the conversations of the telephone in a terminal, or from a script."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import TypeVar

from ivr.call import CallEnded, CallInfo, PathRecorder, PathStep, TransferContext
from ivr.clock import Clock
from ivr.hearing import Listening, NobodyListens, Said
from ivr.line import Line
from ivr.question import LineSettings
from ivr.recording import Ended, Recorded
from ivr.rendering import Prompts, Utterance
from ivr.understood import Ears
from speech.understanding.heard import Heard

T = TypeVar("T")

SECONDS_A_WORD = 0.4
ALL = 3600.0
"""Seconds into a prompt that are always behind its end."""
PLAYED_BACK = "[grabado]"
"""What a text line writes, in place of a prompt, when it plays back what was dictated."""


def heard(text: str) -> Heard:
    """Written words as a recogniser would give them that hears perfectly."""
    return Heard(" ".join(text.lower().split()), score=1.0)


class PathInMemory:
    """A call's path kept where it can be looked at; ``written`` steps were flushed."""

    def __init__(self) -> None:
        self.steps: list[PathStep] = []
        self.written = 0
        self.concealed = False

    def add(self, step: PathStep) -> None:
        """Keep one step."""
        if not self.concealed:
            self.steps.append(step)

    def conceal(self) -> None:
        """Drop what follows."""
        self.concealed = True

    def pause(self) -> None:
        """Drop what follows until further notice."""
        self.concealed = True

    def resume(self) -> None:
        """Keep steps again."""
        self.concealed = False

    def flush(self) -> None:
        """Count what a store would hold by now."""
        self.written = len(self.steps)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a caller of a text line dictates: how long, and what ended it."""

    seconds: float
    ended: Ended = Ended.KEY

    @classmethod
    def of(cls, words: str) -> Spoken:
        """As long as saying the words takes; no words are silence."""
        spoken = len(words.split()) * SECONDS_A_WORD
        return cls(spoken, Ended.KEY if spoken else Ended.SILENCE)


class TextLine(Line):
    """Gives each utterance to ``write`` and takes keys from ``read``, a line at a time.

    Enter ends a line as a pause does; an empty line is silence. With ``ears`` a line with
    letters in it is words spoken, and ``interjected`` what is said during the next thing said;
    ``deaf`` is a recogniser that is gone. EOFError or
    KeyboardInterrupt from ``read`` is the caller hanging up. What the caller dictates comes
    from ``speak``, else it is the words of a line; no sound is kept. ``parts`` names what was
    recorded of the call and not dropped.
    """

    def __init__(
        self,
        call: CallInfo,
        prompts: Prompts,
        path: PathRecorder,
        clock: Clock,
        settings: LineSettings | None = None,
        ears: Ears | None = None,
        *,
        write: Callable[[Utterance], None],
        read: Callable[[], str],
        speak: Callable[[], Spoken] | None = None,
    ) -> None:
        super().__init__(call, prompts, path, clock, settings, ears)
        self.interjected: str | None = None
        self.deaf = False
        self.transferred_to: str | None = None
        self.context: TransferContext | None = None
        self._write = write
        self._read = read
        self._speak = speak or (lambda: Spoken.of(read()))
        self.parts: list[str] = []
        self.discarded: list[str] = []
        self._paused = False

    def _play(self, utterance: Utterance, interruptible: bool, since: float = 0.0) -> None:
        self._paused = False
        self._write(utterance)

    def _wait_key(self, seconds: float) -> str | None:
        if self._paused:
            self._paused = False
            return None
        self.keys.push(self._line())
        self._paused = bool(self.keys)
        return self.keys.pop()

    def _hear(
        self,
        utterance: Utterance | None,
        listening: Listening,
        interruptible: bool,
        since: float = 0.0,
    ) -> Said:
        if self.deaf:
            raise NobodyListens
        if utterance is not None and since == 0:
            self._play(utterance, interruptible)
        if self.interjected is not None:
            words, self.interjected = self.interjected, None
            return Said(heard(words), ALL)
        if not listening.seconds or self.keys:
            return Said(None)
        line = self._line()
        if any(character.isalpha() for character in line):
            return Said(heard(line))
        self.keys.push(line)
        self._paused = bool(self.keys)
        return Said(None)

    def _line(self) -> str:
        try:
            return self._read()
        except (EOFError, KeyboardInterrupt):
            raise CallEnded("se colgó la llamada") from None

    def _record(self, name: str, seconds: float, silence: float) -> Recorded:
        self._paused = False
        try:
            spoken = self._speak()
        except (EOFError, KeyboardInterrupt):
            return Recorded(name, 0.0, Ended.HANGUP)
        if spoken.seconds >= seconds:
            return Recorded(name, seconds, Ended.FULL)
        return Recorded(name, spoken.seconds, spoken.ended)

    def _play_back(self, recorded: Recorded) -> None:
        self._paused = False
        self._write(Utterance(PLAYED_BACK, 0, f"({recorded.seconds:.0f} s)", fixed=False))

    def _discard(self, name: str) -> None:
        self.discarded.append(name)

    def _begin_recording(self, name: str) -> bool:
        self.parts.append(name)
        return True

    def _stop_recording(self) -> None:
        """Nothing sounds here; ``recording`` tells."""

    def _drop_part(self, name: str) -> None:
        self.parts.remove(name)

    def _transfer(self, queue: str, context: TransferContext) -> None:
        self.transferred_to, self.context = queue, context

    def _hang_up(self) -> None:
        """Nothing rings here; ``hung_up`` tells."""

    def _listen(self, until: Future[T], seconds: float) -> None:
        wait([until], timeout=seconds)
