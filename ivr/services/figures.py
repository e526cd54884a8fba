"""The line's figures, each formula once: board and reports count by these functions alone.

Pure functions on plain rows; a row may stand for ``count`` equal ones. Waits are whole
seconds, as in Asterisk's queue_log: 20.9 s waited is 20. Formulas: docs/figures.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate

from ivr.store import OfferEnd


class Variant(StrEnum):
    """How a service level treats those who gave up."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


@dataclass(frozen=True, slots=True)
class Target:
    """What a queue promises: ``goal`` percent of its calls answered within ``seconds``."""

    seconds: int = 20
    goal: int = 80


@dataclass(frozen=True, slots=True)
class Promise:
    """How the line is measured: each queue's target, what is short, the variant shown first.

    Who gives up before ``short_seconds`` was hardly there. ``smallest_cell``: published cells
    that count fewer people are hidden. ``automatable``: flows that need no person.
    """

    targets: Mapping[str, Target] = field(default_factory=dict)
    usual: Target = Target()
    short_seconds: int = 5
    variant: Variant = Variant.B
    smallest_cell: int = 5
    automatable: frozenset[str] = frozenset()

    def target(self, queue: str) -> Target:
        """A queue's target."""
        return self.targets.get(queue, self.usual)


@dataclass(frozen=True, slots=True)
class OfferRow:
    """``count`` calls offered to a queue with one end and one wait; None: still waiting."""

    queue: str
    ended: OfferEnd | None
    wait: int | None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole``; without a whole there is no value."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Between 0 and 1."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Mean:
    """``total`` over ``count``; without a count there is no value."""

    total: float
    count: int

    @property
    def value(self) -> float | None:
        """The mean."""
        return self.total / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Waits:
    """How long those counted waited, in whole seconds; None where there were none."""

    mean: float | None
    median: float | None
    p90: int | None
    longest: int | None


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """What queues did. ``short`` gave up before the shortest wait that counts.

    ``in_time`` were answered within the target, ``abandoned_in_time`` gave up within it.
    """

    offered: int
    answered: int
    abandoned: int
    short: int
    elsewhere: int
    waiting: int
    in_time: int
    abandoned_in_time: int
    asa: Waits
    to_abandon: Waits

    def service_level(self, variant: Variant) -> Share:
        """The share answered in time, as ``variant`` treats those who gave up.

        Who still waits counts when that ends: nobody is late for having just come.
        """
        late_abandoned = self.abandoned - self.abandoned_in_time
        ended = self.offered - self.waiting
        match variant:
            case Variant.A:
                return Share(self.in_time, ended)
            case Variant.B:
                return Share(self.in_time, ended - self.short)
            case Variant.C:
                return Share(self.in_time, self.answered)
            case Variant.D:
                return Share(self.in_time + self.abandoned_in_time, ended)
            case Variant.E:
                return Share(self.in_time, self.answered + late_abandoned)

    @property
    def levels(self) -> Mapping[Variant, Share]:
        """Every variant of the service level."""
        return {variant: self.service_level(variant) for variant in Variant}

    @property
    def abandonment(self) -> Share:
        """Those who gave up, of those who were answered or gave up; short ones in neither."""
        return Share(self.abandoned, self.answered + self.abandoned)


def of_queues(rows: Iterable[OfferRow], promise: Promise) -> QueueFigures:
    """Count offers, those of each queue against its own target."""
    answered: Counter[int] = Counter()
    abandoned: Counter[int] = Counter()
    short = elsewhere = waiting = in_time = abandoned_in_time = 0
    for row in rows:
        wait = row.wait or 0
        within = row.count * (wait <= promise.target(row.queue).seconds)
        match row.ended:
            case None:
                waiting += row.count
            case OfferEnd.ANSWERED:
                answered[wait] += row.count
                in_time += within
            case OfferEnd.ABANDONED if wait < promise.short_seconds:
                short += row.count
            case OfferEnd.ABANDONED:
                abandoned[wait] += row.count
                abandoned_in_time += within
            case OfferEnd.ELSEWHERE:
                elsewhere += row.count
    return QueueFigures(
        offered=answered.total() + abandoned.total() + short + elsewhere + waiting,
        answered=answered.total(),
        abandoned=abandoned.total(),
        short=short,
        elsewhere=elsewhere,
        waiting=waiting,
        in_time=in_time,
        abandoned_in_time=abandoned_in_time,
        asa=waits(answered),
        to_abandon=waits(abandoned),
    )


def waits(counted: Mapping[int, int]) -> Waits:
    """Mean, median, P90 and longest of waits that were ``counted`` by their seconds."""
    many = sum(counted.values())
    if not many:
        return Waits(None, None, None, None)
    total = sum(seconds * count for seconds, count in counted.items())
    return Waits(
        mean=total / many,
        median=(_rank(counted, (many + 1) // 2) + _rank(counted, many // 2 + 1)) / 2,
        p90=_rank(counted, -(-many * 9 // 10)),
        longest=max(counted),
    )


def aht(talk: int, hold: int, wrap_up: int, handled: int) -> Mean:
    """The mean time that a handled call took its agent: talk, hold and wrap-up."""
    return Mean(talk + hold + wrap_up, handled)


def occupancy(talk: int, wrap_up: int, available: int) -> Share:
    """How much of their staffed time agents were busy; ``talk`` with its hold. Seconds."""
    return Share(talk + wrap_up, talk + wrap_up + available)


@dataclass(frozen=True, slots=True)
class IvrRow:
    """``count`` calls that entered the machine with one wish.

    ``kept``: ended there without a person; ``done``: got what they called for;
    ``again``: called again within 24 hours.
    """

    flow: str | None
    kept: bool
    done: bool
    again: bool
    count: int = 1


@dataclass(frozen=True, slots=True)
class Containment:
    """What the machine kept: ``raw`` counts those who hung up in disgust, ``true`` does not.

    ``done`` is task completion: done of all that began the flow.
    """

    entered: int
    raw: Share
    true: Share
    done: Share


def containment(rows: Iterable[IvrRow], promise: Promise) -> Containment:
    """Raw and true containment; for the true one only automatable flows count."""
    entered = kept = able = contained = done = 0
    for row in rows:
        entered += row.count
        kept += row.count * row.kept
        done += row.count * row.done
        if row.flow in promise.automatable:
            able += row.count
            contained += row.count * (row.kept and row.done and not row.again)
    return Containment(entered, Share(kept, entered), Share(contained, able), Share(done, entered))


def median(values: Iterable[int]) -> float | None:
    """The median of whole numbers; None where there are none."""
    return waits(Counter(values)).median


def suppressed(count: int, smallest: int) -> bool:
    """Whether a published cell would point at people: of few, but not of none."""
    return 0 < count < smallest


def _rank(counted: Mapping[int, int], rank: int) -> int:
    """The value at a place in order, from 1."""
    values = sorted(counted)
    ranks = accumulate(counted[value] for value in values)
    return next(value for value, up_to in zip(values, ranks, strict=True) if up_to >= rank)
