"""The pieces of values that a pack holds, with the ways each may end where it is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import time

from ivr.rendering.addresses import LETTERS, PARTS, WAYS
from ivr.rendering.dates import MONTHS, WEEKDAYS, good_wish, spoken_time
from ivr.rendering.money import pesos
from ivr.rendering.numbers import cardinal, linked
from ivr.rendering.opening_hours import DAYS, spoken_hours
from ivr.rendering.placeholders import Placeholder
from speech.voice.pack.fragment import Join

Said = tuple[str, Join]

_WITHIN = (Join.FLOWS, Join.CONTINUES)
_ANYWHERE = (*_WITHIN, Join.ENDS)
_HOURS = tuple(spoken_time(time(hour)).rpartition(" de")[0] for hour in range(1, 13))


def counted(hole: Placeholder, join: Join) -> Iterator[Said]:
    """What a prompt counts, alone («una cifra») and behind its number («cifras»)."""
    yield hole.one, join
    yield hole.many, join
    if hole.type == "span":
        yield from _said(("entre", "y"), (Join.FLOWS,))


def _said(texts: Iterable[str], joins: Iterable[Join]) -> Iterator[Said]:
    for text in texts:
        for join in joins:
            yield text, join


def _numbers() -> Iterator[Said]:
    below_hundred = [cardinal(number) for number in range(100)]
    yield from _said(below_hundred, (Join.FLOWS, Join.ENDS))
    yield from _said((*below_hundred[:30], *below_hundred[30::10]), (Join.CONTINUES,))
    yield from _said(below_hundred[:10], (Join.ASKS,))
    ones = [number for number in range(1, 100) if number % 10 == 1 and number != 11]
    yield from _said((cardinal(one, "masculine") for one in ones), (Join.FLOWS,))
    yield from _said((cardinal(one, "feminine") for one in ones), (Join.FLOWS,))
    yield "ciento", Join.FLOWS
    hundreds = [cardinal(hundred * 100) for hundred in range(1, 10)]
    yield from _said(hundreds, (Join.FLOWS, Join.ENDS))


def _thousands() -> Iterator[Said]:
    yield from _said((cardinal(number * 1000) for number in range(1, 100)), (Join.FLOWS,))
    yield from _said((cardinal(number * 1000) for number in range(100, 1000, 100)), (Join.FLOWS,))
    yield "un mil", Join.FLOWS
    yield "mil", Join.ENDS


def _amounts() -> Iterator[Said]:
    million = 1_000_000
    yield from _said((cardinal(million), "millones"), (Join.FLOWS, Join.ENDS))
    round_ones = (pesos(million), f"millones {linked(2 * million, 'pesos')}")
    yield from _said((*round_ones, pesos(1), "pesos"), _ANYWHERE)
    endings = [*range(10, 100, 10), 1000]
    yield from _said((pesos(ending) for ending in endings), (Join.FLOWS, Join.ENDS))


def _dates() -> Iterator[Said]:
    yield from _said(WEEKDAYS, (Join.FLOWS,))
    yield from _said((f"el {day}" for day in WEEKDAYS), (Join.FLOWS,))
    yield "primero", Join.FLOWS
    yield from _said((f"de {month}" for month in MONTHS), _ANYWHERE)
    yield from _said(MONTHS, (Join.FLOWS,))
    yield "de dos mil", Join.FLOWS


def _hours() -> Iterator[Said]:
    yield from _said((f"a {hour}" for hour in _HOURS), (Join.FLOWS,))
    yield "y", Join.FLOWS
    yield from _said((f"de {hour}" for hour in _HOURS), (Join.FLOWS,))
    yield from _said(("de la mañana", "de la tarde", "de la noche", "del día"), _ANYWHERE)
    yield from _said(("hoy", "mañana"), (Join.FLOWS,))
    yield from _said(("de la medianoche", "a la medianoche"), _WITHIN)
    yield from _said((good_wish(time(hour)) for hour in (8, 15, 21)), (Join.ENDS,))
    yield from _said((*DAYS, "de lunes a viernes", "de lunes a sábado"), (Join.FLOWS,))
    yield from _said((f"y {day}" for day in DAYS[-3:]), (Join.FLOWS,))
    whole_day = tuple((day, 0, 24 * 60) for day in range(8))
    yield spoken_hours(whole_day), Join.ENDS


def _streets() -> Iterator[Said]:
    yield from _said(WAYS, (Join.FLOWS,))
    yield from _said(PARTS, _WITHIN)
    yield from _said(LETTERS.values(), (Join.FLOWS,))


def _keys() -> Iterator[Said]:
    yield from _said(("para la terminada en", "diga la terminada en", "diga"), (Join.FLOWS,))
    yield from _said(("marque uno", "marque dos", "o marque uno"), (Join.ENDS,))


VALUES: tuple[Said, ...] = (
    *_numbers(),
    *_thousands(),
    *_amounts(),
    *_dates(),
    *_hours(),
    *_streets(),
    *_keys(),
)
"""Everything that the values of prompts are composed of."""
