"""Queries of addresses, read into a Struct by msgspec as bodies are."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeVar

import msgspec
from aiohttp import web

from cti.web.body import wrong_field
from ivr.errors import Invalid

T = TypeVar("T", bound=msgspec.Struct)

Limit = Annotated[int, msgspec.Meta(ge=1, le=200, description="Rows of a page.")]
Cursor = Annotated[
    str,
    msgspec.Meta(max_length=400, description="`next` of the page before; nothing else is one."),
]
Moment = Annotated[datetime, msgspec.Meta(tz=True, description="With its zone (RFC 3339).")]
RowId = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


class Query(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What is asked for. A parameter that is empty counts as left out."""


class Paged(Query, frozen=True):
    """A list by pages."""

    cursor: Cursor | None = None
    limit: Limit = 50


class Unfiltered(Query, frozen=True):
    """A list without filters."""


def read_query(request: web.Request, kind: type[T]) -> T:
    """The request's query as ``kind``. Raises Invalid naming the parameter that is wrong."""
    known = {one.encode_name for one in msgspec.structs.fields(kind)}
    given: dict[str, str] = {}
    for name, value in request.query.items():
        if name not in known:
            raise Invalid(f"el filtro «{name[:40]}» no existe", field=name[:40])
        if name in given:
            raise Invalid(f"«{name}» está dos veces", field=name)
        if value:
            given[name] = value
    try:
        read = msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _useless(wrong_field(error)) from error
    for one in msgspec.structs.fields(kind):
        written, value = given.get(one.encode_name), getattr(read, one.name)
        if written is None:
            continue
        if value is None:  # msgspec takes the word «null» for nothing
            raise _useless(one.encode_name)
        if isinstance(value, datetime) and written[4:5] != "-":  # and a number for a moment
            name = one.encode_name
            raise Invalid(f"«{name}» debe ser una fecha ISO 8601", field=name)
    return read


def _useless(name: str) -> Invalid:
    return Invalid(f"«{name}» tiene un valor que no sirve", field=name)
