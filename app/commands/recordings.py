"""`linea recordings`: what was recorded, heard, checked, held and deleted."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Annotated

import typer
from sqlalchemy.orm import Session

from app.recordings import library_of, retention_of
from app.settings import Settings, load
from ivr.clock import BOGOTA, SystemClock
from ivr.errors import Invalid, LineaError, NotFound
from ivr.services import recordings, transcripts
from ivr.services.recordings import Recording
from ivr.store import Store
from recordings.keys import Keys

app = typer.Typer(help="Las grabaciones de las llamadas.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NOMBRE", help="El nombre de la grabación.")]
PIECE = 1024 * 1024
CONSOLE = "consola"


@app.command(name="list")
def list_recordings(
    kind: Annotated[
        str | None, typer.Option("--clase", help="Solo de una clase: call, case, ethics…")
    ] = None,
    limit: Annotated[int, typer.Option("--cuantas", min=1, max=500)] = 50,
) -> None:
    """Muestra las últimas grabaciones."""
    with _store(load()) as store, store.reading() as session:
        found = recordings.newest(session, kind=kind, limit=limit)
    if not found:
        print("No hay grabaciones")
        return
    for one in found:  # no table: a name that is cut can't be typed again
        began = f"{one.started_at.astimezone(BOGOTA):%Y-%m-%d %H:%M:%S}"
        print(f"{one.name}  {one.kind}  {began}  {one.seconds:.0f} s  {_state(one)}".rstrip())


@app.command()
def listen(
    name: Name,
    file: Annotated[Path, typer.Argument(help="Dónde se copia el sonido, un archivo WAV.")],
) -> None:
    """Copia una grabación, sin cifrar, a un archivo; queda anotado quién la copió.

    Las denuncias de la línea de transparencia no se copian: las oye quien las lee, en su página.
    """
    settings = load()
    now = SystemClock().now()
    with _session(settings) as session:
        one = _existing(session, name)
        if one.kind == recordings.ETHICS:
            raise Invalid("una denuncia de la línea de transparencia no se copia")
        recordings.note_access(session, one, now=now, address=CONSOLE, who=getpass.getuser())
    with library_of(settings).open(one) as sound, _private(file) as copy:
        for offset in range(0, sound.size, PIECE):
            copy.write(sound.read(offset, PIECE))
    print(f"copiada en {file}: bórrela cuando no la necesite")


@app.command()
def transcribe(name: Name) -> None:
    """Pide que una grabación se transcriba de nuevo, por ejemplo con otro modelo."""
    with _session(load()) as session:
        if not transcripts.again(session, name, SystemClock().now()):
            raise NotFound(f"la grabación {name} no existe o no se transcribe")
    print(f"{name} se transcribirá en un momento")


@app.command()
def verify() -> None:
    """Comprueba que cada grabación esté entera y sea auténtica; sale con 1 si alguna no lo está."""
    settings = load()
    library = library_of(settings)
    checked, faulty, after = 0, 0, recordings.FIRST_ID
    while True:
        with _store(settings) as store, store.reading() as session:
            some = recordings.kept(session, after)
        if not some:
            break
        for one in some:
            checked, after = checked + 1, one.id
            try:
                with library.open(one) as sound:
                    sound.verify()
            except (LineaError, OSError) as fault:
                faulty += 1
                print(f"{one.name}: {fault}")
    print(f"Grabaciones revisadas: {checked}; con problemas: {faulty}")
    raise typer.Exit(code=1 if faulty else 0)


@app.command()
def purge(
    really: Annotated[
        bool, typer.Option("--borrar", help="Bórrelas; sin esto solo cuenta.")
    ] = False,
) -> None:
    """Borra las grabaciones que ya cumplieron su tiempo y que nadie retiene."""
    settings = load()
    with _store(settings) as store:
        retention = retention_of(settings, store, SystemClock())
        if really:
            print(f"Grabaciones borradas: {retention.purge()}")
            if retention.stuck:
                print(f"No se pudieron borrar {retention.stuck} archivos: vea el registro.")
        else:
            due = retention.due()
            print(f"Grabaciones por borrar: {len(due)}. Hágalo con --borrar")


@app.command()
def hold(
    name: Name, reason: Annotated[str, typer.Argument(metavar="MOTIVO", help="Por qué.")]
) -> None:
    """Retiene una grabación: no se borra aunque cumpla su tiempo."""
    with _session(load()) as session:
        recordings.hold(session, name, reason, SystemClock().now())
    print(f"{name} queda retenida")


@app.command()
def release(name: Name) -> None:
    """Deja de retener una grabación."""
    with _session(load()) as session:
        recordings.release(session, name)
    print(f"{name} ya no está retenida")


@app.command()
def rotate() -> None:
    """Crea claves nuevas para lo que se grabe desde ahora; las anteriores abren lo anterior."""
    settings = load()
    Keys(settings.recording_keys).rotate()
    print(f"claves nuevas en {settings.recording_keys}: guarde una copia en otro lugar")


def _existing(session: Session, name: str) -> Recording:
    one = recordings.by_name(session, name)
    if one is None:
        raise NotFound(f"no hay una grabación {name}")
    return one


def _state(one: Recording) -> str:
    if one.purged_at is not None:
        return "borrada"
    return f"retenida: {one.hold_reason}" if one.hold_reason else ""


@contextmanager
def _private(file: Path) -> Iterator[IO[bytes]]:
    """A new file that only we can read. Raises Invalid where there is one already."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Invalid(f"{file} ya existe") from None
    with os.fdopen(descriptor, "wb") as opened:
        yield opened


@contextmanager
def _session(settings: Settings) -> Iterator[Session]:
    with _store(settings) as store, store.unit_of_work() as session:
        yield session


def _store(settings: Settings) -> closing[Store]:
    return closing(Store(settings.store_url))
