"""Whether someone may be contacted now, and if not, when.

Ley 2300 de 2023: hours of collection and commercial contact, not by several channels in a
week, not more than once a day. Hours, limits and who may refuse are data (``contact_rules``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from ivr.clock import BOGOTA
from ivr.services import working_days
from ivr.services.contact import history
from ivr.services.contact.rules import HOLIDAY, WEEKDAYS, Rule, rule_for, rules_of
from ivr.store import ContactChannel, ContactPurpose

WEEK = timedelta(days=7)
DAYS_LOOKED_AHEAD = 30


class Why(StrEnum):
    """Why someone may not be contacted now."""

    NO_RULE = "no_rule"
    REFUSED = "refused"
    OUTSIDE_HOURS = "outside_hours"
    TODAY_ALREADY = "today_already"
    OTHER_CHANNEL = "other_channel"


@dataclass(frozen=True, slots=True)
class Allowed:
    """The answer; true when the contact may be made now.

    ``next_moment`` is when it may be, None when never (refused, no rule). ``overrode`` is what
    would have stood in the way of a purpose that is no emergency; note it with ``made``.
    """

    ok: bool
    why: Why | None = None
    next_moment: datetime | None = None
    overrode: Why | None = None

    def __bool__(self) -> bool:
        return self.ok


def can_contact(
    session: Session,
    purpose: ContactPurpose,
    channel: ContactChannel,
    number: str,
    now: datetime,
) -> Allowed:
    """Whether ``number`` (E.164, or an e-mail address) may be contacted at ``now``.

    What no rule allows is refused. An emergency may always be told; what it passes over is
    said, so that it can be audited.
    """
    if purpose is ContactPurpose.EMERGENCY and rule_for(session, purpose, channel):
        usual = can_contact(session, ContactPurpose.SERVICE, channel, number, now)
        return Allowed(True, next_moment=now, overrode=usual.why)
    rule = rule_for(session, purpose, channel)
    if rule is None:
        return Allowed(False, Why.NO_RULE)
    if rule.refusable and history.has_refused(session, number, purpose):
        return Allowed(False, Why.REFUSED)
    why, earliest = _after_others(session, rule, number, now)
    moment = _within_hours(session, rule, earliest)
    if moment is None:
        return Allowed(False, why or Why.OUTSIDE_HOURS)
    if moment > now:
        return Allowed(False, why or Why.OUTSIDE_HOURS, moment)
    return Allowed(True, next_moment=now)


def _after_others(
    session: Session, rule: Rule, number: str, now: datetime
) -> tuple[Why | None, datetime]:
    """The first moment that contacts made before leave, and which limit held it up."""
    if rule.a_day is None and rule.channels_a_week is None:
        return None, now
    bounded = [one.purpose for one in rules_of(session) if one.a_day or one.channels_a_week]
    contacts = history.since(session, number, now - WEEK, bounded)
    why, moment = None, now
    today = now.astimezone(BOGOTA).date()
    on_this_day = sum(contact.at.astimezone(BOGOTA).date() == today for contact in contacts)
    if rule.a_day is not None and on_this_day >= rule.a_day:
        why, moment = Why.TODAY_ALREADY, _start(today + timedelta(days=1))
    latest = {contact.channel: contact.at for contact in contacts if contact.at > now - WEEK}
    others = sorted(at for channel, at in latest.items() if channel is not rule.channel)
    if rule.channels_a_week is not None and len(others) >= rule.channels_a_week:
        free = others[len(others) - rule.channels_a_week] + WEEK
        if free > moment:
            why, moment = Why.OTHER_CHANNEL, free
    return why, moment


def _within_hours(session: Session, rule: Rule, earliest: datetime) -> datetime | None:
    """The first moment from ``earliest`` on within the rule's hours."""
    first = earliest.astimezone(BOGOTA).date()
    calendar = working_days.calendar(session)
    for ahead in range(DAYS_LOOKED_AHEAD):
        day = first + timedelta(days=ahead)
        hours = rule.hours.get(HOLIDAY if calendar.is_day_off(day) else WEEKDAYS[day.weekday()])
        if hours is None:
            continue
        opens, closes = hours
        end = _start(day + timedelta(days=1)) if closes is None else _at(day, closes)
        if earliest < end:
            return max(earliest, _at(day, opens))
    return None


def _start(day: date) -> datetime:
    return _at(day, time())


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, BOGOTA)
