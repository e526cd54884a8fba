"""The base of every table: naming of constraints and the types behind annotations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from ivr.store.columns import Moment

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What all tables derive from. Datetimes are always aware and in UTC."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Moment()}  # noqa: RUF012 - SQLAlchemy reads it as it is
