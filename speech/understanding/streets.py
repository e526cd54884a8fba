"""The street part of an address: «calle cuarenta y cinco a bis número veintitrés ce guion doce».

Colombian nomenclature: way, its number with letter, «bis» and cardinal point, the crossing way
alike, and the plate. Every grouping of the numbers that the words allow is a reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from speech.understanding.numbers import Cardinals, is_number
from speech.understanding.place_names import Spelling
from speech.understanding.words import Words

WAYS: Mapping[str, str] = {
    "avenida calle": "Avenida Calle", "avenida carrera": "Avenida Carrera",
    "calle": "Calle", "cll": "Calle", "cl": "Calle", "carrera": "Carrera", "cra": "Carrera",
    "kra": "Carrera", "kr": "Carrera", "cr": "Carrera", "diagonal": "Diagonal", "dg": "Diagonal",
    "transversal": "Transversal", "tv": "Transversal", "tr": "Transversal", "ac": "Avenida Calle",
    "ak": "Avenida Carrera", "avenida": "Avenida", "av": "Avenida", "autopista": "Autopista",
    "circular": "Circular", "circunvalar": "Circunvalar", "pasaje": "Pasaje",
}  # fmt: skip
_NAMED = frozenset({"Avenida", "Autopista", "Circunvalar", "Pasaje", "Calle"})
_ONLY_ONE = frozenset({"Circunvalar", "Circular", "Autopista"})
_ORDINALS = {
    "primera": 1, "primero": 1, "segunda": 2, "tercera": 3, "cuarta": 4, "quinta": 5, "sexta": 6,
    "septima": 7, "octava": 8, "novena": 9, "decima": 10, "undecima": 11, "once": 11,
}  # fmt: skip
_LETTERS = {
    "a": "A", "be": "B", "ve": "B", "ce": "C", "se": "C", "de": "D", "e": "E", "efe": "F",
    "ge": "G", "hache": "H", "i": "I", "jota": "J", "ka": "K", "ele": "L", "eme": "M", "ene": "N",
    "eñe": "Ñ", "o": "O", "pe": "P", "cu": "Q", "erre": "R", "ere": "R", "ese": "S", "te": "T",
    "u": "U", "uve": "V", "equis": "X", "ye": "Y", "zeta": "Z",
}  # fmt: skip
_LONG_LETTERS = {
    ("doble", "u"): "W", ("doble", "ve"): "W", ("uve", "doble"): "W", ("i", "griega"): "Y",
    ("be", "larga"): "B", ("be", "grande"): "B", ("ve", "corta"): "V", ("ve", "pequeña"): "V",
    ("ve", "chiquita"): "V",
}  # fmt: skip
_UNCLEAR_LETTERS = frozenset({"ve", "se", "de", "e", "o", "y"})
"""Also other words, or sounding like another letter."""
_POINTS = {
    "sur": "Sur", "norte": "Norte", "este": "Este", "oriente": "Este", "oeste": "Oeste",
    "occidente": "Oeste",
}  # fmt: skip
_MARKS = frozenset({"numero", "numeral", "num", "nro"})
_CROSSES = frozenset({"con", "esquina"})
_DASHES = frozenset({"guion", "raya", "menos"})
_NO_NAME = frozenset({"frente", "donde", "que", "hay", "esta", "se", "cerca", "al", "a", "por"})
_LONGEST_NAME = 4


class Street(NamedTuple):
    """A reading up to ``end``. ``precise``: down to the plate; ``odd`` as careless speech."""

    end: int
    written: str
    precise: bool = False
    odd: int = 0


class _Part(NamedTuple):
    end: int
    written: str
    odd: int = 0


@dataclass(frozen=True, slots=True)
class Streets:
    """Reads streets in ``said``."""

    said: Words
    spelling: Spelling

    def at(self, place: int) -> Iterator[Street]:
        """Every street that begins at ``place``, with its way or, before a crossing, without."""
        for way in self._ways(place):
            typed = way.written[0].isalpha()
            if typed:
                yield Street(way.end, way.written, False, way.odd)
            yield from self._crossings(way)

    def is_way(self, place: int) -> bool:
        """Whether the word at ``place`` is a kind of way."""
        return self._way_word(place) is not None

    def letter(self, place: int) -> _Part | None:
        """A letter by its name, with «de burro» after it."""
        pair = (self._word(place), self._word(place + 1))
        if pair in _LONG_LETTERS:
            found = _Part(place + 2, _LONG_LETTERS[pair])
        elif (word := self._word(place)) in _LETTERS:
            found = _Part(place + 1, _LETTERS[word], int(word in _UNCLEAR_LETTERS))
        elif len(word) == 1 and word.isalpha() and word != "y":
            found = _Part(place + 1, word.upper())
        else:
            return None
        example = self._word(found.end + 1)
        if self._word(found.end) == "de" and example[:1].upper() in (found.written, "V"):
            explained = not is_number(example) and len(example) > 2
            return found._replace(end=found.end + 2, odd=0) if explained else found
        return found

    def numbers(self, place: int) -> Iterator[_Part]:
        """The numbers 1 to 999 that begin at ``place``."""
        word = self._word(place)
        if word.isascii() and word.isdecimal() and 0 < len(word) < 4:
            yield _Part(place + 1, word)
        elif word in _ORDINALS:
            yield _Part(place + 1, str(_ORDINALS[word]))
        else:
            for one in Cardinals(self.said).below_thousand(place):
                if not one.strained:
                    yield _Part(one.end, str(one.value), one.odd)

    # -- way and crossing ----------------------------------------------------------

    def _ways(self, at: int) -> Iterator[_Part]:
        found = self._way_word(at)
        if found is None:
            if self._word(at - 1) == "la" or at == 0:
                yield from self._tagged(at)
            return
        end, way = found
        if self._word(end) in ("la", "el"):
            end += 1
        numbered = list(self._tagged(end))
        for number in numbered:
            yield _Part(number.end, f"{way} {number.written}", number.odd)
        if way in _NAMED and not numbered and (name := self._name(end)):
            yield _Part(name.end, f"{way} {name.written}", name.odd)
        if way in _ONLY_ONE and self._word(end) in _MARKS | _CROSSES:
            yield _Part(end, way)

    def _crossings(self, way: _Part) -> Iterator[Street]:
        """«Número doce treinta y cuatro», «con dieciocho», «con carrera séptima»."""
        marked = self._word(way.end) in _MARKS
        crosses = self._word(way.end) in _CROSSES
        at = way.end + (marked or crosses)
        at += self._word(at) in ("la", "el", *_MARKS)
        other = self._way_word(at)
        if other and (crosses or marked):
            for number in self._tagged(other[0]):
                written = f"{way.written} con {other[1]} {number.written}"
                yield Street(number.end, written, False, way.odd + number.odd)
            return
        for crossing in self._tagged(at):
            odd = way.odd + crossing.odd
            sign = "con" if crosses else "#"
            yield Street(crossing.end, f"{way.written} {sign} {crossing.written}", False, odd)
            dash = self._word(crossing.end) in _DASHES
            for plate in self._plates(crossing.end + dash):
                written = f"{way.written} # {crossing.written}-{plate.written}"
                yield Street(plate.end, written, True, odd + plate.odd)

    def _plates(self, at: int) -> Iterator[_Part]:
        """«Cuarenta y uno sur», «cero cinco»."""
        zero = self._word(at) == "cero"
        for number in self.numbers(at + zero):
            written = f"0{number.written}" if zero else number.written
            yield _Part(number.end, written, number.odd)
            if point := _POINTS.get(self._word(number.end)):
                yield _Part(number.end + 1, f"{written} {point}", number.odd)

    def _tagged(self, at: int) -> Iterator[_Part]:
        """A number with its letter, «bis», another letter, and cardinal point."""
        for number in self.numbers(at):
            for lettered in self._with_letter(number, ""):
                yield from self._with_point(lettered)
                if self._word(lettered.end) == "bis":
                    bis = _Part(lettered.end + 1, f"{lettered.written} Bis", lettered.odd)
                    for last in self._with_letter(bis, " "):
                        yield from self._with_point(last)

    def _with_letter(self, part: _Part, space: str) -> Iterator[_Part]:
        yield part
        letter = self.letter(part.end)
        if letter:
            written = f"{part.written}{space}{letter.written}"
            yield _Part(letter.end, written, part.odd + letter.odd)

    def _with_point(self, part: _Part) -> Iterator[_Part]:
        yield part
        if point := _POINTS.get(self._word(part.end)):
            yield _Part(part.end + 1, f"{part.written} {point}", part.odd)

    def _name(self, at: int) -> _Part | None:
        """«Avenida Ferrocarril»: a way without a number, up to its crossing."""
        end = at
        while end < len(self.said) and end - at < _LONGEST_NAME and self._names(end):
            end += 1
        stop = self._word(end)
        ended = not stop or stop in _MARKS or stop in _CROSSES or is_number(stop)
        if end == at or not (ended or stop.isdecimal()):
            return None
        return _Part(end, self.spelling.name(self.said[at:end]))

    def _names(self, at: int) -> bool:
        word = self.said[at]
        stops = word in _MARKS or word in _CROSSES or word in _NO_NAME
        return not (stops or word.isdecimal() or is_number(word) or self.is_way(at))

    def _way_word(self, at: int) -> tuple[int, str] | None:
        for length in (2, 1):
            way = WAYS.get(" ".join(self.said[at : at + length])) if at >= 0 else None
            if way:
                return at + length, way
        return None

    def _word(self, at: int) -> str:
        return self.said[at] if 0 <= at < len(self.said) else ""


def street_words() -> tuple[str, ...]:
    """The words of streets beside numbers, spelled as a recogniser knows them."""
    spelled = {"septima": "séptima", "decima": "décima", "undecima": "undécima"}
    return (
        "calle", "carrera", "diagonal", "transversal", "avenida", "autopista", "circular",
        "circunvalar", "pasaje", *(spelled.get(word, word) for word in _ORDINALS), *_LETTERS,
        "doble", "griega", *_POINTS, "bis", "número", "con", "esquina", "guion", "raya", "la",
    )  # fmt: skip
