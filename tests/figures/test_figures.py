"""Every formula against cases computed by hand."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.services import figures
from ivr.services.figures import IvrRow, OfferRow, Promise, Share, Target, Variant
from ivr.store import OfferEnd

PROMISE = Promise({"emergency": Target(10, 95)}, automatable=frozenset({"factura"}))
ENDS = {"A": OfferEnd.ANSWERED, "X": OfferEnd.ABANDONED, "E": OfferEnd.ELSEWHERE}


def rows(text: str) -> list[OfferRow]:
    """``A12 X3 E60 W``: answered after 12 s, gave up after 3, left after 60, still waiting."""
    found = []
    for word in text.split():
        if word == "W":
            found.append(OfferRow("attention", None, None))
        else:
            found.append(OfferRow("attention", ENDS[word[0]], int(word[1:])))
    return found


TEN = "A0 A5 A20 A21 A90 X2 X4 X5 X20 X60"
"""Target 20 s, short under 5 s: A=5 (3 in time), short=2, Ab=3 (2 within 20 s), O=10."""


@pytest.mark.parametrize(
    ("variant", "told", "level"),
    [
        ("A", TEN, Share(3, 10)),
        ("B", TEN, Share(3, 8)),
        ("C", TEN, Share(3, 5)),
        ("D", TEN, Share(5, 10)),
        ("E", TEN, Share(3, 6)),
        ("A", "", Share(0, 0)),
        ("B", "X1 X2", Share(0, 0)),
        ("B", "A20 E40 W", Share(1, 2)),
        ("C", "X30", Share(0, 0)),
        ("E", "X30", Share(0, 1)),
    ],
)
def test_service_levels(variant: str, told: str, level: Share) -> None:
    counted = figures.of_queues(rows(told), PROMISE)
    assert counted.service_level(Variant(variant)) == level


def test_what_is_counted() -> None:
    counted = figures.of_queues(rows(f"{TEN} E300 W W"), PROMISE)
    assert (counted.offered, counted.answered, counted.abandoned) == (13, 5, 3)
    assert (counted.short, counted.elsewhere, counted.waiting) == (2, 1, 2)
    assert counted.abandonment == Share(3, 8)
    assert counted.asa.mean == pytest.approx(136 / 5)
    assert (counted.asa.median, counted.asa.p90, counted.asa.longest) == (20, 90, 90)
    assert counted.to_abandon.mean == pytest.approx(85 / 3)


def test_each_queue_is_held_to_its_own_target() -> None:
    both = [
        OfferRow("attention", OfferEnd.ANSWERED, 15),
        OfferRow("emergency", OfferEnd.ANSWERED, 15),
        OfferRow("emergency", OfferEnd.ANSWERED, 10),
    ]
    assert figures.of_queues(both, PROMISE).service_level(Variant.B) == Share(2, 3)


@pytest.mark.parametrize(
    ("values", "median", "p90"),
    [
        ([7], 7, 7),
        ([1, 2], 1.5, 2),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5.5, 9),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 6, 10),
        ([0, 0, 0, 100], 0, 100),
    ],
)
def test_median_and_p90_by_rank(values: list[int], median: float, p90: int) -> None:
    found = figures.waits(Counter(values))
    assert (found.median, found.p90) == (median, p90)


@given(st.lists(st.tuples(st.sampled_from("AXE"), st.integers(0, 200)), max_size=40))
def test_rows_that_stand_for_many_count_the_same(told: list[tuple[str, int]]) -> None:
    single = [OfferRow("attention", ENDS[end], wait) for end, wait in told]
    grouped = [
        OfferRow("attention", ENDS[end], wait, count)
        for (end, wait), count in Counter(told).items()
    ]
    counts = [figures.of_queues(each, PROMISE) for each in (single, grouped)]
    assert counts[0] == counts[1]
    assert counts[0].offered == len(told)
    for variant in Variant:
        level = counts[0].service_level(variant)
        assert 0 <= level.part <= max(level.whole, 0)


def test_handling_time_and_occupancy() -> None:
    assert figures.aht(600, 60, 90, 5).value == 150
    assert figures.aht(0, 0, 0, 0).value is None
    assert figures.occupancy(660, 90, 250).value == 0.75


CALLS = [
    IvrRow("factura", kept=True, done=True, again=False, count=4),
    IvrRow("factura", kept=True, done=True, again=True),
    IvrRow("factura", kept=True, done=False, again=False, count=2),
    IvrRow("factura", kept=False, done=True, again=False),
    IvrRow("oficina", kept=False, done=False, again=False),
    IvrRow(None, kept=True, done=False, again=False),
]


def test_containment_raw_and_true() -> None:
    found = figures.containment(CALLS, PROMISE)
    assert found.entered == 10
    assert found.raw == Share(8, 10)
    assert found.true == Share(4, 8)
    assert found.done == Share(6, 10)


@pytest.mark.parametrize(("count", "hidden"), [(0, False), (1, True), (4, True), (5, False)])
def test_cells_of_few_people_are_hidden(count: int, hidden: bool) -> None:
    assert figures.suppressed(count, 5) is hidden
