"""Who works at the desks of the call tests."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from ivr.services import agents, dispositions
from ivr.services.agents import Role

PASSWORD = "clave-de-prueba"
PEOPLE = ("ana", "beto")


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
    dispositions.seed(session, [dispositions.Disposition("resuelto", "Resuelto", "General")])
