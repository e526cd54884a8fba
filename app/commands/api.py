"""`linea api`: the interface for other systems: its document, and the tokens that let in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table
from sqlalchemy.orm import Session

from app.settings import load
from cti.web.openapi import document
from cti.web.routes import ROUTES
from cti.web.tokens import check_scopes
from ivr.clock import BOGOTA, SystemClock
from ivr.services import api_tokens
from ivr.services.api_tokens import Scope, Token
from ivr.store import Store

app = typer.Typer(help="La API para otros sistemas.", no_args_is_help=True)
tokens = typer.Typer(help="Las llaves con que entran otros sistemas.", no_args_is_help=True)
app.add_typer(tokens, name="tokens")


@app.command()
def schema(
    file: Annotated[Path, typer.Argument(help="Dónde se escribe; «-» para verlo aquí.")],
) -> None:
    """Escribe el documento OpenAPI de la API."""
    told = json.dumps(document(ROUTES, load().entity.name), ensure_ascii=False, indent=2)
    if str(file) == "-":
        print(told)
        return
    file.write_text(f"{told}\n", encoding="utf-8")
    print(f"{file}: OpenAPI 3.1")


@tokens.command()
def create(
    name: Annotated[str, typer.Argument(help="Para qué es: el nombre del otro sistema.")],
    user: Annotated[
        str, typer.Option("--usuario", help="En nombre de quién actúa, con sus permisos.")
    ],
    scope: Annotated[list[Scope], typer.Option("--permiso", help="Lo que puede hacer. Se repite.")],
    days: Annotated[int, typer.Option("--dias", min=1, max=1095, help="Cuánto dura.")] = 365,
) -> None:
    """Crea una llave y la muestra: no se puede volver a ver."""
    now = SystemClock().now()
    with _session() as session:
        check_scopes(session, user, scope)
        new = api_tokens.create(
            session,
            name=name,
            user=user,
            scopes=scope,
            expires_at=now + timedelta(days=days),
            now=now,
        )
    print(new.secret)


@tokens.command(name="list")
def list_tokens() -> None:
    """Muestra las llaves, con su vencimiento y su último uso."""
    with _session() as session:
        found = api_tokens.everyone(session)
    if not found:
        print("No hay llaves")
        return
    headings = (
        "ID",
        "Nombre",
        "Termina en",
        "Usuario",
        "Permisos",
        "Vence",
        "Último uso",
        "Estado",
    )
    table = Table(*(Column(heading, overflow="fold") for heading in headings), box=None)
    for one in found:
        table.add_row(*_cells(one))
    Console().print(table)


@tokens.command()
def revoke(
    token_id: Annotated[int, typer.Argument(metavar="ID", help="Su número en la lista.")],
) -> None:
    """Revoca una llave: nadie vuelve a entrar con ella."""
    with _session() as session:
        api_tokens.revoke(session, token_id, SystemClock().now())
    print(f"La llave {token_id} ya no sirve")


def _cells(one: Token) -> tuple[str, ...]:
    return (
        str(one.id),
        one.name,
        f"…{one.ending}",
        one.user,
        "\n".join(one.scopes),
        f"{one.expires_at.astimezone(BOGOTA):%Y-%m-%d}",
        _here(one.last_used_at),
        _state(one),
    )


def _state(one: Token) -> str:
    if one.revoked_at is not None:
        return "revocada"
    return "sirve" if one.expires_at > SystemClock().now() else "vencida"


def _here(moment: datetime | None) -> str:
    return "nunca" if moment is None else f"{moment.astimezone(BOGOTA):%Y-%m-%d %H:%M}"


@contextmanager
def _session() -> Iterator[Session]:
    with closing(Store(load().store_url)) as store, store.unit_of_work() as session:
        yield session
