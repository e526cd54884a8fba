"""Requests and answers in JSON, by msgspec."""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec
from aiohttp import web

from cti.web.problem import NotJson
from ivr.errors import Invalid

JSON = "application/json"
T = TypeVar("T", bound=msgspec.Struct)
RowId = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
"""A row's key in a body, within what a database takes."""


async def read_body(request: web.Request, kind: type[T]) -> T:
    """The request's body as ``kind``. Raises NotJson, Invalid naming the field that is wrong."""
    if request.content_type != JSON:
        raise NotJson("la solicitud debe ser JSON (Content-Type: application/json)")
    try:
        return msgspec.json.decode(await request.read(), type=kind)
    except msgspec.ValidationError as error:
        where = str(error).partition("`$.")[2].rstrip("`")
        field = f" en «{where}»" if where else ""
        raise Invalid(f"la solicitud tiene un dato que no sirve{field}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid("la solicitud no es JSON válido") from error


def json_answer(value: object, *, status: int = 200) -> web.Response:
    """``value`` as JSON that no cache keeps."""
    answer = web.Response(status=status, body=msgspec.json.encode(value), content_type=JSON)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def done() -> web.Response:
    """An answer without a body."""
    return web.Response(status=204)
