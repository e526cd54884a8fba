"""`linea voices render`: a whole voice pack from an engine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.inventory import fragments_of
from app.packs import pack_place
from app.settings import PROJECT, load
from app.voice import voice_files
from ivr.errors import Invalid
from speech.recognizer.model import Model
from speech.voice.engines import recorder_named
from speech.voice.pack.ear import Ear
from speech.voice.pack.fragment import Fragment, Kind
from speech.voice.pack.renderer import Rendered, Renderer

STARTER = PROJECT / "speech" / "vosk-model-mini-es"
DOUBTFUL_SHOWN = 20


def render(
    engine: Annotated[
        str, typer.Option("--engine", metavar="MOTOR", help="kokoro o piper.")
    ] = "kokoro",
    pack: Annotated[str, typer.Option("--pack", metavar="VOZ", help="Qué voz se graba.")] = "",
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="CARPETA", help="Dónde; sin esto, la de la voz."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Graba otra vez lo que no se reconoce bien.")
    ] = False,
) -> None:
    """Graba con un motor neuronal lo que a una voz le falte o tenga de otro texto.

    Puede pararse con Ctrl-C: la próxima vez sigue donde iba.
    """
    settings = load()
    place = pack_place(settings, pack)
    folder = folder or place.shipped
    fragments = fragments_of(settings)
    recorders = [recorder_named(engine, voice_files(settings)) for _ in range(os.cpu_count() or 1)]
    try:
        rendered = _rendered(Renderer(recorders, folder, _ear(fragments)), fragments, again)
    except OSError as error:
        raise Invalid(f"no se pudo escribir en {folder}: {error.strerror}") from error
    finally:
        for recorder in recorders:
            recorder.close()
    _tell(rendered, folder)


def _rendered(renderer: Renderer, fragments: tuple[Fragment, ...], again: bool) -> Rendered:
    columns = (TextColumn("Grabando"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task("", total=None)
        return renderer.render(
            fragments,
            lambda done, of: progress.update(task, completed=done, total=of),
            again=again,
        )


def _ear(fragments: tuple[Fragment, ...]) -> Ear:
    values = (fragment.text for fragment in fragments if fragment.kind is Kind.VALUE)
    return Ear(Model.load(STARTER), values)


def _tell(rendered: Rendered, folder: Path) -> None:
    print(f"{folder}: {rendered.made} grabados, {rendered.kept} ya estaban, ", end="")
    print(f"{rendered.removed} retirados")
    if rendered.doubtful:
        print(f"{len(rendered.doubtful)} que conviene oír, porque no se reconocieron bien:")
        for key in rendered.doubtful[:DOUBTFUL_SHOWN]:
            print(f"  {key}")
