"""Real calls in which callers speak into the prompt, or only make noise: when it falls silent.

From the first packet in which the caller is heard to speak to the last packet of the prompt
that the caller receives, on the caller's own clock. Prompts that noise stopped are told by
their recording, whose time no load of the machine can stretch.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np

from app.benches.speech import noises, sounds
from app.benches.speech.attended import WITHIN, asking_line
from app.benches.speech.barge_in import FALSE_AT_MOST
from app.benches.speech.rows import Row, p95, percent, row
from app.benches.speech.sounds import Clip
from ivr.errors import Invalid
from speech.voice.engine import Samples

try:
    from tests.calls.call import Call, NotHeard
    from tests.calls.phone import Phone
    from tests.calls.tones import longest_silence
except ImportError as missing:
    raise Invalid("esta medición necesita las pruebas del proyecto (carpeta tests)") from missing

SILENT_AT_MOST = 250.0
CALLERS = 3
BARGE_INS = 20
"""Of each caller."""
GOES_ON = 8.0
"""Seconds of a prompt that nothing stopped."""
PLAYS = 0.8
"""Seconds of sound without a gap that are the prompt."""
BEGUN = 0.4
"""Seconds of it after which it is one, and no shorter sentence."""
STOPPED = 0.3
"""Seconds without sound that are the prompt's end."""
BEFORE = (0.2, 1.5)
"""More seconds of it before the caller begins."""
SAID = (
    "sí", "sí claro", "sí señora", "no", "no señora", "no gracias", "correcto", "así es", "factura",
)  # fmt: skip
NOISY_CALLERS = 20
"""Of each kind of noise a quarter."""
NOISE_SECONDS = 6.0
PROMPTS = 12
"""Of each noisy caller."""
GO_ON = "2"
"""A key that ends the question, which is then asked anew."""

Line = tuple[str, int]


def rows(model: Path) -> list[Row]:
    """How soon the prompt fell silent, and how often it did at all."""
    load = os.getloadavg()[0]
    waits, stopped = asyncio.run(_measure(model))
    condition = (
        f"real Asterisk, {model.name}; load of the machine {load:.1f} to {os.getloadavg()[0]:.1f}"
    )
    soon = [1000 * wait for wait in waits if wait is not None]
    how = f"{len(waits)} barge-ins of {CALLERS} callers at a time, {condition}"
    return [
        row("barge-in: prompt silent after", round(p95(soon)), "ms, p95", how,
            at_most=SILENT_AT_MOST),
        row("barge-in: median", round(float(np.median(soon))) if soon else 0, "ms", how),
        row("barge-in: prompts that stopped", percent(len(soon), len(waits)), "%", how),
        *(_false(what, one, condition) for what, one in stopped.items()),
    ]  # fmt: skip


def _false(what: str, stopped: Sequence[bool], condition: str) -> Row:
    how = f"{len(stopped)} prompts of {NOISY_CALLERS} callers who say nothing, {condition}"
    false = percent(sum(stopped), len(stopped))
    return row(f"false barge-ins on calls: {what}", false, "%", how, at_most=FALSE_AT_MOST)


async def _measure(model: Path) -> tuple[list[float | None], dict[str, list[bool]]]:
    """Seconds of each barge-in, None where the prompt went on; whether noise stopped it."""
    clips = [sounds.spoken(text, voice) for text in SAID for voice in sounds.HELD_OUT]
    clips += [Clip(name, "human", samples) for name, samples in sounds.human().items()]
    pieces = noises.pieces(PROMPTS, NOISE_SECONDS)
    async with asking_line(model) as line:
        found = await asyncio.gather(*(_caller(number, line, clips) for number in range(CALLERS)))
        waits = [wait for waits in found for wait in waits]
        kinds = [what for _ in range(NOISY_CALLERS // len(pieces)) for what in pieces]
        noisy = await asyncio.gather(
            *(_noisy_caller(number, line, pieces[what]) for number, what in enumerate(kinds))
        )
    stopped: dict[str, list[bool]] = {what: [] for what in pieces}
    for what, came in zip(kinds, noisy, strict=True):
        stopped[what] += came
    return waits, stopped


# -- who speaks ------------------------------------------------------------------------------


async def _caller(number: int, line: Line, clips: Sequence[Clip]) -> list[float | None]:
    chance = random.Random(number)
    waits: list[float | None] = []
    async with Phone(line, f"315000000{number}") as phone:
        call = await phone.dial(f"60000000{number}")
        for clip in chance.sample(clips, BARGE_INS):
            await call.until(partial(_plays, call, PLAYS), WITHIN, "the prompt")
            await asyncio.sleep(chance.uniform(*BEFORE))
            waits.append(await _barge_in(call, clip.samples))
            await _ask_anew(call)
        await call.hang_up()
    return waits


async def _barge_in(call: Call, said: Samples) -> float | None:
    """Speak into the prompt; seconds until its last sound, None where it went on."""
    began = call.stream.now + sounds.audible_from(said)
    await call.say(said)

    def silent_since() -> float | None:
        """The last sound before a silence after ``began``; the prompt may be pausing just then."""
        heard = [at for at in call.stream.sounds if at >= began - STOPPED]
        gaps = pairwise([*heard, call.stream.now])
        return next((a for a, b in gaps if b - max(a, began) > STOPPED), None)

    with suppress(NotHeard):
        return max(0.0, await call.until(silent_since, GOES_ON, "silence") - began)
    return None


# -- who makes noise ---------------------------------------------------------------------------


async def _noisy_caller(number: int, line: Line, pieces: Sequence[Samples]) -> list[bool]:
    """For each piece whether it stopped the prompt that played, as it was recorded."""
    stopped = []
    async with Phone(line, f"31600000{number:02}") as phone:
        call = await phone.dial(f"6000000{number:02}")
        for piece in pieces:
            await call.until(partial(_plays, call, BEGUN), WITHIN, "the prompt")
            before = len(call.stream.recording())
            await call.say(piece)
            stopped.append(longest_silence(call.stream.recording()[before:]) >= STOPPED)
            await _ask_anew(call)
        await call.hang_up()
    return stopped


async def _ask_anew(call: Call) -> None:
    """Answer by a key, until the next prompt has begun."""
    await call.press(GO_ON)
    await asyncio.sleep(BEGUN)


# -- the prompt ----------------------------------------------------------------------------------


def _plays(call: Call, seconds: float) -> bool | None:
    """Whether the prompt has been sounding for so long."""
    now = call.stream.now
    lately = [at for at in call.stream.sounds[-100:] if at > now - seconds]
    return _longest_gap([now - seconds, *lately, now]) < STOPPED / 2 or None


def _longest_gap(times: Sequence[float]) -> float:
    return max(b - a for a, b in pairwise(times))
