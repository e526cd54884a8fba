"""Terms that ran out without an answer: what the law then asks, noted in the case's history."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.clock import BOGOTA
from ivr.services import working_days
from ivr.services.pqrs.catalogue import Catalogue, OnExpiry
from ivr.services.pqrs.deadlines import end_of
from ivr.services.pqrs.history import note
from ivr.services.pqrs.risk import RUNNING

AT_ONCE = 200
SILENCE = "silence_lapsed"
COPIES = "copies_lapsed"
LATE = "term_lapsed"


def note_lapsed(session: Session, catalogue: Catalogue, now: datetime) -> int:
    """Note the terms that ran out since the last look. Gives how many; call again at 200.

    Positive silence is to be recognised within 72 hours (Ley 142 de 1994, art. 158); copies
    not denied in time are to be delivered within three days (Ley 1755 de 2015, art. 14).
    """
    case, today = store.Case, now.astimezone(BOGOTA).date()
    late = (
        select(case)
        .where(case.unfinished, case.state.in_(RUNNING), case.due_on < today)
        .where(case.lapsed_at.is_(None))
        .order_by(case.due_on, case.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(late).all()
    days = working_days.calendar(session)
    for row in rows:
        row.lapsed_at = now
        kind, data = LATE, {"due_on": str(row.due_on)}
        if row.silence:
            until = end_of(row.due_on) + timedelta(hours=catalogue.silence_hours)
            kind, data["until"] = SILENCE, until.isoformat()
        elif catalogue.kind(row.kind).on_expiry is OnExpiry.DELIVER_COPIES:
            kind = COPIES
            data["until"] = str(days.add(row.due_on, catalogue.copies_days))
        note(session, row.id, kind, at=now, data=data)
    return len(rows)
