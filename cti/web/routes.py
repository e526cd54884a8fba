"""Every address of the web, in one table."""

from __future__ import annotations

from aiohttp import web

from cti.web import calls, demo, desk, live_socket, pages, session, state_of_health

ROUTES = (
    web.get("/", pages.home),
    web.get("/entrar", pages.login),
    web.get("/puesto", pages.desk),
    web.get("/telefono", pages.phone),
    web.get("/static/{path:.+}", pages.static),
    web.get("/health", state_of_health.health),
    web.get("/metrics", state_of_health.metrics),
    web.post("/api/v1/login", session.log_in),
    web.post("/api/v1/logout", session.log_out),
    web.get("/api/v1/me", session.me),
    web.post("/api/v1/me/state", desk.choose_state),
    web.get("/api/v1/dispositions", desk.dispositions),
    web.get("/api/v1/calls", calls.list_calls),
    web.get("/api/v1/calls/{call_id}", calls.one_call),
    web.post("/api/v1/calls/{call_id}/wrap-up", desk.wrap_up),
    web.get("/api/v1/demo/phone", demo.phone),
    web.get("/api/v1/live", live_socket.live),
)
