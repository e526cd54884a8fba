"""Moments in SQL, in both databases: the half hour and the day in Colombia, lengths of time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Interval,
    String,
    cast,
    extract,
    func,
    literal,
    type_coerce,
)
from sqlalchemy.orm import Session

ZONE = "America/Bogota"
SQLITE_SHIFT = "-5 hours"
SQLITE_HALF_HOURS = 38
"""Colombia's offset from UTC, unchanged since 1993; as half hours forward round the clock."""

HOUR = timedelta(hours=1)

Moment = ColumnElement[Any]


def half_hour(session: Session, moment: Moment) -> ColumnElement[int]:
    """The half hour of the day, 0 to 47."""
    if _is_sqlite(session):  # kept as «2026-11-22 15:04:05.000000»: quicker than its functions
        kept = type_coerce(moment, String)
        hour = cast(func.substr(kept, 12, 2), Integer)
        tens_of_minutes = cast(func.substr(kept, 15, 1), Integer)
        return (hour * 2 + tens_of_minutes // 3 + SQLITE_HALF_HOURS) % 48
    local = func.timezone(ZONE, moment)
    hour = cast(extract("hour", local), Integer)
    return hour * 2 + cast(extract("minute", local), Integer) // 30


def day(session: Session, moment: Moment) -> ColumnElement[str]:
    """The day, as ``2026-11-22``."""
    if _is_sqlite(session):
        return cast(func.date(moment, SQLITE_SHIFT), String)
    return cast(func.to_char(func.timezone(ZONE, moment), "YYYY-MM-DD"), String)


def seconds(session: Session, start: Moment, end: Moment) -> ColumnElement[float]:
    """How long from one moment to another."""
    if _is_sqlite(session):
        return (func.julianday(end) - func.julianday(start)) * literal(86_400.0)
    return cast(extract("epoch", end - start), Float)


def after(session: Session, moment: Moment, span: timedelta) -> Moment:
    """A moment some time later; of ``span`` whole hours count."""
    if _is_sqlite(session):
        return func.strftime("%Y-%m-%d %H:%M:%f", moment, f"+{span // HOUR} hours")
    return moment + literal(span, Interval())


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
