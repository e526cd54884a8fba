"""``/health`` and ``/metrics``: how the process is, for machines."""

from __future__ import annotations

from aiohttp import web

from cti.web.access import ANYONE, may
from cti.web.body import json_answer
from cti.web.keys import HEALTH, METRICS


@may(ANYONE)
async def health(request: web.Request) -> web.Response:
    """``ok``, ``degraded`` or ``down`` with each part; 503 only when down."""
    report = await request.app[HEALTH].report()
    return json_answer(report, status=503 if report["status"] == "down" else 200)


@may(ANYONE)
async def metrics(request: web.Request) -> web.Response:
    """Prometheus's text format. No label holds a number, a name or a call."""
    text = request.app[METRICS].text()
    return web.Response(body=text, headers={"Content-Type": "text/plain; version=0.0.4"})
