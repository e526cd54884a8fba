from __future__ import annotations

import pytest

from ivr.services.calls.outcome import LegFact, StayFact, derive
from ivr.store import LeftBecause, LegRole, Outcome

CALLER = LegFact(LegRole.CALLER, answered=True)
AGENT = LegFact(LegRole.AGENT, answered=True)
MISSED = LegFact(LegRole.AGENT, answered=False)
ON_CALL = LegFact(LegRole.ONCALL, answered=True)


def left(queue: str, because: str | None) -> StayFact:
    return StayFact(queue, LeftBecause(because) if because else None)


@pytest.mark.parametrize(
    ("noted", "legs", "stays", "outcome"),
    [
        (None, [], [], "abandoned_ivr"),
        (None, [CALLER], [], "abandoned_ivr"),
        ("self_service", [CALLER], [], "self_service"),
        ("failed", [CALLER], [], "failed"),
        ("ladder_message", [CALLER], [left("attention", "empty")], "ladder_message"),
        ("ladder_message", [CALLER, MISSED], [left("attention", "timeout")], "ladder_message"),
        (None, [CALLER], [left("attention", "abandoned")], "abandoned_queue"),
        ("self_service", [CALLER], [left("attention", "abandoned")], "abandoned_queue"),
        (None, [CALLER, MISSED], [left("attention", None)], "abandoned_queue"),
        (None, [CALLER], [left("attention", "empty")], "abandoned_ivr"),
        (None, [CALLER], [left("attention", "timeout")], "abandoned_ivr"),
        (None, [CALLER, AGENT], [left("attention", "answered")], "agent"),
        (None, [CALLER, AGENT], [left("attention", None)], "agent"),
        (None, [CALLER, AGENT], [], "agent"),
        ("self_service", [CALLER, MISSED, AGENT], [left("attention", "answered")], "agent"),
        (None, [CALLER, AGENT], [left("emergency", "answered")], "emergency"),
        (
            None,
            [CALLER, AGENT],
            [left("emergency", "timeout"), left("attention", "answered")],
            "agent",
        ),
        (
            None,
            [CALLER, AGENT],
            [left("attention", "answered"), left("emergency", "abandoned")],
            "agent",
        ),
        (None, [CALLER, ON_CALL], [left("attention", "empty")], "ladder_oncall"),
    ],
)
def test_the_facts_of_a_call_become_its_outcome(
    noted: str | None, legs: list[LegFact], stays: list[StayFact], outcome: str
) -> None:
    assert derive(Outcome(noted) if noted else None, legs, stays) == Outcome(outcome)
