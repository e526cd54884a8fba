"""What is played to the ears: every fixed prompt, and prompts with values made by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import cycle, islice
from random import Random

from ivr.clock import BOGOTA
from ivr.demo import town
from ivr.rendering import Prompt, Prompts, Utterance
from ivr.rendering.placeholders import Placeholder

TODAY = date(2026, 11, 23)
"""Decides which years are said; fixed, so that each run plays the same."""
FIXED = "fixed"


class Value(StrEnum):
    """What a composed utterance is about."""

    AMOUNT = "amounts"
    DATE = "dates"
    RADICADO = "radicados"
    PHONE = "phones"
    ADDRESS = "addresses"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something to be played and heard. ``kind`` is FIXED or a Value's name."""

    utterance: Utterance
    kind: str

    @property
    def dictated(self) -> bool:
        """Whether digits are spelt in it: a recogniser of sentences mishears those."""
        return self.kind in (Value.RADICADO, Value.PHONE)


def fixed(prompts: Prompts) -> list[Sentence]:
    """Every prompt that is the same in all calls."""
    return [Sentence(utterance, FIXED) for utterance in prompts.fixed()]


def composed(prompts: Prompts, count: int, seed: int = 1) -> list[Sentence]:
    """``count`` prompts with values, the kinds and their prompts in turn."""
    chance = Random(seed)
    return list(islice(_in_turn(prompts, chance), count))


def _in_turn(prompts: Prompts, chance: Random) -> Iterator[Sentence]:
    kinds = {kind: cycle(_holding(prompts, types)) for kind, types in _TYPES.items()}
    for kind in cycle(Value):
        prompt = next(kinds[kind])
        values = {hole.name: _value(hole, chance) for hole in prompt.holes}
        yield Sentence(prompts.utter(prompt.id, today=TODAY, **values), kind)


def _holding(prompts: Prompts, types: frozenset[str]) -> list[Prompt]:
    """The prompts with a value of these types, and none that chance can't make."""
    found = []
    for prompt in prompts.values():
        holes = prompt.holes
        makeable = all(hole.type in _MADE or hole.name in _SAID for hole in holes)
        if makeable and any(hole.type in types for hole in holes):
            found.append(prompt)
    return found


def _value(hole: Placeholder, chance: Random) -> object:
    if hole.name in _SAID:
        return chance.choice(_SAID[hole.name])
    return _MADE[hole.type](hole, chance)


def _digits(hole: Placeholder, chance: Random) -> str:
    length = {"ult3": 3, "ticket": 7, "codigo": 8}.get(hole.name) or chance.randint(6, 10)
    return "".join(chance.choices("0123456789", k=length))


def _amount(_hole: Placeholder, chance: Random) -> int:
    """From a hundred pesos to tens of millions, each order of magnitude as often."""
    return int(10 ** chance.uniform(2, 7.7)) // chance.choice((1, 1, 10, 50)) + 1


def _moment(_hole: Placeholder, chance: Random) -> datetime:
    clock = time(chance.randrange(24), chance.choice((0, 5, 15, 30, 45)))
    return datetime.combine(TODAY + timedelta(days=chance.randrange(3)), clock, BOGOTA)


def _span(_hole: Placeholder, chance: Random) -> tuple[int, int]:
    least = chance.randint(4, 10)
    return least, least + chance.randrange(4)


_IN_TOWN = tuple(zone for zone in town.zones() if zone.stratum > 1)
_MADE: Mapping[str, Callable[[Placeholder, Random], object]] = {
    "money": _amount,
    "number": lambda _hole, chance: chance.randint(0, 2000),
    "count": lambda _hole, chance: chance.randint(1, 60),
    "span": _span,
    "date": lambda _hole, chance: TODAY + timedelta(days=chance.randint(-500, 60)),
    "month": lambda _hole, chance: TODAY - timedelta(days=chance.randint(0, 300)),
    "moment": _moment,
    "time": lambda _hole, chance: time(chance.randrange(7, 19), chance.randrange(60)),
    "digits": _digits,
    "radicado": lambda _hole, chance: f"2026{chance.randrange(10**8):08}",
    "phone": lambda _hole, chance: f"+573{chance.randrange(10**9):09}",
    "address": lambda _hole, chance: town.address(chance, chance.choice(_IN_TOWN)),
}
_SAID: Mapping[str, tuple[str, ...]] = {
    "servicio": ("acueducto", "alcantarillado", "energía", "gas", "aseo"),
    "zona": tuple(zone.name for zone in town.zones()),
    "clase": ("petición", "queja", "reclamo", "recurso"),
    "unidad": ("metros cúbicos", "kilovatios hora"),
    "nombre": tuple(point[0] for point in town.POINTS),
    "horario": tuple(point[3] for point in town.POINTS),
}
"""Values that are texts already, by the name of their place."""
_TYPES: Mapping[Value, frozenset[str]] = {
    Value.AMOUNT: frozenset({"money"}),
    Value.DATE: frozenset({"date", "moment", "time"}),
    Value.RADICADO: frozenset({"radicado"}),
    Value.PHONE: frozenset({"phone", "digits"}),
    Value.ADDRESS: frozenset({"address"}),
}
