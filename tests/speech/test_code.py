"""The code voice is read back through everything that a telephone line does to sound."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.voice.code import BURST, PAUSE, Code, Decoder, code_of, decode, encode
from speech.voice.engine import RATE, Samples
from tests.calls import g711

CODE = code_of("Le damos la bienvenida a la línea única de atención.")


def ids(codes: list[Code]) -> list[int]:
    return [code.id for code in codes]


def noise(length: int, amplitude: float, seed: int = 1) -> Samples:
    return (np.random.default_rng(seed).standard_normal(length) * amplitude).astype(np.int16)


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), np.int16)


def mixed(*parts: Samples) -> Samples:
    total = np.sum(parts, axis=0, dtype=np.int32)
    return np.clip(total, -32768, 32767).astype(np.int16)


def resized(samples: Samples, gain_db: float) -> Samples:
    louder = samples.astype(np.float64) * 10 ** (gain_db / 20)
    return np.clip(louder, -32768, 32767).astype(np.int16)


def test_a_burst_lasts_150_ms_and_50_ms_of_silence_follow() -> None:
    burst = encode(CODE)
    assert len(burst) == BURST + PAUSE == 0.2 * RATE
    assert np.abs(burst[:BURST]).max() > 5000
    assert not burst[BURST:].any()


@pytest.mark.parametrize("law", [g711.ULAW, g711.ALAW], ids=["ulaw", "alaw"])
def test_five_hundred_ids_survive_the_codec(law: g711.Law) -> None:
    codes = [int(code) for code in np.random.default_rng(7).integers(0, 2**32, 500)]
    codes[:4] = [0, 2**32 - 1, 0x0F600000, 0x0F60F60F]
    decoder = Decoder()
    heard = [
        code.id
        for first in range(0, len(codes), 100)
        for code in decoder.feed(
            law.decode(law.encode(np.concatenate([encode(c) for c in codes[first : first + 100]])))
        )
    ]
    heard += ids(decoder.feed(silence(0.1)))
    assert heard == codes


@pytest.mark.parametrize("gain_db", [-30, -20, -10, 0, 6, 12])
def test_a_burst_survives_a_change_of_level(gain_db: float) -> None:
    changed = resized(encode(CODE), gain_db)
    assert ids(decode(g711.ULAW.decode(g711.ULAW.encode(changed)))) == [CODE]


def test_a_burst_survives_noise_as_loud_as_a_poor_line() -> None:
    burst = encode(CODE)
    for seed in range(25):
        assert ids(decode(mixed(burst, noise(len(burst), 3000, seed)))) == [CODE]


def test_a_burst_survives_low_sounds_louder_than_itself() -> None:
    burst = encode(CODE)
    hum = (14000 * np.sin(2 * np.pi * 440 / RATE * np.arange(len(burst)))).astype(np.int16)
    assert ids(decode(mixed(burst, hum))) == [CODE]


def test_offsets_tell_when_each_burst_began() -> None:
    other = code_of("Un momento, por favor.")
    call = np.concatenate([silence(0.333), encode(CODE), silence(0.0371), encode(other)])
    first, second = decode(call)
    assert ids([first, second]) == [CODE, other]
    assert abs(first.offset - 0.333 * RATE) <= 40
    assert abs(second.offset - (0.333 + 0.2 + 0.0371) * RATE) <= 40


@given(st.lists(st.integers(1, 700), min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_the_pieces_in_which_sound_arrives_do_not_matter(pieces: list[int]) -> None:
    call = np.concatenate([silence(0.1), encode(1), encode(2), silence(0.05), encode(3)])
    decoder, heard, at = Decoder(), [], 0
    for piece in pieces:
        heard += decoder.feed(call[at : at + piece])
        at += piece
    heard += decoder.feed(call[at:])
    assert heard == decode(call)
    assert ids(heard) == [1, 2, 3]


@pytest.mark.parametrize("fill", ["silence", "repeat", "gone"])
def test_a_burst_that_lost_a_packet_is_nothing(fill: str) -> None:
    for seed in range(40):
        burst = encode(int(np.random.default_rng(seed).integers(0, 2**32)))
        at = 160 * (seed % 7)
        lost = burst.copy()
        if fill == "silence":
            lost[at : at + 160] = 0
        elif fill == "repeat":
            lost[at : at + 160] = burst[at - 160 : at] if at else 0
        else:
            lost = np.concatenate([burst[:at], burst[at + 160 :]])
        assert set(ids(decode(lost))) <= set(ids(decode(burst)))
        if fill == "silence":
            assert decode(lost) == []


def test_a_burst_cut_short_is_nothing() -> None:
    assert decode(np.concatenate([encode(CODE)[: BURST - 160], silence(0.5)])) == []


@pytest.mark.parametrize(
    "sound",
    [
        silence(60),
        noise(60 * RATE, 4000),
        (12000 * np.sign(np.sin(2 * np.pi * 300 / RATE * np.arange(20 * RATE)))).astype(np.int16),
    ],
    ids=["silence", "noise", "square wave"],
)
def test_no_code_where_none_was_sent(sound: Samples) -> None:
    assert decode(sound) == []


def test_no_burst_holds_energy_where_a_key_would() -> None:
    """A DTMF receiver needs one tone of the low group (697 to 941 Hz) and one of the high."""
    for seed in range(200):
        burst = encode(int(np.random.default_rng(seed).integers(0, 2**32)))[:BURST]
        spectrum = np.abs(np.fft.rfft(burst * np.hanning(BURST))) ** 2
        hertz = np.fft.rfftfreq(BURST, 1 / RATE)
        keys = spectrum[(hertz > 600) & (hertz < 1660)].sum()
        assert keys < 0.01 * spectrum.sum()
