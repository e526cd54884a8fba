"""Who speaks, from when and until when: voices, and what is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import speech
from speech.recognizer.endpointing import Endpointer, Mark, Profile
from speech.recognizer.tuning import Tuning
from speech.recognizer.voice_activity import VoiceActivity
from tests.speech.aeap.sounds import rows, samples_in, samples_of

Sound = npt.NDArray[np.float64]

RATE = 8000
TUNING = Tuning.load(Path(speech.__file__).parent.parent / "config" / "speech")
PROMPT = "synthetic/kok_em_alex_oov_0085.wav"
SPOKEN = ("corte de agua", "sí", "no", "seis", "se rompió el tubo", "hablar con un asesor")
LINE_NOISE = -62.0


@dataclass(frozen=True)
class Cut:
    """Seconds of the sound: from where it is kept, when it was noticed, and when it had ended.

    ``heard`` is how much of it was passed on.
    """

    since: float
    began: float
    ended: float | None
    heard: float


def cuts(sound: Sound, *, prompt_plays: bool = False, silence: float = 0.6) -> list[Cut]:
    endpointer = Endpointer(VoiceActivity(TUNING.sensitivity), TUNING.onset)
    endpointer.listen(Profile(silence, 10.0), prompt_plays=prompt_plays)
    data = (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
    found: list[Cut] = []
    for at in range(0, len(data), 320):
        now = (at + 320) / 2 / RATE
        for mark, piece in endpointer.take(data[at : at + 320]):
            length = len(piece) / 2 / RATE
            if mark is Mark.BEGAN:
                found.append(Cut(now - length, now, None, length))
                continue
            ended = now if mark is Mark.ENDED else None
            found[-1] = replace(found[-1], ended=ended, heard=found[-1].heard + length)
            if mark is Mark.ENDED:
                endpointer.listen_again()
    return found


def voice(samples: npt.NDArray[np.int16], level: float) -> Sound:
    """The recording with its active speech at so many dBFS."""
    sound = samples / 32768
    frames = (sound[: len(sound) // 160 * 160].reshape(-1, 160) ** 2).mean(axis=1)
    active = frames[frames > frames.max() / 1000].mean()
    scaled: Sound = sound * 10 ** (level / 20) / np.sqrt(active)
    return scaled


def hiss(seconds: float, level: float, seed: int = 1, pink: bool = False) -> Sound:
    """Noise at so many dBFS; a street's is pink."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(int(seconds * RATE)))
    if pink:
        spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    noise = np.fft.irfft(spectrum, int(seconds * RATE))
    scaled: Sound = noise * 10 ** (level / 20) / np.sqrt((noise**2).mean())
    return scaled


def on_the_line(*sounds: Sound, before: float = 1.0, after: float = 1.5) -> Sound:
    """The sounds together, on a quiet line, after a while and before another."""
    longest = max(map(len, sounds))
    line = hiss(before + longest / RATE + after, LINE_NOISE)
    first = int(before * RATE)
    for sound in sounds:
        line[first : first + len(sound)] += sound
    return line


def cough(seed: int) -> Sound:
    """A burst that dies away, its breath, and a short hoarse tone."""
    rng = np.random.default_rng(seed)
    burst = rng.standard_normal(1800) * np.exp(-np.arange(1800) / rng.uniform(300, 600))
    times = np.arange(640) / RATE
    pitch = rng.uniform(120, 300)
    hoarse = sum(np.sin(2 * np.pi * pitch * k * times * (1 - times)) / k for k in range(1, 12))
    tail = (hoarse + rng.standard_normal(640)) * np.hanning(640)
    whole = np.concatenate([burst / np.abs(burst).max(), 0.4 * tail / np.abs(tail).max()])
    shaped: Sound = np.convolve(whole, np.hanning(6) / 3)[: len(whole)] * 0.3
    return shaped


@pytest.mark.parametrize("level", [-20.0, -26.0, -32.0])
@pytest.mark.parametrize("text", SPOKEN)
def test_a_caller_is_heard_once_and_whole(text: str, level: float) -> None:
    spoken = voice(samples_of(text), level)
    (cut,) = cuts(on_the_line(spoken))
    assert cut.ended is not None
    active = np.flatnonzero(np.abs(spoken) > 0.1 * np.abs(spoken).max())
    first, last = 1.0 + active[0] / RATE, 1.0 + active[-1] / RATE
    assert cut.since < first
    assert last < cut.ended


@pytest.mark.parametrize("text", SPOKEN)
def test_a_caller_is_heard_over_the_prompt_s_echo(text: str) -> None:
    prompt = np.tile(voice(samples_in(PROMPT), -40.0), 3)
    spoken = np.concatenate([np.zeros(3 * RATE), voice(samples_of(text), -26.0)])
    (cut, *_) = cuts(on_the_line(prompt, spoken, before=0.0), prompt_plays=True)
    assert cut.began > 3.0


def test_the_prompt_s_own_echo_is_no_caller() -> None:
    for row in range(0, 12):
        name = ("esp_m5_digits_0388", "kok_pf_dora_oov_0177", "kok_em_alex_menu_0029")[row % 3]
        echo = np.tile(voice(samples_in(f"synthetic/{name}.wav"), -40.0), 3)
        assert cuts(on_the_line(echo, before=0.0), prompt_plays=True) == []


@pytest.mark.parametrize("seed", range(10))
def test_a_cough_is_no_caller(seed: int) -> None:
    assert cuts(on_the_line(cough(seed))) == []


@pytest.mark.parametrize("level", [-50.0, -40.0, -30.0])
def test_a_street_is_no_caller_and_drowns_none_who_is_louder(level: float) -> None:
    street = hiss(6.0, level, pink=True)
    assert cuts(street) == []
    spoken = voice(samples_of("corte de agua"), level + 14)
    street[3 * RATE : 3 * RATE + len(spoken)] += spoken
    (cut,) = cuts(street)
    assert 3.0 < cut.began < 4.5
    assert cut.ended is not None


@pytest.mark.parametrize("hertz", [(425.0,), (697.0, 1209.0), (941.0, 1633.0), (1000.0,)])
def test_a_tone_or_a_key_is_no_caller(hertz: tuple[float, ...]) -> None:
    times = np.arange(RATE) / RATE
    tone = sum((0.1 * np.sin(2 * np.pi * one * times) for one in hertz), np.zeros(RATE))
    assert cuts(on_the_line(tone)) == []


@pytest.mark.parametrize(("pause", "utterances"), [(0.3, 1), (0.5, 1), (1.0, 2)])
def test_a_pause_shorter_than_the_profile_s_silence_ends_nothing(
    pause: float, utterances: int
) -> None:
    one = voice(samples_of("seis"), -22.0)
    active = np.flatnonzero(np.abs(one) > 0.05 * np.abs(one).max())
    word = one[active[0] : active[-1]]
    said = np.concatenate([word, np.zeros(int(pause * RATE)), word])
    assert len(cuts(on_the_line(said), silence=0.7)) == utterances


def test_of_a_pause_only_its_beginning_and_its_end_are_passed_on() -> None:
    one = voice(samples_of("seis"), -22.0)
    (alone,) = cuts(on_the_line(one), silence=2.0)
    said = np.concatenate([one, np.zeros(RATE), one])
    (cut,) = cuts(on_the_line(said, after=3.0), silence=2.0)
    assert cut.heard < 2 * alone.heard + 0.1


def test_who_never_stops_is_cut_at_the_longest() -> None:
    talk = np.tile(voice(samples_in(PROMPT), -22.0)[2000:-2000], 6)[: 14 * RATE]
    first = cuts(on_the_line(talk), silence=3.0)[0]
    assert first.heard == pytest.approx(10.0, abs=0.1)


def test_pieces_of_any_length_give_the_same_cuts() -> None:
    sound = on_the_line(voice(samples_of("sí"), -24.0))
    data = (sound * 32767).astype("<i2").tobytes()
    ends = []
    for size in (1, 319, 320, 1000, len(data)):
        endpointer = Endpointer(VoiceActivity(TUNING.sensitivity), TUNING.onset)
        endpointer.listen(Profile(0.6, 10.0), prompt_plays=False)
        heard = b""
        for at in range(0, len(data), size):
            heard += b"".join(piece for _, piece in endpointer.take(data[at : at + size]))
        ends.append(heard)
    assert ends[0]
    assert len(set(ends)) == 1


@pytest.mark.parametrize("hertz", [110.0, 180.0, 235.0])
def test_a_clear_vowel_of_two_lines_is_no_tone(hertz: float) -> None:
    """As many voices say «sí» on a telephone: what isn't the pitch is its double."""
    times = np.arange(RATE // 4) / RATE
    vowel = np.sin(2 * np.pi * hertz * times) + 1.5 * np.sin(4 * np.pi * hertz * times)
    assert len(cuts(on_the_line(0.1 * vowel), prompt_plays=True)) == 1


# -- how soon ---------------------------------------------------------------------------------

WORDS = tuple(row["file"] for row in rows() if row["kind"] in ("digit", "digits", "menu"))


# what else is heard, dBFS; seconds within which nine of ten speakers are noticed
@pytest.mark.parametrize(("street", "within"), [(-90.0, 0.12), (-32.0, 0.15)])
def test_whoever_speaks_is_noticed_soon(street: float, within: float) -> None:
    waits = []
    for name in WORDS:
        spoken = voice(samples_in(name), -22.0)
        first = np.flatnonzero(np.abs(spoken) > 0.1 * np.abs(spoken).max())[0] / RATE
        said = np.concatenate([np.zeros(2 * RATE), spoken])
        sound = on_the_line(said, hiss(len(said) / RATE, street, pink=True), before=0.0)
        waits.append(cuts(sound, prompt_plays=True)[0].began - 2.0 - first)
    assert sorted(waits)[len(waits) * 9 // 10] < within
