"""The server's side of the pages, played by a test: it says to the desk what the test says.

It proves the pages alone (layout, wording, keys, restoring). The real server behind the same
pages is `test_call_end_to_end.py`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSCloseCode, web
from aiohttp.test_utils import TestServer
from jinja2 import Environment, FileSystemLoader

from app.settings import PROJECT

WEB = PROJECT / "cti" / "web"
BUNDLE = WEB / "static" / "dist"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "connect-src 'self' ws://127.0.0.1:*; media-src 'self' blob:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
PAGES = {"/": "home", "/puesto": "desk", "/telefono": "phone", "/entrar": "login"}
DISPOSITIONS = [
    (
        "informacion",
        "Información",
        ("Saldo y fecha de pago", "Puntos de pago", "Estado de un caso"),
    ),
    ("facturacion", "Facturación", ("Acuerdo de pago", "Duplicado enviado", "Reclamo por cobro")),
    ("inconformidad", "Facturación › Inconformidad", ("Consumo alto", "Tarifa errada")),
    ("danos", "Daños", ("Daño reportado", "Ya estaba reportado", "Corte programado explicado")),
    ("llamada", "La llamada", ("Se cortó", "Equivocada", "No habló nadie", "Broma")),
]


class DeskServer:
    """The pages and a server that says what it is told. ``asked`` keeps the pages' requests.

    ``answers``: what is answered to other paths of the API, by path; ``looked`` those that
    were asked for.
    """

    def __init__(self, sip_ws: str, desk: str = "desk-01", **sip: str) -> None:
        self.url = ""
        self.bundle = BUNDLE
        self.asked: list[tuple[str, Any]] = []
        self.answers: dict[str, Any] = {}
        self.looked: list[str] = []
        self.signed_in = True
        self.silent = False
        self.state: dict[str, Any] = {"state": "available"}
        self.me: dict[str, Any] = {
            "agent": {"id": 7, "name": "Camila Rojas Pardo", "user": "camila", "role": "agent"},
            "reason": None,
            "desk": {
                "uri": f"sip:{desk}@127.0.0.1",
                "password": sip.get("desk_password", "none"),
                "ws": sip_ws,
                "display": desk,
            },
            "queues": ["attention", "emergency"],
            "today": {
                "answered": 14,
                "missed": 1,
                "talk_seconds": 4320,
                "talk_mean": 308,
                "wrap_up_mean": 41,
                "occupancy": 0.782,
                "satisfaction": 4.55,
                "ratings": 9,
            },
            "pauses": [
                {"code": "rest", "label": "Descanso", "minutes": 15, "by_itself": False},
                {"code": "lunch", "label": "Almuerzo", "minutes": 60, "by_itself": False},
                {"code": "equipment", "label": "Falla de equipo", "minutes": 0, "by_itself": False},
                {"code": "missed_call", "label": "No contestó", "minutes": 3, "by_itself": True},
            ],
            "task_queues": [{"code": "cartera", "label": "Cartera"}],
            "more_seconds": 60,
        }
        self.demo: dict[str, Any] = {
            "uri": "sip:caller-web@127.0.0.1",
            "password": sip.get("caller_password", "none"),
            "ws": sip_ws,
            "line": "6085550100",
            "callers": [
                {"number": "+573151234567", "label": "Al día: cuenta 210000372, documento en 101"},
                {"number": "+573104448899", "label": "Teléfono sin cuenta registrada"},
                {
                    "number": "+576082345678",
                    "label": "Suspendido: cuenta 210001850, documento en 105",
                },
            ],
        }
        self._sockets: list[web.WebSocketResponse] = []
        self._greeted = asyncio.Event()
        self._seq = 0

    def application(self) -> web.Application:
        """The aiohttp application."""
        pages = Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True)
        manifest = json.loads((BUNDLE / "manifest.json").read_text())

        async def page(request: web.Request) -> web.Response:
            if request.path == "/puesto" and not self.signed_in:
                raise web.HTTPFound("/entrar?ir=/puesto")
            html = pages.get_template(f"{PAGES[request.path]}.html").render(
                entity="Aguas del Magdalena",
                line="608 555 0100",
                demo=True,
                built=True,
                asset=lambda name: f"/static/dist/{manifest[name]}",
            )
            headers = {"Content-Security-Policy": POLICY}
            return web.Response(text=html, content_type="text/html", headers=headers)

        app = web.Application()
        app.add_routes([web.get(path, page) for path in PAGES])
        app.add_routes(
            [
                web.get("/api/v1/session", self._session),
                web.get("/api/v1/me", self._me),
                web.post("/api/v1/login", self._login),
                web.post("/api/v1/me/state", self._choose),
                web.get("/api/v1/dispositions", self._dispositions),
                web.get("/api/v1/demo/phone", self._demo),
                web.get("/api/v1/live", self._live),
                web.get("/api/v1/{rest:.*}", self._look),
                web.post("/api/v1/{rest:.*}", self._accept),
                web.static("/static", WEB / "static"),
            ]
        )
        return app

    async def has_a_desk(self) -> None:
        """Wait until a desk is connected, so that it hears what is said."""
        await asyncio.wait_for(self._greeted.wait(), 10)

    async def say(self, kind: str, **fields: Any) -> None:
        """Send a message to every open desk."""
        self._seq += 1
        for socket in self._sockets:
            await socket.send_json({"type": kind, "seq": self._seq, **fields})

    async def skip(self) -> None:
        """Lose a message: the next one leaves a gap."""
        self._seq += 1

    async def cut(self) -> None:
        """Close the desks' connections."""
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    def bodies(self, path: str) -> list[Any]:
        """What the pages sent to a path of the API."""
        return [body for asked, body in self.asked if asked == path]

    async def _session(self, request: web.Request) -> web.Response:
        return web.json_response({"agent": self.me["agent"], "rights": ["serve_calls"]})

    async def _me(self, request: web.Request) -> web.Response:
        if not self.signed_in:
            return _problem(401, "Inicie sesión para continuar")
        return web.json_response(self.me | {"state": self.state["state"]})

    async def _login(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        if wanted["password"] != "correcta":
            return _problem(401, "El usuario o la contraseña no son correctos")
        self.signed_in = True
        return web.json_response({"agent": self.me["agent"]})

    async def _choose(self, request: web.Request) -> web.Response:
        self.state = await request.json()
        self.asked.append(("/me/state", self.state))
        await self.say("state", **self.state)
        return web.Response(status=204)

    async def _dispositions(self, request: web.Request) -> web.Response:
        found = [
            {
                "code": f"{code}_{turn}",
                "label": label,
                "group": group,
                "path": group.split(" › "),
            }
            for code, group, labels in DISPOSITIONS
            for turn, label in enumerate(labels)
        ]
        return web.json_response(found)

    async def _demo(self, request: web.Request) -> web.Response:
        return web.json_response(self.demo)

    async def _accept(self, request: web.Request) -> web.Response:
        assert request.headers.get("X-Linea") == "1"
        path = request.path.removeprefix("/api/v1")
        self.asked.append((path, await request.json()))
        if path in self.answers:
            return _answer(self.answers[path])
        return web.Response(status=204)

    async def _look(self, request: web.Request) -> web.Response:
        """What a test gave for this path, with its query or without."""
        path = request.path_qs.removeprefix("/api/v1")
        self.looked.append(path)
        for known in (path, path.partition("?")[0]):
            if known in self.answers:
                return _answer(self.answers[known])
        return _problem(404, "Esa dirección no existe")

    async def _live(self, request: web.Request) -> web.StreamResponse:
        if self.silent or not self.signed_in:
            return _problem(401 if not self.signed_in else 503, "No hay conexión")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "seq": self._seq, **self.state})
        self._sockets.append(socket)
        self._greeted.set()
        async for _ in socket:
            pass
        self._sockets.remove(socket)
        if not self._sockets:
            self._greeted.clear()
        return socket


def _answer(said: Any) -> web.Response:
    """JSON; a text is the title of a refusal."""
    return _problem(409, said) if isinstance(said, str) else web.json_response(said)


def _problem(status: int, title: str) -> web.Response:
    body = {"type": "about:blank", "status": status, "title": title, "code": "refused"}
    return web.json_response(body, status=status, content_type="application/problem+json")


@asynccontextmanager
async def desk_server(sip_ws: str = "ws://127.0.0.1:9", **sip: str) -> AsyncIterator[DeskServer]:
    """A running server; without ``sip_ws`` no telephone exchange answers."""
    server = DeskServer(sip_ws, **sip)
    async with TestServer(server.application(), host="127.0.0.1") as running:
        server.url = str(running.make_url("/")).rstrip("/")
        try:
            yield server
        finally:
            server.silent = True
            await server.cut()
