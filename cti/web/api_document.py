"""The API's document, for machines and for people, and answers that did not change."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import aiohttp_jinja2
import msgspec
from aiohttp import hdrs, web
from markupsafe import Markup, escape

from cti.web.access import ANYONE, Handler, may
from cti.web.body import JSON
from cti.web.keys import ASSETS, PLACE, SCHEMA
from cti.web.openapi import TAGS
from cti.web.operation import operation

LARGE = 10**9
"""Bounds beyond which one doesn't tell a reader anything."""


@may(ANYONE)
@operation("Este documento (OpenAPI 3.1)", answer=dict[str, Any])
async def schema(request: web.Request) -> web.Response:
    """The OpenAPI document of this installation."""
    answer = web.Response(body=msgspec.json.encode(request.app[SCHEMA]), content_type=JSON)
    answer.headers[hdrs.CACHE_CONTROL] = "no-cache"
    return answer


@may(ANYONE)
async def page(request: web.Request) -> web.StreamResponse:
    """The same as a page to read."""
    place, assets, told = request.app[PLACE], request.app[ASSETS], request.app[SCHEMA]
    values = {
        "entity": place.entity,
        "asset": assets.address,
        "sections": sections(told),
        "webhooks": told["webhooks"],
        "schemas": told["components"]["schemas"],
        "built": assets.built,
        "shape": shape,
        "named": named,
    }
    answer = aiohttp_jinja2.render_template("api.html", request, values)
    answer.headers[hdrs.CACHE_CONTROL] = "no-cache"
    return answer


def sections(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The operations by tag; within each those for other systems come first."""
    by_tag: dict[str, list[dict[str, Any]]] = {}
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            shown = {"method": method.upper(), "path": path, **one}
            by_tag.setdefault(one["tags"][0], []).append(shown)
    order = [*(tag for tag in TAGS if tag in by_tag), *sorted(by_tag.keys() - TAGS.keys())]
    return [
        {
            "tag": tag,
            "about": TAGS.get(tag, ""),
            "operations": sorted(by_tag[tag], key=lambda one: "x-scope" not in one),
        }
        for tag in order
    ]


def shape(schema: dict[str, Any]) -> str:
    """A schema in a few words: ``integer ≥ 1``, ``a | b``, ``[Name]``."""
    if "$ref" in schema:
        return _name(schema)
    if "anyOf" in schema:
        return " | ".join(shape(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    kind = str(schema.get("format") or schema.get("type") or "any")
    if kind == "array":
        return f"[{shape(schema.get('items') or {})}]"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"{{…: {shape(schema['additionalProperties'])}}}"
    bounds = [
        f"{sign} {schema[name]}"
        for name, sign in (("minimum", "≥"), ("maximum", "≤"), ("maxLength", "≤"))
        if name in schema and abs(schema[name]) < LARGE
    ]
    return " ".join([kind, *bounds])


def named(schema: dict[str, Any]) -> Markup:
    """The same, leading to the schemas that it names."""
    text = str(escape(shape(schema)))
    for name in sorted(_names(schema), key=len, reverse=True):
        link = f'<a href="#schema-{escape(name)}">{escape(name)}</a>'
        text = re.sub(rf"(?<![\w#>.-]){re.escape(name)}(?![\w<-])", link, text)
    return Markup(f"<code>{text}</code>")


def _names(schema: Any) -> set[str]:
    if isinstance(schema, dict):
        own = {_name(schema)} if "$ref" in schema else set()
        return own.union(*(_names(one) for one in schema.values()))
    if isinstance(schema, list):
        return set[str]().union(*(_names(one) for one in schema))
    return set()


def _name(schema: dict[str, Any]) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


@web.middleware
async def unchanged(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give each JSON answer an ETag; who has it already is told so (RFC 9110, 13.1.2)."""
    answer = await handler(request)
    is_read = request.method in (hdrs.METH_GET, hdrs.METH_HEAD)
    if not is_read or answer.status != 200 or not isinstance(answer, web.Response):
        return answer
    if answer.content_type != JSON or not isinstance(answer.body, bytes):
        return answer
    tag = hashlib.blake2b(answer.body, digest_size=12).hexdigest()
    answer.headers[hdrs.ETAG] = f'"{tag}"'
    known = request.if_none_match or ()
    if not any(one.value in (tag, "*") for one in known):
        return answer
    kept = (hdrs.ETAG, hdrs.CACHE_CONTROL)
    headers = {name: answer.headers[name] for name in kept if name in answer.headers}
    return web.Response(status=304, headers=headers)
