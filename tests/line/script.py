"""A call written as a table: what the caller hears, and what they do then.

hears    PROMPT [words of it]     the next thing said
hears    ...                      anything, up to the next prompt named
presses  KEYS                     while the line waits; spaces don't matter
types    KEYS                     during what was just heard (ahead of any question)
says     WORDS                    while the line listens
interjects WORDS                  during what was just heard
pauses                            nothing, until the line's patience ends
speaks   SECONDS [how]            into a recording, ended by #, or by «silence», «hanging up»
hangs up                          while the line waits
leaves                            during what was just heard
goes to  QUEUE [words]            the end: transferred, for that reason
is over                           the end: the line hung up
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from ivr.call import CallEnded, Caller, CallInfo, PathStep, Transferred
from ivr.clock import FixedClock
from ivr.hearing import ALOUD
from ivr.line import Line
from ivr.question import LineSettings
from ivr.recording import Ended
from ivr.rendering import Prompts, Utterance
from ivr.text_line import PathInMemory, Spoken, TextLine
from ivr.understood import Ears

CALL_ID = "019aabcd-0000-7000-8000-000000000001"
DIALLED = "6085550100"
LINES = (
    *("hears", "presses", "types", "says", "interjects", "pauses", "speaks", "hangs up"),
    "leaves",
    *("goes to", "is over"),
)
MEANWHILE = ("types", "interjects", "leaves")
ENDS = {"": Ended.KEY, "silence": Ended.SILENCE, "hanging up": Ended.HANGUP}
ANYTHING = "..."
PATIENCE = 60.0
T = TypeVar("T")


@dataclass(frozen=True)
class ScriptLine:
    verb: str
    rest: str

    @classmethod
    def parse(cls, text: str) -> ScriptLine:
        verb = next((verb for verb in LINES if text.startswith(verb)), None)
        assert verb is not None, f"a script has no line «{text}»"
        return cls(verb, text[len(verb) :].strip())

    def __str__(self) -> str:
        return f"{self.verb} {self.rest}"


class Script:
    """Plays the caller on a :class:`TextLine` and holds the line to what should be heard."""

    def __init__(self, text: str) -> None:
        lines = (line.strip() for line in text.splitlines())
        self._lines = [ScriptLine.parse(line) for line in lines if line]
        self._at = 0
        self.line: TextLine | None = None
        self.heard: list[Utterance] = []

    def hear(self, utterance: Utterance) -> None:
        self.heard.append(utterance)
        expected = self._next("hears", utterance)
        if expected.rest == ANYTHING:
            following = self._lines[self._at + 1]
            if following.verb != "hears" or following.rest.split()[0] != question(utterance):
                return
            self._at += 1
            expected = following
        prompt, _, words = expected.rest.partition(" ")
        assert question(utterance) == prompt, self._where(f"heard {utterance}")
        assert words.strip() in utterance.text, self._where(f"heard {utterance}")
        self._at += 1
        self._act_meanwhile()

    def act(self) -> str:
        now = self._lines[self._at]
        self._at += 1
        match now.verb:
            case "presses" | "says":
                return now.rest
            case "pauses":
                return ""
            case "hangs up":
                raise EOFError
        raise AssertionError(self._where("the line waits"))

    def speak(self) -> Spoken:
        now = self._lines[self._at]
        if now.verb != "speaks":
            return Spoken.of(self.act())
        self._at += 1
        seconds, _, how = now.rest.partition(" ")
        return Spoken(float(seconds), ENDS[how.strip()])

    def end(self) -> None:
        """Nothing of the script may be left over."""
        left = [str(line) for line in self._lines[self._at :]]
        assert self.line is not None
        match left:
            case []:
                assert self.line.transferred_to is None
                assert not self.line.hung_up
            case ["is over "]:
                assert self.line.hung_up
            case [goes] if goes.startswith("goes to"):
                queue, _, words = goes.removeprefix("goes to").strip().partition(" ")
                assert self.line.transferred_to == queue
                assert self.line.context is not None
                assert words.strip() in self.line.context.reason
            case _:
                raise AssertionError(f"the call ended before: {left}")

    def _act_meanwhile(self) -> None:
        while self._at < len(self._lines) and self._lines[self._at].verb in MEANWHILE:
            now = self._lines[self._at]
            self._at += 1
            if now.verb == "leaves":
                raise CallEnded("se colgó")
            assert self.line is not None
            if now.verb == "interjects":
                self.line.interjected = now.rest
            else:
                self.line.keys.push(now.rest)

    def _next(self, verb: str, heard: Utterance) -> ScriptLine:
        assert self._at < len(self._lines), f"heard after the end: {heard}"
        now = self._lines[self._at]
        assert now.verb == verb, self._where(f"heard {heard}")
        return now

    def _where(self, what: str) -> str:
        lines = [
            f"{'->' if at == self._at else '  '} {line}" for at, line in enumerate(self._lines)
        ]
        return "\n".join([what, *lines])


def question(utterance: Utterance) -> str:
    """The id of what is said, whether or not the answer may be said too."""
    return utterance.prompt_id.removesuffix(ALOUD)


class UnhurriedLine(TextLine):
    """Waits for whatever is looked up: a busy machine changes no conversation."""

    def _listen(self, until: Future[T], seconds: float) -> None:
        wait([until], timeout=PATIENCE)


@dataclass(frozen=True)
class Played:
    """A call that was played to the end of its script."""

    line: TextLine
    path: PathInMemory
    heard: list[Utterance]

    @property
    def steps(self) -> list[PathStep]:
        return self.path.steps

    def kinds(self) -> list[str]:
        return [step.kind for step in self.steps]

    def labels(self) -> list[str]:
        return [step.label for step in self.steps if step.label]

    def said(self) -> str:
        return " ".join(utterance.text for utterance in self.heard)


def play(
    text: str,
    dialog: Callable[[Line], object],
    prompts: Prompts,
    *,
    number: str | None = None,
    dialled: str = DIALLED,
    clock: FixedClock | None = None,
    settings: LineSettings | None = None,
    path: PathInMemory | None = None,
    ears: Ears | None = None,
    deaf: bool = False,
) -> Played:
    """Hold ``dialog`` with the caller of the script, calling from ``number``.

    Without ``settings`` the line's patience has no end. With ``ears`` the caller may speak,
    unless the recogniser is gone (``deaf``).
    """
    script = Script(text)
    path = path or PathInMemory()
    call = CallInfo(CALL_ID, Caller(number, withheld=number is None), dialled, datetime.now(UTC))
    line = (TextLine if settings else UnhurriedLine)(
        call,
        prompts,
        path,
        clock or FixedClock(),
        settings,
        ears,
        write=script.hear,
        read=script.act,
        speak=script.speak,
    )
    script.line = line
    line.deaf = deaf
    with suppress(CallEnded, Transferred):
        dialog(line)
    script.end()
    return Played(line, path, script.heard)
