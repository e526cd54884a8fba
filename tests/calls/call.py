"""One call of the scripted telephone: what a script may do in it and expect of it.

Nothing here sleeps: a script waits for what must happen, with a deadline, and a failure tells
what was heard until then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from speech.voice.code import code_of
from speech.voice.engine import RATE, Samples
from tests.calls import sip, tones
from tests.calls.dialog import Dialog
from tests.calls.rtp import Stream
from tests.calls.sip import Message
from tests.running.patience import PATIENCE

T = TypeVar("T")

BEEP = 870.0
"""The pitch of Debian's beep.gsm in Spanish, hertz."""


class NotHeard(AssertionError):
    """The call did not go as its script says."""


class Keys(StrEnum):
    """How a telephone sends its keys."""

    EVENTS = "RFC 4733"
    IN_BAND = "in band"
    INFO = "SIP INFO"


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence that was heard whole: ``at`` seconds of the recording, ``code`` its text's id."""

    at: float
    code: int


class Call:
    """An answered call. ``names`` puts words to codes in a failure's story.

    ``passed_over`` are sentences that may come at any time (a courtesy while a machine is
    slow): no expectation sees them.
    """

    def __init__(
        self,
        dialog: Dialog,
        stream: Stream,
        keys: Keys,
        names: Mapping[int, str],
        passed_over: Set[int] = frozenset(),
    ) -> None:
        self.dialog = dialog
        self.stream = stream
        self.keys = keys
        self.answered_at = datetime.now(UTC)
        self.answered_second = stream.now
        self.ended_at: datetime | None = None
        self.ended_second: float | None = None
        self.ended_by_line = False
        self._names = names
        self._passed_over = passed_over
        self._next = 0  # the first code that no expectation has taken yet
        self._waiting: set[asyncio.Future[None]] = set()
        stream.on_change = self._changed

    # What is heard.

    @property
    def heard(self) -> list[Heard]:
        """Every sentence heard so far, in order."""
        return [Heard(code.offset / RATE, code.id) for code in self.stream.codes]

    async def hears(self, *texts: str, within: float = PATIENCE) -> Heard:
        """These sentences come next, in this order, with no other between; gives the last.

        ``within``: seconds for each. Raises NotHeard.
        """
        for text in texts:
            heard = await self.hears_next(within)
            if heard.code != code_of(text):
                raise NotHeard(self._story(f"«{text}» should have come, not {self._name(heard)}"))
        return heard

    async def hears_next(self, within: float = PATIENCE) -> Heard:
        """The next sentence, whatever it says. Raises NotHeard when none comes."""

        def next_one() -> Heard | None:
            codes = self.stream.codes
            while self._next < len(codes) and codes[self._next].id in self._passed_over:
                self._next += 1
            if self._next >= len(codes):
                return None
            code = codes[self._next]
            return Heard(code.offset / RATE, code.id)

        heard = await self.until(next_one, within, "a sentence")
        self._next += 1
        return heard

    async def hears_at_last(self, text: str, within: float = PATIENCE) -> Heard:
        """This sentence comes, after others or not. Raises NotHeard."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while True:
            heard = await self.hears_next(max(0.0, deadline - loop.time()))
            if heard.code == code_of(text):
                return heard

    async def hears_tone(self, hertz: float, within: float = PATIENCE) -> None:
        """A steady tone of that pitch: the sound of the person at the other end."""
        await self.until(
            lambda: tones.holds_tone(self.stream.last(0.2), hertz) or None,
            within,
            f"a tone of {hertz} Hz",
        )

    async def hears_beep(self) -> None:
        """The beep before a recording, until it is over: from now on what is said is kept."""
        await self.hears_tone(BEEP)
        await self.until(
            lambda: tones.level(self.stream.last(0.1)) < tones.SOUND or None,
            PATIENCE,
            "the end of the beep",
        )

    async def hears_sound(self, within: float = PATIENCE) -> None:
        """Anything at all: speech, music, a tone."""
        await self.until(
            lambda: tones.level(self.stream.last(0.1)) > tones.SOUND or None, within, "a sound"
        )

    def recording(self) -> Samples:
        """What was heard since the answer, silence included."""
        return self.stream.recording()[int(self.answered_second * RATE) :]

    def longest_silence(self) -> float:
        """Seconds of the longest wait for anything to hear, from the answer to the end."""
        end = self.stream.now if self.ended_second is None else self.ended_second
        sounds = [at for at in self.stream.sounds if self.answered_second <= at <= end]
        return max(b - a for a, b in pairwise([self.answered_second, *sounds, end]))

    # What the caller does.

    async def press(self, keys: str, *, on: float = 0.06, off: float = 0.06) -> None:
        """Press keys; back when the last was released. ``on`` and ``off`` in seconds."""
        if self.keys is not Keys.INFO:
            in_band = self.keys is Keys.IN_BAND
            await self.stream.press(keys, in_band=in_band, on=on, off=off)
            return
        for key in keys:
            signal = f"Signal={key}\r\nDuration={int(on * 1000)}\r\n"
            answer = await self.dialog.request("INFO", "application/dtmf-relay", signal)
            if answer.status != 200:
                raise NotHeard(f"the key {key} by INFO was answered {answer.status}")

    async def say(self, samples: Samples) -> None:
        """Speak; back when all of it was sent."""
        await self.stream.say(samples)

    async def hang_up(self) -> None:
        """End the call from this side."""
        if self.ended_at is not None:
            return
        self._end(by_line=False)
        await self.dialog.request("BYE")
        await self.stream.close()

    async def ended(self, within: float = PATIENCE) -> None:
        """The line ends the call. Raises NotHeard when it does not."""
        await self.until(lambda: self.ended_at, within, "the end of the call", even_ended=True)
        await self.stream.close()

    # How it waits.

    async def until(
        self, ready: Callable[[], T | None], within: float, what: str, even_ended: bool = False
    ) -> T:
        """Wait until ``ready`` gives something, looking again at everything that happens."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while (result := ready()) is None:
            if self.ended_at is not None and not even_ended:
                raise NotHeard(self._story(f"the call ended before {what} came"))
            change: asyncio.Future[None] = loop.create_future()
            self._waiting.add(change)
            try:
                async with asyncio.timeout_at(deadline):
                    await change
            except TimeoutError:
                raise NotHeard(self._story(f"{what} did not come in {within:.1f} s")) from None
            finally:
                self._waiting.discard(change)
        return result

    def was_ended(self) -> None:
        """The line said BYE."""
        if self.ended_at is None:
            self._end(by_line=True)

    def _end(self, *, by_line: bool) -> None:
        self.ended_at, self.ended_by_line = datetime.now(UTC), by_line
        self.ended_second = self.stream.now
        self._changed()

    def _changed(self) -> None:
        for change in self._waiting:
            if not change.done():
                change.set_result(None)

    def _name(self, heard: Heard) -> str:
        return self._names.get(heard.code, f"{heard.code:08x}")

    def _story(self, problem: str) -> str:
        lines = [f"  {heard.at:6.2f} s  {self._name(heard)}" for heard in self.heard]
        if self.ended_at is not None:
            by = "the line" if self.ended_by_line else "the caller"
            lines.append(f"          ended by {by}")
        return "\n".join([problem, "heard until then:", *(lines or ["  nothing"])])


def incoming_request(call: Call, request: Message) -> Message:
    """What a telephone in a call answers to a request inside it."""
    if request.method == "BYE":
        call.was_ended()
        return sip.reply(request, 200, "OK")
    if request.method in ("INVITE", "UPDATE"):
        if request.body:
            description = sip.describe(request.body)
            call.stream.start((description.host, description.port), description.events)
        answer = sip.reply(request, 200, "OK", "", call.dialog.contact)
        if request.body:
            answer.headers.append(("Content-Type", "application/sdp"))
            answer.body = call.dialog.description
        return answer
    if request.method in ("INFO", "OPTIONS", "NOTIFY"):
        return sip.reply(request, 200, "OK")
    return sip.reply(request, 501, "Not Implemented")
