"""Callers handed on: what the dialplan's steps of it mean.

The contexts hand-over, consulting, with-caller and conference raise them; a detail
«from>to» names the telephones as :class:`LegView` does, a queue, or ``outside``. REFER is
refused, so Asterisk tells of no transfers of its own.
"""

from __future__ import annotations

from datetime import datetime

from cti.tracker.book import Book
from cti.tracker.facts import CallStepped, CallTransferred, Consulting, Fact, LegHeld
from cti.tracker.state import AFTER_TALK, Call

HANDED_OVER = "handed-over"
"""The caller is sent on without asking there first."""
HANDED_BACK = "handed-back"
"""Nobody took the caller; the detail is DIALSTATUS."""
CONSULTING = "consulting"
"""The agent asks there; also the dialplan's context in which that is done."""
CONSULTED = "consulted"
"""The asking is over and the agent goes back to the caller; the detail is DIALSTATUS."""
TAKEN = "taken"
"""Who was asked goes on with the caller."""
CONFERENCE = "conference"


def fact_of(call_id: str, at: datetime, step: str, detail: str) -> Fact:
    """A step as a fact: a transfer where somebody hands the caller on."""
    by, _, to = detail.partition(">")
    if step == HANDED_OVER:
        return CallTransferred(call_id, at, "blind", by, to)
    if step == TAKEN:
        return CallTransferred(call_id, at, "attended", by, to)
    return CallStepped(call_id, at, step, detail)


def found_consulting(book: Book, call: Call) -> None:
    """Tell of a consultation that was going on before anything was seen of it."""
    asking = [leg for leg in call.legs.values() if leg.keeps_caller]
    asked = [leg for leg in call.legs.values() if leg.view.role != "caller" and leg not in asking]
    if len(asking) == len(asked) == 1:
        (by,), (to,) = asking, asked
        to.consulted = True
        book.facts.append(Consulting(call.call_id, book.now, by.view, to.view, to.answered))


def stepped(book: Book, call: Call, uniqueid: str, step: str, detail: str) -> None:
    """Note what a step changes for the telephones of its call."""
    if step in (HANDED_OVER, CONSULTING):
        call.rings_next = detail.partition(">")[2]
    if step in (HANDED_OVER, AFTER_TALK):
        for leg in call.legs.values():
            leg.handed_on = True
    if step == CONSULTING and (leg_there := call.legs.get(uniqueid)):
        leg_there.keeps_caller = True
        book.facts.append(LegHeld(call.call_id, book.now, leg_there.view, held=True))
    if step in (CONSULTED, CONFERENCE):
        for leg in call.legs.values():
            if leg.keeps_caller:
                leg.keeps_caller = False
                book.facts.append(LegHeld(call.call_id, book.now, leg.view, held=False))
