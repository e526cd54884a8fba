"""Other systems at the door: known by their token, held to their pace, their uses kept."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from aiohttp import hdrs, web

from cti.store_work import StoreWork
from cti.web.login_limit import LoginLimit
from cti.web.problem import NotAllowed, NotSignedIn, Throttled, answer_of
from ivr.clock import Clock
from ivr.errors import LineaError
from ivr.services import api_tokens
from ivr.services.api_tokens import Holder, Scope

READ_NOTED_EVERY = timedelta(minutes=10)
"""Reading the same address again within this time is no further use."""
NOTED_AT_MOST = 10_000
LONGEST_SECRET = 200
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]+) *", re.IGNORECASE)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ApiLimits:
    """``requests_per_minute`` of each token; ``streams`` of all, open at once."""

    requests_per_minute: int = 600
    streams: int = 20


@dataclass(slots=True)
class _Bucket:
    """Requests that a token may still make, as of a moment."""

    left: float
    at: datetime


class TokenGate:
    """Lets tokens in. Unknown ones count as failures of their network address."""

    def __init__(self, work: StoreWork, clock: Clock, limits: ApiLimits) -> None:
        self._work = work
        self._clock = clock
        self._limits = limits
        self._wrong = LoginLimit()
        self._buckets: dict[int, _Bucket] = {}
        self._noted: OrderedDict[tuple[int, str], datetime] = OrderedDict()

    async def admit(self, request: web.Request, secret: str, scope: Scope | None) -> Holder:
        """Whose token it is. Raises NotSignedIn, Throttled, NotAllowed without ``scope``."""
        now, address = self._clock.now(), request.remote or ""
        if wait := self._wrong.wait(address, now):
            raise _throttled(wait)
        found = None
        if len(secret) <= LONGEST_SECRET:
            found = await self._work.read(lambda session: api_tokens.holder(session, secret, now))
        if found is None:
            self._wrong.failed(address, now)
            raise NotSignedIn("esa llave no existe, venció o se revocó", code="invalid_token")
        if wait := self._take(found.token_id, now):
            raise _throttled(wait)
        if scope is None:
            raise NotAllowed("esta dirección es solo para quien inicia sesión", code="no_scope")
        if scope not in found.scopes:
            raise NotAllowed(f"a la llave le falta el permiso {scope}", code="insufficient_scope")
        return found

    async def still_there(self, secret: str) -> bool:
        """Whether a token still lets in, for what lasts longer than a request."""
        now = self._clock.now()
        found = await self._work.read(lambda session: api_tokens.holder(session, secret, now))
        return found is not None

    async def pass_on(
        self, request: web.Request, holder: Holder, handler: Handler
    ) -> web.StreamResponse:
        """Handle a token's request; that it was made is on record before it is done."""
        use_id = await self._note(request, holder)
        try:
            answer = await handler(request)
        except (LineaError, web.HTTPException) as error:
            await self._note_answer(use_id, answer_of(error).status)
            raise
        await self._note_answer(use_id, answer.status)
        return answer

    async def _note(self, request: web.Request, holder: Holder) -> int | None:
        now, path = self._clock.now(), request.path
        if request.method in SAFE and not self._is_news(holder.token_id, path, now):
            return None
        method, address = request.method, request.remote or "?"
        return await self._work.write(
            lambda session: api_tokens.note_use(
                session, holder.token_id, method=method, path=path, address=address, now=now
            )
        )

    async def _note_answer(self, use_id: int | None, status: int) -> None:
        if use_id is None:
            return
        try:
            await self._work.write(lambda session: api_tokens.note_answer(session, use_id, status))
        except LineaError as error:  # what was done is done: its answer goes out all the same
            _log.warning("api_use_without_answer", use=use_id, code=error.code)

    def _is_news(self, token_id: int, path: str, now: datetime) -> bool:
        before = self._noted.pop((token_id, path), None)
        recent = before is not None and now - before < READ_NOTED_EVERY
        self._noted[token_id, path] = before if recent and before is not None else now
        while len(self._noted) > NOTED_AT_MOST:
            self._noted.popitem(last=False)
        return not recent

    def _take(self, token_id: int, now: datetime) -> int | None:
        """Take one of the token's requests; whole seconds to wait where there is none left."""
        most = float(self._limits.requests_per_minute)
        bucket = self._buckets.setdefault(token_id, _Bucket(most, now))
        bucket.left = min(most, bucket.left + (now - bucket.at).total_seconds() * most / 60)
        bucket.at = now
        if bucket.left < 1:
            return max(1, round((1 - bucket.left) * 60 / most))
        bucket.left -= 1
        return None


def secret_of(request: web.Request) -> str | None:
    """The token that a request brings (RFC 6750); None where it brings none."""
    written = request.headers.get(hdrs.AUTHORIZATION)
    if written is None:
        return None
    found = _BEARER.fullmatch(written)
    return found[1] if found else ""


def _throttled(wait: int) -> Throttled:
    return Throttled(f"demasiadas solicitudes; vuelva a probar en {wait} s", retry_after=wait)
