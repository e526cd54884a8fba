"""Real calls in which a real Asterisk plays to telephones that record what reaches them.

µ-law over RTP. Several calls at a time share what is to be played; a pause between two sounds
tells where each begins.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from agi_scripts.agi import Agi
from agi_scripts.metrics import Metrics
from agi_scripts.server import Server
from app.asterisk import Instance
from app.settings import Settings, load
from ivr.errors import Invalid
from speech.voice.engine import RATE, Samples

try:
    from tests.calls.call import Call
    from tests.calls.g711 import ULAW
    from tests.calls.phone import Phone
    from tests.running.asterisk import HOST, free_ports, running_asterisk
except ImportError as missing:
    raise Invalid("esta medición necesita las pruebas del proyecto (carpeta tests)") from missing

CALLS = 10
BETWEEN = 0.4
"""Seconds of silence between two sounds."""
EDGE = BETWEEN / 2
LONGEST = 3600.0
"""Seconds of one call."""

Play = Callable[[Agi], object]
"""Plays one sound on a call; back at its end."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What was played from when to when, by the monotonic clock."""

    name: str
    began: float
    ended: float


@asynccontextmanager
async def exchange() -> AsyncIterator[Instance]:
    """An Asterisk of the measurement's own, gone at the end."""
    async with running_asterisk(free_ports()) as asterisk:
        yield asterisk


def settings_at(asterisk: Instance) -> Settings:
    """The settings of this installation, in the measurement's own Asterisk."""
    settings, place = load(), asterisk.configuration
    here = settings.asterisk.model_copy(update={"root": place.root, "instance": place.instance})
    return settings.model_copy(update={"asterisk": here})


async def recordings(
    asterisk: Instance, plays: Mapping[str, Play], calls: int = CALLS
) -> dict[str, Samples]:
    """What telephones heard of each sound, by its name. Raises AssertionError of a telephone."""
    shares = _shares(list(plays), calls)
    heard: dict[str, Samples] = {}
    with _Attending(asterisk.configuration.ports.agi, plays, shares) as attending:
        callers = (_caller(number, asterisk, attending) for number in range(len(shares)))
        for part in await asyncio.gather(*callers):
            heard |= part
    return heard


def stream(path: str) -> Play:
    """Play a file that Asterisk knows as ``path``."""
    return lambda agi: agi.stream_file(path, length=LONGEST)


def say_number(number: int, language: str = "es") -> Play:
    """Let Asterisk itself say a number with the sounds that it is packaged with."""

    def play(agi: Agi) -> None:
        agi.set_variable("CHANNEL(language)", language)
        agi.execute("SAY NUMBER", number, '""', length=60.0)

    return play


class _Attending:
    """The side that answers: each number that is dialled has its share of the sounds."""

    def __init__(
        self, port: int, plays: Mapping[str, Play], shares: Sequence[Sequence[str]]
    ) -> None:
        self._plays, self._shares = plays, shares
        self.stretches: list[list[_Stretch]] = [[] for _ in shares]
        limit = len(shares) + 1
        script = {"line": self._script}
        self._server = Server((HOST, port), script, calls_at_most=limit, metrics=Metrics())

    def __enter__(self) -> _Attending:
        threading.Thread(target=self._server.serve, daemon=True).start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._server.stop(1.0)

    def _script(self, agi: Agi) -> str:
        agi.set_absolute_timeout(LONGEST)
        share = int((agi.get_variable("LINEA_DIALLED") or "0")[-2:])
        for name in self._shares[share]:
            agi.wait_for_digit(round(1000 * BETWEEN))
            began = time.monotonic()
            self._plays[name](agi)
            self.stretches[share].append(_Stretch(name, began, time.monotonic()))
        agi.wait_for_digit(round(1000 * BETWEEN))
        agi.set_variable("LINEA_NEXT", "end")
        return "end"


async def _caller(number: int, asterisk: Instance, attending: _Attending) -> dict[str, Samples]:
    line = (HOST, asterisk.configuration.ports.sip)
    async with Phone(line, f"31500000{number:02}") as phone:
        call = await phone.dial(f"60800000{number:02}", codecs=(ULAW,))
        clock = time.monotonic() - call.stream.now
        await call.ended(LONGEST)
    return {one.name: _of(call, one, clock) for one in attending.stretches[number]}


def _of(call: Call, stretch: _Stretch, clock: float) -> Samples:
    """The recording from shortly before the command to shortly after its end."""
    first = max(0, round((stretch.began - clock - EDGE) * RATE))
    last = round((stretch.ended - clock + EDGE) * RATE)
    return call.stream.recording()[first:last]


def _shares(names: Sequence[str], calls: int) -> list[list[str]]:
    """The names dealt out like cards."""
    dealt = [list(names[start::calls]) for start in range(calls)]
    return [share for share in dealt if share]
