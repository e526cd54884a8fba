"""What was offered to queues in a period, grouped so that a year is few rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services.figures import OfferRow
from ivr.services.reports import moments
from ivr.services.reports.period import Period

Rows = list[OfferRow]


def rows(session: Session, period: Period, queue: str | None = None) -> Rows:
    """The offers of a period, those alike together; of one queue if named."""
    return [OfferRow(*row) for row in session.execute(_alike(period, queue))]


def rows_by_half_hour(session: Session, period: Period, queue: str | None) -> dict[int, Rows]:
    """The same by the half hour of the day (0 to 47) in which the caller joined."""
    return _grouped(session, period, queue, moments.half_hour(session, _entered()))


def rows_by_day(session: Session, period: Period, queue: str | None) -> dict[str, Rows]:
    """The same by day (``2026-11-22``)."""
    return _grouped(session, period, queue, moments.day(session, _entered()))


def queues(session: Session, period: Period) -> tuple[str, ...]:
    """Every queue that agents serve or that was offered a call in a period, in order."""
    offer = store.Offer
    served = session.scalars(select(store.Skill.queue).distinct())
    in_period = select(offer.queue).where(
        offer.entered_at >= period.since, offer.entered_at < period.until
    )
    return tuple(sorted({*served, *session.scalars(in_period.distinct())}))


def _grouped(
    session: Session, period: Period, queue: str | None, slot: ColumnElement[Any]
) -> dict[Any, Rows]:
    found: defaultdict[Any, Rows] = defaultdict(list)
    for at, *row in session.execute(_alike(period, queue, slot)):
        found[at].append(OfferRow(*row))
    return found


def _alike(period: Period, queue: str | None, *slot: ColumnElement[Any]) -> Select[Any]:
    offer = store.Offer
    alike: Sequence[Any] = (*slot, offer.queue, offer.ended, offer.wait)
    query = (
        select(*alike, func.count())
        .where(offer.entered_at >= period.since, offer.entered_at < period.until)
        .group_by(*alike)
    )
    return query if queue is None else query.where(offer.queue == queue)


def _entered() -> ColumnElement[Any]:
    return store.Offer.entered_at.expression
