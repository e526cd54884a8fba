"""A call that an agent placed, rebuilt from Asterisk's own record."""

from __future__ import annotations

from cti.cel import rebuild
from tests.cti.sequence import short
from tests.cti.test_cel import SEATS, events

PLACED = """
0 CHAN_START d1 PJSIP/desk-01-02
1 ANSWER d1 PJSIP/desk-01-02
1.01 USER_DEFINED d1 PJSIP/desk-01-02 LINEA_OUTBOUND {"extra":"8"}
1.02 APP_START d1 PJSIP/desk-01-02 Dial
1.03 CHAN_START p1 PJSIP/trunk-people-03
4 ANSWER p1 PJSIP/trunk-people-03
4.01 BRIDGE_ENTER p1 PJSIP/trunk-people-03
4.02 BRIDGE_ENTER d1 PJSIP/desk-01-02
9 HANGUP d1 PJSIP/desk-01-02  {"hangupcause":16}
9 CHAN_END d1 PJSIP/desk-01-02
9.1 HANGUP p1 PJSIP/trunk-people-03  {"hangupcause":16}
9.1 CHAN_END p1 PJSIP/trunk-people-03
"""


def test_a_placed_call_is_rebuilt_with_who_placed_it() -> None:
    facts = [short(fact) for fact in rebuild(events(PLACED), SEATS.get, closed_at=None)]
    assert facts == [
        "0 CallBegan",
        "0 LegRang desk-01 agent 8",
        "1 LegAnswered desk-01 agent 8",
        "1.01 CallStepped outbound 8",
        "1.03 LegRang caller",
        "4.01 LegAnswered caller",
        "9 LegEnded desk-01 agent 8 talked",
        "9.1 LegEnded caller talked",
        "9.1 CallOver whole True",
    ]


def test_a_person_who_was_not_reached_is_no_talk() -> None:
    text = "\n".join(line for line in PLACED.splitlines() if line[:2] not in ("4 ", "4."))
    facts = [short(fact) for fact in rebuild(events(text), SEATS.get, closed_at=None)]
    assert "9 CallOver whole True" in facts
    assert not [fact for fact in facts if fact.endswith("LegAnswered caller")]


def test_a_call_from_desk_to_desk_is_no_caller_s_journey() -> None:
    text = PLACED.replace("LINEA_OUTBOUND", "LINEA_LINE")
    assert rebuild(events(text), SEATS.get, closed_at=None) == []
