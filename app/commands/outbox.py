"""`linea outbox`: the messages that the line sends, and those that it could not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table
from sqlalchemy.orm import Session

from app.settings import load
from ivr.clock import BOGOTA, SystemClock
from ivr.services import contact, outbound
from ivr.services.outbound import Listed
from ivr.store import DeliveryState, Store

app = typer.Typer(help="Los mensajes que la línea envía.", no_args_is_help=True)

Ids = Annotated[list[int], typer.Argument(metavar="ID…", help="Sus números en la lista.")]
WORDS = {
    DeliveryState.WAITING: "espera",
    DeliveryState.SENT: "enviado",
    DeliveryState.DEAD: "NO SE PUDO",
    DeliveryState.DISCARDED: "descartado",
}
UNFINISHED = (DeliveryState.DEAD, DeliveryState.WAITING)


@app.command(name="list")
def list_messages(
    everything: Annotated[
        bool, typer.Option("--todos", help="También los enviados y los descartados.")
    ] = False,
) -> None:
    """Muestra los mensajes que esperan y los que no se pudieron enviar."""
    with _session() as session:
        found = outbound.listed(session, tuple(DeliveryState) if everything else UNFINISHED)
    if not found:
        print("No hay mensajes pendientes")
        return
    headings = ("ID", "Estado", "Medio", "Mensaje", "Para", "Escrito", "Por qué")
    table = Table(*(Column(heading, overflow="fold") for heading in headings), box=None)
    for one in found:
        table.add_row(*_cells(one))
    Console().print(table)


@app.command()
def retry(message_ids: Ids) -> None:
    """Vuelve a intentar mensajes que no se pudieron enviar."""
    with _session() as session:
        for message_id in message_ids:
            outbound.retry(session, message_id, SystemClock().now())
    print(f"{len(message_ids)} por enviar otra vez")


@app.command()
def discard(message_ids: Ids) -> None:
    """Descarta mensajes: ya no se envían."""
    with _session() as session:
        for message_id in message_ids:
            outbound.discard(session, message_id, SystemClock().now())
    print(f"{len(message_ids)} descartados")


@app.command()
def rules(
    file: Annotated[Path, typer.Argument(help="Un archivo como config/catalogues/contact.toml.")],
) -> None:
    """Cambia las reglas de contacto por las de un archivo."""
    read = contact.read(file)
    with _session() as session:
        contact.seed(session, read)
    print(f"{len(read)} reglas de contacto")


def _cells(one: Listed) -> tuple[str, ...]:
    return (
        str(one.id),
        WORDS[one.state],
        one.channel,
        one.template,
        one.masked,
        _here(one.written_at),
        _why(one),
    )


def _why(one: Listed) -> str:
    """What stood in its way, after how many attempts, and when it is tried next."""
    parts = [outbound.reason(one.why)] if one.why else []
    if one.attempts > 1:
        parts.append(f"{one.attempts} intentos")
    if one.state is DeliveryState.WAITING and one.why:
        parts.append(f"el próximo, {_here(one.due_at)}")
    return "; ".join(parts)


def _here(moment: datetime) -> str:
    return f"{moment.astimezone(BOGOTA):%m-%d %H:%M}"


@contextmanager
def _session() -> Iterator[Session]:
    with closing(Store(load().store_url)) as store, store.unit_of_work() as session:
        yield session
