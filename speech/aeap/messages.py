"""AEAP's JSON messages, as Asterisk 22's `res_speech_aeap` sends and takes them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ivr.errors import LineaError

CODEC = "slin"
"""8 kHz, 16 bits, signed: what SPEECH RECOGNIZE feeds."""


class NotAeap(LineaError):
    """What came is no message of AEAP's."""

    code = "not_aeap"


@dataclass(frozen=True, slots=True)
class Request:
    """What Asterisk asks: ``name`` is setup, set or get."""

    name: str
    id: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """One reading of an utterance as AGI gets it. ``score``: 0 to 100."""

    text: str
    score: int
    grammar: str


def parse(text: str) -> Request | None:
    """Return the request in a message; None for a response. Raises NotAeap."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAeap("No es JSON.") from error
    if not isinstance(content, dict):
        raise NotAeap("No es un objeto.")
    if isinstance(content.get("response"), str):
        return None
    name, number = content.get("request"), content.get("id", "")
    if not isinstance(name, str) or not isinstance(number, str):
        raise NotAeap("No es una petición.")
    return Request(name, number, content)


def settings(request: Request) -> dict[str, str]:
    """Return the names and values of a `set`, as text. Raises NotAeap."""
    params = request.content.get("params")
    if not isinstance(params, dict) or not params:
        raise NotAeap("Sin parámetros.")
    return {str(name): str(value) for name, value in params.items()}


def wanted(request: Request) -> list[str]:
    """Return the names that a `get` asks for. Raises NotAeap."""
    params = request.content.get("params")
    if not isinstance(params, list) or not all(isinstance(name, str) for name in params):
        raise NotAeap("Sin parámetros.")
    return params


def offers_codec(request: Request) -> bool:
    """Whether a `setup` offers the one codec that we take."""
    codecs = request.content.get("codecs")
    if not isinstance(codecs, list):
        return False
    return any(isinstance(codec, dict) and codec.get("name") == CODEC for codec in codecs)


def response(request: Request, **content: object) -> str:
    """Return the answer to a request."""
    return _text({"response": request.name, "id": request.id, **content})


def refusal(request: Request, error: str) -> str:
    """Return the answer that a request is not granted, with its reason."""
    return response(request, error_msg=error)


def push(results: Sequence[Result]) -> str:
    """Return the message that ends SPEECH RECOGNIZE with these results."""
    listed = [
        {"text": result.text, "score": result.score, "grammar": result.grammar}
        for result in results
    ]
    return _text({"request": "set", "id": str(uuid.uuid4()), "params": {"results": listed}})


def _text(content: dict[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False)
