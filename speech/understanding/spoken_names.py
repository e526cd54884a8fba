"""Names of places as they are spoken: «20 de Julio», «Ambalá II», «Urb. La Pola»."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ivr.rendering.numbers import cardinal

_PART = re.compile(r"\d+|[^\W\d_]+")
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_ABBREVIATIONS = {
    "urb": "urbanización", "vda": "vereda", "cjto": "conjunto",
    "conj": "conjunto", "edif": "edificio", "mz": "manzana", "apto": "apartamento",
    "sta": "santa", "sto": "santo", "cra": "carrera", "kra": "carrera", "kr": "carrera",
    "cr": "carrera", "cl": "calle", "cll": "calle", "av": "avenida", "dg": "diagonal",
    "diag": "diagonal", "tv": "transversal", "transv": "transversal", "int": "interior",
    "km": "kilómetro",
}  # fmt: skip


def spoken(name: str) -> str:
    """``name`` in lower case, numbers and usual abbreviations in words; empty without any."""
    parts = [_part(part) for part in _PART.findall(written(name))]
    return " ".join(parts)


def all_spoken(names: Iterable[str]) -> tuple[str, ...]:
    """Each of ``names`` as it is spoken, once, sorted."""
    return tuple(sorted({said for name in names if (said := spoken(name))}))


def _part(part: str) -> str:
    if part.isdecimal():
        return cardinal(int(part)) if len(part) <= 6 else " ".join(cardinal(int(d)) for d in part)
    if part in _ROMAN:
        return cardinal(_ROMAN[part])
    return _ABBREVIATIONS.get(part, part)


def written(text: str) -> str:
    """``text`` in lower case with the accents of Spanish and no others, as words.txt has it."""
    signs = (sign if sign in "áéíóúüñç" else _bare(sign) for sign in _composed(text.casefold()))
    return "".join(signs)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _bare(sign: str) -> str:
    kept = (part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return "".join(kept)
