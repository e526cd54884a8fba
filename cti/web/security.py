"""The headers that every answer carries: nothing inline, nothing foreign, no framing."""

from __future__ import annotations

from aiohttp import web


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on an answer before it is sent."""
    response.headers.update(headers())


def headers() -> dict[str, str]:
    """The headers; a page talks to its own origin alone, telephones too."""
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "media-src": "'self' blob:",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Server": "linea",
    }
