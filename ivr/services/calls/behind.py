"""The calls behind a figure of board or report: those of an offer's queue, end and moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, exists

from ivr import store
from ivr.store import OfferEnd


class OfferKind(StrEnum):
    """What is counted of offers (ivr.services.figures): all, or those that ended so."""

    ANY = "any"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    SHORT = "short"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Behind:
    """Calls offered to ``queue`` (None: any) that were counted as ``kind``.

    ``short_seconds``: who gave up before counts as short, not as abandoned.
    """

    kind: OfferKind
    queue: str | None
    short_seconds: int

    def clauses(self, since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
        """What holds of such calls; the moments are those at which they joined the queue."""
        offer = store.Offer
        wanted: list[ColumnElement[bool]] = [offer.call_id == store.Call.call_id]
        if self.queue is not None:
            wanted.append(offer.queue == self.queue)
        if since is not None:
            wanted.append(offer.entered_at >= since)
        if until is not None:
            wanted.append(offer.entered_at < until)
        match self.kind:
            case OfferKind.ANSWERED | OfferKind.ELSEWHERE:
                wanted.append(offer.ended == OfferEnd(self.kind.value))
            case OfferKind.ABANDONED:
                wanted += [offer.ended == OfferEnd.ABANDONED, offer.wait >= self.short_seconds]
            case OfferKind.SHORT:
                wanted += [offer.ended == OfferEnd.ABANDONED, offer.wait < self.short_seconds]
        return [exists().where(*wanted)]
