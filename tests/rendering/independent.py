"""How values are said, by another hand: num2words, babel and what the line's domain asks.

Shares no code with ivr.rendering. num2words gives every number by itself («treinta y uno mil»):
where a noun follows, Spanish drops the o (RAE, Ortografía 2010). Written for reading back what was
composed, so it may be slow.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from babel.dates import format_date, format_time, get_timezone
from num2words import num2words

COLOMBIA = "es_CO"
LARGEST = 999_999_999_999
TODAY = date(2026, 11, 23)
LETTERS = {
    "A": "avión", "B": "burro", "C": "casa", "D": "dedo", "E": "elefante", "F": "foca",
    "G": "gato", "H": "helado",
}  # fmt: skip
WAYS = {
    "Calle": "calle", "CL": "calle", "Cll": "calle", "Carrera": "carrera", "KR": "carrera",
    "Cra": "carrera", "Kra": "carrera", "Diagonal": "diagonal", "DG": "diagonal",
    "Transversal": "transversal", "TV": "transversal", "AC": "avenida calle",
    "AK": "avenida carrera", "Avenida": "avenida", "AV": "avenida",
}  # fmt: skip
PARTS = {"Bis": "bis", "Sur": "sur", "Norte": "norte", "Este": "este", "Oeste": "oeste"}
WITHIN = {
    "torre": "torre", "apto": "apartamento", "apartamento": "apartamento", "casa": "casa",
    "Mz": "manzana", "int": "interior", "piso": "piso", "local": "local", "lote": "lote",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A value as the line holds it, and how it is said."""

    value: object
    said: str


Chance = random.Random


def number(value: int) -> str:
    """A number by itself."""
    said = num2words(value, lang="es")
    return re.sub(r"(veinti|)uno(?= (?:mil|millones)\b)", _short, said)


def counting(value: int, noun: str) -> str:
    """A number before a masculine noun in the plural, with «de» behind round millions."""
    said = re.sub(r"(veinti|)uno$", _short, number(value))
    return f"{said} de {noun}" if re.search(r"mill(ón|ones)$", said) else f"{said} {noun}"


def _short(match: re.Match[str]) -> str:
    return "veintiún" if match[1] else "un"


def of_something(forms: str, chance: Chance) -> Case:
    """How many of what a prompt counts: «una cifra|cifras»."""
    one, many = forms.split("|")
    value = chance.choice([1, chance.randint(0, 40), chance.randint(0, 199)])
    if value == 1:
        return Case(value, one)
    if one.startswith("un "):
        return Case(value, counting(value, many))
    said = re.sub("(cient|quinient)os", r"\1as", number(value))
    said = re.sub(r"uno$", "una", said)
    return Case(value, f"{said} {many}")


def money(chance: Chance) -> Case:
    """Any amount, round ones as often as odd ones."""
    value = min(int(10 ** chance.uniform(0, 12)), LARGEST)
    value -= value % 10 ** chance.choice([0, 0, 1, 2, 3, 6])
    return Case(value, "un peso" if value == 1 else counting(value, "pesos"))


def day(chance: Chance) -> Case:
    """A day of thirty years."""
    value = date(2015, 1, 1) + timedelta(days=chance.randrange(30 * 365))
    return Case(value, _day(value))


def _day(value: date) -> str:
    said = format_date(value, "EEEE d 'de' MMMM", locale=COLOMBIA)
    first = "primero" if value.day == 1 else number(value.day)
    return f"{re.sub(r'[0-9]+', first, said)}{_year(value)}"


def _year(value: date) -> str:
    return "" if value.year == TODAY.year else f" de {number(value.year)}"


def month(chance: Chance) -> Case:
    """A month of thirty years."""
    value = date(2015 + chance.randrange(30), 1 + chance.randrange(12), 1)
    return Case(value, f"{format_date(value, 'MMMM', locale=COLOMBIA)}{_year(value)}")


def hour(chance: Chance) -> Case:
    """A time of day."""
    value = time(chance.randrange(24), chance.choice([0, 15, 30, chance.randrange(60)]))
    return Case(value, _hour(value))


def _hour(value: time) -> str:
    """Babel's hours; the parts of the day are Colombia's, where 12:30 is «del día»."""
    hours, minutes = format_time(value, "h:m", locale=COLOMBIA).split(":")
    said = "la una" if hours == "1" else f"las {number(int(hours))}"
    if minutes != "0":
        said += f" y {number(int(minutes))}"
    parts = {0: "de la noche", 12: "del día"}
    parts |= dict.fromkeys(range(1, 12), "de la mañana")
    parts |= dict.fromkeys(range(13, 19), "de la tarde")
    return f"{said} {parts.get(value.hour, 'de la noche')}"


def moment(chance: Chance) -> Case:
    """A moment from today on, as it is kept: in UTC."""
    value = datetime(2026, 11, 23, 5, tzinfo=UTC) + timedelta(minutes=chance.randrange(400 * 1440))
    here = value.astimezone(get_timezone("America/Bogota"))
    days = (here.date() - TODAY).days
    when = {0: "hoy", 1: "mañana"}.get(days) or f"el {_day(here.date())}"
    return Case(value, f"{when} a {_hour(here.time())}")


def _digits(written: str) -> str:
    return " ".join(number(int(digit)) for digit in written)


def _grouped(written: str) -> str:
    """Threes, and twos at the end where threes don't fit: 3-3-2-2 for a telephone."""
    if len(written) <= 3:
        return ", ".join(_digits(digit) for digit in written)
    pairs = {0: 0, 1: 2, 2: 1}[len(written) % 3]
    split = len(written) - 2 * pairs
    found = re.findall("...", written[:split]) + re.findall("..", written[split:])
    return ", ".join(_digits(group) for group in found)


def digits(chance: Chance) -> Case:
    """An account, a cédula, an ending."""
    value = "".join(chance.choices("0123456789", k=chance.randint(1, 12)))
    return Case(value, _grouped(value))


def radicado(chance: Chance) -> Case:
    """The year and what follows it."""
    year = str(chance.randint(2020, 2040))
    rest = "".join(chance.choices("0123456789", k=chance.randint(4, 10)))
    return Case(year + rest, f"{_digits(year)}, {_grouped(rest)}")


def phone(chance: Chance) -> Case:
    """A Colombian number, as the store or as people write it."""
    start = chance.choice(["3", f"60{chance.choice('1245678')}"])
    national = start + "".join(chance.choices("0123456789", k=10 - len(start)))
    return Case(chance.choice(["", "+57"]) + national, _grouped(national))


def address(chance: Chance) -> Case:
    """A street address as invoices have it: «KR 5A Bis # 23C-06 Sur, torre 3 apto 502»."""
    way = chance.choice(list(WAYS))
    street, said_street = _corner(chance, chance.randint(1, 199))
    cross, said_cross = _corner(chance, chance.randint(1, 150))
    plate = f"{chance.randint(1, 99):02d}"
    zero = "cero " if plate.startswith("0") else ""
    written = f"{way} {street} # {cross}-{plate}"
    said = f"{WAYS[way]} {said_street}, número {said_cross}, {zero}{number(int(plate))}"
    if chance.random() < 0.3:
        part = chance.choice(list(PARTS))
        written, said = f"{written} {part}", f"{said} {PARTS[part]}"
    for place in chance.sample(list(WITHIN), chance.choice([0, 0, 1, 2])):
        inside = chance.randint(1, 1250)
        written, said = f"{written}, {place} {inside}", f"{said}, {WITHIN[place]} {number(inside)}"
    return Case(written, said)


def _corner(chance: Chance, street: int) -> tuple[str, str]:
    written, said = str(street), number(street)
    if chance.random() < 0.4:
        letter = chance.choice(list(LETTERS))
        written, said = f"{written}{letter}", f"{said} {letter} de {LETTERS[letter]}"
    if chance.random() < 0.2:
        written, said = f"{written} Bis", f"{said} bis"
    return written, said


KINDS: Mapping[str, Callable[[Chance], Case]] = {
    "money": money,
    "date": day,
    "month": month,
    "time": hour,
    "moment": moment,
    "digits": digits,
    "radicado": radicado,
    "phone": phone,
    "address": address,
}
"""By the type of a placeholder."""


def is_known(kind: str) -> bool:
    """Whether values of a placeholder's type can be made up here."""
    return kind in KINDS or kind.startswith("count(")


def case(kind: str, chance: Chance) -> Case:
    """A value of that type."""
    if kind.startswith("count("):
        return of_something(kind.removeprefix("count(").removesuffix(")"), chance)
    return KINDS[kind](chance)
