"""Whole numbers in Spanish words, with gender and apocope (RAE, Ortografía 2010, numerals)."""

from __future__ import annotations

from typing import Literal

Form = Literal["alone", "masculine", "feminine"]
"""*alone* «veintiuno»; before a *masculine* noun «veintiún»; *feminine* «veintiuna»."""

LARGEST = 999_999_999_999

_UNITS = (
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez",
    "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho",
    "diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro",
    "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve",
)  # fmt: skip
_TENS = ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_HUNDREDS = (
    "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos",
    "setecientos", "ochocientos", "novecientos",
)  # fmt: skip


def cardinal(number: int, form: Form = "alone") -> str:
    """``number`` in words, 0 to :data:`LARGEST`; raises ValueError outside."""
    if not 0 <= number <= LARGEST:
        raise ValueError(f"se esperaba un número entre 0 y {LARGEST}")
    if number == 0:
        return _UNITS[0]
    millions, rest = divmod(number, 1_000_000)
    thousands, units = divmod(rest, 1_000)
    words = [
        _millions(millions),
        _thousands(thousands, form),
        _below_thousand(units, form),
    ]
    return " ".join(word for word in words if word)


def count(number: int, one: str, many: str) -> str:
    """How many of something: ``one`` with its article («una cifra»), ``many`` without («cifras»).

    The article tells the gender: «veintiuna cifras», «veintiún días».
    """
    if number == 1:
        return one
    return f"{cardinal(number, gender(one))} {linked(number, many)}"


def gender(one: str) -> Form:
    """The form that agrees with a noun given with its article: «una cifra», «un día»."""
    return "feminine" if one.startswith("una ") else "masculine"


def linked(number: int, noun: str) -> str:
    """``noun`` as it follows ``number``: round millions take «de» («un millón de pesos»)."""
    round_millions = number >= 1_000_000 and number % 1_000_000 == 0
    return f"de {noun}" if round_millions else noun


def _millions(millions: int) -> str:
    if millions == 0:
        return ""
    return "un millón" if millions == 1 else f"{cardinal(millions, 'masculine')} millones"


def _thousands(thousands: int, form: Form) -> str:
    if thousands == 0:
        return ""
    if thousands == 1:
        return "mil"
    hundreds, below = divmod(thousands, 100)
    agreeing = _hundreds(hundreds, below, form)
    return " ".join(word for word in (agreeing, _below_hundred(below, "masculine"), "mil") if word)


def _below_thousand(number: int, form: Form) -> str:
    hundreds, below = divmod(number, 100)
    words = (_hundreds(hundreds, below, form), _below_hundred(below, form))
    return " ".join(word for word in words if word)


def _hundreds(hundreds: int, below: int, form: Form) -> str:
    if hundreds == 0:
        return ""
    if hundreds == 1:
        return "ciento" if below else "cien"
    word = _HUNDREDS[hundreds - 1]
    return word[:-2] + "as" if form == "feminine" else word


def _below_hundred(number: int, form: Form) -> str:
    if number == 0:
        return ""
    if number < 30:
        return _agreeing(_UNITS[number], form)
    tens, unit = divmod(number, 10)
    word = _TENS[tens - 3]
    return f"{word} y {_agreeing(_UNITS[unit], form)}" if unit else word


def _agreeing(word: str, form: Form) -> str:
    if form == "alone" or not word.endswith("uno"):
        return word
    if form == "feminine":
        return word[:-1] + "a"
    return "veintiún" if word == "veintiuno" else "un"
