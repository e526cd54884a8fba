"""The subscribers of the call tests: one for each state that an account can be in."""

from __future__ import annotations

from collections.abc import Mapping

from tests.running.town import Bill, Subscriber


def _subscriber(
    place: int, *bills: Bill, suspended_days: int | None = None, document: str = ""
) -> Subscriber:
    return Subscriber(
        number=f"70{place:04}",
        document=document or f"52{place:03}4{place:02}",
        phone=f"310555{place:04}",
        bills=bills,
        suspended_days=suspended_days,
    )


SUBSCRIBERS: Mapping[str, Subscriber] = {
    "owes the newest": _subscriber(1, Bill(0, 128_350, 128_350, 10)),
    "owes a part": _subscriber(2, Bill(0, 128_350, 21_001, 10)),
    "has paid": _subscriber(3, Bill(0, 90_000, 0, 4, paid_days_ago=3)),
    "nothing to pay": _subscriber(4, Bill(0, 0, 0, 4)),
    "no invoice yet": _subscriber(5),
    "one overdue": _subscriber(6, Bill(0, 1_234_567, 1_234_567, -2)),
    "newest and one overdue": _subscriber(
        7, Bill(0, 90_000, 90_000, 5), Bill(1, 80_000, 80_000, -25)
    ),
    "newest and several overdue": _subscriber(
        8,
        Bill(0, 21_000, 21_000, 5),
        Bill(1, 31_000, 31_000, -25),
        Bill(2, 1_000_000, 1_000_000, -55),
    ),
    "suspended": _subscriber(9, Bill(0, 200_000, 200_000, -20), suspended_days=5),
    "suspended without debt": _subscriber(
        10, Bill(0, 50_000, 0, -20, paid_days_ago=1), suspended_days=2
    ),
    "owes a fortune": _subscriber(11, Bill(0, 999_999_999, 999_999_999, 1)),
    "owes more than can be said": _subscriber(13, Bill(0, 10**12, 10**12, 1)),
    "due today": _subscriber(12, Bill(0, 1_000_000, 1_000_000, 0)),
    "for wrong digits": _subscriber(20, Bill(0, 50_000, 50_000, 5)),
    "for wrong data": _subscriber(21, Bill(0, 50_000, 50_000, 5)),
    "for hang-ups": _subscriber(22, Bill(0, 50_000, 50_000, 5)),
    "for agents": _subscriber(23, Bill(0, 50_000, 50_000, 5)),
    "for fast fingers": _subscriber(24, Bill(0, 50_000, 50_000, 5)),
    "has a claim": _subscriber(25, Bill(0, 50_000, 50_000, 5)),
    "dictates": _subscriber(26, Bill(0, 50_000, 50_000, 5), document="1020345"),
}
TOWN = tuple(SUBSCRIBERS.values())
ETHICS_HOTLINE = "6087650000"
EMERGENCY_HOTLINE = "6087650111"
LARGE_CUSTOMERS_HOTLINE = "6087650222"
RELAY_HOTLINE = "6087650333"
HOTLINES = {
    ETHICS_HOTLINE: "etica",
    EMERGENCY_HOTLINE: "emergencia",
    LARGE_CUSTOMERS_HOTLINE: "grandes_clientes",
    RELAY_HOTLINE: "relevo",
}
