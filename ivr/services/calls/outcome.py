"""How a call ended: the one place where the facts of a call become its outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ivr.store import LeftBecause, LegRole, Outcome

EMERGENCY_QUEUE = "emergency"


@dataclass(frozen=True, slots=True)
class LegFact:
    """What counts of a leg: whose telephone, and whether it was answered."""

    role: LegRole | None
    answered: bool


@dataclass(frozen=True, slots=True)
class StayFact:
    """What counts of a stay in a queue; ``reason`` None while, or when, nobody saw it end."""

    queue: str
    reason: LeftBecause | None


def derive(noted: Outcome | None, legs: Sequence[LegFact], stays: Sequence[StayFact]) -> Outcome:
    """The outcome of an ended call. ``stays`` in the order entered.

    Whom we called and did not reach decides first; a person who answered; then the last queue,
    when the caller left it unanswered; then what a dialog or the ladder noted; else the caller
    left the machine.
    """
    answered = {leg.role for leg in legs if leg.answered}
    if noted is Outcome.NOT_REACHED and LegRole.CALLER not in answered:
        return noted
    if LegRole.AGENT in answered:
        reached = [stay.queue for stay in stays if stay.reason in (LeftBecause.ANSWERED, None)]
        return Outcome.EMERGENCY if reached[-1:] == [EMERGENCY_QUEUE] else Outcome.AGENT
    if LegRole.ONCALL in answered:
        return Outcome.LADDER_ONCALL
    if stays and stays[-1].reason in (LeftBecause.ABANDONED, None):
        return Outcome.ABANDONED_QUEUE
    return noted or Outcome.ABANDONED_IVR
