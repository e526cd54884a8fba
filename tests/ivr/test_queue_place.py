"""The order of a queue: 10,000 simulated arrivals against an independent computation."""

from __future__ import annotations

import heapq
from bisect import insort
from dataclasses import dataclass
from random import Random

from ivr.queue_place import FIRST_COME, HEAD_START, Place

ARRIVALS = 10_000
BEGAN = 1_795_000_000


class AsteriskQueue:
    """The order in which app_queue keeps its callers (``join_queue``, ``insert_entry``).

    A new one goes before the first with a smaller priority: behind everybody with the same.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, int]] = []
        self._joins = 0

    def join(self, caller: int, priority: int) -> None:
        self._joins += 1
        insort(self._waiting, (-priority, self._joins, caller))

    def leave(self, caller: int) -> None:
        self._waiting = [one for one in self._waiting if one[2] != caller]

    def answer(self) -> int:
        return self._waiting.pop(0)[2]

    def __len__(self) -> int:
        return len(self._waiting)


@dataclass(frozen=True)
class Arrival:
    """A simulated caller. ``away``: steps outside after joining (the menu, or called back)."""

    number: int
    second: int
    head_start: int
    away: int | None


def arrivals(chance: Random) -> list[Arrival]:
    """Callers one to twenty seconds apart, so that no two join in the same second."""
    second, made = BEGAN, []
    for number in range(ARRIVALS):
        second += chance.randint(1, 20)
        head_start = HEAD_START if chance.random() < 0.1 else 0
        away = chance.randint(1, 40) if chance.random() < 0.2 else None
        made.append(Arrival(number, second, head_start, away))
    return made


def test_ten_thousand_callers_are_answered_in_the_order_of_their_places() -> None:
    """First come, first served, but for the head start; who leaves and returns is where they were.

    The independent computation knows no QUEUE_PRIO: it picks, of those on the line, the one who
    counts as having come first.
    """
    chance = Random(1)
    queue = AsteriskQueue()
    on_line: dict[int, Arrival] = {}
    outside: list[tuple[int, int, Arrival]] = []
    answered: list[int] = []
    expected: list[int] = []
    told: dict[int, int] = {}

    def answer() -> None:
        answered.append(queue.answer())
        first = min(
            on_line.values(), key=lambda one: (one.second - one.head_start, told[one.number])
        )
        expected.append(first.number)
        del on_line[first.number]

    def back(until: int) -> None:
        while outside and outside[0][0] <= until:
            one = heapq.heappop(outside)[2]
            kept = Place.kept(Place(one.second, one.head_start).priority, one.head_start)
            queue.join(one.number, kept.priority)
            on_line[one.number] = one
            told[one.number] = len(told)

    for step, one in enumerate(arrivals(chance)):
        back(step)
        told[one.number] = len(told)
        if one.away is None:
            queue.join(one.number, Place(one.second, one.head_start).priority)
            on_line[one.number] = one
        else:
            heapq.heappush(outside, (step + one.away, one.number, one))
        if len(queue) > 5 and chance.random() < 0.9:
            answer()
    back(2 * ARRIVALS)
    while queue:
        answer()
    assert answered == expected
    assert sorted(answered) == list(range(ARRIVALS))


def test_nobody_starves_behind_callers_with_priority() -> None:
    """With priority callers every second, who came without waits one head start at most."""
    queue = AsteriskQueue()
    queue.join(-1, Place(BEGAN).priority)
    for second in range(1, 2 * HEAD_START):
        queue.join(second, Place(BEGAN + second, HEAD_START).priority)
        if queue.answer() == -1:
            break
    assert second <= HEAD_START + 1


def test_a_place_survives_the_dialplan() -> None:
    place = Place(BEGAN).preferred()
    assert place.priority == FIRST_COME - BEGAN + HEAD_START
    assert Place.kept(place.priority, place.head_start) == place
    assert place.preferred() == place
    assert Place.kept(FIRST_COME) == Place(0)
    assert Place.kept(FIRST_COME).preferred().priority == FIRST_COME
