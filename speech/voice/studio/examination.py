"""Is a recording good enough for the line? What is wrong with it, where, and the mend."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from speech.voice.loudness import TARGET, Signal, integrated
from speech.voice.pack.fragment import Fragment
from speech.voice.pack.sound import Sound

LOWEST_RATE = 16_000
FEWEST_BITS = 16
SOFTEST = -42.0  # LUFS; under it the recorder's own noise is lifted too much
NOISIEST = -52.0  # dB of full scale once the voice is at the line's level
LEAST_EDGE = 0.02  # seconds of quiet before and after, else something may be cut off
LONGEST_PAUSE = 0.5  # seconds within a phrase
LONGEST_MARKED_PAUSE = 1.2  # where the text has a mark
FASTEST, SLOWEST = 9.0, 2.2  # syllables a second; Spanish is spoken at 4 to 7
SLACK = 0.6  # seconds more that any line may take
FULL = 0.985
CLIPPED_SAMPLES = 3
FLAT_SAMPLES, FLAT_TOPS = 4, 3

_FRAME = 0.02
_SYLLABLE = re.compile("[aeiouáéíóúü]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, with its place in the sound, and what to do, in Spanish."""

    what: str
    mend: str


def examine(sound: Sound, fragment: Fragment) -> tuple[Fault, ...]:
    """All that is wrong with a recording of ``fragment``; nothing where it can be taken in."""
    if faults := _format(sound):
        return faults
    signal, rate = sound.signal, sound.rate
    loudness = integrated(signal, rate)
    speech = Speech.of(signal, rate)
    if speech is None or loudness < SOFTEST:
        heard = "no se oye voz" if speech is None else f"muy bajo ({_number(loudness)} LUFS)"
        return (Fault(heard, "acérquese al micrófono o suba la ganancia y repita la toma"),)
    return (
        *_clipping(signal, rate),
        *_noise(speech, loudness),
        *_edges(speech),
        *_pauses(speech, fragment),
        *_length(speech, fragment),
    )


def syllables(text: str) -> int:
    """About how many syllables a Spanish text has; one at the least."""
    return max(1, len(_SYLLABLE.findall(text)))


@dataclass(frozen=True, slots=True)
class Speech:
    """Where somebody speaks in a recording, in steps of 20 ms, and what is heard beside it."""

    voiced: npt.NDArray[np.bool_]
    levels: npt.NDArray[np.float32]
    """The root mean square of each step."""

    @classmethod
    def of(cls, signal: Signal, rate: int) -> Speech | None:
        """Find the voice; None where nothing stands out."""
        frame = round(rate * _FRAME)
        frames = signal[: len(signal) // frame * frame].reshape(-1, frame)
        if not len(frames):
            return None
        levels = np.sqrt((frames**2).mean(axis=1))
        loud, soft = np.quantile(levels, 0.95), np.quantile(levels, 0.05)
        voiced = levels > max(2 * soft, 0.02 * loud, 1e-4)
        return cls(voiced, levels) if voiced.any() else None

    @property
    def first(self) -> float:
        """When it begins, in seconds."""
        return float(np.argmax(self.voiced)) * _FRAME

    @property
    def last(self) -> float:
        """When it ends, in seconds."""
        return float(len(self.voiced) - np.argmax(self.voiced[::-1])) * _FRAME

    @property
    def after(self) -> float:
        """How much quiet follows it, in seconds."""
        return len(self.voiced) * _FRAME - self.last

    @property
    def longest_pause(self) -> tuple[float, float]:
        """When the longest pause within it begins and how long it is, in seconds."""
        voiced = np.flatnonzero(self.voiced)
        gaps = np.diff(voiced) - 1
        if not len(gaps):
            return 0.0, 0.0
        longest = int(np.argmax(gaps))
        return float(voiced[longest] + 1) * _FRAME, float(gaps[longest]) * _FRAME

    @property
    def noise(self) -> float | None:
        """The noise beside the voice in dB of full scale; None where too little is beside it."""
        quiet = self.levels[~self.voiced]
        if len(quiet) * _FRAME < 0.1:
            return None
        return 20 * float(np.log10(max(float(np.median(quiet)), 1e-6)))


def _format(sound: Sound) -> tuple[Fault, ...]:
    faults = []
    if 0 < sound.bits < FEWEST_BITS:
        mend = "grabe y exporte con 16 o 24 bits"
        faults.append(Fault(f"tiene {sound.bits} bits por muestra", mend))
    if sound.rate < LOWEST_RATE:
        mend = "grabe y exporte a 44,1 o 48 kHz"
        faults.append(Fault(f"está a {_number(sound.rate / 1000)} kHz", mend))
    return tuple(faults)


def _clipping(signal: Signal, rate: int) -> tuple[Fault, ...]:
    """Samples that hang at full scale, or tops cut flat at any level and made softer later."""
    peak = float(np.abs(signal).max())
    full = _runs(np.abs(signal) >= FULL, CLIPPED_SAMPLES)
    flat = _runs(np.abs(signal) == peak, FLAT_SAMPLES)
    places = full if len(full) else flat if len(flat) >= FLAT_TOPS else full
    if not len(places):
        return ()
    first = _number(float(places[0]) / rate, 2)
    mend = "baje la ganancia del micrófono y repita la toma"
    where = "un punto," if len(places) == 1 else f"{len(places)} puntos, el primero"
    return (Fault(f"satura en {where} a los {first} s", mend),)


def _runs(marked: npt.NDArray[np.bool_], length: int) -> npt.NDArray[np.intp]:
    """Where at least ``length`` marked samples follow each other."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], marked, [False])).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    return starts[ends - starts >= length]


def _noise(speech: Speech, loudness: float) -> tuple[Fault, ...]:
    if speech.noise is None or speech.noise + TARGET - loudness <= NOISIEST:
        return ()
    under = _number(loudness - speech.noise, 0)
    mend = "busque la causa (ventilador, calle, eco) y repita la toma en silencio"
    return (Fault(f"el ruido de fondo está solo {under} dB por debajo de la voz", mend),)


def _edges(speech: Speech) -> tuple[Fault, ...]:
    faults = []
    if speech.first < LEAST_EDGE:
        mend = "deje medio segundo de silencio antes de hablar"
        faults.append(Fault("la voz empieza en el borde: puede faltar el comienzo", mend))
    if speech.after < LEAST_EDGE:
        mend = "deje medio segundo de silencio después de hablar"
        faults.append(Fault("la voz termina en el borde: puede faltar el final", mend))
    return tuple(faults)


def _pauses(speech: Speech, fragment: Fragment) -> tuple[Fault, ...]:
    begins, seconds = speech.longest_pause
    marked = re.search(r"[,.;:?!…]", fragment.text)
    if seconds <= (LONGEST_MARKED_PAUSE if marked else LONGEST_PAUSE):
        return ()
    what = f"hay una pausa de {_number(seconds)} s a los {_number(begins)} s"
    return (Fault(what, "repita la toma de corrido"),)


def _length(speech: Speech, fragment: Fragment) -> tuple[Fault, ...]:
    seconds, words = speech.last - speech.first, len(fragment.text.split())
    said = f"{_number(seconds)} s para {words} {'palabra' if words == 1 else 'palabras'}"
    said += f" ({_number(words / seconds)} por segundo)"
    if seconds < syllables(fragment.text) / FASTEST:
        return (Fault(f"{said}: falta texto o va muy rápido", "compare con el texto y repita"),)
    if seconds > syllables(fragment.text) / SLOWEST + SLACK:
        return (Fault(f"{said}: sobra algo o va muy lento", "compare con el texto y repita"),)
    return ()


def _number(value: float, decimals: int = 1) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")
