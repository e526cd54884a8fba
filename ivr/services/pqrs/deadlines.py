"""When an answer is due: the terms of the catalogue counted on the calendar of working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ivr.clock import BOGOTA
from ivr.services.pqrs.catalogue import Catalogue, CountsFrom, OnExpiry
from ivr.services.working_days import Calendar
from ivr.store import CaseKind


@dataclass(frozen=True, slots=True)
class Due:
    """The last day for an answer, by the rules called ``rule_version``.

    ``working_days`` is the term; ``counts_from`` the day after which day 1 is counted;
    ``silence``: whether silence then decides in the person's favour.
    """

    on: date
    working_days: int
    counts_from: date
    rule_version: str
    silence: bool = False


def due(catalogue: Catalogue, calendar: Calendar, kind: CaseKind, filed_at: datetime) -> Due:
    """When a case filed at ``filed_at`` must be answered (Ley 1755 de 2015, art. 14)."""
    rule = catalogue.kind(kind)
    day = filing_day(catalogue, calendar, filed_at)
    silence = rule.on_expiry is OnExpiry.POSITIVE_SILENCE
    return Due(calendar.add(day, rule.days), rule.days, day, catalogue.version, silence)


def filing_day(catalogue: Catalogue, calendar: Calendar, filed_at: datetime) -> date:
    """The civil day in Colombia on which a filing counts as received.

    Out of hours and on days off that is a lawyer's question: ``counts_from`` says.
    """
    local = filed_at.astimezone(BOGOTA)
    day = local.date()
    if catalogue.counts_from is CountsFrom.FILING:
        return day
    if calendar.is_working_day(day) and local.time() < catalogue.closes_at:
        return day
    return calendar.add(day, 1)


def longest_extension(catalogue: Catalogue, calendar: Calendar, term: int, counted: date) -> date:
    """The last day to which a term may be extended: ``extension_factor`` times the term.

    ``counted`` is the day after which day 1 was counted (Ley 1755 de 2015, art. 14, par.).
    """
    return calendar.add(counted, term * catalogue.extension_factor)


def last_day_to_claim(catalogue: Catalogue, issued_on: date) -> date:
    """The last day for a claim against an invoice (Ley 142 de 1994, art. 154: five months)."""
    return months_after(issued_on, catalogue.claim_months)


def months_after(day: date, months: int) -> date:
    """The same day ``months`` later, or the last of that month where it has no such day."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def end_of(day: date) -> datetime:
    """The moment at which a day is over in Colombia."""
    return datetime.combine(day + timedelta(days=1), time(), BOGOTA)
