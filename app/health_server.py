"""`GET /health` and `GET /metrics` of a process that serves nothing else over HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from app.probe import LOOPBACK, Health

ASK_SECONDS = 5.0

Report = Callable[[], Mapping[str, Health]]
"""Names the parts of a process with the health of each."""


def overall(parts: Mapping[str, Health]) -> Health:
    """Return the health of a whole: its worst part, where a part that is down only degrades it."""
    return Health.OK if all(health is Health.OK for health in parts.values()) else Health.DEGRADED


@contextmanager
def health_server(port: int, report: Report, registry: CollectorRegistry) -> Iterator[None]:
    """Answer health and metrics to this machine, in a thread of its own. Raises OSError."""

    class Handler(BaseHTTPRequestHandler):
        timeout = ASK_SECONDS

        def do_GET(self) -> None:
            if self.path == "/health":
                self._answer("application/json", _as_json(report()))
            elif self.path == "/metrics":
                self._answer(CONTENT_TYPE_LATEST, generate_latest(registry))
            else:
                self.send_error(HTTPStatus.NOT_FOUND)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: probes come every few seconds."""

        def _answer(self, content_type: str, body: bytes) -> None:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer((LOOPBACK, port), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _as_json(parts: Mapping[str, Health]) -> bytes:
    return json.dumps({"status": overall(parts), "parts": parts}).encode()
