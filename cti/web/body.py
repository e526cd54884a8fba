"""Requests and answers in JSON, by msgspec."""

from __future__ import annotations

import re
from typing import Annotated, TypeVar

import msgspec
from aiohttp import web

from cti.web.problem import NotJson, Unreadable
from ivr.errors import Invalid

JSON = "application/json"
NOT_JSON = "la solicitud no es JSON válido"
_NO_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
T = TypeVar("T", bound=msgspec.Struct)
RowId = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
"""A row's key in a body, within what a database takes."""


async def read_body(request: web.Request, kind: type[T]) -> T:
    """The request's body as ``kind``.

    Raises NotJson, Unreadable for what is no JSON object, Invalid naming the field that is wrong.
    """
    if request.content_type != JSON:
        raise NotJson("la solicitud debe ser JSON (Content-Type: application/json)")
    written = await request.read()
    try:
        return msgspec.json.decode(written, type=kind)
    except msgspec.ValidationError as error:  # raised before the rest was read
        _check_object(written)
        field = wrong_field(error)
        where = f" en «{field}»" if field else ""
        raise Invalid(f"la solicitud tiene un dato que no sirve{where}", field=field) from error
    except _NO_JSON as error:
        raise Unreadable(NOT_JSON) from error


def wrong_field(error: msgspec.ValidationError) -> str:
    """Which field msgspec complains of, as ``zones[1]``; empty where it names none."""
    told = str(error)
    place = told.partition("`$")[2].rstrip("`").lstrip(".")
    named = re.search("field `(.+?)`", told)
    return ".".join(one for one in (place, named[1][:40] if named else "") if one)


def _check_object(written: bytes) -> None:
    """Raises Unreadable unless it is a JSON object, whatever it holds."""
    try:
        msgspec.json.decode(written, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError as error:
        raise Unreadable("la solicitud debe ser un objeto JSON") from error
    except _NO_JSON as error:
        raise Unreadable(NOT_JSON) from error


def json_answer(value: object, *, status: int = 200) -> web.Response:
    """``value`` as JSON that no cache keeps."""
    answer = web.Response(status=status, body=msgspec.json.encode(value), content_type=JSON)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def done() -> web.Response:
    """An answer without a body."""
    return web.Response(status=204)
