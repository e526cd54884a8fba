"""What the speech process answers over HTTP: Asterisk's sound, its health and its metrics."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from speech.aeap.server import AeapServer
from speech.recognizer.hearing import ModelInUse
from speech.siblings import Siblings
from speech.voice.keeper import PromptKeeper

KEEPER = web.AppKey("keeper", PromptKeeper)
SIBLINGS = web.AppKey("siblings", Siblings)
MODEL = web.AppKey("model", ModelInUse)
SERVER = web.AppKey("server", AeapServer)

NO_RECOGNIZER = "not_configured"
"""The line works by keypad alone: a normal state, and no fault."""
LOOK_SECONDS = 1.0
FIRST_LOOK_SECONDS = 15.0
"""A model that takes longer to load than this is taken into use by a line that runs already."""


def speech_app(
    keeper: PromptKeeper | None,
    siblings: Siblings,
    model: ModelInUse,
    server: AeapServer,
) -> web.Application:
    """The application; it keeps the prompts rendered and the model in use while it runs.

    One process of those that recognise has the ``keeper`` of the prompts.
    """
    app = web.Application()
    app[SIBLINGS] = siblings
    app[MODEL] = model
    app[SERVER] = server
    if keeper is not None:
        app[KEEPER] = keeper
        app.cleanup_ctx.append(_keeping)
    app.cleanup_ctx.append(_hearing)
    app.on_shutdown.append(_hang_up)
    app.router.add_get("/", server.answer)
    app.router.add_get("/health", health)
    app.router.add_get("/metrics", metrics)
    return app


async def health(request: web.Request) -> web.Response:
    """``GET /health``: degraded while a prompt is not rendered, or the model can't be used."""
    keeper, model = request.app.get(KEEPER), request.app[MODEL]
    parts = {"recognizer": _recognizer(model)}
    problems = [model.problem]
    if keeper is not None:
        parts = {"prompts": "degraded" if keeper.problem else "ok", **parts}
        problems.insert(0, keeper.problem)
    report: dict[str, object] = {
        "status": "degraded" if "degraded" in parts.values() else "ok",
        "parts": parts,
    }
    if model.current is not None:
        report["model"] = model.current.model.name
    if problem := next(filter(None, problems), None):
        report["problem"] = problem
    return web.json_response(report)


async def metrics(request: web.Request) -> web.Response:
    """``GET /metrics``, in Prometheus's text format: this process's, or all's from outside."""
    siblings = request.app[SIBLINGS]
    asked_by_a_sibling = isinstance(_address(request), str)
    body = await (siblings.own() if asked_by_a_sibling else siblings.everyone())
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _address(request: web.Request) -> object:
    """Where the request came in: a tuple for TCP, a path for a Unix socket."""
    return None if request.transport is None else request.transport.get_extra_info("sockname")


def _recognizer(model: ModelInUse) -> str:
    if model.problem:
        return "degraded"
    return "ok" if model.current else NO_RECOGNIZER


async def _keeping(app: web.Application) -> AsyncIterator[None]:
    task = asyncio.create_task(app[KEEPER].run())
    yield
    await _end(task)


async def _hearing(app: web.Application) -> AsyncIterator[None]:
    model = app[MODEL]
    first_look = asyncio.create_task(asyncio.to_thread(model.look))
    await asyncio.wait({first_look}, timeout=FIRST_LOOK_SECONDS)
    task = asyncio.create_task(model.follow(LOOK_SECONDS))
    yield
    await _end(task)


async def _hang_up(app: web.Application) -> None:
    await app[SERVER].close()


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
