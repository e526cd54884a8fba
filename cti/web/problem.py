"""Errors as problem+json (RFC 9457): a Spanish title and a machine code."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

import msgspec
import structlog
from aiohttp import hdrs, web

from cti.fault import fault_fields
from cti.store_work import TooBusy
from ivr.errors import Invalid, LineaError, NotFound, Refused, StoreUnavailable

log = structlog.get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

STORE_DOWN = "La base de datos no responde. Intente de nuevo en un momento."
_CHALLENGES = frozenset({"invalid_token", "insufficient_scope"})
OUR_FAULT = "El servidor tuvo un error. Intente de nuevo; si sigue, avise a soporte."


class NotSignedIn(LineaError):
    """Nobody is signed in, or the session is over."""

    code = "not_signed_in"


class NotAllowed(LineaError):
    """The person may not do this."""

    code = "not_allowed"


class Unreadable(LineaError):
    """The request can't be read: not JSON where it says so, or no object."""

    code = "unreadable"


class NotJson(LineaError):
    """The body is said to be something else than JSON."""

    code = "not_json"


class CrossSite(LineaError):
    """The request may come from another site's page."""

    code = "cross_site"


class NotAnswering(LineaError):
    """Another part of the line does not answer; asked again later it may."""

    code = "not_answering"


class Throttled(LineaError):
    """Too many tries; ``retry_after`` seconds in the details."""

    code = "throttled"


# What can't be read is 400; what is read and holds a value that breaks a rule is 422.
_STATUS: tuple[tuple[type[LineaError], HTTPStatus], ...] = (
    (NotSignedIn, HTTPStatus.UNAUTHORIZED),
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (CrossSite, HTTPStatus.FORBIDDEN),
    (Throttled, HTTPStatus.TOO_MANY_REQUESTS),
    (StoreUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (TooBusy, HTTPStatus.SERVICE_UNAVAILABLE),
    (NotAnswering, HTTPStatus.SERVICE_UNAVAILABLE),
    (NotJson, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Refused, HTTPStatus.CONFLICT),
    (Unreadable, HTTPStatus.BAD_REQUEST),
    (Invalid, HTTPStatus.UNPROCESSABLE_ENTITY),
)

_HTTP_TITLES = {
    400: "La solicitud no es válida",
    404: "Esa dirección no existe",
    405: "Esa dirección no admite esta operación",
    413: "La solicitud es demasiado grande",
    415: "La solicitud debe ser JSON",
    416: "Esa parte no existe",
    422: "La solicitud no se puede atender así",
}


def problem(status: int, title: str, code: str, **more: object) -> web.Response:
    """A problem+json answer."""
    body = {"type": "about:blank", "status": status, "title": title, "code": code, **more}
    return web.Response(
        status=status, body=msgspec.json.encode(body), content_type="application/problem+json"
    )


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every error into an answer; what we did not foresee is logged, never shown."""
    try:
        return await handler(request)
    except LineaError as error:
        return answer_of(error)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        return answer_of(error)
    except Exception as error:
        where = {"method": request.method, "route": _route_of(request)}
        log.error("request_failed", **where, **fault_fields(error))
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, OUR_FAULT, "internal")


def answer_of(error: LineaError | web.HTTPException) -> web.Response:
    """What an error is answered with."""
    if isinstance(error, LineaError):
        return _of_linea_error(error)
    title = _HTTP_TITLES.get(error.status, error.reason)
    answer = problem(error.status, title, f"http_{error.status}")
    for name in (hdrs.ALLOW, hdrs.CONTENT_RANGE):
        if name in error.headers:
            answer.headers[name] = error.headers[name]
    return answer


def _of_linea_error(error: LineaError) -> web.Response:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), None)
    if status is None:
        log.error("request_failed", code=error.code)
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, OUR_FAULT, error.code)
    title = STORE_DOWN if isinstance(error, StoreUnavailable) else _sentence(error.message)
    named = {"field": field} if (field := error.details.get("field")) else {}
    answer = problem(status, title, error.code, **named)
    if retry_after := error.details.get("retry_after"):
        answer.headers["Retry-After"] = str(retry_after)
    if error.code in _CHALLENGES:  # RFC 6750, section 3.1
        answer.headers[hdrs.WWW_AUTHENTICATE] = f'Bearer error="{error.code}"'
    return answer


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:]


def _route_of(request: web.Request) -> str:
    """The route's pattern: unlike the path it holds no value of a person."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "?"
