"""Who works at the desks of the call tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.preparation import CONTACT_RULES
from ivr.services import agents, contact, dispositions
from ivr.services.agents import Role
from ivr.services.contact.rules import HOLIDAY, WEEKDAYS
from ivr.store import ContactPurpose

PASSWORD = "clave-de-prueba"
PEOPLE = ("ana", "beto")
ALL_DAY = (datetime.min.time(), None)


def staff(session: Session) -> None:
    """Two agents who serve one queue, two desks, one disposition."""
    agents.ensure_desks(session, 3)
    for user in PEOPLE:
        agents.create(
            session,
            user=user,
            name=user.title(),
            role=Role.AGENT,
            password=PASSWORD,
            now=datetime.now(UTC),
            skills={"attention": 1},
        )
    dispositions.seed(
        session, [dispositions.Disposition("sin.prueba", "Llamada de prueba", "Sin gestión")]
    )


def staff_that_calls_back(session: Session) -> None:
    """The same; who asked for a call or a message gets it at any hour."""
    staff(session)
    at_any_hour = dict.fromkeys((*WEEKDAYS, HOLIDAY), ALL_DAY)
    rules = contact.read(CONTACT_RULES)
    contact.seed(
        session,
        [
            replace(rule, hours=at_any_hour, a_day=None, channels_a_week=None)
            if rule.purpose is ContactPurpose.REQUESTED
            else rule
            for rule in rules
        ],
    )
