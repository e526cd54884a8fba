"""Zones: the barrios and veredas that the entity serves."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base
from ivr.store.columns import Key, state


class ZoneKind(StrEnum):
    """Whether a zone lies in the town or in the country."""

    BARRIO = "barrio"
    VEREDA = "vereda"


class Zone(Base):
    """A barrio or vereda; outages, payment points and accounts name one."""

    __tablename__ = "zones"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[ZoneKind] = mapped_column(state(ZoneKind, "kind"))
