"""`linea voices script`: the text that a speaker reads."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.inventory import fragments_of
from app.packs import pack_place
from app.settings import load
from app.voice import prompts_of
from ivr.clock import BOGOTA
from ivr.errors import Invalid
from speech.voice.pack.pack import stale
from speech.voice.studio.booklet import write_booklet
from speech.voice.studio.numbering import Numbering
from speech.voice.studio.script import script as script_of
from speech.voice.studio.script import studio_minutes
from speech.voice.studio.sheet import write_sheet


class Format(StrEnum):
    """What the script is written as."""

    CSV = "csv"
    PDF = "pdf"


def script(
    file: Annotated[Path, typer.Argument(metavar="ARCHIVO", help="El archivo que se escribe.")],
    form: Annotated[
        Format | None,
        typer.Option("--format", help="csv o pdf; sin esto, lo que diga el nombre del archivo."),
    ] = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="Solo lo que no está grabado o cambió de texto.")
    ] = False,
    pack: Annotated[str, typer.Option("--pack", metavar="VOZ", help="Para qué voz.")] = "",
) -> None:
    """Escribe el guion de lo que debe grabar un locutor: una línea por archivo, numeradas."""
    form = form or _form_of(file)
    settings = load()
    place, fragments = pack_place(settings, pack), fragments_of(settings)
    lines = script_of(fragments, prompts_of(settings), Numbering(place.numbers))
    if missing:
        recorded = stale(place.own, fragments)
        wanted = {*recorded.missing, *recorded.older, *recorded.corrupt}
        lines = tuple(line for line in lines if line.fragment.id in wanted)
    if not lines:
        print("No falta nada por grabar")
        return
    try:
        if form is Format.CSV:
            write_sheet(file, lines)
        else:
            entity = settings.entity.name
            write_booklet(file, lines, entity=entity, today=datetime.now(BOGOTA).date())
    except OSError as error:
        raise Invalid(f"no se pudo escribir {file}: {error.strerror}") from error
    print(f"{file}: {len(lines)} líneas, unos {studio_minutes(lines):.0f} minutos de estudio")


def _form_of(file: Path) -> Format:
    try:
        return Format(file.suffix.lower().removeprefix("."))
    except ValueError:
        raise Invalid(f"diga --format csv o --format pdf para {file.name}") from None
