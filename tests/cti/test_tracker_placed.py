"""Calls that agents place, told from what a real Asterisk said: the desk first, then the person."""

from __future__ import annotations

import pytest

from cti.tracker import LegRang, Tracker
from tests.cti.sequence import BEGIN, CALL, items, short, told

DESK_RINGS = """
0.000 NewAccountCode Uniqueid=d1 Channel=PJSIP/desk-01-02 AccountCode=CALL
0.010 Newstate Uniqueid=d1 ChannelStateDesc=Ringing
"""
DESK_ANSWERS = """
1.000 Newstate Uniqueid=d1 ChannelStateDesc=Up
1.001 DialEnd DestUniqueid=d1 DialStatus=ANSWER
1.002 UserEvent Uniqueid=d1 UserEvent=LineaCall CallId=CALL Step=outbound Detail=7 AccountCode=CALL
"""
PERSON_RINGS = """
1.010 NewAccountCode Uniqueid=p1 Channel=PJSIP/trunk-people-03 AccountCode=CALL
1.011 DialBegin Uniqueid=d1 DestChannel=PJSIP/trunk-people-03 DestUniqueid=p1 AccountCode=CALL
"""
PERSON_ANSWERS = """
4.000 Newstate Uniqueid=p1 ChannelStateDesc=Up
4.001 DialEnd Uniqueid=d1 DestUniqueid=p1 DialStatus=ANSWER
4.002 BridgeEnter Uniqueid=p1
4.002 BridgeEnter Uniqueid=d1
"""
BEGUN = [
    "0 CallBegan",
    "0 LegRang desk-01 agent 7",
    "1 LegAnswered desk-01 agent 7",
    "1.002 CallStepped outbound 7",
    "1.011 LegRang caller",
]


def placed(text: str) -> list[str]:
    """What the tracker tells of a call that agent 7 is about to place."""
    tracker = Tracker({"desk-01": 7}.get)
    tracker.will_place(CALL, 7)
    return [short(fact) for one in items(text) for fact in tracker.feed(one, BEGIN)]


@pytest.mark.parametrize(
    ("end", "facts"),
    [
        (
            """
9.000 Hangup Uniqueid=p1 Cause=16
9.001 Hangup Uniqueid=d1 Cause=16
""",
            [
                "9 LegEnded caller talked",
                "9 CallOver whole True",
                "9.001 LegEnded desk-01 agent 7 talked",
            ],
        ),
        (
            """
9.000 Hangup Uniqueid=d1 Cause=16
9.100 Hangup Uniqueid=p1 Cause=16
""",
            [
                "9 LegEnded desk-01 agent 7 talked",
                "9.1 LegEnded caller talked",
                "9.1 CallOver whole True",
            ],
        ),
        (
            """
9.000 Hangup Uniqueid=d1 Cause=41
9.100 UserEvent Uniqueid=p1 UserEvent=LineaCall CallId=CALL Step=desk-lost AccountCode=CALL
""",
            ["9 LegEnded desk-01 agent 7 lost", "9.1 CallStepped desk-lost"],
        ),
    ],
    ids=["the person hangs up", "the agent hangs up", "the desk is lost"],
)
def test_a_call_from_a_desk_to_somebody(end: str, facts: list[str]) -> None:
    text = f"{DESK_RINGS}{DESK_ANSWERS}{PERSON_RINGS}{PERSON_ANSWERS}{end}"
    assert placed(text) == [*BEGUN, "4 LegAnswered caller", *facts]


def test_a_desk_that_does_not_pick_up_missed_no_call() -> None:
    text = f"""{DESK_RINGS}
20.00 DialEnd DestUniqueid=d1 DialStatus=NOANSWER
20.01 Hangup Uniqueid=d1 Cause=19
"""
    assert placed(text)[2:] == [
        "20.01 LegEnded desk-01 agent 7 not_placed",
        "20.01 CallOver whole True",
    ]


def test_a_person_who_does_not_pick_up() -> None:
    text = f"""{DESK_RINGS}{DESK_ANSWERS}{PERSON_RINGS}
5.000 DialEnd Uniqueid=d1 DestUniqueid=p1 DialStatus=BUSY
5.001 Hangup Uniqueid=p1 Cause=17
5.002 UserEvent Uniqueid=d1 UserEvent=LineaCall CallId=CALL Step=outbound-over Detail=BUSY \
AccountCode=CALL
8.100 Hangup Uniqueid=d1 Cause=16
"""
    assert placed(text)[len(BEGUN) :] == [
        "5.001 LegEnded caller ring_no_answer",
        "5.002 CallStepped outbound-over BUSY",
        "8.1 LegEnded desk-01 agent 7 talked",
        "8.1 CallOver whole True",
    ]


def test_a_tracker_that_was_not_told_learns_it_from_the_dialplan() -> None:
    """The server was started anew while the desk rang: CEL has the whole of it later."""
    assert told(f"{DESK_RINGS}{DESK_ANSWERS}{PERSON_RINGS}", {"desk-01": 7}) == [
        "1.002 CallBegan",
        "1.002 LegRang desk-01 agent 7",
        "1.002 LegAnswered desk-01 agent 7",
        "1.002 CallStepped outbound 7",
        "1.011 LegRang caller",
    ]


@pytest.mark.parametrize("order", [1, -1], ids=["as dialled", "the other way round"])
def test_a_placed_call_is_known_again_after_a_restart(order: int) -> None:
    channels = """
60 CoreShowChannel Uniqueid=d1 Linkedid=d1 Channel=PJSIP/desk-01-02 ChannelStateDesc=Up \
Context=outbound AccountCode=CALL Duration=00:00:30
60 CoreShowChannel Uniqueid=p1 Linkedid=d1 Channel=PJSIP/trunk-people-03 ChannelStateDesc=Up \
Context=line AccountCode=CALL Duration=00:00:25
"""
    listed = "\n".join(channels.strip().splitlines()[::order])
    tracker = Tracker({"desk-01": 7}.get)
    text = f"60 Connected\n{listed}\n60 CoreShowChannelsComplete"
    facts = [fact for one in items(text) for fact in tracker.feed(one, BEGIN)]
    assert [short(fact) for fact in facts] == [
        "30 CallBegan",
        "30 LegRang desk-01 agent 7",
        "30 LegAnswered desk-01 agent 7",
        "35 LegRang caller",
        "60 LegAnswered caller",
    ]
    (rang,) = [fact for fact in facts if isinstance(fact, LegRang) and fact.leg.role == "agent"]
    assert rang.placed


def test_who_is_being_called_is_no_caller_yet() -> None:
    tracker = Tracker({"desk-01": 7}.get)
    tracker.will_place(CALL, 7)
    for one in items(f"{DESK_RINGS}{DESK_ANSWERS}{PERSON_RINGS}"):
        tracker.feed(one, BEGIN)
    assert tracker.standing().in_machine == tracker.standing().talking == 0
    for one in items(PERSON_ANSWERS):
        tracker.feed(one, BEGIN)
    assert tracker.standing().talking == 1


def test_a_call_that_asterisk_never_saw_is_not_waited_for() -> None:
    tracker = Tracker({"desk-01": 7}.get)
    tracker.will_place(CALL, 7)
    assert tracker.will_not_place(CALL)
    assert not tracker.will_not_place(CALL)
