"""Addresses in Colombian nomenclature, as they are said, in their written form.

«Calle 45A Bis # 23C-41 Sur, torre 3 apartamento 502, La Pola», as on an invoice; so written,
:func:`ivr.rendering.addresses.spoken_address` says it back.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from speech.understanding.corrections import corrected, correction_words
from speech.understanding.heard import Certainty
from speech.understanding.numbers import Cardinals, is_number, joined, number_words
from speech.understanding.place_names import Neighbourhoods, Spelling
from speech.understanding.streets import Street, Streets, street_words
from speech.understanding.words import Words, words

_UNITS = {
    "apartamento": "apartamento", "apto": "apartamento", "apartaestudio": "apartaestudio",
    "torre": "torre", "bloque": "bloque", "interior": "interior", "casa": "casa",
    "manzana": "manzana", "mz": "manzana", "lote": "lote", "piso": "piso", "oficina": "oficina",
    "local": "local", "etapa": "etapa", "supermanzana": "supermanzana", "bodega": "bodega",
    "kilometro": "kilómetro", "km": "kilómetro",
}  # fmt: skip
_NAMED = {
    "conjunto": "conjunto", "edificio": "edificio", "urbanizacion": "urbanización",
    "condominio": "condominio", "finca": "finca", "vereda": "vereda", "sector": "sector",
    "corregimiento": "corregimiento",
}  # fmt: skip
_RURAL = ("vereda", "corregimiento")
_BARRIO = "barrio"
_ROAD = "via"
_LETTERED_UNITS = frozenset({"manzana", "supermanzana", "torre", "bloque", "interior", "etapa"})
_DOORS = frozenset({"casa", "lote", "finca", "kilómetro", "apartamento", "local"})
_AROUND = frozenset(
    words("""
    a ah al aqui bueno cerca de del direccion e eh el en es esta este frente la las lado los me mi
    o pues que queda se si sobre ubicada ubicado vivo y
    """)
)
_ENDS_NAME = frozenset({"con", "frente", "cerca", "diagonal", "entrada", "numero", "por", "junto"})
_LONGEST_NAME = 5
_MOST_DIGITS = 5
_LETTERED = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Address:
    """``written`` as on an invoice; ``precise``: down to a door, not a crossing or a sector.

    ``certainty`` is SURE where all was read, in one way.
    """

    written: str
    certainty: Certainty
    precise: bool
    neighbourhood: str | None = None


class _Unit(NamedTuple):
    end: int
    kind: str
    value: str
    sure: bool = True

    @property
    def written(self) -> str:
        return f"{self.kind} {self.value}"


def address(text: str, neighbourhoods: Collection[str] = ()) -> Address | None:
    """The address in ``text``; None where there is none.

    ``neighbourhoods``: the known barrios and veredas, as they are written.
    """
    split = (part for word in words(corrected(text)) for part in _LETTERED.findall(word))
    said = joined(tuple(split))
    return _Reader(said, Spelling.of(text), Neighbourhoods.of(neighbourhoods)).address()


def address_words() -> tuple[str, ...]:
    """The words of addresses, spelled as a recogniser knows them; places are passed apart."""
    return (
        *number_words(), *correction_words(), *street_words(), "apartamento", "torre", "bloque",
        "interior", "casa",
        "manzana", "lote", "piso", "oficina", "local", "etapa", "kilómetro", "conjunto",
        "edificio", "urbanización", "condominio", "finca", "vereda", "sector", "corregimiento",
        "barrio", "vía", "a", "de", "del", "en", "el", "la", "los", "las", "al", "lado", "frente",
    )  # fmt: skip


@dataclass(slots=True)
class _Reader:
    said: Words
    spelling: Spelling
    known: Neighbourhoods
    _streets: Streets = field(init=False)
    _read: set[int] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self._streets = Streets(self.said, self.spelling)

    def address(self) -> Address | None:
        street, clear = self._street()
        units = list(self._units())
        barrio = self._barrio()
        parts = [street.written, *_written(units)] if street else _written(units)
        if not street:
            parts.sort(key=lambda part: not part.startswith(_RURAL))
        if barrio:
            parts.append(barrio.value)
        if not parts:
            return None
        written = ", ".join(parts)
        door = any(unit.kind in _DOORS for unit in units)
        precise = street.precise if street else door
        sure = clear and all(unit.sure for unit in units) and not self._left_over()
        sure = sure and (barrio is None or barrio.sure)
        sure = sure and (not street or any(sign.isdigit() for sign in street.written))
        return Address(
            written[0].upper() + written[1:],
            Certainty.SURE if sure else Certainty.DOUBTFUL,
            precise,
            barrio.value if barrio else self._known_vereda(units),
        )

    def _known_vereda(self, units: list[_Unit]) -> str | None:
        named = (unit.value for unit in units if unit.kind in _RURAL)
        return next((name for name in named if name in self.known.known.values()), None)

    def _street(self) -> tuple[Street | None, bool]:
        """The street that takes most words, and whether no other reading takes as many."""
        typed = [at for at in range(len(self.said)) if self._streets.is_way(at)]
        loose = [at for at, word in enumerate(self.said) if not at or self.said[at - 1] == "la"]
        for at in (*typed, *loose):
            found = sorted(self._streets.at(at), key=lambda one: (-one.end, -one.precise, one.odd))
            if found:
                best = found[0]
                rivals = {one.written for one in found if one.end == best.end}
                self._read |= set(range(at, best.end))
                return best, len(rivals) == 1 and at in typed
        return None, True

    def _units(self) -> Iterator[_Unit]:
        """What stands after the street: «torre tres apartamento quinientos dos», «vereda …»."""
        at = 0
        while at < len(self.said):
            unit = None if at in self._read else self._unit(at)
            if unit:
                self._read |= set(range(at, unit.end))
                yield unit
            at = unit.end if unit else at + 1

    def _unit(self, at: int) -> _Unit | None:
        word = self.said[at]
        if word in _UNITS:
            return self._numbered(at + 1, _UNITS[word])
        if word in _NAMED:
            name = self._name(at + 1)
            rural = word in _RURAL
            known = self.known.like(name) if rural else None
            sure = not rural or not self.known.known or bool(known)
            value = known or self.spelling.name(name)
            return _Unit(at + 1 + len(name), _NAMED[word], value, sure) if name else None
        return None

    def _numbered(self, at: int, kind: str) -> _Unit | None:
        at += at < len(self.said) and self.said[at] == "numero"
        digits, end = self._digits(at)
        letter = self._streets.letter(end)
        if letter and (not letter.odd if digits else kind in _LETTERED_UNITS):
            digits, end = digits + letter.written, letter.end
        if not digits:
            return None
        if kind == "kilómetro":
            return self._kilometre(end, digits)
        return _Unit(end, kind, digits)

    def _kilometre(self, at: int, number: str) -> _Unit:
        """«Kilómetro cinco y medio vía a El Salado»."""
        if self.said[at : at + 2] == ("y", "medio"):
            at, number = at + 2, f"{number} y medio"
        if self.said[at : at + 1] != (_ROAD,):
            return _Unit(at, "kilómetro", number)
        leads = at + 1 + int(self.said[at + 1 : at + 2] in (("a",), ("al",)))
        name = self._name(leads)
        if not name:
            return _Unit(at, "kilómetro", number)
        road = " ".join(("vía", *self.said[at + 1 : leads]))
        return _Unit(leads + len(name), "kilómetro", f"{number} {road} {self.spelling.name(name)}")

    def _digits(self, at: int) -> tuple[str, int]:
        """«Quinientos dos», «cinco cero dos», «doce cero uno»: one after the other."""
        digits = ""
        while at < len(self.said) and len(digits) < _MOST_DIGITS:
            word = self.said[at]
            reading = Cardinals(self.said).longest(at)
            if word == "cero" or (word.isascii() and word.isdecimal()):
                digits, at = digits + ("0" if word == "cero" else word), at + 1
            elif reading and reading.value < 10_000:
                digits, at = digits + str(reading.value), reading.end
            else:
                break
        return digits, at

    def _barrio(self) -> _Unit | None:
        """«Barrio La Pola», or a known name that nothing else has taken."""
        if _BARRIO in self.said:
            at = self.said.index(_BARRIO)
            name = self._name(at + 1)
            self._read |= set(range(at, at + 1 + len(name)))
            known = self.known.like(name) or self._beginning(name)
            if name:
                value = known or self.spelling.name(name)
                return _Unit(at, _BARRIO, value, bool(known) or not self.known.known)
        rest = tuple("" if at in self._read else word for at, word in enumerate(self.said))
        held = self.known.within(rest)
        if held is None:
            return None
        start = next(at for at in range(len(rest)) if rest[at : at + len(held[0])] == held[0])
        self._read |= set(range(start, start + len(held[0])))
        return _Unit(start, _BARRIO, held[1])

    def _beginning(self, name: Words) -> str | None:
        """A known name at the beginning of ``name``: what follows it is talk."""
        for length in range(len(name) - 1, 0, -1):
            if known := self.known.known.get(" ".join(name[:length])):
                return known
        return None

    def _name(self, at: int) -> Words:
        end = at
        while end < len(self.said) and end - at < _LONGEST_NAME and not self._ends_name(end):
            end += 1
        while end > at and self.said[end - 1] in _AROUND:
            end -= 1
        return self.said[at:end]

    def _ends_name(self, at: int) -> bool:
        word = self.said[at]
        listed = word in _UNITS or word in _NAMED or word in (_BARRIO, _ROAD)
        return listed or word in _ENDS_NAME or self._streets.is_way(at) or at in self._read

    def _left_over(self) -> bool:
        """Whether a number was said that is no part of what was read."""
        return any(
            at not in self._read and (is_number(word) or word.isdecimal())
            for at, word in enumerate(self.said)
        )


def _written(units: list[_Unit]) -> list[str]:
    """Numbered units side by side («torre 3 apartamento 502»), named ones apart."""
    parts: list[str] = []
    numbered = False
    for unit in units:
        if unit.kind in _NAMED.values():
            parts.append(unit.written)
            numbered = False
        elif numbered:
            parts[-1] += f" {unit.written}"
        else:
            parts.append(unit.written)
            numbered = True
    return parts
