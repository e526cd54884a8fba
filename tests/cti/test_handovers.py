"""What both agents are told while a caller is handed on, fact by fact."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from cti.live import Feed, Live
from cti.tracker import (
    CallOver,
    CallStepped,
    CallTransferred,
    Consulting,
    Fact,
    LegAnswered,
    LegEnded,
    LegRang,
    LegView,
)
from cti.transfers.handovers import Handover, Handovers, Kind, Party
from tests.cti.sequence import BEGIN, CALL

ANA, BETO = 7, 8
AT = BEGIN + timedelta(seconds=3)
ANAS = LegView("d1", "agent", "desk-01", ANA)
BETOS = LegView("d2", "agent", "desk-02", BETO)

RINGS = LegRang(CALL, AT, BETOS)
ANSWERS = LegAnswered(CALL, AT, BETOS)
TOGETHER = CallStepped(CALL, AT, "conference", "desk-01>desk-02")
TAKEN = CallTransferred(CALL, AT, "attended", "desk-01", "desk-02")
OVER = CallOver(CALL, AT, True)


def back(status: str, step: str = "consulted") -> Fact:
    """The dialplan tells that it came to nothing, and how (DIALSTATUS)."""
    return CallStepped(CALL, AT, step, status)


def left(leg: LegView) -> Fact:
    """A telephone hung up."""
    return LegEnded(CALL, AT, leg, "talked", 16)


STORIES: list[tuple[str, Kind, list[Fact], str, str]] = [
    # story, kind, facts, what Ana and what Beto is told: stage or stage/why
    ("asked", "consultation", [RINGS], "ringing", "ringing"),
    ("answered", "consultation", [RINGS, ANSWERS], "ringing talking", "ringing talking"),
    ("no answer", "consultation", [RINGS, back("NOANSWER")], "ringing over/no_answer", "ringing"),
    ("refused", "consultation", [RINGS, back("BUSY")], "ringing over/busy", "ringing"),
    ("not there", "consultation", [back("CHANUNAVAIL")], "ringing over/away", ""),
    ("hung up", "consultation", [RINGS, ANSWERS, back("ANSWER")],
        "ringing talking over/hung_up", "ringing talking"),
    ("handed on", "consultation", [RINGS, ANSWERS, left(ANAS), TAKEN],
        "ringing talking", "ringing talking over/taken"),
    ("all three", "consultation", [RINGS, ANSWERS, TOGETHER, left(ANAS)],
        "ringing talking conference", "ringing talking conference over"),
    ("caller gone", "consultation", [RINGS, ANSWERS, OVER],
        "ringing talking caller_left", "ringing talking caller_left"),
    ("lost", "consultation", [RINGS, CallStepped(CALL, AT, "desk-lost", ""), RINGS],
        "ringing", "ringing"),
    ("blind", "transfer", [RINGS, ANSWERS, back("ANSWER")], "", "ringing"),
    ("blind and back", "transfer", [RINGS, back("NOANSWER", "handed-back"),
        LegRang(CALL, AT, ANAS), LegAnswered(CALL, AT, ANAS), RINGS], "back/no_answer", "ringing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "facts", "ana", "beto"),
    [story[1:] for story in STORIES],
    ids=[story[0] for story in STORIES],
)
async def test_both_are_told_what_becomes_of_it(
    kind: Kind, facts: list[Fact], ana: str, beto: str
) -> None:
    live = Live()
    feeds = {agent: live.join(agent, {}) for agent in (ANA, BETO)}
    handovers = Handovers(live)
    handovers.begin(
        Handover(CALL, kind, Party("Ana", ANA), Party("Beto", BETO), "Pregunta por la reconexión")
    )
    for fact in facts:
        handovers.take(fact)
    live.tell_all("end")
    assert [await stages(feed) for feed in feeds.values()] == [ana, beto]


async def stages(feed: Feed) -> str:
    """The stages that a page was told, in a line."""
    words = []
    while (message := json.loads(await feed.next() or b""))["type"] != "end":
        if message["type"] == "handover":
            one = message["handover"]
            assert (one["by"], one["to"], one["call_id"]) == ("Ana", "Beto", CALL)
            words.append("/".join(filter(None, (one["stage"], one["why"]))))
    return " ".join(words)


async def test_a_page_that_opens_is_told_where_it_stands() -> None:
    live = Live()
    handovers = Handovers(live)
    handovers.begin(Handover(CALL, "consultation", Party("Ana", ANA), Party("Beto", BETO), ""))
    handovers.take(RINGS)
    handovers.take(ANSWERS)
    for agent, part in ((ANA, "by"), (BETO, "to")):
        feed = live.join(agent, {})
        handovers.greet(feed)
        await feed.next()
        message = json.loads(await feed.next() or b"")
        assert (message["handover"]["part"], message["handover"]["stage"]) == (part, "talking")


async def test_a_consultation_found_after_a_restart_goes_on() -> None:
    live = Live()
    handovers = Handovers(live)
    handovers.take(Consulting(CALL, AT, ANAS, BETOS, answered=True))
    feed = live.join(ANA, {})
    handovers.greet(feed)
    await feed.next()
    shown = json.loads(await feed.next() or b"")["handover"]
    assert (shown["stage"], shown["by"], shown["to"]) == ("talking", "Puesto 01", "Puesto 02")
    handovers.take(back("ANSWER"))
    assert json.loads(await feed.next() or b"")["handover"]["stage"] == "over"


async def test_to_whom_a_caller_goes_outside_has_no_page() -> None:
    live = Live()
    feed = live.join(ANA, {})
    handovers = Handovers(live)
    handovers.begin(Handover(CALL, "consultation", Party("Ana", ANA), Party("Alcaldía"), ""))
    there = LegView("o1", "oncall")
    handovers.take(LegRang(CALL, AT, there))
    handovers.take(LegAnswered(CALL, AT, there))
    messages = [json.loads(await feed.next() or b"") for _ in range(3)]
    assert [one["handover"]["stage"] for one in messages[1:]] == ["ringing", "talking"]
