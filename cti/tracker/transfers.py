"""Transfers: who handed a caller on, and where to.

AccountCode stays with each channel when Asterisk merges linked ids, so an attended
transfer needs no renaming: the desk that was consulted is a leg of the caller's call
already, from its first ring on.
"""

from __future__ import annotations

from typing import Literal

from ami import Message
from cti.tracker.book import Book
from cti.tracker.facts import CallTransferred


def blind_transfer(book: Book, event: Message) -> None:
    """An agent sent the caller to an extension without asking there."""
    if event.get("Result", "Success") == "Success":
        _tell(book, event.get("TransfererUniqueid"), "blind", event.get("Extension"))


def attended_transfer(book: Book, event: Message) -> None:
    """An agent put the caller through to whom they had consulted."""
    if event.get("Result", "Success") != "Success":
        return
    second = book.channels.get(event.get("SecondTransfererUniqueid"))
    consulted = book.calls.get(second.call_id) if second else None
    desks = book.desks_of(consulted) if consulted else []
    _tell(book, event.get("OrigTransfererUniqueid"), "attended", desks[0] if desks else "")


def _tell(book: Book, uniqueid: str, kind: Literal["blind", "attended"], to: str) -> None:
    found = book.leg(uniqueid)
    if found is not None:
        call, leg = found
        leg.handed_on = True
        by = leg.view.desk or ""
        book.facts.append(CallTransferred(call.call_id, book.now, kind, by, to))
