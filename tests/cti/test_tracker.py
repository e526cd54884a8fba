"""The tracker, told from what a real Asterisk said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cti.tracker import Tracker
from cti.tracker.tracker import HANDLERS
from tests.cti.sequence import BEGIN, item, told

ARRIVES = """
0.000 NewAccountCode Uniqueid=c1 Channel=PJSIP/trunk-local-01 AccountCode=CALL
0.000 Newstate Uniqueid=c1 ChannelStateDesc=Up
0.001 UserEvent Uniqueid=c1 UserEvent=LineaCall CallId=CALL Step=line AccountCode=CALL
1.000 UserEvent Uniqueid=c1 UserEvent=LineaCall Step=queue Detail=attention AccountCode=CALL
1.001 QueueCallerJoin Uniqueid=c1 Queue=attention Position=1 AccountCode=CALL
"""
RINGS_AT_1 = """
1.003 NewAccountCode Uniqueid=d1 Channel=PJSIP/desk-01-02 AccountCode=CALL
1.004 AgentCalled Uniqueid=c1 DestChannel=PJSIP/desk-01-02 DestUniqueid=d1 Queue=attention \
Interface=PJSIP/desk-01 MemberName=agent-7 AccountCode=CALL
1.004 DialBegin Uniqueid=c1 DestChannel=PJSIP/desk-01-02 DestUniqueid=d1 AccountCode=CALL
1.006 Newstate Uniqueid=d1 ChannelStateDesc=Ringing
"""
ANSWERS_AT_1 = """
2.018 Newstate Uniqueid=d1 ChannelStateDesc=Up
2.018 DialEnd Uniqueid=c1 DestUniqueid=d1 DialStatus=ANSWER
2.019 QueueCallerLeave Uniqueid=c1 Queue=attention
2.020 AgentConnect Uniqueid=c1 DestUniqueid=d1 Queue=attention
2.021 BridgeEnter Uniqueid=d1
2.021 BridgeEnter Uniqueid=c1
"""
ARRIVED = [
    "0 CallBegan",
    "0 LegRang caller",
    "0 LegAnswered caller",
    "0.001 CallStepped line",
    "1 CallStepped queue attention",
    "1.001 QueueEntered attention 1",
]


def test_an_agent_answers_and_hangs_up() -> None:
    text = f"""{ARRIVES}{RINGS_AT_1}{ANSWERS_AT_1}
5.530 AgentComplete Uniqueid=c1 DestUniqueid=d1 Reason=agent
5.530 BridgeLeave Uniqueid=d1
5.531 BridgeLeave Uniqueid=c1
5.531 UserEvent Uniqueid=c1 UserEvent=LineaCall Step=after-talk AccountCode=CALL
5.532 Hangup Uniqueid=d1 Cause=16
6.533 Hangup Uniqueid=c1 Cause=16
"""
    assert told(text) == [
        *ARRIVED,
        "1.004 LegRang desk-01 agent 7",
        "2.019 QueueLeft attention answered",
        "2.02 LegAnswered desk-01 agent 7",
        "5.531 CallStepped after-talk",
        "5.532 LegEnded desk-01 agent 7 talked",
        "6.533 LegEnded caller talked",
        "6.533 CallOver whole True",
    ]


LOSES_DESK_1 = """
5.530 AgentComplete Uniqueid=c1 DestUniqueid=d1 Reason=agent
5.530 BridgeLeave Uniqueid=d1
5.531 UserEvent Uniqueid=c1 UserEvent=LineaCall Step=desk-lost AccountCode=CALL
5.532 Hangup Uniqueid=d1 Cause={cause}
"""


@pytest.mark.parametrize(("cause", "why"), [(41, "lost"), (44, "lost"), (16, "talked")])
def test_a_desk_that_is_lost_in_mid_talk_did_not_hang_up(cause: int, why: str) -> None:
    text = f"""{ARRIVES}{RINGS_AT_1}{ANSWERS_AT_1}{LOSES_DESK_1.format(cause=cause)}
9.600 DialBegin Uniqueid=c1 DestChannel=Local/s@aside-no-cause-01;1 DestUniqueid=n1 AccountCode=CALL
9.601 Hangup Uniqueid=n1 Cause=0
9.700 NewAccountCode Uniqueid=d2 Channel=PJSIP/desk-01-03 AccountCode=CALL
9.701 DialBegin Uniqueid=c1 DestChannel=PJSIP/desk-01-03 DestUniqueid=d2 AccountCode=CALL
10.00 DialEnd Uniqueid=c1 DestUniqueid=d2 DialStatus=ANSWER
10.00 BridgeEnter Uniqueid=d2
"""
    assert told(text, {"desk-01": 7})[len(ARRIVED) + 3 :] == [
        "5.531 CallStepped desk-lost",
        f"5.532 LegEnded desk-01 agent 7 {why}",
        "9.701 LegRang desk-01 agent 7",
        "10 LegAnswered desk-01 agent 7",
    ]


def test_a_desk_that_ends_after_the_dialplan_took_the_talk_for_over_was_not_lost() -> None:
    text = f"""{ARRIVES}{RINGS_AT_1}{ANSWERS_AT_1}
5.531 UserEvent Uniqueid=c1 UserEvent=LineaCall Step=after-talk AccountCode=CALL
5.532 Hangup Uniqueid=d1 Cause=127
"""
    assert told(text, {"desk-01": 7})[-2:] == [
        "5.531 CallStepped after-talk",
        "5.532 LegEnded desk-01 agent 7 talked",
    ]


def test_a_desk_whose_caller_is_gone_already_was_not_lost() -> None:
    text = f"""{ARRIVES}{RINGS_AT_1}{ANSWERS_AT_1}
5.530 Hangup Uniqueid=c1 Cause=44
5.531 Hangup Uniqueid=d1 Cause=44
"""
    assert told(text)[-1] == "5.531 LegEnded desk-01 agent 7 talked"


def test_a_caller_gives_up_while_a_telephone_rings() -> None:
    """Abandon comes before Leave: one exit."""
    text = f"""{ARRIVES}{RINGS_AT_1}
4.003 DialEnd Uniqueid=c1 DestUniqueid=d1 DialStatus=CANCEL
4.003 DialEnd Uniqueid=c1 DestUniqueid=d1 DialStatus=CANCEL
4.003 QueueCallerAbandon Uniqueid=c1 Queue=attention
4.003 Hangup Uniqueid=d1 Cause=26
4.004 QueueCallerLeave Uniqueid=c1 Queue=attention
4.005 Hangup Uniqueid=c1 Cause=16
"""
    assert told(text)[len(ARRIVED) + 1 :] == [
        "4.003 LegEnded desk-01 agent 7 caller_left",
        "4.004 QueueLeft attention abandoned",
        "4.005 LegEnded caller talked",
        "4.005 CallOver whole True",
    ]


def test_the_queue_s_time_running_out_is_no_abandonment_though_asterisk_says_so() -> None:
    text = f"""{ARRIVES}{RINGS_AT_1}
5.005 AgentRingNoAnswer Uniqueid=c1 DestUniqueid=d1
5.005 DialEnd Uniqueid=c1 DestUniqueid=d1 DialStatus=NOANSWER
5.006 QueueCallerAbandon Uniqueid=c1 Queue=attention
5.006 QueueCallerLeave Uniqueid=c1 Queue=attention
5.007 UserEvent Uniqueid=c1 UserEvent=LineaCall Step=ladder Detail=on-call AccountCode=CALL
5.008 Hangup Uniqueid=d1 Cause=26
6.007 Hangup Uniqueid=c1 Cause=16
"""
    assert told(text)[len(ARRIVED) + 1 :] == [
        "5.006 QueueLeft attention timeout",
        "5.007 CallStepped ladder on-call",
        "5.008 LegEnded desk-01 agent 7 ring_no_answer",
        "6.007 LegEnded caller talked",
        "6.007 CallOver whole True",
    ]


WALKING_ON = [
    # step      detail        reason
    ("ladder", "on-call", "timeout"),
    ("emergency", "", "key"),
    ("queue", "attention", "key"),
    ("left-queue", "LEAVEEMPTY", "empty"),
    ("left-queue", "JOINEMPTY", "empty"),
    ("left-queue", "TIMEOUT", "timeout"),
    ("waiting", "", "key"),
]


@pytest.mark.parametrize(("step", "detail", "reason"), WALKING_ON)
def test_why_a_caller_who_walks_on_left_the_queue(step: str, detail: str, reason: str) -> None:
    text = f"""{ARRIVES}
3 QueueCallerLeave Uniqueid=c1 Queue=attention
3 UserEvent Uniqueid=c1 UserEvent=LineaCall Step={step} Detail={detail} AccountCode=CALL
"""
    assert f"3 QueueLeft attention {reason}" in told(text)


def test_the_next_telephone_rings_when_the_first_is_not_answered() -> None:
    text = f"""{ARRIVES}{RINGS_AT_1}
7.006 AgentRingNoAnswer Uniqueid=c1 DestUniqueid=d1
7.006 DialEnd Uniqueid=c1 DestUniqueid=d1 DialStatus=NOANSWER
7.007 Hangup Uniqueid=d1 Cause=26
8.010 AgentCalled Uniqueid=c1 DestChannel=PJSIP/desk-02-03 DestUniqueid=d2 Queue=attention \
Interface=PJSIP/desk-02 MemberName=agent-8 AccountCode=CALL
9.000 QueueCallerLeave Uniqueid=c1 Queue=attention
9.000 AgentConnect Uniqueid=c1 DestUniqueid=d2 Queue=attention
"""
    assert told(text)[len(ARRIVED) + 1 :] == [
        "7.007 LegEnded desk-01 agent 7 ring_no_answer",
        "8.01 LegRang desk-02 agent 8",
        "9 QueueLeft attention answered",
        "9 LegAnswered desk-02 agent 8",
    ]


def test_of_two_ringing_telephones_the_other_one_was_answered_elsewhere() -> None:
    text = f"""{ARRIVES}{RINGS_AT_1}
1.005 AgentCalled Uniqueid=c1 DestChannel=PJSIP/desk-02-03 DestUniqueid=d2 Queue=attention \
Interface=PJSIP/desk-02 MemberName=agent-8 AccountCode=CALL
2.000 DialEnd Uniqueid=c1 DestUniqueid=d2 DialStatus=ANSWER
2.001 Hangup Uniqueid=d1 Cause=26
"""
    assert told(text)[-1] == "2.001 LegEnded desk-01 agent 7 answered_elsewhere"


HANDED_OVER = """
4.000 UserEvent Uniqueid=c1 UserEvent=LineaCall Step=handed-over Detail=desk-01>desk-02 \
AccountCode=CALL
4.001 Hangup Uniqueid=d1 Cause=16
4.006 DialBegin Uniqueid=c1 DestChannel=PJSIP/desk-02-04 DestUniqueid=d2 AccountCode=CALL
"""


def test_a_blind_transfer_rings_the_other_desk_as_part_of_the_same_call() -> None:
    text = f"""{ARRIVES}{RINGS_AT_1}{ANSWERS_AT_1}{HANDED_OVER}
5.010 DialEnd Uniqueid=c1 DestUniqueid=d2 DialStatus=ANSWER
5.011 BridgeEnter Uniqueid=d2
5.011 BridgeEnter Uniqueid=c1
"""
    assert told(text, {"desk-02": 8})[-5:] == [
        "2.02 LegAnswered desk-01 agent 7",
        "4 CallTransferred blind desk-01 desk-02",
        "4.001 LegEnded desk-01 agent 7 talked",
        "4.006 LegRang desk-02 agent 8",
        "5.011 LegAnswered desk-02 agent 8",
    ]


def test_who_is_not_taken_comes_back() -> None:
    text = f"""{ARRIVES}{RINGS_AT_1}{ANSWERS_AT_1}{HANDED_OVER}
9.006 DialEnd Uniqueid=c1 DestUniqueid=d2 DialStatus=NOANSWER
9.007 Hangup Uniqueid=d2 Cause=26
9.008 UserEvent Uniqueid=c1 UserEvent=LineaCall Step=handed-back Detail=NOANSWER AccountCode=CALL
9.009 DialBegin Uniqueid=c1 DestChannel=PJSIP/desk-01-05 DestUniqueid=d3 AccountCode=CALL
"""
    assert told(text, {"desk-01": 7, "desk-02": 8})[-3:] == [
        "9.007 LegEnded desk-02 agent 8 ring_no_answer",
        "9.008 CallStepped handed-back NOANSWER",
        "9.009 LegRang desk-01 agent 7",
    ]


def test_an_extension_behind_a_trunk_is_the_agent_s_to_whom_the_caller_goes() -> None:
    text = f"""{ARRIVES}{RINGS_AT_1}{ANSWERS_AT_1}
4 UserEvent Uniqueid=c1 UserEvent=LineaCall Step=handed-over Detail=desk-01>telephone-x \
AccountCode=CALL
4 DialBegin Uniqueid=c1 DestChannel=PJSIP/trunk-planta-04 DestUniqueid=d2 AccountCode=CALL
9 DialBegin Uniqueid=c1 DestChannel=PJSIP/trunk-planta-05 DestUniqueid=d3 AccountCode=CALL
"""
    assert told(text, {"telephone-x": 8})[-2:] == [
        "4 LegRang telephone-x agent 8",
        "9 LegRang oncall",
    ]


CONSULTS = """
3.000 Hold Uniqueid=d1
3.002 NewAccountCode Uniqueid=a2 Channel=PJSIP/desk-01-03 AccountCode=OTHER
3.004 DialBegin Uniqueid=a2 DestChannel=PJSIP/desk-02-04 DestUniqueid=b1 AccountCode=OTHER
3.165 DialEnd Uniqueid=a2 DestUniqueid=b1 DialStatus=ANSWER
3.166 BridgeEnter Uniqueid=b1
3.166 BridgeEnter Uniqueid=a2
"""


ASKS = """
3.000 UserEvent Uniqueid=d1 UserEvent=LineaCall Step=consulting Detail=desk-01>desk-02 \
AccountCode=CALL
3.004 DialBegin Uniqueid=d1 DestChannel=PJSIP/desk-02-04 DestUniqueid=b1 AccountCode=CALL
"""
IS_ANSWERED = """
3.165 DialEnd Uniqueid=d1 DestUniqueid=b1 DialStatus=ANSWER
3.166 BridgeEnter Uniqueid=b1
3.166 BridgeEnter Uniqueid=d1
"""
SEATS = {"desk-01": 7, "desk-02": 8}


@pytest.mark.parametrize("cause", [16, 41])
def test_whom_one_asked_goes_on_with_the_caller_however_one_leaves(cause: int) -> None:
    text = f"""{ARRIVES}{RINGS_AT_1}{ANSWERS_AT_1}{ASKS}{IS_ANSWERED}
4.000 Hangup Uniqueid=d1 Cause={cause}
4.002 UserEvent Uniqueid=b1 UserEvent=LineaCall Step=taken Detail=desk-01>desk-02 AccountCode=CALL
9.000 Hangup Uniqueid=c1 Cause=16
9.001 Hangup Uniqueid=b1 Cause=16
"""
    assert told(text, SEATS)[-9:] == [
        "3 CallStepped consulting desk-01>desk-02",
        "3 LegHeld desk-01 agent 7 True",
        "3.004 LegRang desk-02 agent 8",
        "3.166 LegAnswered desk-02 agent 8",
        "4 LegEnded desk-01 agent 7 talked",
        "4.002 CallTransferred attended desk-01 desk-02",
        "9 LegEnded caller talked",
        "9 CallOver whole True",
        "9.001 LegEnded desk-02 agent 8 talked",
    ]


def test_a_colleague_who_is_needed_no_more_has_missed_nothing() -> None:
    text = f"""{ARRIVES}{RINGS_AT_1}{ANSWERS_AT_1}{ASKS}
5.000 DialEnd Uniqueid=d1 DestUniqueid=b1 DialStatus=CANCEL
5.001 UserEvent Uniqueid=d1 UserEvent=LineaCall Step=consulted Detail=CANCEL AccountCode=CALL
5.002 Hangup Uniqueid=b1 Cause=26
"""
    assert told(text, SEATS)[-3:] == [
        "5.001 CallStepped consulted CANCEL",
        "5.001 LegHeld desk-01 agent 7 False",
        "5.002 LegEnded desk-02 agent 8 given_up",
    ]


def test_who_asks_is_lost_while_it_rings() -> None:
    text = f"""{ARRIVES}{RINGS_AT_1}{ANSWERS_AT_1}{ASKS}
5.000 Hangup Uniqueid=d1 Cause=41
5.001 Hangup Uniqueid=b1 Cause=26
"""
    assert told(text, SEATS)[-2:] == [
        "5 LegEnded desk-01 agent 7 lost",
        "5.001 LegEnded desk-02 agent 8 given_up",
    ]


def test_who_leaves_a_conference_is_not_lost_to_the_caller() -> None:
    text = f"""{ARRIVES}{RINGS_AT_1}{ANSWERS_AT_1}{ASKS}{IS_ANSWERED}
5 UserEvent Uniqueid=c1 UserEvent=LineaCall Step=conference Detail=desk-01>desk-02 AccountCode=CALL
6 Hangup Uniqueid=d1 Cause=41
7 Hangup Uniqueid=b1 Cause=41
"""
    assert told(text, SEATS)[-4:] == [
        "5 CallStepped conference desk-01>desk-02",
        "5 LegHeld desk-01 agent 7 False",
        "6 LegEnded desk-01 agent 7 talked",
        "7 LegEnded desk-02 agent 8 lost",
    ]


def test_a_call_between_desks_is_no_caller_s_call() -> None:
    assert told(CONSULTS, SEATS) == []


def test_a_call_that_only_met_the_ladder_is_known() -> None:
    text = """
0 UserEvent Uniqueid=c1 UserEvent=LineaCall Step=line AccountCode=CALL
9 UserEvent Uniqueid=c1 UserEvent=LineaCall Step=ladder Detail=message AccountCode=CALL
20 UserEvent Uniqueid=c1 UserEvent=LineaCall Step=message AccountCode=CALL
21 Hangup Uniqueid=c1 Cause=16
"""
    assert told(text) == [
        "0 CallBegan",
        "0 LegRang caller",
        "0 CallStepped line",
        "9 CallStepped ladder message",
        "20 CallStepped message",
        "21 LegEnded caller caller_left",
        "21 CallOver whole True",
    ]


def test_a_call_that_ended_while_we_were_away_is_closed_and_left_to_cel() -> None:
    text = f"""{ARRIVES}{RINGS_AT_1}{ANSWERS_AT_1}
3 Lost
8 Connected
8 QueueStatusComplete
8 CoreShowChannelsComplete
"""
    assert told(text)[-3:] == [
        "8 LegEnded caller unknown",
        "8 CallOver whole False",
        "8 LegEnded desk-01 agent 7 unknown",
    ]


def test_a_snapshot_finds_who_waits_rings_and_talks() -> None:
    text = """
60 Connected
60 QueueEntry Queue=attention Uniqueid=c1 Wait=10
60 QueueStatusComplete
60 CoreShowChannel Uniqueid=c1 Linkedid=c1 Channel=PJSIP/trunk-local-01 ChannelStateDesc=Up \
AccountCode=CALL Duration=00:00:30
60 CoreShowChannel Uniqueid=d1 Linkedid=c1 Channel=PJSIP/desk-01-02 ChannelStateDesc=Ringing \
AccountCode=CALL Duration=00:00:05
60 CoreShowChannelsComplete
61 AgentConnect Uniqueid=c1 DestUniqueid=d1
70 Hangup Uniqueid=d1 Cause=16
70 Hangup Uniqueid=c1 Cause=16
"""
    assert told(text, {"desk-01": 7}) == [
        "30 CallBegan",
        "30 LegRang caller",
        "60 LegAnswered caller",
        "55 LegRang desk-01 agent 7",
        "50 QueueEntered attention None",
        "61 QueueLeft attention answered",
        "61 LegAnswered desk-01 agent 7",
        "70 LegEnded desk-01 agent 7 talked",
        "70 LegEnded caller talked",
        "70 CallOver whole False",
    ]


@pytest.mark.parametrize("order", [1, -1], ids=["as dialled", "the other way round"])
def test_a_snapshot_is_understood_in_whatever_order_it_is_told(order: int) -> None:
    channels = """
60 CoreShowChannel Uniqueid=c1 Linkedid=c1 Channel=PJSIP/trunk-local-01 ChannelStateDesc=Up \
AccountCode=CALL Duration=00:00:30
60 CoreShowChannel Uniqueid=d1 Linkedid=c1 Channel=PJSIP/desk-01-02 ChannelStateDesc=Up \
AccountCode=CALL Duration=00:00:05
"""
    listed = "\n".join(channels.strip().splitlines()[::order])
    assert told(f"60 Connected\n{listed}\n60 CoreShowChannelsComplete", {"desk-01": 7}) == [
        "30 CallBegan",
        "30 LegRang caller",
        "60 LegAnswered caller",
        "55 LegRang desk-01 agent 7",
        "60 LegAnswered desk-01 agent 7",
    ]


def test_a_snapshot_finds_who_asks_a_colleague() -> None:
    text = """
60 Connected
60 CoreShowChannel Uniqueid=b1 Linkedid=c1 Channel=PJSIP/desk-02-04 ChannelStateDesc=Up \
Context=line AccountCode=CALL Duration=00:00:02
60 CoreShowChannel Uniqueid=c1 Linkedid=c1 Channel=PJSIP/trunk-local-01 ChannelStateDesc=Up \
Context=kept AccountCode=CALL Duration=00:00:30
60 CoreShowChannel Uniqueid=d1 Linkedid=c1 Channel=PJSIP/desk-01-02 ChannelStateDesc=Up \
Context=consulting AccountCode=CALL Duration=00:00:20
60 CoreShowChannelsComplete
61 Hangup Uniqueid=d1 Cause=16
"""
    assert told(text, SEATS)[-2:] == [
        "60 Consulting desk-01 desk-02 True",
        "61 LegEnded desk-01 agent 7 talked",
    ]


def test_what_hangs_up_while_the_snapshot_is_told_is_not_taken_up() -> None:
    text = """
60 Connected
60 CoreShowChannel Uniqueid=d1 Linkedid=c1 Channel=PJSIP/desk-01-02 ChannelStateDesc=Up \
AccountCode=CALL Duration=00:00:05
60 Hangup Uniqueid=d1 Cause=16
60 CoreShowChannelsComplete
"""
    assert told(text, {"desk-01": 7}) == []


LISTS = ("Connected", "QueueEntry", "CoreShowChannel", "CoreShowChannelsComplete", "Lost")
NAMES = st.sampled_from([*HANDLERS, *LISTS, *LISTS])
KEYS = """Uniqueid DestUniqueid AccountCode Channel DestChannel UserEvent Step Queue Position
MemberName Interface Cause Duration Wait Linkedid ChannelStateDesc DialStatus"""
VALUES = "c1 d1 CALL OTHER PJSIP/desk-01-1 LineaCall -1 9x Up"
FIELDS = st.dictionaries(st.sampled_from(KEYS.split()), st.sampled_from(VALUES.split()))


@settings(max_examples=200)
@given(st.lists(st.tuples(NAMES, FIELDS), max_size=40))
def test_no_order_and_no_value_of_events_breaks_it(
    events: list[tuple[str, dict[str, str]]],
) -> None:
    """Whatever comes, it goes on; and a leg that ends has rung before."""
    tracker, rung = Tracker(lambda desk: None), set()
    for number, (name, fields) in enumerate(events):
        values = " ".join(f"{key}={value}" for key, value in fields.items())
        for fact in tracker.feed(item(f"{number} {name} {values}"), BEGIN):
            leg = getattr(fact, "leg", None)
            if leg is not None and type(fact).__name__ == "LegRang":
                rung.add((fact.call_id, leg.channel))
            elif leg is not None:
                assert (fact.call_id, leg.channel) in rung
