"""The rules of contact: read from the catalogue, kept in the store, which is the truth."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import Path

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid
from ivr.store import ContactChannel, ContactPurpose

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY = "holiday"
MIDNIGHT = "24:00"
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

Hours = tuple[time, time | None]
"""When a day opens and closes; None closes at midnight."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When ``purpose`` may use ``channel``; ``hours`` by day, as the table keeps them."""

    purpose: ContactPurpose
    channel: ContactChannel
    hours: Mapping[str, Hours]
    a_day: int | None
    channels_a_week: int | None
    refusable: bool
    basis: str
    approved_by: str


class _Written(msgspec.Struct, forbid_unknown_fields=True):
    """One ``[[rule]]`` of the catalogue: for several purposes and channels at once."""

    purposes: list[ContactPurpose]
    channels: list[ContactChannel]
    hours: dict[str, tuple[str, str]]
    refusable: bool
    basis: str
    approved_by: str
    a_day: int | None = None
    channels_a_week: int | None = None


class _Catalogue(msgspec.Struct, forbid_unknown_fields=True):
    rule: list[_Written]


def read(file: Path) -> tuple[Rule, ...]:
    """The rules of a catalogue. Raises Invalid, naming file and what is wrong."""
    try:
        written = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _Catalogue)
        rules = [
            _rule(one, purpose, channel)
            for one in written.rule
            for purpose in one.purposes
            for channel in one.channels
        ]
    except (OSError, ValueError, tomllib.TOMLDecodeError) as error:
        raise Invalid(f"{file}: no se pueden leer las reglas de contacto: {error}") from error
    if len({(rule.purpose, rule.channel) for rule in rules}) < len(rules):
        raise Invalid(f"{file}: hay dos reglas para el mismo propósito y medio")
    return tuple(rules)


def seed(session: Session, rules: Sequence[Rule]) -> None:
    """Put ``rules`` in place of those in the store."""
    session.execute(delete(store.ContactRule))
    for rule in rules:
        session.add(
            store.ContactRule(
                purpose=rule.purpose,
                channel=rule.channel,
                hours={day: _text(hours) for day, hours in rule.hours.items()},
                a_day=rule.a_day,
                channels_a_week=rule.channels_a_week,
                refusable=rule.refusable,
                basis=rule.basis,
                approved_by=rule.approved_by,
            )
        )
    session.flush()


def rules_of(session: Session) -> tuple[Rule, ...]:
    """All rules in the store; none before they were seeded."""
    query = select(store.ContactRule).order_by(store.ContactRule.purpose, store.ContactRule.channel)
    return tuple(_of_row(row) for row in session.scalars(query))


def rule_for(session: Session, purpose: ContactPurpose, channel: ContactChannel) -> Rule | None:
    """The rule of a purpose and a channel, None where nobody wrote one."""
    row = session.get(store.ContactRule, (purpose, channel))
    return None if row is None else _of_row(row)


def _of_row(row: store.ContactRule) -> Rule:
    return Rule(
        row.purpose,
        row.channel,
        _hours(row.hours),
        row.a_day,
        row.channels_a_week,
        row.refusable,
        row.basis,
        row.approved_by,
    )


def _rule(one: _Written, purpose: ContactPurpose, channel: ContactChannel) -> Rule:
    for limit in (one.a_day, one.channels_a_week):
        if limit is not None and limit < 1:
            raise ValueError("a_day y channels_a_week son 1 o más")
    return Rule(
        purpose,
        channel,
        _hours(one.hours),
        one.a_day,
        one.channels_a_week,
        one.refusable,
        one.basis,
        one.approved_by,
    )


def _hours(written: Mapping[str, Sequence[str]]) -> Mapping[str, Hours]:
    if odd := written.keys() - {*WEEKDAYS, HOLIDAY}:
        raise ValueError(f"«{min(odd)}» no es un día: mon, tue, wed, thu, fri, sat, sun, holiday")
    return {day: _opening(opens, closes) for day, (opens, closes) in written.items()}


def _opening(opens: str, closes: str) -> Hours:
    if not _TIME.fullmatch(opens) or not (_TIME.fullmatch(closes) or closes == MIDNIGHT):
        raise ValueError(f"«{opens}» a «{closes}» no es un horario como 07:00 a 19:00")
    start = time.fromisoformat(opens)
    end = None if closes == MIDNIGHT else time.fromisoformat(closes)
    if end is not None and end <= start:
        raise ValueError(f"«{closes}» no es después de «{opens}»")
    return start, end


def _text(hours: Hours) -> list[str]:
    opens, closes = hours
    return [f"{opens:%H:%M}", MIDNIGHT if closes is None else f"{closes:%H:%M}"]
