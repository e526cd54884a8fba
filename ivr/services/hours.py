"""Opening hours: when agents attend. Emergencies and what the line does itself know none."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.clock import BOGOTA
from ivr.errors import Invalid
from ivr.services import working_days

DAYS = (
    "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo", "festivo",
)  # fmt: skip
HOLIDAY = 7
WHOLE_DAY = 24 * 60
DAYS_LOOKED_AHEAD = 21
_STRETCH = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Agents attend on ``day`` (0 Monday … 6 Sunday, 7 a holiday) between two minutes of it."""

    day: int
    opens: int
    closes: int


Week = tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether agents attend, and if not when they do again (None: not in three weeks).

    ``holiday`` is today's name where today is one; ``week`` the hours as they stand, empty
    where none were ever set, which means always.
    """

    open: bool
    holiday: str | None
    opens_next: datetime | None
    week: Week


def read(catalogue: Path) -> Week:
    """The hours of ``config/catalogues/hours.toml``. Raises Invalid, naming file and fault."""
    try:
        table = tomllib.loads(catalogue.read_text("utf-8"))["hours"]
        if unknown := table.keys() - set(DAYS):
            raise ValueError(f"«{min(unknown)}» no es un día")
        return checked(
            stretch(DAYS.index(name), written) for name, day in table.items() for written in day
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as failure:
        raise Invalid(f"{catalogue}: no se pueden usar los horarios: {failure}") from failure
    except Invalid as failure:
        raise Invalid(f"{catalogue}: {failure.message}") from failure


def stretch(day: int, written: str) -> Stretch:
    """``08:00-12:00`` of a day; 24:00 is its end. Raises Invalid."""
    match = _STRETCH.fullmatch(written)
    if match is None:
        raise Invalid(f"«{written}» debe escribirse como 08:00-17:00")
    first, second, third, fourth = (int(part) for part in match.groups())
    return Stretch(day, first * 60 + second, third * 60 + fourth)


def checked(stretches: Iterable[Stretch]) -> Week:
    """In order, if it can be a week: Raises Invalid for stretches that overlap or run backwards."""
    week = tuple(sorted(stretches))
    if not week:
        raise Invalid("indique al menos una jornada de atención")
    for one in week:
        if not (0 <= one.day <= HOLIDAY and 0 <= one.opens < one.closes <= WHOLE_DAY):
            raise Invalid("cada jornada termina después de empezar, y dentro del mismo día")
    for before, after in pairwise(week):
        if before.day == after.day and before.closes > after.opens:
            raise Invalid(f"las jornadas del {DAYS[after.day]} se cruzan")
    return week


def week(session: Session) -> Week:
    """The hours as they stand, in order."""
    rows = session.scalars(
        select(store.OpeningHours).order_by(store.OpeningHours.day, store.OpeningHours.opens)
    )
    return tuple(Stretch(row.day, row.opens, row.closes) for row in rows)


def put(session: Session, hours: Week, *, now: datetime, agent_id: int | None = None) -> None:
    """Make these the opening hours. Raises Invalid for hours that can't be."""
    hours = checked(hours)
    session.execute(delete(store.OpeningHours))
    session.add_all(
        store.OpeningHours(
            day=one.day, opens=one.opens, closes=one.closes, changed_at=now, changed_by=agent_id
        )
        for one in hours
    )
    session.flush()


def open_at(session: Session, moment: datetime) -> Opening:
    """Whether agents attend at ``moment``."""
    hours, here = week(session), moment.astimezone(BOGOTA)
    holiday = _holiday(session, here.date())
    if not hours:
        return Opening(True, holiday, None, hours)
    minute = here.hour * 60 + here.minute
    today = _of(hours, here.date(), holiday)
    if any(one.opens <= minute < one.closes for one in today):
        return Opening(True, holiday, None, hours)
    return Opening(False, holiday, _next(session, hours, here), hours)


def _next(session: Session, hours: Week, here: datetime) -> datetime | None:
    minute = here.hour * 60 + here.minute
    for ahead in range(DAYS_LOOKED_AHEAD):
        day = here.date() + timedelta(days=ahead)
        for one in _of(hours, day, _holiday(session, day)):
            if ahead or one.opens > minute:
                opens = time(one.opens // 60, one.opens % 60)
                return datetime.combine(day, opens, BOGOTA)
    return None


def _of(hours: Week, day: date, holiday: str | None) -> Week:
    kind = HOLIDAY if holiday else day.weekday()
    return tuple(one for one in hours if one.day == kind)


def _holiday(session: Session, day: date) -> str | None:
    off = working_days.day_off(session, day)
    return None if off is None else off.name
