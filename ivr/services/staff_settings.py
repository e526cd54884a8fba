"""Values that staff change day by day, each with a default until it is set."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid

DEFAULTS: dict[str, int] = {
    "billing.reconnection_charge": 0,  # pesos added to what a suspended account owes
    "damage.attention_hours_2": 0,  # what dispatch promises for priority 2; 0: nothing is told
    "damage.attention_hours_3": 0,
    "damage.attention_hours_4": 0,
    "welcome.returning_hours": 0,  # who calls again within is asked whether it is the same
    "welcome.short_notice_days": 0,  # who heard the notice within hears a short one (lawyers)
}


def number(session: Session, name: str) -> int:
    """The whole number kept under ``name``, or its default. Raises Invalid for other names."""
    default = _default(name)
    kept = session.get(store.StaffSetting, name)
    return default if kept is None else int(kept.value)


def put(
    session: Session, name: str, value: int, now: datetime, changed_by: int | None = None
) -> None:
    """Keep ``value`` (0 or more) under ``name``. Raises Invalid."""
    _default(name)
    if value < 0:
        raise Invalid(f"{name} no puede ser negativo", name=name)
    session.merge(
        store.StaffSetting(name=name, value=str(value), changed_at=now, changed_by=changed_by)
    )
    session.flush()


def _default(name: str) -> int:
    if name not in DEFAULTS:
        raise Invalid(f"no hay un ajuste llamado {name}", name=name)
    return DEFAULTS[name]
