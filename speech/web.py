"""What the speech process answers over HTTP: its health and its metrics."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from speech.voice.keeper import PromptKeeper

KEEPER = web.AppKey("keeper", PromptKeeper)
REGISTRY = web.AppKey("registry", CollectorRegistry)

NO_RECOGNIZER = "not_configured"
"""The line works by keypad alone: a normal state, and no fault."""


def speech_app(keeper: PromptKeeper, registry: CollectorRegistry) -> web.Application:
    """The application; it keeps the prompts rendered for as long as it runs."""
    app = web.Application()
    app[KEEPER] = keeper
    app[REGISTRY] = registry
    app.cleanup_ctx.append(_keeping)
    app.router.add_get("/health", health)
    app.router.add_get("/metrics", metrics)
    return app


async def health(request: web.Request) -> web.Response:
    """``GET /health``: degraded while a prompt is not rendered; calls then speak it as dynamic."""
    problem = request.app[KEEPER].problem
    state = "ok" if problem is None else "degraded"
    report: dict[str, object] = {
        "status": state,
        "parts": {"prompts": state, "recognizer": NO_RECOGNIZER},
    }
    if problem is not None:
        report["problem"] = problem
    return web.json_response(report)


async def metrics(request: web.Request) -> web.Response:
    """``GET /metrics``, in Prometheus's text format."""
    body = await asyncio.to_thread(generate_latest, request.app[REGISTRY])
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _keeping(app: web.Application) -> AsyncIterator[None]:
    task = asyncio.create_task(app[KEEPER].run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
