"""What a call was to each queue, from its stays and talks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ivr.services.calls.offer import Offered, Stay, Talk, offered
from ivr.store import LeftBecause, OfferEnd

START = datetime(2026, 11, 22, 15, tzinfo=UTC)
REASONS = {
    "A": LeftBecause.ANSWERED,
    "X": LeftBecause.ABANDONED,
    "K": LeftBecause.KEY,
    "T": LeftBecause.TIMEOUT,
    "E": LeftBecause.EMPTY,
    "?": None,
}


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def stays(text: str) -> list[Stay]:
    """``attention 0-30 A``: joined at 0 s, left at 30, answered; ``attention 0- ?`` waits still."""
    found = []
    for line in text.split(";"):
        queue, span, reason = line.split()
        begin, _, end = span.partition("-")
        left = at(float(end)) if end else None
        found.append(Stay(queue, at(float(begin)), left, REASONS[reason]))
    return found


@pytest.mark.parametrize(
    ("told", "call_ended", "ended", "wait"),
    [
        ("attention 0-30.9 A", 200, OfferEnd.ANSWERED, 30),
        ("attention 0-30 X", 30, OfferEnd.ABANDONED, 30),
        ("attention 0- ?", None, None, None),
        ("attention 0- ?", 12, OfferEnd.ABANDONED, 12),
        ("attention 0-9 ?", None, None, None),
        ("attention 0-60 T", 90, OfferEnd.ELSEWHERE, 60),
        ("attention 0-0 E", 90, OfferEnd.ELSEWHERE, 0),
        # out to the menu by a key, and back to the same place: one offer, both waits
        ("attention 0-20 K; attention 50-60 A", 200, OfferEnd.ANSWERED, 30),
        ("attention 0-20 K; attention 50-60 X", 60, OfferEnd.ABANDONED, 30),
        # a lost desk puts the caller back: the offer was answered before
        ("attention 0-20 A; attention 80-90 X", 90, OfferEnd.ANSWERED, 20),
    ],
)
def test_how_an_offer_ended(
    told: str, call_ended: int | None, ended: OfferEnd | None, wait: int | None
) -> None:
    gone = None if call_ended is None else at(call_ended)
    (offer,) = offered(stays(told), [], gone)
    assert (offer.ended, offer.wait) == (ended, wait)
    assert offer.entered_at == START


def test_two_queues_are_two_offers_and_talk_belongs_to_the_last_joined() -> None:
    talks = [
        Talk(at(10), at(70), timedelta(seconds=15)),
        Talk(at(80), at(100.9)),
    ]
    assert offered(stays("attention 0-10 A; emergency 72-80 A"), talks, at(101)) == (
        Offered("attention", START, OfferEnd.ANSWERED, 10, 45, 15),
        Offered("emergency", at(72), OfferEnd.ANSWERED, 8, 20, 0),
    )


def test_a_consulted_colleague_is_handling_time_too() -> None:
    talks = [Talk(at(10), at(100), timedelta(seconds=40)), Talk(at(40), at(70))]
    (offer,) = offered(stays("attention 0-10 A"), talks, at(100))
    assert (offer.talk, offer.hold) == (80, 40)
