"""`linea messages`: what callers left recorded when nobody could take their call."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from app.settings import Settings, load
from ivr.clock import BOGOTA, SystemClock
from ivr.errors import Invalid, NotFound
from ivr.services import agents, messages, transcripts
from ivr.services.messages import Message
from ivr.store import Store

app = typer.Typer(
    help="Los mensajes que dejaron quienes no pudieron ser atendidos.", no_args_is_help=True
)

Id = Annotated[int, typer.Argument(metavar="ID", help="El número del mensaje en la lista.")]


@app.command(name="list")
def list_messages() -> None:
    """Muestra los mensajes sin atender: primero las emergencias, luego los más antiguos."""
    settings = load()
    with _session(settings) as session:
        waiting = messages.still_open(session)
        sounds = [message.recording.file for message in waiting if message.recording]
        written = transcripts.of(session, sounds)
    if not waiting:
        print("No hay mensajes sin atender")
        return
    table = Table("ID", "Urgencia", "Recibido", "Teléfono", "Duración", "Dice", box=None)
    for message in waiting:
        urgency = "EMERGENCIA" if message.emergency else ""
        received = f"{message.at.astimezone(BOGOTA):%Y-%m-%d %H:%M}"
        said = written.get(message.recording.file) if message.recording else None
        table.add_row(
            *(str(message.id), urgency, received, message.number or "oculto", _length(message)),
            said.text if said else "",
        )
    Console().print(table)


@app.command()
def listen(
    message_id: Id,
    file: Annotated[
        Path | None, typer.Argument(help="Dónde se copia el sonido, un archivo WAV.")
    ] = None,
) -> None:
    """Copia el sonido de un mensaje a un archivo; sin él, dice dónde está guardado."""
    settings = load()
    with _session(settings) as session:
        message = messages.by_id(session, message_id)
    if message.recording is None:
        raise NotFound(f"el mensaje {message_id} no tiene sonido: colgaron al oír el tono")
    sound = settings.messages_folder / message.recording.file
    if not sound.is_file():
        raise NotFound(f"no se encuentra el sonido del mensaje {message_id}: {sound}")
    if file is None:
        print(sound)
        return
    try:
        shutil.copyfile(sound, file)
    except OSError as error:
        raise Invalid(f"no se pudo escribir {file}: {error.strerror}") from error
    print(f"{file}: {_length(message)}")


@app.command()
def done(
    message_id: Id,
    by: Annotated[str, typer.Option("--por", metavar="USUARIO", help="Quién lo atendió.")],
) -> None:
    """Anota que un mensaje ya fue atendido."""
    with _session(load()) as session:
        agent = agents.by_user(session, by)
        fresh = messages.mark_done(session, message_id, agent, SystemClock().now())
    print(f"Mensaje {message_id}: {'atendido' if fresh else 'ya estaba atendido'}")


def _length(message: Message) -> str:
    return f"{message.recording.seconds:.0f} s" if message.recording else "sin sonido"


@contextmanager
def _session(settings: Settings) -> Iterator[Session]:
    with closing(Store(settings.store_url)) as store, store.unit_of_work() as session:
        yield session
