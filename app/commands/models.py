"""`linea models`: the recogniser's models: which there are, getting, checking and using one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Table

from app.settings import Settings, load
from app.vocabulary import CATALOGUE, Learned, learn, question_phrases, shelf_of
from ivr.errors import Invalid, NotFound
from ivr.store import Store
from speech.models import NONE, STARTER, Shelf, is_starter
from speech.models.catalogue import Catalogue, Official, checked_digest
from speech.models.examination import Examination, examine
from speech.models.fetching import Wanted, fetch, url_of

app = typer.Typer(help="Los modelos del reconocedor de voz.", no_args_is_help=True)

LONGEST_STATEMENT = 120.0
WORDS_SHOWN = 12
ABOUT_STARTER = (
    "El modelo inicial entiende desde la primera llamada, pero solo se ha probado con voces\n"
    "sintéticas y con una voz humana, no con el público. Para dar servicio use uno oficial:\n"
    "«./linea models fetch vosk-model-small-es-0.42» y «./linea models use» ese nombre."
)
Name = Annotated[str, typer.Argument(metavar="NOMBRE", help="Como lo muestra «list».")]


@app.command("list")
def list_models() -> None:
    """Muestra los modelos instalados, cuál está en uso y los oficiales que se pueden bajar."""
    shelf, console = shelf_of(load()), Console(highlight=False, soft_wrap=True)
    installed = shelf.installed()
    table = Table("", "Instalado", "Tamaño", "Palabras", box=None)
    for model in installed:
        words = "—" if model.words is None else f"{model.words}"
        table.add_row("*" if model.in_use else "", model.name, _megabytes(model.bytes), words)
    console.print(table if installed else "No hay modelos instalados todavía.")
    table = Table("", "Oficial", "Descarga", "Licencia", "", box=None)
    for official in Catalogue.load(CATALOGUE).models:
        there = "✓" if (shelf.models / official.name).is_dir() else ""
        size = _megabytes(official.bytes)
        table.add_row(there, official.name, size, official.licence, official.about)
    console.print("", table)
    print(f"\n{_in_use(shelf)}")


@app.command("fetch")
def fetch_model(
    name: Name,
    sha256: Annotated[
        str, typer.Option("--sha256", metavar="HUELLA", help="La del .zip, en vez de la conocida.")
    ] = "",
    yes: Annotated[bool, typer.Option("--si", help="No pregunta.")] = False,
) -> None:
    """Baja un modelo oficial, comprueba su huella y lo instala; si se corta, sigue donde quedó."""
    settings = load()
    shelf, catalogue = shelf_of(settings), Catalogue.load(CATALOGUE)
    if (shelf.models / name).is_dir():
        print(f"{name} ya está instalado")
        return
    official = catalogue.find(name)
    address = settings.speech.models_address
    if sha256:
        wanted = Wanted(name, url_of(address, name), checked_digest(sha256))
    elif official is not None:
        wanted = Wanted.official(official, address)
    else:
        raise NotFound(
            f"«{name}» no está en el catálogo ({catalogue.names()}); otro modelo de Vosk se baja "
            "dando la huella de su .zip con --sha256"
        )
    _tell_what_comes(wanted, official)
    if not yes:
        typer.confirm("¿Lo baja con esa licencia?", default=True, abort=True)
    _fetch(shelf, wanted)
    found = _examined(settings, shelf, shelf.find(name))
    _tell(found)
    if not found.fault:
        print(f"Para usarlo en las llamadas: «./linea models use {name}»")


@app.command()
def check(
    name: Annotated[
        str, typer.Argument(metavar="[NOMBRE]", help="Cuál; si no, el que está en uso.")
    ] = "",
) -> None:
    """Prueba un modelo: si carga, y qué palabras de qué preguntas no conoce."""
    settings = load()
    shelf = shelf_of(settings)
    folder = _found(shelf, name) if name else shelf.in_use()
    if folder is None:
        raise NotFound("no hay un modelo en uso; «./linea models list» muestra los que hay")
    found = _examined(settings, shelf, folder)
    _tell(found)
    raise typer.Exit(1 if found.fault else 0)


@app.command()
def use(name: Name) -> None:
    """Elige el modelo de las llamadas, sin cortar ninguna; «ninguno» deja solo el teclado."""
    settings = load()
    shelf = shelf_of(settings)
    if name == NONE:
        shelf.use(NONE)
    elif name == STARTER.name:
        _learned(settings, take=True)
    else:
        if not (shelf.models / name).is_dir() and Catalogue.load(CATALOGUE).find(name):
            raise NotFound(f"«{name}» no está instalado; bájelo: «./linea models fetch {name}»")
        found = _examined(settings, shelf, shelf.find(name))
        if found.fault:
            raise Invalid(found.fault)
        _tell(found)
        shelf.use(name)
    print(_in_use(shelf))


@app.command()
def vocabulary() -> None:
    """Enseña al modelo inicial las palabras de los menús y los nombres de lugares; sin entrenar."""
    settings = load()
    learned = _learned(settings)
    print(f"{learned.words} palabras, {learned.places} lugares")
    if learned.refused:
        print(f"Sin pronunciación, y no se oyen: {_some(learned.refused)}")
    if learned.model is None or not is_starter(learned.model):
        used = learned.model or NONE
        print(
            f"En uso está «{used}», que no aprende palabras; «./linea models check» dice cuáles "
            "le faltan"
        )
    else:
        print("El modelo en uso ya las conoce" if learned.changed else "No había nada nuevo")


def _learned(settings: Settings, *, take: bool = False) -> Learned:
    with closing(Store(settings.store_url, statement_seconds=LONGEST_STATEMENT)) as store:
        return learn(settings, store, take=take)


def _examined(settings: Settings, shelf: Shelf, folder: Path) -> Examination:
    with Console(stderr=True).status(f"Probando {folder.name}"):
        return examine(folder, question_phrases(shelf))


def _found(shelf: Shelf, name: str) -> Path:
    """The folder of a model by name; the starter's own where it is not installed."""
    if name == STARTER.name and not (shelf.models / name).is_dir():
        used = shelf.in_use()
        return used if used is not None and is_starter(used.name) else STARTER
    return shelf.find(name)


def _fetch(shelf: Shelf, wanted: Wanted) -> None:
    columns = (
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns) as progress:
        task = progress.add_task(wanted.name, total=None)
        fetch(shelf, wanted, lambda done, of: progress.update(task, completed=done, total=of))


def _tell_what_comes(wanted: Wanted, official: Official | None) -> None:
    print(wanted.url)
    if official is not None:
        print(f"{official.about}; {_megabytes(official.bytes)}")
        print(f"Licencia: {official.licence}")
        print(f"Huella vista en: {official.sha256_seen}")
    else:
        print("Licencia: la que diga su autor; léala antes de usarlo")
    print(f"SHA-256: {wanted.sha256}")


def _tell(found: Examination) -> None:
    if found.fault:
        print(f"✗ {found.fault}")
        return
    print(f"✓ {found.name} carga y reconoce")
    if not found.lacking:
        print("  Conoce todas las palabras de todas las preguntas")
        return
    print(f"  No conoce {len(found.words_lacking)} palabras; dichas con ellas no se entiende:")
    for grammar, words in found.lacking.items():
        print(f"    {grammar}: {_some(words)}")
    if found.can_learn:
        print("  «./linea models vocabulary» se las enseña")


def _some(words: tuple[str, ...]) -> str:
    rest = len(words) - WORDS_SHOWN
    shown = ", ".join(words[:WORDS_SHOWN])
    return f"{shown} y {rest} más" if rest > 0 else shown


def _in_use(shelf: Shelf) -> str:
    used = shelf.in_use()
    if used is None:
        return (
            "Ningún modelo en uso: la línea atiende por teclado. "
            f"«./linea models use {STARTER.name}» pone el inicial."
        )
    if is_starter(used.name):
        return f"En uso: {used.name}\n{ABOUT_STARTER}"
    return f"En uso: {used.name}"


def _megabytes(size: int) -> str:
    return f"{size / 10**6:.0f} MB"
