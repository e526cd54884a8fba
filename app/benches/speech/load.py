"""How many callers one core understands in time, what a silent one costs, and who is cut off."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from app.benches.speech import accuracy, serving, sounds
from app.benches.speech.callers import Answer, Caller, LineCaller, PeerCaller, Run, speak
from app.benches.speech.chain import Chain
from app.benches.speech.rows import Row, absent, p95, row
from app.benches.speech.sentences import ELSEWHERE
from app.benches.speech.serving import Server
from app.benches.speech.sounds import HELD_OUT, joined
from ivr.errors import Invalid
from ivr.rendering.numbers import cardinal
from speech.recognizer.endpointing import Endpointer, Mark
from speech.recognizer.model import UNKNOWN
from speech.recognizer.voice_activity import VoiceActivity

LATE_AT_MOST = 0.150
STREAMS = (10, 20, 30, 40, 50, 60, 70, 80, 100, 120)
WARM_UP, MEASURED = 3.0, 10.0
NEVER = 1e7
QUARTER = 3.0
"""Silence between answers, as a multiple of an answer: who talks a quarter of the time."""
QUARTER_CALLS = (100, 150, 200, 250)
LISTENERS = 50
OF_A_CORE = 2.0
CUT_OFF_AT_MOST = 1.0
GOAL_STREAMS = 50
BUSY = "the machine is too busy to tell"
PAUSES = (0.3, 0.8)
"""Seconds between groups of digits; the profile waits longer than the longest."""
DICTATIONS = 300

MakeCaller = Callable[[random.Random, float], Caller]
Serve = Callable[[], AbstractContextManager[Server]]


def offline_rows(chain: Chain) -> list[Row]:
    """Premature ends of dictated digits, and what each kind of grammar costs."""
    return [_cut_off(chain), *_costs(chain)]


def rows(model: Path, peer: Path | None) -> list[Row]:
    """Utterances and calls a core, memory, the silent caller; beside a peer's server."""
    with Chain.open(model) as chain:
        answers, phrases = _answers(chain), _all_phrases(chain)

    def line_caller(chance: random.Random, pause: float) -> Caller:
        return LineCaller(answers, chance, pause)

    def peer_caller(chance: random.Random, pause: float) -> Caller:
        return PeerCaller(_to_the_end(answers), chance, pause, phrases)

    server_core, own_core = _cores()
    with _pinned(own_core):
        ours = partial(serving.ours, model, server_core)
        found = [*_streams("utterances at once a core", ours, line_caller, goal=GOAL_STREAMS)]
        with ours() as server:
            found += [*_calls(server, line_caller), _listening(server, line_caller)]
        found += _peer(peer, model, server_core, peer_caller)
    return found


# -- utterances at once -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One number of streams, measured. ``core``: of one stream, in per cent; ``memory`` in MB."""

    streams: int
    run: Run
    core: float
    memory: float

    @property
    def holds(self) -> bool:
        """Whether all were answered in time."""
        return bool(self.run.late) and not self.run.lost and p95(self.run.late) <= LATE_AT_MOST

    @property
    def told(self) -> str:
        """How it went, for whoever reads the table."""
        late = f"{self.streams}: p95 {1000 * p95(self.run.late):.0f} ms, {self.run.lost} lost"
        if self.run.valid:
            return late
        return f"{late}, callers themselves {1000 * self.run.clock_late:.0f} ms late"


def _streams(
    what: str, serve: Serve, caller: MakeCaller, goal: float | None = None
) -> Iterator[Row]:
    """The most streams that always talk and are answered in time; what one of them costs."""
    load, steps = os.getloadavg()[0], list(_steps(serve, caller))
    best = next((step for step in reversed(steps) if step.holds), None)
    how = (
        f"callers who never stop, p95 at most {1000 * LATE_AT_MOST:.0f} ms "
        f"after the silence; {'; '.join(step.told for step in steps)}; load of the machine "
        f"{load:.1f} to {os.getloadavg()[0]:.1f}"
    )
    if best is None and not steps[0].run.valid:
        yield row(what, BUSY, "", how)
    else:
        yield row(what, best.streams if best else 0, "streams", how, at_least=goal)
    cheapest = best or steps[0]
    told = f"{cheapest.streams} streams"
    yield row(f"{what}: of a core, each", round(cheapest.core, 2), "%", told)
    yield row(f"{what}: memory, each", round(cheapest.memory, 2), "MB", f"{told}, over idle")


def _steps(serve: Serve, caller: MakeCaller) -> Iterator[Step]:
    """Ever more streams, each number on a fresh server, until they are not answered in time."""
    for count in STREAMS:
        with serve() as server:
            idle, before, since = server.memory, server.seconds, time.perf_counter()
            run = _run(server, caller, count, pause=0.0)
            used = (server.seconds - before) / (time.perf_counter() - since)
            step = Step(count, run, 100 * used / count, (server.memory - idle) / count)
        yield step
        if not step.holds:
            return


def _calls(server: Server, caller: MakeCaller) -> list[Row]:
    """Calls whose callers talk a quarter of the time."""
    best, late, used = 0, 0.0, 0.0
    for count in QUARTER_CALLS:
        before, since = server.seconds, time.perf_counter()
        run = _run(server, caller, count, pause=QUARTER * _ANSWER_SECONDS)
        if not run.valid and not best:
            return [row("calls a core", BUSY, "", f"{count} calls that talk a quarter of the time")]
        if p95(run.late) > LATE_AT_MOST or run.lost or not run.valid:
            break
        best, late = count, p95(run.late)
        used = 100 * (server.seconds - before) / (time.perf_counter() - since)
    how = f"callers who talk a quarter of the time, p95 {1000 * late:.0f} ms after the silence"
    return [row("calls a core", best, "calls", f"{how}; {used:.0f} % of the core")]


_ANSWER_SECONDS = 2.5


def _run(server: Server, caller: MakeCaller, count: int, pause: float) -> Run:
    chance = random.Random(count)
    callers = [caller(chance, pause) for _ in range(count)]
    return asyncio.run(speak(server.port, callers, MEASURED, WARM_UP))


def _listening(server: Server, caller: MakeCaller) -> Row:
    """Calls that say nothing while the line listens."""
    before, since = server.seconds, time.perf_counter()
    run = _run(server, caller, LISTENERS, pause=NEVER)
    used = 100 * (server.seconds - before) / (time.perf_counter() - since) / LISTENERS
    assert not run.late
    how = f"{LISTENERS} calls on a quiet line, the grammar of digits open"
    return row("a caller who only listens", round(used, 2), "% of a core", how, at_most=OF_A_CORE)


def _peer(checkout: Path | None, model: Path, core: int, caller: MakeCaller) -> list[Row]:
    """The same streams on alphacep's server; there the client tells where an answer ends."""
    what = "alphacep/vosk-server: utterances at once a core"
    if checkout is None:
        return [absent(what, "name a checkout of it: --peer PATH")]
    return list(_streams(what, partial(serving.theirs, checkout, model, core), caller))


def _cores() -> tuple[int, int]:
    """The server's core and the callers'. Raises Invalid where there is but one."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise Invalid("esta medición necesita dos núcleos: uno para el servidor que se mide")
    return cores[0], cores[-1]


@contextmanager
def _pinned(core: int) -> Iterator[None]:
    """Keep this process off the server's core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


# -- what is said -------------------------------------------------------------------------


def _answers(chain: Chain) -> list[Answer]:
    """Dictated numbers and phrases of the main menu, in equal parts."""
    dictated = [one.clip for one in accuracy.dictations(chain, random.Random(2))]
    chosen = [one.clip for one in accuracy.main_menu(chain)]
    asked = [("digits", clip) for clip in dictated]
    asked += [(f"menu.{accuracy.MAIN}", clip) for clip in chosen[: len(dictated)]]
    return [
        Answer.of(clip.samples, grammar, chain.hearing.profile(grammar).silence)
        for grammar, clip in asked
    ]


def _to_the_end(answers: Sequence[Answer]) -> list[Answer]:
    """The same for a server that is told where an answer ends: no silence is waited for."""
    return [replace(answer, silence=0.0) for answer in answers]


def _all_phrases(chain: Chain) -> list[str]:
    """Both grammars as one phrase list, which is all that a client of the peer can give."""
    menu = chain.hearing.grammar(f"menu.{accuracy.MAIN}").phrases
    return [*sorted(menu | chain.hearing.grammar("digits").phrases), UNKNOWN]


# -- without a clock ----------------------------------------------------------------------


def _cut_off(chain: Chain) -> Row:
    """Digits dictated in groups with pauses: how often the end is found before the end."""
    chance, profile = random.Random(19), chain.hearing.profile("digits")
    tuning, ended_early = chain.hearing.tuning, 0
    for _ in range(DICTATIONS):
        voice = chance.choice(sounds.HELD_OUT)
        groups = [
            " ".join(cardinal(chance.randrange(10)) for _ in range(chance.randint(1, 3)))
            for _ in range(chance.randint(2, 4))
        ]
        parts = [sounds.spoken(group, voice).samples for group in groups]
        pauses = [chance.uniform(*PAUSES) for _ in parts]
        whole = np.concatenate((sounds.silence(0.5), joined(parts, pauses)))
        endpointer = Endpointer(VoiceActivity(tuning.sensitivity), tuning.onset)
        endpointer.listen(profile, prompt_plays=False)
        marks = [mark for mark, _ in endpointer.take(whole.astype("<i2").tobytes())]
        ended_early += Mark.ENDED in marks
    how = (
        f"{DICTATIONS} numbers in groups, pauses of {PAUSES[0]} to {PAUSES[1]} s, synthetic "
        f"voices; the profile ends after {profile.silence} s"
    )
    cut = 100 * ended_early / DICTATIONS
    return row("digits cut off at a pause", round(cut, 2), "%", how, at_most=CUT_OFF_AT_MOST)


def _costs(chain: Chain) -> Iterator[Row]:
    """Decoding time by the sound's length, for each kind of grammar and for none."""
    clips = [sounds.spoken(text, voice).samples for text in ELSEWHERE[:8] for voice in HELD_OUT]
    heard = sum(len(samples) for samples in clips) / sounds.RATE
    for name in (f"menu.{accuracy.MAIN}", "digits", "address", "open", None):
        what = "no grammar (a second pass)" if name is None else name
        size = "" if name is None else f", {len(chain.hearing.grammar(name).phrases)} phrases"
        used = sum(_decoding_seconds(chain, samples, name) for samples in clips)
        how = f"{chain.hearing.model.name}, {heard:.0f} s of talk{size}"
        yield row(f"decoding: {what}", round(used / heard, 4), "of real time", how)


def _decoding_seconds(chain: Chain, samples: sounds.Samples, name: str | None) -> float:
    """Processor time of one whole sound, from a fresh recogniser to its result."""
    since = time.thread_time()
    model = chain.hearing.model
    recognizer = (
        model.recognizer(None) if name is None else chain.hearing.grammar(name).recognizer()
    )
    for piece in sounds.frames(samples, 0.1):
        recognizer.AcceptWaveform(piece)
    recognizer.FinalResult()
    return time.thread_time() - since
