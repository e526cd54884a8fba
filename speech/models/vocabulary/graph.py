"""The graph that Vosk searches, written from words and their sounds.

Three files of a model's folder ``graph``: ``words.txt``; ``HCLr.fst``, a loop over the words as
states of the acoustic model, beside a loop over all phones that takes up any other sound
(``[unk]``); ``Gr.fst``, a grammar of single words, in whose place Vosk puts the grammar of each
question. The FSTs are OpenFst's plain *vector* type with tropical weights (fst.h, vector-fst.h),
with Kaldi's transition ids: of phone *p* ``2p - 1`` stays in its state and ``2p`` goes on.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec

from ivr.errors import LineaError
from speech.models.vocabulary.spelling import PHONES, Pronunciation

UNKNOWN = "[unk]"
BIGRAM = "phone_bigram.json"
WRITTEN = ("HCLr.fst", "Gr.fst", "words.txt", "disambig_tid.int")

_POSITIONS = "BIES"  # of a phone in its word: begin, inside, end, single
_SILENCE = 1
_ALL_PHONES = 1 + len(_POSITIONS) * len(PHONES)
_SILENCE_COST = 0.7
_UNKNOWN_COST = 6.0  # to enter the loop over all phones, and how much its bigram weighs:
_UNKNOWN_SCALE = 0.6  # set on three synthetic voices, see the model's README
_RAREST = 1e-5

_MAGIC = 2125659606
_VERSION = 2
_PROPERTIES = 3  # expanded and mutable, as OpenFst writes a vector FST
_LOOP, _AFTER_SILENCE = 0, 1


class FixedVocabulary(LineaError):
    """The model is not one whose words can be changed."""

    code = "fixed_vocabulary"


class Arc(NamedTuple):
    """From one state to the next: what it takes in, what it gives out, what it costs."""

    source: int
    target: int
    taken: int
    given: int
    cost: float


@dataclass(frozen=True, slots=True)
class Fst:
    """A transducer of ``states`` states that starts in 0; ``final`` costs by state."""

    arcs: Sequence[Arc]
    states: int
    final: Mapping[int, float]

    def written(self, *, by_input: bool = False) -> bytes:
        """The bytes of its file, the arcs of each state in the order Vosk composes them by."""
        leaving: list[list[Arc]] = [[] for _ in range(self.states)]
        for arc in self.arcs:
            leaving[arc.source].append(arc)
        parts = [
            struct.pack("<i", _MAGIC),
            *(struct.pack("<i", len(name)) + name for name in (b"vector", b"standard")),
            struct.pack("<iiQqqq", _VERSION, 0, _PROPERTIES, 0, self.states, len(self.arcs)),
        ]
        for state, arcs in enumerate(leaving):
            arcs.sort(key=lambda arc: arc.taken if by_input else arc.given)
            parts.append(struct.pack("<fq", self.final.get(state, math.inf), len(arcs)))
            parts += [struct.pack("<iifi", a.taken, a.given, a.cost, a.target) for a in arcs]
        return b"".join(parts)


def write(folder: Path, words: Mapping[str, Sequence[Pronunciation]]) -> None:
    """Write the graph of ``words`` into the model's folder ``graph``.

    Raises FixedVocabulary where the folder has no phone bigram of ours, and OSError.
    """
    bigram = _bigram(folder / BIGRAM)
    numbers = {word: number for number, word in enumerate(sorted(words), start=2)}
    symbols = {"<eps>": 0, UNKNOWN: 1, **numbers, "#0": len(numbers) + 2}
    (folder / "HCLr.fst").write_bytes(_lexicon(words, numbers, bigram).written())
    (folder / "Gr.fst").write_bytes(_single_words(words, numbers).written(by_input=True))
    lines = "".join(f"{word} {number}\n" for word, number in symbols.items())
    (folder / "words.txt").write_text(lines, "utf-8")
    (folder / "disambig_tid.int").write_text(f"{2 * _ALL_PHONES + 1}\n", "ascii")


def _bigram(path: Path) -> list[list[float]]:
    """Probabilities of each phone after each, silence first."""
    try:
        read = json.loads(path.read_text("utf-8"))
        rows = msgspec.convert(read["prob"], list[list[float]])
    except FileNotFoundError:
        raise FixedVocabulary(f"las palabras de «{path.parents[1].name}» son fijas") from None
    except (ValueError, KeyError, TypeError) as error:
        raise FixedVocabulary(f"{path}: no se puede leer: {error}") from error
    size = len(PHONES) + 1
    if read.get("phones") != ["SIL", *PHONES] or {len(rows), *map(len, rows)} != {size}:
        raise FixedVocabulary(f"{path}: no es de los sonidos que se esperan")
    return rows


def _single_words(words: Mapping[str, object], numbers: Mapping[str, int]) -> Fst:
    cost = math.log(len(words)) if words else 0.0
    arcs = [Arc(0, 0, numbers[word], numbers[word], cost) for word in words]
    return Fst(arcs, 1, {0: _SILENCE_COST})


def _lexicon(
    words: Mapping[str, Sequence[Pronunciation]],
    numbers: Mapping[str, int],
    bigram: Sequence[Sequence[float]],
) -> Fst:
    net = _Net()
    silence = net.state(_SILENCE)
    net.arc(_LOOP, silence, _forward(_SILENCE), cost=_SILENCE_COST)
    net.arc(silence, _AFTER_SILENCE)
    net.arc(_LOOP, _AFTER_SILENCE)
    for word, sounds in words.items():
        for sound in sounds:
            net.word(sound, numbers[word])
    net.any_sound(bigram)
    return Fst(net.arcs, net.states, {_AFTER_SILENCE: 0.0})


class _Net:
    """The arcs of HCLr.fst as they are laid."""

    def __init__(self) -> None:
        self.arcs: list[Arc] = []
        self.states = 2

    def state(self, phone: int) -> int:
        """A new state, in which ``phone`` may last."""
        new = self.states
        self.states += 1
        self.arc(new, new, 2 * phone - 1)
        return new

    def arc(
        self, source: int, target: int, taken: int = 0, given: int = 0, cost: float = 0.0
    ) -> None:
        self.arcs.append(Arc(source, target, taken, given, cost))

    def word(self, sound: Pronunciation, number: int) -> None:
        """A way round the loop that says a word."""
        middle = "I" * (len(sound) - 2)
        positions = "S" if len(sound) == 1 else f"B{middle}E"
        at = _AFTER_SILENCE
        for phone, position in zip(sound, positions, strict=True):
            number_of_phone = _phone(phone, position)
            following = self.state(number_of_phone)
            given = number if at == _AFTER_SILENCE else 0
            self.arc(at, following, _forward(number_of_phone), given)
            at = following
        self.arc(at, _LOOP)

    def any_sound(self, bigram: Sequence[Sequence[float]]) -> None:
        """The way round the loop for what is no word of the grammar: any phones at all."""

        def cost(before: int, phone: int) -> float:
            return -_UNKNOWN_SCALE * math.log(max(bigram[before][phone], _RAREST))

        first, inside, last = (
            [self.state(_phone(phone, position)) for phone in PHONES] for position in "BIE"
        )
        for at, phone in enumerate(PHONES):
            begin, middle, end = (_forward(_phone(phone, position)) for position in "BIE")
            entry = _UNKNOWN_COST + cost(0, at + 1)
            self.arc(_AFTER_SILENCE, first[at], begin, 1, entry)
            self.arc(last[at], _LOOP)
            for before in range(len(PHONES)):
                weight = cost(before + 1, at + 1)
                for source in (first[before], inside[before]):
                    self.arc(source, inside[at], middle, cost=weight)
                    self.arc(source, last[at], end, cost=weight)


def _phone(phone: str, position: str) -> int:
    return 2 + len(_POSITIONS) * PHONES.index(phone) + _POSITIONS.index(position)


def _forward(phone: int) -> int:
    return 2 * phone
