"""What is happening on the line, told from Asterisk's events: a pure state machine."""

from cti.tracker.facts import (
    CallBegan,
    CallOver,
    CallStepped,
    CallTransferred,
    Consulting,
    Fact,
    LegAnswered,
    LegEnded,
    LegHeld,
    LegRang,
    LegView,
    QueueEntered,
    QueueLeft,
    Role,
    Why,
)
from cti.tracker.standing import Standing, Waiting
from cti.tracker.tracker import Tracker

__all__ = [
    "CallBegan",
    "CallOver",
    "CallStepped",
    "CallTransferred",
    "Consulting",
    "Fact",
    "LegAnswered",
    "LegEnded",
    "LegHeld",
    "LegRang",
    "LegView",
    "QueueEntered",
    "QueueLeft",
    "Role",
    "Standing",
    "Tracker",
    "Waiting",
    "Why",
]
