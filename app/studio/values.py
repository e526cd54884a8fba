"""The values of a prompt as they are typed: «valor=128350 fecha=2026-12-14»."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from ivr.clock import BOGOTA
from ivr.errors import Invalid
from ivr.rendering import Prompt


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of one type are typed; ``sample`` is one, said where none is given."""

    read: Callable[[str], object]
    sample: str


def values_of(prompt: Prompt, typed: Iterable[str]) -> dict[str, object]:
    """The values that ``prompt`` needs: those typed as name=value, samples for the rest.

    Raises Invalid for a name it doesn't have and a value of another kind.
    """
    given = dict(_named(entry) for entry in typed)
    holes = {hole.name: hole.type for hole in prompt.holes}
    odd = ", ".join(sorted(given.keys() - holes.keys()))
    if odd:
        known = ", ".join(f"{name} ({kind})" for name, kind in holes.items()) or "ninguno"
        raise Invalid(f"{prompt.id} no tiene {odd}; sus valores son: {known}")
    return {
        name: _value(name, KINDS[kind], given.get(name, KINDS[kind].sample))
        for name, kind in holes.items()
    }


def _named(entry: str) -> tuple[str, str]:
    name, sign, value = entry.partition("=")
    if not sign:
        raise Invalid(f"«{entry}»: los valores se escriben nombre=valor")
    return name, value


def _value(name: str, kind: Kind, typed: str) -> object:
    try:
        return kind.read(typed)
    except ValueError:
        raise Invalid(
            f"«{name}={typed}» no se entiende; por ejemplo {name}={kind.sample}"
        ) from None


def _number(typed: str) -> int:
    return int(typed.replace(".", ""))


def _span(typed: str) -> tuple[int, ...]:
    least, _, most = typed.partition("-")
    return int(least), int(most or least)


def _moment(typed: str) -> datetime:
    return datetime.fromisoformat(typed).replace(tzinfo=BOGOTA)


def _texts(typed: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in typed.split(","))


def _week(typed: str) -> tuple[tuple[int, int, int], ...]:
    """«0-4 07:00-16:00, 5 08:00-12:00»: days from 0 (Monday) to 7 (holidays)."""
    week = []
    for stretch in typed.split(","):
        days, hours = stretch.split()
        opens, closes = (_minute(hour) for hour in hours.split("-"))
        first, last = _span(days)
        week += [(day, opens, closes) for day in range(first, last + 1)]
    return tuple(week)


def _minute(typed: str) -> int:
    moment = time.fromisoformat(typed)
    return 60 * moment.hour + moment.minute


KINDS: Mapping[str, Kind] = {
    "money": Kind(_number, "128350"),
    "number": Kind(_number, "28"),
    "count": Kind(_number, "3"),
    "span": Kind(_span, "3-5"),
    "date": Kind(date.fromisoformat, "2026-12-14"),
    "month": Kind(date.fromisoformat, "2026-12-14"),
    "time": Kind(time.fromisoformat, "14:30"),
    "wish": Kind(time.fromisoformat, "14:30"),
    "moment": Kind(_moment, "2026-12-14T14:30"),
    "hours": Kind(_week, "0-4 07:00-16:00, 5 08:00-12:00"),
    "digits": Kind(str, "72964103"),
    "radicado": Kind(str, "2026000123"),
    "phone": Kind(str, "3104567281"),
    "address": Kind(str, "Calle 45A # 23-41"),
    "list": Kind(_texts, "agua, energía"),
    "endings": Kind(_texts, "241, 873"),
    "accounts": Kind(_texts, "241, 873"),
    "options": Kind(_texts, "la factura, un daño"),
    "choices": Kind(_texts, "la factura, un daño"),
    "text": Kind(str, "La Pola"),
}
"""One for each type that a call gives values of (`ivr.rendering.placeholders`)."""
