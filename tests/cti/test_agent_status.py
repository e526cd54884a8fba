"""An agent's states, as a table: what happens, what is shown, whether queues may ring."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cti.agent_status import AgentStatus, Shown
from ivr.store import AgentState

UNTIL = datetime(2026, 11, 22, 15, 1, tzinfo=UTC)

# What happens, one word each       | shown        | reason            | no queue rings because
STORIES = """
                                    | offline      | -                 | offline
available                           | available    | -                 | -
paused                              | paused       | lunch             | lunch
available rang                      | ringing      | -                 | -
available rang left                 | available    | -                 | -
available rang left missed          | paused       | missed_call       | missed_call
available rang left missed available | available    | -                 | -
available rang answered             | talking      | -                 | talking
available rang answered left        | wrap_up      | -                 | wrap_up
available rang answered left done   | available    | -                 | -
available rang answered done        | talking      | -                 | talking
available rang answered done left   | available    | -                 | -
available rang answered done lost rang answered left | wrap_up | -     | wrap_up
available rang answered paused      | talking      | -                 | talking
available rang answered paused left | wrap_up      | -                 | wrap_up
available rang answered paused left done | paused  | lunch             | lunch
available rang answered offline     | talking      | -                 | talking
available rang answered offline left | offline     | -                 | wrap_up
available rang answered gone        | talking      | -                 | talking
available rang answered gone left   | offline      | connection_lost   | wrap_up
available rang answered gone left back | wrap_up   | -                 | wrap_up
available gone                      | offline      | connection_lost   | connection_lost
available gone back                 | available    | -                 | -
paused gone back                    | paused       | lunch             | lunch
offline gone back                   | offline      | -                 | offline
available rang answered lost        | talking      | -                 | talking
available rang answered lost rang   | talking      | -                 | talking
available rang answered lost rang answered left | wrap_up | -          | wrap_up
available rang answered lost left   | wrap_up      | -                 | wrap_up
available rang answered lost went_on | available   | -                 | -
available rang answered lost gone went_on | offline | connection_lost  | connection_lost
available rang answered left rang   | ringing      | -                 | wrap_up
"""


def lived(words: list[str]) -> AgentStatus:
    status = AgentStatus(7)
    happenings = {
        "available": lambda: status.choose(AgentState.AVAILABLE),
        "paused": lambda: status.choose(AgentState.PAUSED, "lunch"),
        "offline": lambda: status.choose(AgentState.OFFLINE),
        "rang": lambda: status.rang("call"),
        "answered": lambda: status.answered("call"),
        "left": lambda: status.ended("call", UNTIL),
        "lost": lambda: status.lost("call"),
        "went_on": lambda: status.let_go("call"),
        "missed": status.missed,
        "done": lambda: status.wrapped_up("call"),
        "gone": status.gone,
        "back": status.back,
    }
    for word in words:
        happenings[word]()
    return status


@pytest.mark.parametrize("story", [line for line in STORIES.splitlines() if line.strip()])
def test_what_is_shown_after_what_happened(story: str) -> None:
    happened, shown, reason, paused = (part.strip() for part in story.split("|"))
    status = lived(happened.split())
    assert (status.shown.state, status.shown.reason or "-") == (shown, reason)
    assert (status.paused_because or "-") == paused


def test_a_wrap_up_says_until_when_and_keeps_its_call_on_the_screen() -> None:
    status = lived(["available", "rang", "answered", "left"])
    assert status.shown.until == UNTIL
    assert status.call_id == "call"
    assert not status.wrapped_up("another")
    assert status.wrapped_up("call")
    assert status.call_id is None


@pytest.mark.parametrize("state", [AgentState.RINGING, AgentState.TALKING, AgentState.WRAP_UP])
def test_states_that_follow_from_calls_are_not_chosen(state: AgentState) -> None:
    with pytest.raises(ValueError, match="not chosen"):
        AgentStatus(7).choose(state)


def test_more_time_is_given_once_and_to_the_open_wrap_up() -> None:
    status, more = lived(["available", "rang", "answered", "left"]), timedelta(seconds=30)
    assert not status.prolong("other", more)
    assert status.prolong("call", more)
    assert status.shown == Shown(AgentState.WRAP_UP, None, UNTIL + more, prolonged=True)
    assert not status.prolong("call", more)


@pytest.mark.parametrize(
    ("story", "shown", "paused"),
    [
        ("available", "available", None),
        ("paused", "paused", "lunch"),
        ("offline", "offline", "offline"),
        ("available gone", "available", None),
        ("paused gone", "paused", "lunch"),
        ("available rang", "available", None),
        ("available rang answered", "talking", "talking"),
        ("available rang answered paused", "talking", "talking"),
        ("available rang answered left", "wrap_up", "wrap_up"),
        ("available rang answered paused left", "wrap_up", "wrap_up"),
        ("available rang answered left done", "available", None),
    ],
)
def test_what_is_kept_is_taken_up_after_a_restart(
    story: str, shown: str, paused: str | None
) -> None:
    before, after = lived(story.split()), AgentStatus(7)
    after.stand(before.standing)
    assert (after.shown.state, after.paused_because) == (shown, paused)
    assert after.standing == before.standing


def test_a_pause_chosen_in_a_call_comes_after_the_restart_and_the_wrap_up() -> None:
    status = AgentStatus(7)
    status.stand(lived(["available", "rang", "answered", "paused", "left"]).standing)
    assert status.shown == Shown(AgentState.WRAP_UP, None, UNTIL)
    status.wrapped_up("call")
    assert status.shown == Shown(AgentState.PAUSED, "lunch")
