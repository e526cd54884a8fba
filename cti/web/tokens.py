"""Tokens of other systems, as the administrator makes, lists and revokes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import SCOPES, Right, may, rights
from cti.web.body import done, json_answer, read_body
from cti.web.keys import API, CLOCK
from cti.web.operation import operation
from ivr.errors import Invalid, NotFound
from ivr.services import agents, api_tokens
from ivr.services.api_tokens import NewToken, Scope, Token, Use

LONGEST_ID = 18


class WantedToken(msgspec.Struct, forbid_unknown_fields=True):
    """A token to be made. ``user``: in whose name it acts, within whose rights."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    user: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    scopes: Annotated[list[Scope], msgspec.Meta(min_length=1, max_length=40)]
    days: Annotated[int, msgspec.Meta(ge=1, le=1095)] = 365


class MadeToken(msgspec.Struct):
    """A token that was made; ``secret`` is told this once."""

    token: Token
    secret: str


class TokenList(msgspec.Struct):
    """Every token."""

    tokens: tuple[Token, ...]


class UseList(msgspec.Struct):
    """What a token was used for, the newest first: at most 500."""

    uses: tuple[Use, ...]


@may(Right.ADMINISTER)
@operation("Las llaves de otros sistemas", answer=TokenList)
async def list_tokens(request: web.Request) -> web.Response:
    """Every token, without its secret."""
    return json_answer(TokenList(await request.app[API].read(api_tokens.everyone)))


@may(Right.ADMINISTER)
@operation(
    "Crear una llave para otro sistema",
    body=WantedToken,
    answer=MadeToken,
    status=201,
    errors=(404,),
)
async def make_token(request: web.Request) -> web.Response:
    """Make a token. Its secret is in this answer alone."""
    wanted, now = await read_body(request, WantedToken), request.app[CLOCK].now()

    def made(session: Session) -> NewToken:
        check_scopes(session, wanted.user, wanted.scopes)
        return api_tokens.create(
            session,
            name=wanted.name,
            user=wanted.user,
            scopes=wanted.scopes,
            expires_at=now + timedelta(days=wanted.days),
            now=now,
        )

    new = await request.app[API].write(made)
    return json_answer(MadeToken(new.token, new.secret), status=201)


@may(Right.ADMINISTER)
@operation("Revocar una llave")
async def revoke_token(request: web.Request) -> web.Response:
    """Nobody comes in by that token again, from this moment on."""
    token_id, now = _id(request), request.app[CLOCK].now()
    await request.app[API].write(lambda session: api_tokens.revoke(session, token_id, now))
    return done()


@may(Right.ADMINISTER, Right.SEE_AUDIT)
@operation("Para qué se ha usado una llave", answer=UseList)
async def list_uses(request: web.Request) -> web.Response:
    """The audit of one token: each change, and each address read."""
    token_id = _id(request)
    found = await request.app[API].read(lambda session: api_tokens.uses(session, token_id))
    return json_answer(UseList(found))


def check_scopes(session: Session, user: str, scopes: list[Scope]) -> None:
    """Raise Invalid for a scope that leaves nothing of the owner's rights, NotFound."""
    own = rights(agents.by_user(session, user).role)
    for scope in scopes:
        if own.isdisjoint(SCOPES[scope]):
            told = f"ese usuario no tiene lo que da el permiso {scope}"
            raise Invalid(told, field="scopes")


def _id(request: web.Request) -> int:
    written = request.match_info["token_id"]
    if not (written.isascii() and written.isdecimal() and len(written) <= LONGEST_ID):
        raise NotFound("esa llave no existe")
    return int(written)
