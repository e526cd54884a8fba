"""A cell's value as a column wants it. Every function raises Unfit, with what to do about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime

from ivr.phone_number import normalise
from ivr.services.accounts import DOCUMENT_DIGITS, NUMBER_DIGITS, digits
from ivr.services.imports.fault import Unfit
from ivr.services.imports.sheet import Cell, Formula
from ivr.store import Service

MOST_PESOS = 999_999_999_999
MOST_PHONES = 20
EARLIEST, LATEST = date(1950, 1, 1), date(2100, 1, 1)
MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
SERVICES = {
    "acueducto": Service.WATER, "agua": Service.WATER,
    "alcantarillado": Service.SEWERAGE,
    "aseo": Service.WASTE, "basuras": Service.WASTE, "recoleccion": Service.WASTE,
    "energia": Service.POWER, "luz": Service.POWER,
    "gas": Service.GAS,
    "alumbrado": Service.LIGHTING,
}  # fmt: skip
AS_TEXT = "dé a la columna formato de texto en la hoja de cálculo y escríbalo de nuevo"

Phones = Callable[[Cell], tuple[str, ...]]

_SCIENTIFIC = re.compile(r"\d+([.,]\d+)?[eE]\+?\d+")
_WHOLE = re.compile(r"(\d+)[.,]0+")
_ISO = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})([T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})( .*)?")
_IN_WORDS = re.compile(r"(\d{1,2})(?: de |[-/. ])([a-z]{3,10})\.?(?: del? |[-/. ])(\d{4})")
_MONEY = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")


def plain(text: str) -> str:
    """Lower case, without accents, one space between words: how headings and names compare."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = (sign if sign.isalnum() else " " for sign in bare if not unicodedata.combining(sign))
    return " ".join("".join(kept).split())


def words(cell: Cell) -> str:
    """What stands in a cell, as text between nothing; empty where nothing does."""
    if isinstance(cell, Formula):
        raise Unfit("hay una fórmula o un error de Excel", "copie la columna y pegue solo valores")
    if cell is None:
        return ""
    if isinstance(cell, bool):
        raise Unfit("hay verdadero o falso", "escriba el valor de la columna")
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = " ".join(str(cell).split())
    if not text.isprintable():
        raise Unfit("hay caracteres de control", "escriba el valor de nuevo")
    return text


def text(longest: int) -> Callable[[Cell], str]:
    """A text that must be there, of at most so many characters."""

    def convert(cell: Cell) -> str:
        found = words(cell)
        if not found:
            raise Unfit("está vacía", "escriba el valor; separe las celdas combinadas")
        if len(found) > longest:
            raise Unfit(f"tiene más de {longest} caracteres", "acórtelo")
        return found

    return convert


def account_number(cell: Cell) -> str:
    """An account's number; zeros before it are part of it."""
    return _digits(cell, *NUMBER_DIGITS)


def document(cell: Cell) -> str:
    """A cédula, or a NIT without its check digit."""
    return _digits(cell, *DOCUMENT_DIGITS)


def stratum(cell: Cell) -> int:
    """0 to 6."""
    found = _whole(words(cell))
    if found not in {"0", "1", "2", "3", "4", "5", "6"}:
        raise Unfit("se espera un número de 0 a 6", "escriba 0 donde no hay estrato")
    return int(found)


def services(cell: Cell) -> tuple[str, ...]:
    """Names of services, between spaces or any separator."""
    names = plain(words(cell)).split()
    known = [SERVICES.get(name) for name in names if name not in {"y", "e"}]
    if not known or None in known:
        raise Unfit(f"se esperan servicios de: {', '.join(Service)}", "sepárelos con espacios")
    return tuple(dict.fromkeys(one.value for one in known if one))


def phones(area_code: str) -> Phones:
    """Telephones in E.164, none too; between commas, semicolons, slashes or spaces."""

    def convert(cell: Cell) -> tuple[str, ...]:
        found: list[str | None] = []
        for part in re.split(r"[,;/|]", _whole(words(cell))):
            whole = part.strip()
            if not whole:
                continue
            one = normalise(whole, area_code)
            found += [one] if one else [normalise(each, area_code) for each in whole.split()]
        if None in found:
            raise Unfit(
                "hay un teléfono que no es de Colombia",
                "escríbalo con 10 cifras, como 3151234567 o 6081234567",
            )
        if len(found) > MOST_PHONES:
            raise Unfit(f"hay más de {MOST_PHONES} teléfonos", "deje los que estén vigentes")
        return tuple(dict.fromkeys(one for one in found if one))

    return convert


def day(cell: Cell) -> date:
    """A date that must be there."""
    found = day_or_none(cell)
    if found is None:
        raise Unfit("está vacía", "escriba la fecha como 2026-11-22")
    return found


def day_or_none(cell: Cell) -> date | None:
    """A date as people write them here, day before month; none where the cell is empty."""
    if isinstance(cell, datetime):
        return _within(cell.date())
    if isinstance(cell, date):
        return _within(cell)
    found = words(cell)
    if not found:
        return None
    try:
        parsed = _parsed(found)
    except ValueError:
        parsed = None
    if parsed is None:
        raise Unfit("no es una fecha que se entienda", "escríbala como 2026-11-22 o 22/11/2026")
    return _within(parsed)


def month(cell: Cell) -> date:
    """The first day of the month of a date, or of a month written 2026-11."""
    found = cell if isinstance(cell, date) else words(cell)
    if isinstance(found, str) and re.fullmatch(r"\d{4}-\d{1,2}", found):
        found = f"{found[:5]}{found[5:]:0>2}-01"
    return day(found).replace(day=1)


def pesos(cell: Cell) -> int:
    """Whole pesos; points between thousands are understood, cents are refused."""
    if isinstance(cell, float) and not cell.is_integer():
        raise Unfit("tiene decimales", "escriba pesos enteros")
    found = _whole(words(cell).removeprefix("$").strip())
    if not _MONEY.fullmatch(found):
        raise Unfit("se espera un valor en pesos", "escriba solo cifras, sin decimales")
    value = int(found.replace(".", ""))
    if value > MOST_PESOS:
        raise Unfit("es un valor demasiado grande", "revise la cifra")
    return value


def _digits(cell: Cell, least: int, most: int) -> str:
    """What a caller could not type would never be found."""
    found = digits(_whole(words(cell)))
    if not least <= len(found) <= most:
        raise Unfit(f"se esperan de {least} a {most} cifras", AS_TEXT)
    return found


def _whole(found: str) -> str:
    """A whole number that a spreadsheet wrote with decimals (123.0) as it was."""
    if _SCIENTIFIC.fullmatch(found):
        raise Unfit("la hoja de cálculo lo abrevió (1,2E+9) y perdió cifras", AS_TEXT)
    decimals = _WHOLE.fullmatch(found)
    if decimals and len(found) - len(decimals[1]) != 4:  # 1.000 is a thousand
        return decimals[1]
    return found


def _parsed(found: str) -> date | None:
    if iso := _ISO.fullmatch(found):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if local := _DAY_FIRST.fullmatch(found):
        return date(int(local[3]), int(local[2]), int(local[1]))
    bare = unicodedata.normalize("NFKD", found.casefold()).encode("ascii", "ignore").decode()
    if (said := _IN_WORDS.fullmatch(bare)) and said[2][:3] in MONTHS:
        return date(int(said[3]), MONTHS.index(said[2][:3]) + 1, int(said[1]))
    return None


def _within(found: date) -> date:
    if not EARLIEST <= found < LATEST:
        raise Unfit("es una fecha imposible", "revise el año")
    return found
