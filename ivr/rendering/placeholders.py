"""The typed placeholders of a prompt: ``{valor:money}``, ``{n:count(una cifra|cifras)}``.

A type says what Python value is expected and how it sounds. ``name`` and ``url`` are
given by the installation, all others by the call.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from ivr.clock import BOGOTA
from ivr.rendering.addresses import spoken_address
from ivr.rendering.dates import (
    good_wish,
    spoken_date,
    spoken_moment,
    spoken_month,
    spoken_time,
)
from ivr.rendering.digits import spoken_digits, spoken_phone, spoken_radicado
from ivr.rendering.money import pesos
from ivr.rendering.numbers import cardinal, count, gender
from ivr.rendering.opening_hours import spoken_hours
from ivr.rendering.options import endings_to_press, endings_to_say, to_press, to_say

CONSTANT_TYPES = frozenset({"name", "url"})

_SPEC = re.compile(r"(?P<type>[a-z]+)(?:\((?P<one>[^|()]+)\|(?P<many>[^|()]+)\))?")
_PLURAL_TYPES = frozenset({"count", "span"})
_URL_SIGNS = {".": " punto ", "/": " barra ", "-": " guion ", "_": " guion bajo "}


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One hole of a prompt's text; ``one`` and ``many`` are the noun's forms where it counts."""

    name: str
    type: str
    one: str = ""
    many: str = ""

    @classmethod
    def parse(cls, name: str, spec: str) -> Placeholder:
        """Read ``name:spec``; raises ValueError in Spanish for what isn't understood."""
        match = _SPEC.fullmatch(spec)
        if not name.isidentifier() or match is None or match["type"] not in _RENDERERS:
            raise ValueError(f"no es un espacio con tipo conocido: {', '.join(sorted(_RENDERERS))}")
        if (match["type"] in _PLURAL_TYPES) != (match["one"] is not None):
            raise ValueError("las formas (singular|plural) van con count y span, y solo con ellos")
        if match["one"] and not match["one"].startswith(("un ", "una ")):
            raise ValueError("la forma singular empieza por «un» o «una»")
        return cls(name, match["type"], match["one"] or "", match["many"] or "")

    @property
    def constant(self) -> bool:
        """Whether the installation gives its value, not the call."""
        return self.type in CONSTANT_TYPES

    def words(self, value: object, today: date) -> str:
        """``value`` as it is said; raises ValueError or TypeError when it is of another kind."""
        return _RENDERERS[self.type](self, value, today)


def _integer(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("se esperaba un entero")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("se esperaba un texto")
    if not value.strip() or not value.isprintable():
        raise ValueError("se esperaba un texto con contenido y sin caracteres de control")
    return " ".join(value.split())


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError("se esperaba una fecha")
    return value


def _moment(value: object) -> time:
    if not isinstance(value, time):
        raise TypeError("se esperaba una hora")
    return value


def _instant(value: object) -> datetime:
    """A moment, in Colombia's time."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise TypeError("se esperaba un momento con su zona horaria")
    return value.astimezone(BOGOTA)


def _week(value: object) -> tuple[tuple[int, int, int], ...]:
    if not isinstance(value, tuple):
        raise TypeError("se esperaban jornadas: día, minuto en que abre y minuto en que cierra")
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, tuple) or not value:
        raise TypeError("se esperaba una lista (tuple) con al menos un texto")
    return [_text(item) for item in value]


def _list(_hole: Placeholder, value: object, _today: date) -> str:
    """«a, b y c»; «e» before the sound of i."""
    *others, last = _texts(value)
    if not others:
        return last
    joint = "e" if re.match(r"h?i(?![aeou])", last, re.IGNORECASE) else "y"
    return f"{', '.join(others)} {joint} {last}"


def _span(hole: Placeholder, value: object, _today: date) -> str:
    if not (isinstance(value, tuple) and len(value) == 2):
        raise TypeError("se esperaban dos enteros, el menor y el mayor")
    least, most = (_integer(bound) for bound in value)
    if least == most:
        return count(most, hole.one, hole.many)
    return f"entre {cardinal(least, gender(hole.one))} y {count(most, hole.one, hole.many)}"


def _url(_hole: Placeholder, value: object, _today: date) -> str:
    address = re.sub(r"^https?://(www\.)?", "", _text(value)).rstrip("/")
    for sign, word in _URL_SIGNS.items():
        address = address.replace(sign, word)
    return address


_RENDERERS: dict[str, Callable[[Placeholder, object, date], str]] = {
    "money": lambda _hole, value, _today: pesos(_integer(value)),
    "number": lambda _hole, value, _today: cardinal(_integer(value)),
    "count": lambda hole, value, _today: count(_integer(value), hole.one, hole.many),
    "span": _span,
    "date": lambda _hole, value, today: spoken_date(_day(value), today),
    "month": lambda _hole, value, today: spoken_month(_day(value), today),
    "moment": lambda _hole, value, today: spoken_moment(_instant(value), today),
    "hours": lambda _hole, value, _today: spoken_hours(_week(value)),
    "time": lambda _hole, value, _today: spoken_time(_moment(value)),
    "wish": lambda _hole, value, _today: good_wish(_moment(value)),
    "digits": lambda _hole, value, _today: spoken_digits(_text(value)),
    "radicado": lambda _hole, value, _today: spoken_radicado(_text(value)),
    "phone": lambda _hole, value, _today: spoken_phone(_text(value)),
    "address": lambda _hole, value, _today: spoken_address(_text(value)),
    "list": _list,
    "endings": lambda _hole, value, _today: endings_to_press(_texts(value)),
    "accounts": lambda _hole, value, _today: endings_to_say(_texts(value)),
    "options": lambda _hole, value, _today: to_press(_texts(value)),
    "choices": lambda _hole, value, _today: to_say(_texts(value)),
    "text": lambda _hole, value, _today: _text(value),
    "name": lambda _hole, value, _today: _text(value),
    "url": _url,
}
