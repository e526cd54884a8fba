"""Street addresses as they are said: «calle cuarenta y cinco, número doce, treinta y cuatro»."""

from __future__ import annotations

import re

from ivr.rendering.numbers import cardinal

_WAYS = {
    "cl": "calle",
    "cll": "calle",
    "cr": "carrera",
    "cra": "carrera",
    "kr": "carrera",
    "kra": "carrera",
    "ac": "avenida calle",
    "ak": "avenida carrera",
    "av": "avenida",
    "dg": "diagonal",
    "tv": "transversal",
    "tr": "transversal",
    "mz": "manzana",
    "apto": "apartamento",
    "int": "interior",
    "no": "número",
}
WAYS = (*dict.fromkeys(_WAYS.values()), "torre", "bloque", "casa", "piso", "lote", "local",
        "oficina", "kilómetro", "vereda", "barrio", "con")  # fmt: skip
"""What a number or a name follows in an address."""
PARTS = ("bis", "sur", "norte", "este", "oeste")
"""What follows a street's number."""
LETTERS = {
    word[0].upper(): f"{word[0].upper()} de {word}"
    for word in (
        "avión", "burro", "casa", "dedo", "elefante", "foca", "gato", "helado", "iglesia",
        "jirafa", "kilo", "luna", "mano", "nube", "ñame", "oso", "perro", "queso", "ratón",
        "sol", "tomate", "uva", "vaca", "wafle", "xilófono", "yuca", "zapato",
    )
}  # fmt: skip
"""Letters as they are told apart on the telephone, where «B», «D» and «V» sound alike."""
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[#\-,]")


def spoken_address(address: str) -> str:
    """``address`` with abbreviations, letters and numbers in words; raises ValueError when empty.

    A letter is a capital alone (45A, 12 C): «cuarenta y cinco A de avión».
    """
    words: list[str] = []
    for token in _TOKEN.findall(address):
        if token in "#-,":
            words.append(", número" if token == "#" else ",")
        elif token.isdigit():
            words.append(_number(token))
        else:
            words.append(LETTERS.get(token) or _WAYS.get(token.lower(), token))
    spoken = " ".join(words).replace(" ,", ",").replace(",,", ",").strip(" ,")
    if not spoken:
        raise ValueError("se esperaba una dirección")
    return spoken


def _number(digits: str) -> str:
    """The zero of a plate is said: 5-06 is «cinco, cero seis»."""
    significant = digits.lstrip("0")
    zeros = ["cero"] * (len(digits) - len(significant))
    return " ".join([*zeros, cardinal(int(significant))] if significant else zeros)
