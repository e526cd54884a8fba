"""The demonstration: an invented town in an empty store, and users who may sign in to it."""

from __future__ import annotations

from collections.abc import Mapping

from app.secrets import Secrets
from app.settings import PROJECT
from ivr.clock import Clock
from ivr.demo import is_made, make, open_users
from ivr.demo.staff import STAFF
from ivr.services import dispositions
from ivr.store import Role, Store

DISPOSITIONS = PROJECT / "config" / "catalogues" / "dispositions.toml"
SPOKEN_ROLE: Mapping[Role, str] = {
    Role.AGENT: "agente",
    Role.SUPERVISOR: "supervisión",
    Role.QUALITY: "calidad",
    Role.CASE_OFFICER: "gestión de casos",
    Role.ETHICS: "línea de transparencia",
    Role.AUDITOR: "auditoría",
    Role.ADMIN: "administración",
}


def password(secrets: Secrets) -> str:
    """Return the demonstration users' password: easy to type, another in each installation."""
    letters = [letter for letter in secrets.password("demonstration").lower() if letter.isalnum()]
    return "demo-" + "".join(letters[:8])


def demonstrate(store: Store, secrets: Secrets, clock: Clock) -> None:
    """Fill an empty store and let the demonstration's users sign in. A used store keeps its data.

    Raises StoreUnavailable, and Invalid for a catalogue that can't be used.
    """
    with store.unit_of_work() as session:
        if not is_made(session):
            now, catalogue = clock.now(), dispositions.read(DISPOSITIONS)
            make(session, catalogue, today=clock.today(), now=now)
        open_users(session, password(secrets), clock.now())


def users() -> list[tuple[str, str]]:
    """Return the demonstration users, each with what they are, in Spanish."""
    return [(user, f"{name}, {SPOKEN_ROLE[role]}") for user, name, role, _ in STAFF]
