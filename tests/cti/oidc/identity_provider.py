"""A small identity provider on loopback: discovery, consent, tokens by PKCE, keys that change.

It is strict where a provider must be (RFC 6749, RFC 7636), and lies where a test tells it to.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any

from aiohttp import BasicAuth, web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from ivr.clock import Clock

CLIENT, SECRET = "linea", "un secreto : con signos"
Claims = dict[str, Any]


@dataclass(slots=True)
class Code:
    """A code that was given, and what must come back with it."""

    challenge: str
    redirect_uri: str
    nonce: str


@dataclass(slots=True)
class IdentityProvider:
    """``account`` is who consents; ``claims`` and ``token`` change what it says, to lie."""

    clock: Clock
    account: Claims = field(default_factory=lambda: {"sub": "s-1", "preferred_username": "ana"})
    claims: Callable[[Claims], Claims] = lambda claims: claims
    token: Callable[[str], str] = lambda token: token
    description: dict[str, Any] = field(default_factory=dict)
    issuer: str = ""
    public: bool = False
    asks: bool = False
    key: RSAKey = field(default_factory=lambda: new_key("k1"))
    published: list[RSAKey] | None = None
    header: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    _codes: dict[str, Code] = field(default_factory=dict)

    def application(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/.well-known/openid-configuration", self._describe),
                web.get("/consent", self._consent),
                web.post("/token", self._token),
                web.get("/keys", self._keys),
            ]
        )
        return app

    def change_key(self, name: str) -> None:
        self.key = new_key(name)

    async def _describe(self, request: web.Request) -> web.Response:
        self.asked.append("description")
        described = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/consent?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return web.json_response(described | self.description)

    async def _consent(self, request: web.Request) -> web.Response:
        """The person agrees, on a page of the provider's where it ``asks``."""
        if self.asks and "agreed" not in request.query:
            hidden = "".join(
                f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
                for name, value in {**request.query, "agreed": "1"}.items()
            )
            text = f'<form action="/consent">{hidden}<button>Aceptar</button></form>'
            return web.Response(text=text, content_type="text/html")
        asked = request.query
        assert asked["tenant"] == "1"
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        assert len(asked["state"]) >= 32
        assert len(asked["nonce"]) >= 32
        code = secrets.token_urlsafe(16)
        self._codes[code] = Code(asked["code_challenge"], asked["redirect_uri"], asked["nonce"])
        raise web.HTTPFound(f"{asked['redirect_uri']}?code={code}&state={asked['state']}")

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        if not self._is_client(request, form.get("client_id")):
            return web.json_response({"error": "invalid_client"}, status=401)
        given = self._codes.pop(str(form.get("code")), None)
        verifier = str(form.get("code_verifier"))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
        if (
            given is None
            or form.get("grant_type") != "authorization_code"
            or given.redirect_uri != form.get("redirect_uri")
            or given.challenge != challenge.decode().rstrip("=")
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(self.clock.now().timestamp())
        basic = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": given.nonce,
        }
        said = self.claims(basic | self.account)
        header = {"alg": "RS256", "kid": self.key.kid} | self.header
        return web.json_response(
            {
                "token_type": "Bearer",
                "access_token": "x",
                "id_token": self.token(jwt.encode(header, said, self.key)),
            }
        )

    def _is_client(self, request: web.Request, named: object) -> bool:
        if self.public:
            return named == CLIENT
        auth = BasicAuth.decode(request.headers.get("Authorization", "Basic Og=="))
        return (auth.login, auth.password) == (CLIENT, "un+secreto+%3A+con+signos")

    async def _keys(self, request: web.Request) -> web.Response:
        self.asked.append("keys")
        keys = [self.key] if self.published is None else self.published
        return web.json_response(KeySet(list(keys)).as_dict(private=False))


def new_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


@asynccontextmanager
async def identity_provider(
    clock: Clock, name: str = "127.0.0.1", **how: Any
) -> AsyncIterator[IdentityProvider]:
    """A running provider whose issuer is its address, under that name."""
    provider = IdentityProvider(clock, **how)
    async with TestServer(provider.application(), host="127.0.0.1") as server:
        provider.issuer = f"http://{name}:{server.port}"
        yield provider
