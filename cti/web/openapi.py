"""The OpenAPI 3.1 document of the API, made of what its handlers say of themselves."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from aiohttp import web

from cti.web.access import ANYONE, CSRF_HEADER, who_may
from cti.web.operation import Media, Operation, Socket, operation_of
from cti.web.same_site import COOKIE
from cti.web.webhook_schema import webhooks
from ivr import events
from ivr.services.api_tokens import Scope

API = "/api/v1/"
VERSION = "1.0.0"
REFERENCE = "#/components/schemas/{name}"
JSON, PROBLEM = "application/json", "application/problem+json"
JsonSchema = dict[str, Any]

TAGS = {
    "calls": "Las llamadas: registro, una en detalle, marcar",
    "agents": "Los asesores y su estado",
    "queues": "Las colas: quién espera y quién atiende",
    "accounts": "Las cuentas de los suscriptores",
    "cases": "Los casos: peticiones, quejas, reclamos y recursos",
    "damages": "Los daños reportados",
    "callbacks": "Las devoluciones de llamada",
    "outages": "Los cortes y suspensiones",
    "events": "Lo que pasa, al momento",
    "tokens": "Las llaves de otros sistemas",
}
"""What is under each first word of an address; others have no description."""

PARAMETERS: Mapping[str, JsonSchema] = {
    "call_id": {"type": "string", "format": "uuid"},
    "report_id": {"type": "string", "format": "uuid"},
    "day": {"type": "string", "format": "date"},
    "agent_id": {"type": "integer", "minimum": 1},
    "callback_id": {"type": "integer", "minimum": 1},
    "draft_id": {"type": "integer", "minimum": 1},
    "message_id": {"type": "integer", "minimum": 1},
    "outage_id": {"type": "integer", "minimum": 1},
    "token_id": {"type": "integer", "minimum": 1},
}
"""Schemas of path parameters; any other is a text."""

_EXPLAINED = {
    400: "The request can't be read: no JSON object, or no WebSocket.",
    401: "Nobody is signed in, or the token is unknown, revoked or over.",
    403: "The person, or the token's scopes, may not do this; or another site's page asked.",
    404: "There is no such thing, or it is not the asker's to see.",
    409: "It is understood, and what there is doesn't allow it.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "It can be read, and holds a value that is not accepted; `field` names it if known.",
    429: "Too many requests; `Retry-After` says when to come back.",
    503: "The store, or Asterisk, does not answer.",
}


class Problem(msgspec.Struct):
    """An error (RFC 9457). ``title`` is Spanish and may be shown; ``code`` is for machines.

    ``field`` is the member of the body or the query that holds what is not accepted.
    """

    type: str
    status: int
    title: str
    code: str
    field: str | msgspec.UnsetType = msgspec.UNSET


@dataclass(frozen=True, slots=True)
class Described:
    """A route as the document tells it; ``body`` is its own where the route has one for each."""

    method: str
    path: str
    name: str
    operation: Operation
    body: type[msgspec.Struct] | None
    handler: object


def document(routes: Iterable[web.RouteDef], entity: str = "") -> dict[str, Any]:
    """The document of those of ``routes`` that belong to the API."""
    described = list(described_of(routes))
    schemas = _Schemas(described)
    paths: dict[str, dict[str, Any]] = {}
    for one in described:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, schemas)
    tags = {_tag(one.path) for one in described}
    told = {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": f"Línea Única{f' · {entity}' if entity else ''}",
            "version": VERSION,
            "summary": "La línea de atención telefónica, para otros sistemas.",
            "description": "Guide, examples and webhooks' signatures: docs/api.md.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": TAGS.get(name, "")} for name in sorted(tags)],
        "paths": paths,
        "webhooks": webhooks(schemas.of),
        "components": {
            "schemas": schemas.components,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token with scopes: " + ", ".join(Scope),
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": COOKIE,
                    "description": f"A page's session; changes also need `{CSRF_HEADER}: 1`.",
                },
            },
        },
    }
    return _with_plain_names(told)


def _with_plain_names(told: dict[str, Any]) -> dict[str, Any]:
    """The same, where types of one name are told apart by the noun of their file."""
    schemas = told["components"]["schemas"]
    text = msgspec.json.encode(told).decode()
    for long in [name for name in schemas if "." in name]:
        *_, file, name = long.split(".")
        plain = f"{file.title().replace('_', '')}{name}"
        text = text.replace(f'/{long}"', f'/{plain}"').replace(f'"{long}":', f'"{plain}":')
    plainly: dict[str, Any] = msgspec.json.decode(text)
    return plainly


def described_of(routes: Iterable[web.RouteDef]) -> Iterator[Described]:
    """The API's routes that say what they are, one for each body."""
    for route in routes:
        said = operation_of(route.handler)
        if said is None or not route.path.startswith(API):
            continue
        name = f"{_module(route.handler)}.{getattr(route.handler, '__name__', '')}"
        if said.per is None:
            yield Described(route.method, route.path, name, said, said.body, route.handler)
            continue
        parameter, bodies = said.per
        for value, body in bodies.items():
            path = route.path.replace(f"{{{parameter}}}", str(value))
            yield Described(route.method, path, f"{name}.{value}", said, body, route.handler)


class _Schemas:
    """Schemas of every type that the routes name, under ``components`` once each."""

    def __init__(self, described: Sequence[Described]) -> None:
        named: list[Any] = [Problem, *events.DURABLE]
        for one in described:
            answer = one.operation.answer
            told = None if isinstance(answer, Media | Socket) else answer
            named += [kind for kind in (one.body, told, one.operation.query) if kind is not None]
        self._types = [kind for at, kind in enumerate(named) if kind not in named[:at]]
        found, self.components = msgspec.json.schema_components(self._types, ref_template=REFERENCE)
        self._found: list[JsonSchema] = list(found)
        self._queries = {
            kind: self.components.pop(self.of(kind)["$ref"].rpartition("/")[2])
            for kind in {one.operation.query for one in described} - {None}
        }

    def of(self, kind: object) -> JsonSchema:
        """The schema of one of the types."""
        return self._found[self._types.index(kind)]

    def query(self, kind: type[msgspec.Struct]) -> list[JsonSchema]:
        """The parameters of a query; one that may be left out is not null."""
        whole = self._queries[kind]
        return [
            {
                "name": name,
                "in": "query",
                "required": name in whole.get("required", ()),
                "allowEmptyValue": True,
                "schema": _not_null(schema),
                **({"description": text} if (text := _description(schema)) else {}),
            }
            for name, schema in whole["properties"].items()
        ]


def _operation(one: Described, schemas: _Schemas) -> dict[str, Any]:
    said = one.operation
    told: dict[str, Any] = {
        "operationId": one.name,
        "tags": [_tag(one.path)],
        "summary": said.summary,
        "description": _doc(one.handler),
        "parameters": [*_path(one.path), *_headers(one)],
        "responses": _responses(one, schemas),
        "security": _security(one),
    }
    if said.query is not None:
        told["parameters"] += schemas.query(said.query)
    if one.body is not None:
        told["requestBody"] = {
            "required": True,
            "content": {JSON: {"schema": schemas.of(one.body)}},
        }
    if said.scope is not None:
        told["x-scope"] = str(said.scope)
    return told


def _responses(one: Described, schemas: _Schemas) -> dict[str, Any]:
    said = one.operation
    success: dict[str, Any] = {"description": HTTPStatus(said.answers_with).phrase}
    if isinstance(said.answer, Socket):
        success["description"] = said.answer.says
        told = {str(code): why for code, why in said.answer.closes.items()}
        success["x-close-codes"] = told
    elif isinstance(said.answer, Media):
        if said.answer.kinds:
            text = {"schema": {"type": "string"}}
            success["content"] = dict.fromkeys(said.answer.kinds, text)
    else:
        success["content"] = {JSON: {"schema": schemas.of(said.answer)}}
    if said.headers:
        success["headers"] = {
            name: {"description": text, "schema": {"type": "string"}}
            for name, text in said.headers.items()
        }
    answers = {str(said.answers_with): success}
    if said.or_nothing:
        answers["204"] = {"description": HTTPStatus.NO_CONTENT.phrase}
    for status in sorted(_errors(one)):
        answers[str(status)] = {
            "description": _EXPLAINED.get(status, HTTPStatus(status).phrase),
            "content": {PROBLEM: {"schema": schemas.of(Problem)}},
        }
    return answers


def _errors(one: Described) -> set[int]:
    """The statuses that an operation may answer with besides its success."""
    said, errors = one.operation, {503, *one.operation.errors}
    if one.body is not None:
        errors |= {400, 413, 415, 422}
    if said.query is not None:
        errors |= {422}
    if isinstance(said.answer, Socket):
        errors |= {400}
    if "{" in one.path:
        errors |= {404, 422}
    if who_may(one.handler) is not ANYONE:
        errors |= {401, 403}
    if one.method != "GET":
        errors |= {403}
    if said.scope is not None:
        errors |= {429}
    return errors


def _security(one: Described) -> list[dict[str, list[str]]]:
    who, scope = who_may(one.handler), one.operation.scope
    if who is ANYONE:
        return [{}]
    browser: dict[str, list[str]] = {"session": []}
    if scope is None:
        return [browser]
    return [{"token": [str(scope)]}, browser]


def _path(path: str) -> list[JsonSchema]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": PARAMETERS.get(name, {"type": "string", "minLength": 1, "maxLength": 80}),
        }
        for name in re.findall(r"{(\w+)", path)
    ]


def _headers(one: Described) -> list[JsonSchema]:
    """A page's change carries a header that no other site's page can send."""
    if one.method == "GET":
        return []
    text = "`1` in a browser's session; a token needs none."
    return [
        {
            "name": CSRF_HEADER,
            "in": "header",
            "required": False,
            "description": text,
            "schema": {"type": "string", "enum": ["1"]},
        }
    ]


def _not_null(schema: JsonSchema) -> JsonSchema:
    """A parameter's schema: what an address can't hold is left out."""
    choices = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    kept = {name: value for name, value in schema.items() if name not in ("anyOf", "description")}
    if kept.get("default", 0) is None:
        del kept["default"]
    if len(choices) == 1:
        return {**kept, **{key: value for key, value in choices[0].items() if key != "description"}}
    return {**kept, "anyOf": choices} if choices else kept


def _description(schema: JsonSchema) -> str:
    found = [schema.get("description", "")]
    found += [one.get("description", "") for one in schema.get("anyOf", ())]
    return next((text for text in found if text), "")


def _tag(path: str) -> str:
    return path.removeprefix(API).split("/")[0].split(".")[0]


def _module(handler: object) -> str:
    return str(getattr(handler, "__module__", "")).rpartition(".")[2]


def _doc(handler: object) -> str:
    return " ".join((inspect.getdoc(handler) or "").split())
