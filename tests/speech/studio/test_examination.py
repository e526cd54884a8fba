"""What is told about a recording that is not good enough, and that a good one passes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from speech.voice.loudness import Signal
from speech.voice.pack.sound import read
from speech.voice.studio.examination import examine
from tests.speech.studio.voices import RATE, fragment, quiet, save, take, voice

TEXT = "Para reportar un daño, marque dos"


def faults(path: Path, text: str = TEXT) -> list[str]:
    return [fault.what for fault in examine(read(path), fragment(text))]


@pytest.mark.parametrize(
    ("rate", "subtype"), [(16_000, "PCM_16"), (44_100, "PCM_24"), (48_000, "FLOAT")]
)
@pytest.mark.parametrize("peak", [0.05, 0.3, 0.9])
def test_a_good_take_has_no_fault(tmp_path: Path, rate: int, subtype: str, peak: float) -> None:
    path = save(tmp_path / "1.wav", take(TEXT, peak, rate=rate), rate, subtype)
    assert faults(path) == []


@pytest.mark.parametrize("text", ["y", "mil", "cuatrocientos cincuenta y ocho mil"])
def test_short_pieces_pass_too(tmp_path: Path, text: str) -> None:
    assert faults(save(tmp_path / "1.flac", take(text)), text) == []


def test_of_stereo_the_louder_channel_is_taken_so_that_nothing_cancels(tmp_path: Path) -> None:
    said = take(TEXT)
    path = save(tmp_path / "1.wav", np.stack([said, -said], axis=1))
    assert faults(path) == []
    assert np.abs(read(path).signal).max() == pytest.approx(0.3, abs=0.01)


def clipped(said: Signal) -> Signal:
    return np.clip(said * 5, -1, 1)


def clipped_and_made_softer(said: Signal) -> Signal:
    return np.clip(said * 5, -1, 1) * np.float32(0.4)


def cut_at_the_start(said: Signal) -> Signal:
    return said[RATE * 55 // 100 :]


def cut_at_the_end(said: Signal) -> Signal:
    return said[: -RATE * 55 // 100]


def with_a_pause(said: Signal) -> Signal:
    middle = len(said) // 2
    return np.concatenate([said[:middle], quiet(2), said[middle:]])


def half(said: Signal) -> Signal:
    return np.concatenate([said[: RATE * 8 // 10], quiet(0.5)])


def four_times(said: Signal) -> Signal:
    return np.concatenate([quiet(0.5), np.tile(voice(TEXT), 4), quiet(0.5)])


def noisy(said: Signal) -> Signal:
    return said * np.float32(0.3) + quiet(len(said) / RATE, -45)


def whispered(said: Signal) -> Signal:
    return said * np.float32(0.008)


def nothing(said: Signal) -> Signal:
    return np.zeros_like(said)


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (clipped, "satura en"),
        (clipped_and_made_softer, "satura en"),
        (cut_at_the_start, "la voz empieza en el borde"),
        (cut_at_the_end, "la voz termina en el borde"),
        (with_a_pause, "hay una pausa de 2,"),
        (half, "falta texto o va muy rápido"),
        (four_times, "sobra algo o va muy lento"),
        (noisy, "el ruido de fondo está solo"),
        (whispered, "muy bajo"),
        (nothing, "no se oye voz"),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path, spoil: Callable[[Signal], Signal], what: str
) -> None:
    found = faults(save(tmp_path / "1.wav", spoil(take(TEXT)).astype(np.float32)))
    assert [fault for fault in found if what in fault], found


def test_a_fault_tells_where_it_is_and_what_to_do(tmp_path: Path) -> None:
    said = take(TEXT)
    said[RATE : RATE + 20] = 1.0
    (fault,) = examine(read(save(tmp_path / "1.wav", said)), fragment(TEXT))
    assert fault.what == "satura en un punto, a los 1,00 s"
    assert fault.mend == "baje la ganancia del micrófono y repita la toma"


def test_eight_bits_and_a_telephones_rate_are_refused(tmp_path: Path) -> None:
    assert faults(save(tmp_path / "1.wav", take(TEXT), subtype="PCM_U8")) == [
        "tiene 8 bits por muestra"
    ]
    narrow = save(tmp_path / "2.wav", take(TEXT, rate=8000), 8000)
    assert faults(narrow) == ["está a 8,0 kHz"]
