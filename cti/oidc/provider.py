"""The identity provider: found by its own description, asked over HTTPS, its keys kept current."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import ipaddress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

import aiohttp
import msgspec
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from yarl import URL

from cti.oidc import id_token
from cti.oidc.config import OidcConfig
from cti.oidc.id_token import ALGORITHMS, NotBelieved
from ivr.clock import Clock
from ivr.errors import LineaError
from ivr.services.agents import Identity

DESCRIPTION = "/.well-known/openid-configuration"
KEPT_FOR = timedelta(hours=1)
KEYS_AGAIN_AFTER = timedelta(seconds=10)
"""A key that is not known is asked for again, but not by everybody who names one."""

ANSWER_SECONDS = 5.0
ANSWER_AT_MOST = 256 * 1024


class ProviderGone(LineaError):
    """The provider does not answer, or not as one."""

    code = "oidc_gone"


class Description(msgspec.Struct, frozen=True):
    """What a provider says of itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class _Tokens(msgspec.Struct, frozen=True):
    id_token: str


class Provider:
    """One provider, asked by ``http``."""

    def __init__(self, config: OidcConfig, clock: Clock, http: aiohttp.ClientSession) -> None:
        self.config = config
        self._clock = clock
        self._http = http
        self._description: tuple[datetime, Description] | None = None
        self._keys: tuple[datetime, KeySet] | None = None
        self._fetching = asyncio.Lock()

    async def description(self) -> Description:
        """What it says of itself, asked once an hour. Raises ProviderGone, NotBelieved."""
        now = self._clock.now()
        if self._description is None or now - self._description[0] > KEPT_FOR:
            address = self.config.issuer.rstrip("/") + DESCRIPTION
            found = _read(await self._get(address), Description)
            if found.issuer != self.config.issuer:
                raise NotBelieved("the description is another issuer's")
            for endpoint in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
                _check_address(endpoint)
            self._description = (now, found)
        return self._description[1]

    async def check(self) -> int:
        """How many keys it signs with. Raises ProviderGone, NotBelieved."""
        return len((await self._key_set()).keys)

    async def entrance(self, *, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to sign in, and comes ``back`` from with a code."""
        digest = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.config.client_id,
            "redirect_uri": back,
            "scope": " ".join(self.config.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        described = await self.description()
        return str(URL(described.authorization_endpoint).update_query(asked))

    async def exit(self, back: str) -> str | None:
        """Where the browser goes to sign out there too, None where there is no such place."""
        end = (await self.description()).end_session_endpoint
        if not end:
            return None
        asked = {"client_id": self.config.client_id, "post_logout_redirect_uri": back}
        return str(URL(end).update_query(asked))

    async def identity(self, *, code: str, back: str, verifier: str, nonce: str) -> Identity:
        """Whose the code is. Raises ProviderGone, NotBelieved, NotKnown."""
        token = await self._token(code, back, verifier)
        claims = await self._claims(token)
        id_token.check(claims, self.config, nonce, self._clock.now())
        return id_token.identity(claims, self.config)

    async def _token(self, code: str, back: str, verifier: str) -> str:
        """Exchange the code, as the client that asked for it (RFC 6749, 4.1.3; RFC 7636)."""
        described, config = await self.description(), self.config
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": verifier,
        }
        headers = {"Accept": "application/json"}
        if not config.client_secret:
            form["client_id"] = config.client_id
        elif "client_secret_basic" in described.token_endpoint_auth_methods_supported:
            pair = f"{quote_plus(config.client_id)}:{quote_plus(config.client_secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": config.client_id, "client_secret": config.client_secret}
        request = self._http.post(
            described.token_endpoint, data=form, headers=headers, allow_redirects=False
        )
        refusal = NotBelieved("the code was refused")
        given: _Tokens = _read(await _answer(request, refusal=refusal), _Tokens)
        return given.id_token

    async def _claims(self, token: str) -> dict[str, Any]:
        """What a token says, by the provider's own signature. Raises NotBelieved, ProviderGone."""
        try:
            try:
                return jwt.decode(token, await self._key_set(), algorithms=ALGORITHMS).claims
            except (InvalidKeyIdError, BadSignatureError):  # its keys may have changed
                keys = await self._key_set(older_than=KEYS_AGAIN_AFTER)
                return jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError) as error:
            raise NotBelieved(f"the ID token can't be read: {type(error).__name__}") from None

    async def _key_set(self, older_than: timedelta = KEPT_FOR) -> KeySet:
        async with self._fetching:
            now = self._clock.now()
            if self._keys is None or now - self._keys[0] >= older_than:
                found = _read(await self._get((await self.description()).jwks_uri), dict[str, Any])
                try:
                    self._keys = (now, KeySet.import_key_set(found))
                except (JoseError, ValueError, KeyError, TypeError) as error:
                    raise ProviderGone("sus claves no se pueden leer") from error
            return self._keys[1]

    async def _get(self, address: str) -> bytes:
        _check_address(address)
        return await _answer(self._http.get(address, allow_redirects=False))


def provider_session() -> aiohttp.ClientSession:
    """What providers are asked with: within a time, no cookies kept."""
    within = aiohttp.ClientTimeout(ANSWER_SECONDS)
    return aiohttp.ClientSession(timeout=within, cookie_jar=aiohttp.DummyCookieJar())


async def _answer(request: Any, *, refusal: LineaError | None = None) -> bytes:
    """The body of a good answer. Raises ProviderGone; ``refusal`` where it is a 4xx."""
    try:
        async with request as answer:
            if refusal is not None and 400 <= answer.status < 500:
                raise refusal
            if answer.status != 200:
                raise ProviderGone(f"contestó {answer.status}")
            body: bytes = await answer.content.read(ANSWER_AT_MOST + 1)
            while len(body) <= ANSWER_AT_MOST and (more := await answer.content.readany()):
                body += more
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise ProviderGone("el proveedor de identidad no responde") from error
    if len(body) > ANSWER_AT_MOST:
        raise ProviderGone("contestó sin medida")
    return body


def _read(body: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProviderGone("contestó algo que no se entiende") from error


def _check_address(address: str) -> None:
    """HTTPS, or this very machine. Raises NotBelieved."""
    try:
        url = URL(address)
        host = url.host or ""
    except ValueError:
        raise NotBelieved("an address of the provider is none") from None
    if url.scheme == "https" and host:
        return
    if url.scheme == "http" and _is_here(host):
        return
    raise NotBelieved("an address of the provider is not HTTPS")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
