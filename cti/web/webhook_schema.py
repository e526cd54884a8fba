"""The webhooks as the OpenAPI document tells them (docs/webhooks.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ivr import events

SUMMARIES = {
    events.AgentAnswered: "Un asesor contestó una llamada",
    events.CallEnded: "Terminó una llamada",
    events.CaseFiled: "Se radicó un caso",
    events.DamageReported: "Se reportó un daño",
}
HEADERS = {
    "Idempotency-Key": "The delivery's id: the same again is the same event.",
    "X-Linea-Key": "Which secret it is signed with.",
    "X-Linea-Timestamp": "Unix seconds; refuse what is more than 300 s from your clock.",
    "X-Linea-Signature": 'v1=<hexadecimal HMAC-SHA256 of "<timestamp>.<body>">',
}


def webhooks(schema_of: Callable[[object], dict[str, Any]]) -> dict[str, Any]:
    """Each durable event as a POST to the systems of ``[[outbound.webhooks]]``."""
    return {kind.__name__: {"post": _post(kind, schema_of(kind))} for kind in events.DURABLE}


def _post(kind: type[events.Event], data: dict[str, Any]) -> dict[str, Any]:
    body = {
        "type": "object",
        "required": ["id", "event", "data"],
        "properties": {
            "id": {"type": "string", "description": "As Idempotency-Key."},
            "event": {"const": kind.__name__},
            "data": data,
        },
    }
    return {
        "operationId": f"webhook.{kind.__name__}",
        "summary": SUMMARIES[kind],
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": text,
                "schema": {"type": "string"},
            }
            for name, text in HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "2XX": {"description": "Taken. Answer within 10 s and work afterwards."},
            "4XX": {"description": "Refused for good, but for 401, 403, 404 and 429."},
            "5XX": {"description": "Tried again, ever later, up to `attempts` times."},
        },
    }
