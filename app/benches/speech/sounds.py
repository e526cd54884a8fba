"""Sounds for the measurements: recorded and spoken words, noises, and what they come to mixed.

All is 8 kHz, 16 bits, one channel, as on a telephone.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import wave
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.settings import PROJECT, load

RATE = 8000
LEVEL = -22.0
"""Decibels of full scale, of words as they are spoken here."""
AUDIBLE = 20.0
"""Decibels below the words' level at which they begin to be heard."""
AUDIBLE_HERTZ = 150
PIECE = RATE // 100
"""Samples of 10 ms."""
HELD_OUT = ("Andrea", "Mario", "m5", "marcelo")
"""Voices of espeak-ng that the starter model never heard in training (its README)."""
RECORDED = PROJECT / "tests" / "speech" / "audio"
HUMAN = Path("usr/share/asterisk/sounds/es_CO_f_Avatar")
"""Debian's asterisk-prompt-es-co (GPL-2): used where it is installed, never copied."""

Samples = npt.NDArray[np.int16]
Signal = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Clip:
    """What somebody says: ``text`` in words, empty for a noise."""

    text: str
    voice: str
    samples: Samples

    def among(self, noise: Signal, decibels: float) -> Clip:
        """It with a noise so many decibels quieter than it."""
        return replace(self, samples=mixed(self.samples, noise, decibels))


def recorded(kind: str) -> list[Clip]:
    """The clips of one kind in the tests' recordings: digit, digits, menu, oov, noise."""
    with (RECORDED / "transcripts.tsv").open(encoding="utf-8") as file:
        listed = [row for row in csv.DictReader(file, delimiter="\t") if row["kind"] == kind]
    return [Clip(row["text"], row["source"], read_wav(RECORDED / row["file"])) for row in listed]


def human() -> dict[str, Samples]:
    """The human Colombian prompts installed, by name (``digits/7``); none where there are none."""
    folder = load().asterisk_root / HUMAN
    if shutil.which("sox") is None or not folder.is_dir():
        return {}
    named = (f"digits/{name}" for name in (*range(10), *range(10, 30), *range(30, 100, 10)))
    files = {name: folder / f"{name}.gsm" for name in named}
    return {name: _from_gsm(file) for name, file in files.items() if file.is_file()}


@cache
def spoken(text: str, voice: str, language: str = "es-419") -> Clip:
    """``text`` by espeak-ng with one of its voices, through a telephone's µ-law."""
    command = ("espeak-ng", "-v", f"{language}+{voice}", "-s", "150", "--stdout", text)
    made = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=30)
    with wave.open(io.BytesIO(made.stdout)) as sound:
        rate = sound.getframerate()
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
    return Clip(text, f"espeak-ng {voice}", telephone(_at_8_khz(samples, rate)))


def telephone(signal: Signal | Samples) -> Samples:
    """Trimmed of silence at both ends, levelled, and as µ-law (G.711) leaves it."""
    trimmed = trim(np.asarray(signal, np.float64))
    loudness = np.sqrt(np.mean(trimmed**2)) or 1.0
    levelled = trimmed * (32768 * 10 ** (LEVEL / 20) / loudness)
    return _through_mu_law(np.clip(levelled, -32768, 32767))


def trim(signal: Signal, below: float = 40.0) -> Signal:
    """Without what is ``below`` decibels under the loudest 10 ms, before and after."""
    frames = len(signal) // 80
    if not frames:
        return signal
    power = np.mean(signal[: frames * 80].reshape(frames, 80) ** 2, axis=1)
    loud = np.flatnonzero(power > power.max() * 10 ** (-below / 10))
    return signal[loud[0] * 80 : (loud[-1] + 1) * 80]


def audible_from(samples: Samples) -> float:
    """The second from which words are heard: 20 dB below their level, and going on so.

    A click at the beginning isn't one of them, nor is what a telephone doesn't carry.
    """
    spectrum = np.fft.rfft(samples.astype(np.float64))
    spectrum[: AUDIBLE_HERTZ * len(samples) // RATE] = 0
    heard = np.fft.irfft(spectrum, len(samples))
    count = len(heard) // PIECE
    power = np.mean(heard[: count * PIECE].reshape(count, PIECE) ** 2, axis=1)
    spoken = power[power > power.max() / 1000].mean()
    loud = power > spoken * 10 ** (-AUDIBLE / 10)
    goes_on = [at for at in np.flatnonzero(loud) if loud[at : at + 10].sum() > 5]
    return float(goes_on[0] * PIECE / RATE) if goes_on else 0.0


def joined(parts: list[Samples], pauses: list[float]) -> Samples:
    """Parts one after the other, with a pause in seconds after each but the last."""
    pieces: list[Samples] = []
    for place, part in enumerate(parts):
        pieces.append(part)
        if place < len(parts) - 1:
            pieces.append(silence(pauses[place]))
    return np.concatenate(pieces)


def silence(seconds: float) -> Samples:
    """A quiet line: noise 65 dB below full scale."""
    quiet = np.random.default_rng(1).normal(0, 18, int(seconds * RATE))
    return quiet.astype(np.int16)


def street(seconds: float, seed: int = 0) -> Signal:
    """Traffic: low noise that swells and fades, and voices far away."""
    rng = np.random.default_rng(seed)
    count = int(seconds * RATE)
    spectrum = np.fft.rfft(rng.normal(0, 1, count))
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    rumble = np.fft.irfft(spectrum / np.maximum(hertz, 60) ** 0.7, count)
    swell = 1 + 0.5 * np.sin(2 * np.pi * (0.23 * np.arange(count) / RATE + rng.random()))
    return _normal(rumble * swell) + 0.5 * _normal(babble(seconds, seed))


def babble(seconds: float, seed: int = 0) -> Signal:
    """Several people who talk at once, none to the telephone."""
    rng = np.random.default_rng(seed)
    count = int(seconds * RATE)
    mix = np.zeros(count)
    for voice in ("f2", "m3", "f4", "m7", "Alicia"):
        said = spoken(_FAR_TALK, voice).samples.astype(np.float64)
        turn = np.resize(np.roll(said, int(rng.integers(len(said)))), count)
        mix += turn
    return mix


def cough(seed: int = 0) -> Samples:
    """Two or three bursts of noise without pitch that begin at once and fade."""
    rng = np.random.default_rng(seed)
    burst = []
    for _ in range(int(rng.integers(2, 4))):
        count = int(RATE * rng.uniform(0.08, 0.18))
        decay = np.exp(-np.arange(count) / (RATE * rng.uniform(0.02, 0.05)))
        coloured = np.convolve(rng.normal(0, 1, count), np.ones(3) / 3, "same")
        burst += [coloured * decay, np.zeros(int(RATE * rng.uniform(0.05, 0.15)))]
    return telephone(np.concatenate(burst))


def mixed(samples: Samples, noise: Signal, decibels: float) -> Samples:
    """Both together, the noise so many decibels below the words."""
    words = samples.astype(np.float64)
    under = np.resize(noise, len(words))
    loudness, loud = np.sqrt(np.mean(words**2)), np.sqrt(np.mean(under**2)) or 1.0
    together = words + under * (loudness / loud * 10 ** (-decibels / 20))
    return in_16_bits(together)


def in_16_bits(signal: Signal) -> Samples:
    """A signal as samples; what is too loud is clipped."""
    samples: Samples = np.clip(signal, -32768, 32767).astype(np.int16)
    return samples


def read_wav(file: Path) -> Samples:
    """A WAV at 8 kHz."""
    with wave.open(str(file)) as sound:
        return np.frombuffer(sound.readframes(sound.getnframes()), "<i2")


def frames(samples: Samples, seconds: float = 0.02) -> Iterator[bytes]:
    """The octets of a sound in pieces, as Asterisk sends it."""
    octets, step = samples.astype("<i2").tobytes(), int(RATE * seconds) * 2
    for start in range(0, len(octets) - step + 1, step):
        yield octets[start : start + step]


_FAR_TALK = (
    "ayer fuimos al parque con los niños y después compramos pan en la esquina porque mi mamá "
    "nos estaba esperando para el almuerzo y ya casi llovía"
)


def _from_gsm(file: Path) -> Samples:
    raw = ("-t", "raw", "-r", "8000", "-e", "signed", "-b", "16", "-c", "1", "-")
    made = subprocess.run(("sox", str(file), *raw), stdout=subprocess.PIPE, check=True, timeout=30)
    return telephone(np.frombuffer(made.stdout, "<i2"))


def _at_8_khz(samples: Samples, rate: int) -> Signal:
    count = len(samples) * RATE // rate
    spectrum = np.fft.rfft(samples.astype(np.float64))[: count // 2 + 1]
    return np.fft.irfft(spectrum, count) * (count / len(samples))


def _through_mu_law(signal: Signal) -> Samples:
    whole = np.abs(signal) / 32768
    coded = np.round(np.log1p(255 * whole) / np.log(256) * 127) / 127
    return in_16_bits(np.sign(signal) * (np.power(256, coded) - 1) / 255 * 32767)


def _normal(signal: Signal) -> Signal:
    return signal / (np.sqrt(np.mean(signal**2)) or 1.0)
