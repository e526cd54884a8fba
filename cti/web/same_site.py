"""Whether a page of ours asks: the session's cookie, and where a request comes from."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from cti.web.problem import CrossSite

COOKIE = "linea_session"


def check_origin(request: web.Request) -> None:
    """Refuse a request that a page of another origin sent. Raises CrossSite."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise CrossSite("la solicitud viene de otro sitio")
