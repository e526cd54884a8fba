"""What a real Asterisk records: dictation, both sides of the call apart, and what must not be."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from agi_scripts.asterisk_line import AsteriskLine
from ivr.call import CallEnded
from ivr.recording import Ended, Recorded
from speech.voice.engine import Samples
from tests.agi_scripts.test_on_asterisk import GREETING, LONG, Attended, attended_by
from tests.calls.tones import holds_tone, tone
from tests.running.line import eventually
from tests.running.patience import PATIENCE

pytestmark = pytest.mark.calls


def dictating(line: AsteriskLine, **options: float) -> Recorded:
    line.say("greeting")
    try:
        return line.record("case", seconds=options.get("seconds", 8.0), silence=2.0)
    except CallEnded:
        (recorded,) = line.recorded
        return recorded


async def dictation_begins(line: Attended) -> None:
    """The beep is over and Asterisk takes down what it hears."""
    folder = line.asterisk.configuration.folder / "spool" / "recorded" / "open"
    await eventually(lambda: list(folder.glob("*.wav")) or None, PATIENCE, "the recording")


def samples_of(file: Path) -> Samples:
    with wave.open(str(file)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (8000, 1, 2)
        return np.frombuffer(sound.readframes(sound.getnframes()), dtype="<i2")


async def test_dictation_ends_at_the_key_and_is_played_back() -> None:
    def dialog(line: AsteriskLine) -> tuple[Recorded, str | None]:
        recorded = dictating(line)
        line.play_back(recorded)
        return recorded, line.key_within(2.0)

    async with attended_by(dialog) as line, line.call() as caller:
        await caller.hears(GREETING)
        await dictation_begins(line)
        await caller.say(tone(700, 1.5))
        await caller.press("7#")
        await caller.hears_tone(700)
        await caller.press("5")
        outcome = await line.outcome()
        assert isinstance(outcome, tuple)
        recorded, key = outcome
        assert recorded.ended is Ended.KEY
        assert key == "5"
        assert 1.2 < recorded.seconds < 2.8
        open_folder = line.asterisk.configuration.folder / "spool" / "recorded" / "open"
        assert holds_tone(samples_of(open_folder / f"{recorded.name}.wav")[-9600:], 700)


async def test_silence_ends_it_and_is_nothing_said() -> None:
    async with attended_by(dictating) as line, line.call() as caller:
        await caller.hears(GREETING)
        recorded = await line.outcome()
        assert isinstance(recorded, Recorded)
        assert (recorded.seconds, recorded.ended) == (0.0, Ended.SILENCE)


async def test_who_hangs_up_leaves_what_was_said() -> None:
    async with attended_by(dictating) as line, line.call() as caller:
        await caller.hears(GREETING)
        await dictation_begins(line)
        await caller.say(tone(700, 1.5))
        await caller.hang_up()
        recorded = await line.outcome()
        assert isinstance(recorded, Recorded)
        assert recorded.ended is Ended.HANGUP
        assert 1.2 < recorded.seconds < 2.8


# -- the call as a whole ----------------------------------------------------------------------

BEFORE, SECRET, AFTER = 500.0, 1100.0, 700.0
BURST = 1750.0  # the code voice begins above it


def parts(line: Attended) -> list[Path]:
    """The parts of the call's recording, in the order of their beginnings."""
    return sorted((line.asterisk.configuration.folder / "monitor").glob("*.raw"))


def sides(file: Path) -> tuple[Samples, Samples]:
    """What a part holds of the caller, and of what the caller heard."""
    both = np.fromfile(file, dtype="<i2").reshape(-1, 2)
    return both[:, 0], both[:, 1]


def share_above(samples: Samples, hertz: float) -> float:
    """How much of the energy is above a frequency."""
    energy = np.abs(np.fft.rfft(samples.astype(float))) ** 2
    return float(energy[np.fft.rfftfreq(len(samples), 1 / 8000) > hertz].sum() / energy.sum())


def heard_anywhere(samples: Samples, hertz: float) -> bool:
    """Whether a tone sounds in any tenth of a second."""
    windows = (samples[at : at + 800] for at in range(0, len(samples) - 800, 400))
    return any(holds_tone(window, hertz) for window in windows)


async def test_both_sides_are_apart_and_the_second_datum_is_in_neither() -> None:
    def dialog(line: AsteriskLine) -> None:
        line.start_recording()
        line.say("legal")
        line.key_within(10.0)
        with line.unrecorded():
            line.say("greeting")
            line.key_within(10.0)
        line.key_within(10.0)
        with line.unrecorded():  # which closes the second part
            line.key_within(10.0)

    async with attended_by(dialog) as line, line.call() as caller:
        await caller.hears(LONG)
        await caller.say(tone(BEFORE, 0.8))
        await caller.press("1")
        await caller.hears(GREETING)
        await caller.say(tone(SECRET, 0.8))
        await caller.press("2")
        await eventually(lambda: len(parts(line)) == 2 or None, PATIENCE, "the second part")
        await caller.say(tone(AFTER, 0.8))
        await caller.press("3")
        first, second = parts(line)
        await eventually(
            lambda: heard_anywhere(sides(second)[0], AFTER) or None,
            PATIENCE,
            "the end of the second",
        )
        await caller.hang_up()
        await line.outcome()
        caller_1, line_1 = sides(first)
        caller_2, line_2 = sides(second)
    assert heard_anywhere(caller_1, BEFORE)
    assert not heard_anywhere(line_1, BEFORE)
    assert share_above(line_1, BURST - 50) > 0.9
    assert share_above(caller_1, BURST - 50) < 0.1
    for side in (caller_1, line_1, caller_2, line_2):
        assert not heard_anywhere(side, SECRET)
    assert float(np.abs(line_2).max()) < 100  # the greeting was said between the two


async def test_opting_out_leaves_nothing() -> None:
    def dialog(line: AsteriskLine) -> None:
        line.start_recording()
        line.say("legal")
        with line.unrecorded():
            pass
        line.opt_out_of_recording()
        line.start_recording()
        line.say("greeting")

    async with attended_by(dialog) as line, line.call() as caller:
        await caller.hears(LONG, GREETING)
        await line.outcome()
        # A monitor that was stopped before it began leaves a file without a sound in it.
        assert [part.name for part in parts(line) if part.stat().st_size] == []
